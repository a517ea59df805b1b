assembly-kind-briefing = Briefing
assembly-kind-conference = Conference
assembly-kind-session = Session
assembly-kind-consultation = Consultation
assembly-kind-general-assembly = General assembly
assembly-kind-board = Board meeting
assembly-step-planned = Convened
assembly-step-open = Open
assembly-step-recess = In recess
assembly-step-closed = Closed
assembly-step-called-off = Called off
assembly-step-suspended = Suspended: too few are there
assembly-presence-here = Present
assembly-presence-excused = Excused
assembly-presence-absent = Absent
assembly-presence-left = Left
assembly-presence-unknown = Not marked yet
assembly-about-speech = Speech
assembly-about-intervention = Intervention
assembly-about-point-of-order = Point of order
assembly-visibility-public = Public
assembly-visibility-internal = Those who meet
assembly-visibility-hidden = Those who run the meeting, until it begins
assembly-reach-public = Public
assembly-reach-delegates = All delegates
assembly-reach-groups = Some groups
assembly-note-said = What was said
assembly-note-decision = Decision
assembly-note-conclusion = Conclusion of the chair
assembly-outcome-merged = Taken in
assembly-outcome-late = Taken in, after something was decided
assembly-outcome-refused = Not taken in
assembly-act-mark = Roll call
assembly-act-ask = Request for the floor
assembly-act-withdraw = Request withdrawn
assembly-act-answer = Answer to a vote
assembly-scope-item = Counted on each item
assembly-scope-meeting = Counted over the whole meeting
assembly-per-site = Each site
assembly-per-group = Each group
assembly-key-kind = Points of order, then interventions, then speeches; of each person the first of each on an item
assembly-key-quota = Sites or groups with time left first
assembly-key-first-time = Who has not spoken yet first
assembly-key-site-turns = Sites with fewer turns first
assembly-key-site-seconds = Sites with less time first
assembly-key-person-turns = Who has had fewer turns first
assembly-key-person-seconds = Who has spoken for less time first
assembly-key-group-turns = Groups with fewer turns first
assembly-key-listed = By number in the list
assembly-key-asked = Last of all: who asked earlier
assembly-because-first = By the rule you come first.
assembly-because-later = You are alike in everything with the one before you, and asked later.
assembly-because-placed = The chair put you at this place: { $reason }
assembly-because-kind = The one before you has a point of order or an intervention, which comes first.
assembly-because-quota = Your site or group has used up its time; the one before you has time left.
assembly-because-first-time = You have spoken; the one before you has not.
assembly-because-site-turns = Your site has had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before you: { $ahead }.
assembly-because-site-seconds = Your site has spoken for { $own } s; the one before you: { $ahead } s.
assembly-because-person-turns = You have had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before you: { $ahead }.
assembly-because-person-seconds = You have spoken for { $own } s; the one before you: { $ahead } s.
assembly-because-group-turns = Your group has had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before you: { $ahead }.
assembly-because-listed = You are number { $own } in the list; the one before you: number { $ahead }.
assembly-why-first = First by the rule.
assembly-why-later = Alike in everything with the one before, and asked later.
assembly-why-placed = The chair put them at this place: { $reason }
assembly-why-kind = The one before has a point of order or an intervention, which comes first.
assembly-why-quota = The site or group has used up its time; the one before has time left.
assembly-why-first-time = Has spoken; the one before has not.
assembly-why-site-turns = The site has had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before: { $ahead }.
assembly-why-site-seconds = The site has spoken for { $own } s; the one before: { $ahead } s.
assembly-why-person-turns = Has had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before: { $ahead }.
assembly-why-person-seconds = Has spoken for { $own } s; the one before: { $ahead } s.
assembly-why-group-turns = The group has had { $own } { $n_own ->
    [one] turn
   *[other] turns
}; the one before: { $ahead }.
assembly-why-listed = Number { $own } in the list; the one before: number { $ahead }.
history-assembly-convened = Meeting convened
history-assembly-replanned = Plan changed: { $reason }
history-assembly-called-off = Called off: { $reason }
history-assembly-site-set = A site was set
history-assembly-site-dropped = Site { $site } dropped: { $reason }
history-assembly-delegates-listed = Delegates listed
history-assembly-delegate-replaced = A delegate was replaced: { $reason }
history-assembly-item-set = An item of the agenda was set
history-assembly-item-dropped = An item was dropped: { $reason }
history-assembly-agenda-ordered = The agenda was put in another order
history-assembly-invited = Invitations were sent
history-assembly-replied = Site { $site } answered the invitation
history-assembly-line-tested = The line of site { $site } was tried
history-assembly-paper-given = A paper was given
history-assembly-paper-withdrawn = A paper was withdrawn: { $reason }
history-assembly-opened = The meeting opened
history-assembly-recessed = Recess
history-assembly-went-on = The meeting went on
history-assembly-closed = The meeting closed
history-assembly-marked = Roll call
history-assembly-line-lost = Site { $site } was cut off
history-assembly-line-back = Site { $site } was back
history-assembly-returned = Site { $site } brought what it did while cut off
history-assembly-item-begun = An item began
history-assembly-item-ended = An item ended
history-assembly-chair-passed = The chair was passed on: { $reason }
history-assembly-floor-ruled = The rule of the floor was changed
history-assembly-floor-asked = Delegate { $delegate } asked for the floor
history-assembly-floor-withdrawn = Delegate { $delegate } withdrew the request
history-assembly-floor-placed = The chair put delegate { $delegate } at place { $place }: { $reason }
history-assembly-floor-given = Delegate { $delegate } was given the floor
history-assembly-floor-paused = The clock of the speech was stopped
history-assembly-floor-resumed = The clock of the speech went on
history-assembly-floor-extended = { $seconds } seconds were added
history-assembly-floor-ended = The speech ended
history-assembly-vote-put = An item was put to the vote
history-assembly-noted = Note { $number }
history-assembly-note-changed = Note { $number } was changed: { $reason }
