shell-skip = Skip to the main content
shell-nav = Main pages
shell-crumbs = Where you are
shell-language = Language
shell-in-vi = Tiếng Việt
shell-in-en = English
shell-footer = About this page
shell-source = Every figure on this page is computed from a public, signed journal; anybody can compute it again.
shell-verify = Check it yourself
shell-checkpoint = Records in the journal:
state-awaited = Awaited
state-counting = Counting
state-provisional = Provisional
state-final = Final
state-corrected = Corrected
state-differs = Differs
site-description = Election results from each polling area up, for anybody to check.
site-home = Home
site-lead = Figures appear once two people have typed them independently, the polling team has signed, and another officer has published them. Each figure leads to its minutes.
site-no-elections = There is no election yet.
site-check-heading = You need not trust us
site-check-lead = Download the public copy and compute every figure again.
site-nav-results = Results
site-nav-units = Units
site-nav-programmes = Work programmes
site-nav-votes = Votes
site-nav-verify = Check it yourself
site-nav-desk = Desk
site-nav-sign-in = Sign in
site-sign-out = Sign out
site-session-ended = Your session has ended. Please sign in again.
site-simulated = SIMULATED: candidates, votes and officers on this page are invented by a machine. No real result.
site-simulated-mark = SIMULATED
site-see-results = See the results
site-counted-of =
    { $n_areas ->
        [one] { $counted } of { $areas } polling area published
       *[other] { $counted } of { $areas } polling areas published
    }
site-all-counted =
    { $n_areas ->
        [one] The only polling area is published.
       *[other] All { $areas } polling areas are published.
    }
site-some-counted =
    { $n_areas ->
        [one] { $counted } of { $areas } polling area published, { $missing } still missing.
       *[other] { $counted } of { $areas } polling areas published, { $missing } still missing.
    }
site-as-of = Updated { $when }
site-progress-voting = Voting
site-progress-awaited = Awaiting results
site-progress-counting = Counting
site-progress-provisional = Provisional
site-progress-final = Final
site-progress-reopened = Being corrected
site-voters-counted = Voters of published areas
site-voters-total = Voters
site-took-part = Took part
site-issued = Ballots issued
site-returned = Ballots returned
site-valid = Valid ballots
site-invalid = Invalid ballots
site-areas-counted = Areas published
site-of-voters =
    { $n_base ->
        [one] { $share } of { $base } voter
       *[other] { $share } of { $base } voters
    }
site-of-returned = { $share } of { $base } returned
site-by-constituency = By constituency
site-constituency = Constituency { $number }
site-map-heading = The count on the map
site-map-about = The communes; the darker, the more polling areas are published. The same figures are in the table right below the map.
site-map-none = None yet
site-map-1 = under 40%
site-map-2 = 40–60%
site-map-3 = 60–80%
site-map-4 = 80% or more
site-map-5 = All
site-map-border = Border of a constituency
site-map-cell = { $unit }: { $counted } of { $areas } areas published; turnout { $share } of { $base } voters
site-no-map = There is no map of these units.
site-turnout-heading = Turnout by the hour
site-turnout-about = Share of voters who had voted, as reported by the hour, of the voters of the units that had reported; by { $hour } these were { $base } voters
site-turnout-base = Share of the voters of units that had reported; by { $hour }: { $base }
site-no-turnout = No turnout has been reported.
site-as-table = As a table
site-announced = The result is announced
site-line-lost = The connection is lost: figures may be out of date. The page reconnects by itself.
site-downloads = Downloads
site-report-pdf = Report (PDF)
site-minutes-pdf = Minutes (PDF)
site-calendar = Legal calendar
site-col-constituency = Constituency
site-col-seats = Seats
site-col-counted = Published
site-col-turnout = Turnout
site-col-state = State
site-col-hour = Hour
site-col-units = Units so far
site-col-voted = Voted
site-col-unit = Commune
site-col-basis = Basis
site-col-area = Polling area
site-col-roll = Roll
site-col-version = Version
site-col-men-women = Men/women
site-col-added = Added on the day
site-col-when = When
site-col-day = Day
site-col-what = What
site-col-source = Source
site-elected-count = { $count } elected
site-seats-of =
    { $n_seats ->
        [one] { $seats } seat
       *[other] { $seats } seats
    }, { $n_candidates ->
        [one] { $candidates } candidate
       *[other] { $candidates } candidates
    }.
site-candidates = Candidates
site-born = born { $year }
site-no-figure-yet = no figures yet
site-elected = Elected
site-leads-for-now = Provisional: would be elected by the figures so far; not a result
site-left-withdrew = Withdrew: { $reason }
site-left-died = Died: { $reason }
site-left-removed = Removed from the list: { $reason }
site-status-confirmed = Status confirmed ({ $document })
site-status-refused = Status not confirmed ({ $document })
site-half-mark = The upright mark: more than half of the valid ballots. A voter may choose several, so shares do not add up to 100%.
site-list-order = In the order of the official list.
site-result-heading = Result
site-result-so-far = By the figures published so far
site-provisional-note = Not a result: the constituency board has not recorded it.
site-tie-stops = There is a tie that the law does not settle: the result waits for a recorded decision.
site-corrections = Corrections
site-members = Communes of the constituency
site-basis-stated = stated
site-basis-inferred = inferred
site-basis-derived = derived
site-basis-assumed = our assumption
site-areas = Polling areas
site-about-unit = About this unit
site-area-voting = Voting
site-area-awaited = Minutes awaited
site-area-entered-once = Entered once
site-area-entered-twice = Entered twice, to be compared, signed and published
site-area-published = Published
site-area-corrected = Published, corrected
site-area-reopened = Being made again
site-roll-version = version { $version }
site-annulled = The result of this area is annulled
site-keys = The keys that sign for this system
site-keys-about = Every checkpoint of the journal is signed with the key in force. Which key signs since when, and why it changed, are public records.
site-key-since = In force since { $from }
site-key-was = From { $from } to { $to }
site-key-first = the first key
site-key-rotated = changed as planned
site-key-lost = changed because the one before was lost
site-key-stolen = changed because the one before may be in other hands
site-key-window = This key may have been in other hands
site-key-window-about = From { $from } to { $to }, checkpoints signed with this key prove nothing by themselves. Compare with witnesses and independent copies.
site-hands = Who entered, signed and published
site-hand-first = First entry
site-hand-second = Second entry
site-hand-corrected = Corrected by its typist
site-hand-settled = Settled by a third officer
site-reason = reason
site-entry-agrees = agrees with what is published
site-as-on-paper = as on the paper
site-signed-by = Signed by
site-signed-with-own-key = signed with their own key, { $when }
site-signed-by-word = by the word of the system
site-own-keys-none = Nobody has signed with a key of their own yet: who signed is the word of the system.
site-own-keys-some = { $own } of the { $needed } signatures needed are made with the signers' own keys; the rest is the word of the system.
site-own-keys-all = { $needed } of the polling team have signed with keys of their own: anybody can check it.
site-own-keys-of = { $own } of { $areas } published minutes are signed by { $needed } of the polling team with keys of their own.
site-published-by = Published by
site-version-replaced = Version { $old } was replaced by version { $new } at { $when }.
site-scans = Scans of the paper
site-scan = Scan { $number }
site-no-minutes-yet = The minutes of this area are not published yet.
site-roll = Voter roll
site-other-sheets = Further figures: stacks, grounds, inventory
site-field-voters-total = Voters
site-field-took-part = Took part
site-field-issued = Ballots issued
site-field-returned = Ballots returned
site-field-valid = Valid ballots
site-field-invalid = Invalid ballots
site-group-votes = Votes of the candidates
site-group-stacks = Ballots by number of names
site-group-invalid-by-ground = Invalid ballots by ground
site-group-inventory = Inventory of ballots
site-field-votes = Votes of candidate { $of }
site-field-stacks =
    { $n_of ->
        [one] Ballots with { $of } name left
       *[other] Ballots with { $of } names left
    }
site-field-invalid-by-ground = Invalid ballots by ground
site-field-inventory = Inventory of ballots
site-field-invalid-by-ground-not-issued-form = Not the form issued
site-field-invalid-by-ground-no-team-stamp = Without the team's stamp
site-field-invalid-by-ground-overvote = More names left than seats
site-field-invalid-by-ground-all-struck = All names struck
site-field-invalid-by-ground-extra-writing = Other names or writing added
site-field-inventory-received = Ballots received
site-field-inventory-exchanged = Spoiled and exchanged
site-field-inventory-unused = Unused
site-history = History
site-history-more =
    { $n_count ->
        [one] and { $count } older record in the public journal
       *[other] and { $count } older records in the public journal
    }
site-record = record { $seq }
site-by-node = the node
site-by-voter = a voter
site-by-guest = a guest
site-past = past
site-to-come = to come
site-sure-page = a public page says so
site-sure-known = known to us
site-sure-derived = derived from other rules
site-sure-unsure = not verified
site-sure-design = our choice
site-units = Administrative units
site-find-unit = Find by code or name, old names too
site-find-unit-hint = With or without diacritics: “hac thanh”, “Tân Sơn”
site-find = Find
site-no-such-unit = There is no such unit.
site-formerly = formerly { $unit }
site-code-is = code { $code }
site-from-day = from { $day }
site-until-day = until { $day }
site-elections-here = Elections here
site-made-of = Made of
site-went-into = Went into
site-children = Contains
site-wholly = all of it
site-partly = a part of it
site-missing = There is no such page
site-missing-about = The address may be mistyped, or the page has another name now.
site-login = Name
site-password = Password
site-password-help = Forgotten: the system keeper can set a new one. Nobody can see the old one.
site-wrong-password = The name or the password is wrong.
site-locked-out =
    { $n_minutes ->
        [one] Too many wrong passwords: try again in one minute.
       *[other] Too many wrong passwords: try again in { $minutes } minutes.
    }
site-cannot-now = Signing in does not work just now. Please try again.
site-verify-lead = This page is no proof. The proof is the journal: one record for each act, tied together by hashes, signed at its checkpoint.
site-verify-1 = Press «Check now» at the foot of this page: your own browser reads the log and recomputes it. Or, without trusting even the program that this server gives you: download the public copy, or ask anybody who holds one.
site-verify-2 = Run the command below: it reads every record again, checks signatures, hashes and whether each act was allowed, and computes every published figure.
site-verify-3 = Where something differs it names the record, the field, the published and the recomputed figure.
site-verify-state = The journal now
site-verify-size = Records
site-verify-root = Root of the tree
site-verify-not = What is not checked
site-verify-not-1 = Who typed and who published is this server's word. So is who signed minutes, but for those signed by keys of the team's own: these signatures anybody can check.
site-verify-not-2 = The journal shows what became of the figures from the paper on. It says nothing about what happened before, in the polling room.
calendar-election-day-announced = Election day announced
calendar-committees-formed = Election committees formed
calendar-consultation-1 = First consultation done
calendar-constituencies-announced = Constituencies and seats announced
calendar-boards-formed = Constituency boards formed
calendar-teams-formed = Polling teams formed
calendar-dossiers-in = Candidates' dossiers in
calendar-consultation-2 = Second consultation done
calendar-rolls-posted = Voter rolls posted
calendar-residence-meetings-end = Residence meetings of voters on the candidates end
calendar-round-3-sent = Minutes and list of the third consultation are sent
calendar-campaign-begins = The campaign begins
calendar-roll-complaints-by-posting = Last day of complaints about the voter roll
calendar-council-result-complaints-end = Last day of complaints about the result of a People's Council
calendar-assembly-result-complaints-end = Last day of complaints about the result of the National Assembly
calendar-council-complaints-settled = Complaints about the result of a People's Council are settled
calendar-assembly-complaints-settled = Complaints about the result of the National Assembly are settled
calendar-consultation-3 = Third consultation done
calendar-lists-announced = Official lists announced
calendar-lists-posted = Lists posted
calendar-ballots-delivered = Ballots delivered to teams
calendar-candidate-complaints-end = Complaints on candidates no longer considered
calendar-roll-complaints-end = Last settlement of roll complaints
calendar-campaign-and-roll-end = Campaign ends; rolls no longer change
calendar-election-day = Election day
calendar-area-minutes-delivered = Tally minutes at the boards
calendar-constituency-minutes-delivered = Constituency minutes at the committees
calendar-province-minutes-delivered = Province minutes at the national council
calendar-council-results-announced = Council results announced
calendar-further-polls-latest = Latest day for further polls
calendar-assembly-results-announced = Assembly results announced
history-node-started = The journal begins: { $name }
history-pack-adopted = Rules { $id } version { $version } adopted
history-node-file-imported =
    { $n_rows ->
        [one] One row of the table “{ $table }” taken from a file
       *[other] { $rows } rows of the table “{ $table }” taken from a file
    }
history-node-key-named = { $why ->
    [first] The node's first signing key
    [rotated] Signing key replaced as planned
    [lost] Signing key replaced because the one before was lost
    *[stolen] Signing key replaced because the one before may be in other hands
}: { $key }
history-node-witness-named = Witness of { $operator } named: { $url }
history-node-witness-ended = A witness ended: { $reason }
history-node-program-published = Version { $version } of the verifier published
history-unit-registered = { $name } registered
history-unit-closed = The unit ends on { $to }: { $reason }
history-people-body-formed = { $name } formed
history-people-officer-registered = Officer { $name } ({ $office }) registered
history-people-role-granted = Role { $role } given to { $officer }
history-people-role-ended = Role { $role } of { $officer } ended: { $reason }
history-people-passkey-added = { $officer } adds a passkey of their own
history-people-passkey-ended = { $officer } ends a passkey: { $reason }
history-election-called = { $name } called
history-election-constituency-set = Constituency { $constituency } set with { $seats } seats
history-election-candidate-listed = { $name } listed as number { $number }
history-election-list-announced = The list becomes official ({ $document })
history-election-candidate-withdrawn = Candidate { $number } leaves the list: { $reason } ({ $document })
history-election-area-set = { $name } ({ $area }) set up
history-election-area-assigned = Area { $area } also votes in { $election }
history-election-roll-stated = Roll version { $version } stated: { $men } men, { $women } women, { $added_on_day } added on the day
history-election-area-opened = Voting opens
history-election-area-closed = Voting closes
history-election-turnout-reported = Turnout reported by { $hour }: { $voted } had voted (roll version { $roll })
history-election-poll-ended = No area votes any more: figures may be published
history-election-result-recorded = The board records the result, version { $version }
history-election-tie-decided = { $decided_by } decides the tie: { $reason } ({ $document })
history-election-result-announced = Result announced ({ $document })
history-election-status-confirmed =
    { $confirmed ->
        [true] Status of number { $number } confirmed ({ $document })
       *[false] Status of number { $number } not confirmed ({ $document }): { $reason }
    }
history-election-area-annulled = Result of area { $area } annulled: { $reason } ({ $document })
history-tally-entered = Minutes entered (sealed)
history-tally-corrected = The typist corrects their own entry (sealed)
history-tally-settled = A third officer looked at the paper again and settled it; the reason is opened at publication
history-tally-restarted = Entries set aside, begun again: { $why ->
    [wrong_paper] they were typed from the paper of another area or election
    [paper_replaced] the team made its paper again
   *[wrong_hands] who typed should not have, or the two did not work apart
 }
history-tally-signed = Signed by one of the polling team
history-tally-asserted = Signed by one of the polling team with a passkey of their own
history-tally-scan-attached = Scan of the paper attached
history-tally-published = Minutes published, version { $version }
history-tally-reopened = Minutes opened again: { $reason }
result-tie-decided = The tie is decided for { $names } ({ $article }).
check-h10 = The number of voters differs from the stated roll.
check-w3 = All voted, and the roll grew on the day: check that the additions were lawful.
site-votes-of-valid = of { $base } valid ballots
site-constituency-short = No. { $number }
site-session-ended-kept = Your session has ended. Sign in again here: what you just typed is kept, and you can send it again as soon as you are signed in. Only an attached file has to be chosen again.
site-signed-in-again = Signed in again
site-kept = What you typed is still here.
site-kept-about = Nothing has been recorded yet. Press the button below to send it again.
site-send-again = Send again
site-unreadable = The server could not read all of what was sent: it may have been cut short, or the address is wrong.
site-too-large = What was sent is too large: at most 24 MB at a time.
site-not-so = This address does not take what was sent in that way.
site-go-back = Nothing was changed. Go back to the page before, look again and send it once more.
site-skip-map = Skip the map
site-hands-of = Who entered, signed and published version { $version }
site-waiting-1-twice = { $count } with two entries being compared
site-waiting-2-once = { $count } entered once
site-waiting-3-nothing = { $count } without minutes
site-waiting-4-again = { $count } being made again
site-full-page = The full page: map, chart, downloads
site-text-page = Text only, for slow connections
site-half-mark-text = Shares are of the valid ballots. A voter may choose several candidates, so they do not add up to 100%.
site-no-areas = There are no polling areas here yet.
history-election-further-poll-reported = The board reported that there must be another poll ({ $document })
history-election-further-poll-declined = No supplementary election, by decision: { $reason } ({ $document })
site-further = Re-election, supplementary election
site-further-of = This election follows:
