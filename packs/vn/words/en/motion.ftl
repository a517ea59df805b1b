# Motions, draft resolutions and amendments.

motion-title = Motions
motion-to-desk = Motions
motion-to-desk-about = moved, admitted, amended by lines, decided
motion-public-title = Motions and draft resolutions
motion-public-about = The text by numbered lines, the amendments and what was decided. Lines have the same numbers on every page and paper.
motion-none = There is no motion yet.
motion-is-closed = All records here are closed and on no public page.
motion-to-public = See the public page

motion-move = Record a motion
motion-move-do = Record
motion-body = Before which body
motion-before-body = Before
motion-heading = Name
motion-mover = Mover
motion-mover-hint = A committee, group, body or delegate, as the minutes name them
motion-meeting = Meeting
motion-item = Item of the agenda
motion-text = Text
motion-text-hint = One paragraph a line; leave it empty to take the chosen lines out
motion-make-closed = Closed: not public
motion-moved-at = Moved at
motion-why = Reason
motion-because = Reason
motion-reason = Reason
motion-reason-hint = Without a vote: what the chair found
motion-decided = Decision
motion-reopened = Reopened
motion-decide = Decide
motion-admit-do = Admit
motion-not-admit = Do not admit
motion-not-admit-do = Do not admit
motion-adopt = Adopt
motion-adopt-do = Record the adoption
motion-reject = Reject
motion-reject-do = Record the rejection
motion-withdraw = Withdraw
motion-withdraw-do = Record the withdrawal
motion-reopen = Reopen
motion-reopen-do = Reopen
motion-vote = Vote
motion-no-vote = No vote: by consent
motion-vote-choice = { $title } · question { $number } · { $outcome }
motion-carried = carried
motion-not-carried = not carried
motion-vote-or-reason = Choose the vote, or write what the chair found.
motion-by-vote = by vote
motion-by-consent = by consent
motion-question = question { $number }
motion-no-longer-holds = the vote says otherwise now
motion-together = Decide several motions at once
motion-together-do = Record the decision
motion-together-motions = Motions
motion-choose-two = Choose at least two.
motion-outcome = Outcome

motion-step-moved = moved
motion-step-admitted = under consideration
motion-step-not-admitted = not admitted
motion-step-withdrawn = withdrawn
motion-step-adopted = adopted
motion-step-rejected = rejected
motion-take-open = open
motion-take-accepted = accepted by the mover
motion-take-adopted = adopted
motion-take-rejected = rejected
motion-take-withdrawn = withdrawn

motion-lines-about = At most { $width } characters a line. Words are copied without line numbers; a number in brackets leads to an amendment.
motion-amendments = Amendments
motion-amendment = Amendment
motion-amendment-number = Amendment { $number }
motion-no-amendment = There is no amendment yet.
motion-at-line = line { $from }
motion-at-lines = lines { $from } to { $to }
motion-after-line = insertion after line { $from }
motion-before-all = insertion before line 1
motion-overlaps = overlaps amendment { $numbers }
motion-amend = Record an amendment
motion-amend-do = Record the amendment
motion-kind = What it does
motion-kind-lines = Replaces or deletes lines
motion-kind-after = Inserts after a line
motion-from = From line
motion-from-hint = Insertion: the line before it; 0 is before line 1
motion-to = To line
motion-to-hint = Leave empty for a single line
motion-accept-amendment = The mover accepts
motion-accept-amendment-do = Record the acceptance
motion-adopt-amendment = Adopt the amendment
motion-adopt-amendment-do = Record the adoption
motion-reject-amendment = Reject the amendment
motion-reject-amendment-do = Record the rejection
motion-withdraw-amendment = Withdraw the amendment
motion-withdraw-amendment-do = Record the withdrawal
motion-reopen-amendment = Reopen the amendment
motion-reopen-amendment-do = Reopen

motion-comparison = Texts compared
motion-not-amended = No amendment is in the text: it is as it was moved.
motion-amended-by = { $n_count ->
    [one] { $count } amendment is in the text.
   *[other] { $count } amendments are in the text.
}
motion-text-old = As moved
motion-text-new = As amended
motion-nothing-here = (nothing)
motion-gone-begins = deleted:
motion-gone-ends = (end of deletion)
motion-came-begins = inserted:
motion-came-ends = (end of insertion)

motion-not-here = The rules know no motions.
motion-another-body = The body before which the motion is records this.
motion-moved-twice = This motion is recorded already.
motion-title-missing = A name is needed.
motion-mover-missing = Say who moves it.
motion-text-missing = A text is needed.
motion-text-too-long = The text is { $length } characters long; at most { $most }.
motion-width-differs = The width of lines is not that of the rules: load the page again.
motion-unknown = There is no such motion.
motion-not-now = { $step ->
    [moved] The motion was only moved: admit it first.
    [admitted] The motion is under consideration.
    [not_admitted] The motion was not admitted.
    [withdrawn] The motion was withdrawn.
    [adopted] The motion is adopted: reopen it first.
   *[rejected] The motion is rejected: reopen it first.
}
motion-reason-missing = A reason is needed.
motion-block-out-of-range = From 2 to 100 motions are needed.
motion-named-twice = A motion is named twice.
motion-closed-differs = Public and closed motions are not decided in one record.
motion-amendments-are-open = Amendment { $number } is not decided.
motion-unknown-vote = There is no such vote.
motion-vote-differs = This vote is not of the body, or the question is not one that is carried or not.
motion-vote-is-closed = This vote is closed: a public motion does not rest on it.
motion-vote-not-declared = The vote is not declared.
motion-outcome-differs = The vote says otherwise.
motion-unknown-amendment = There is no such amendment.
motion-amendment-is-open = This amendment is open.
motion-amendment-decided = { $take ->
    [accepted] The mover accepted this amendment.
    [adopted] This amendment is adopted.
    [rejected] This amendment is rejected.
   *[withdrawn] This amendment was withdrawn.
}
motion-amendments-overlap = It overlaps amendment { $number }, which is in the text: both cannot be.
motion-amended-twice = This amendment is recorded already.
motion-too-many-amendments = At most { $most } amendments.
motion-lines-out-of-range = There is no such line: the text has { $lines }.
motion-changes-nothing = The new words are the old ones.

history-motion-moved = Motion moved: { $title }
history-motion-admitted = Motion admitted
history-motion-not-admitted = Motion not admitted: { $reason }
history-motion-withdrawn = Motion withdrawn: { $reason }
history-motion-adopted = Motion adopted
history-motion-rejected = Motion rejected
history-motion-decided-together = Several motions decided at once
history-motion-reopened = Reopened: { $reason }
history-motion-amended = Amendment moved: { $by }
history-motion-amendment-accepted = Amendment accepted by the mover
history-motion-amendment-adopted = Amendment adopted
history-motion-amendment-rejected = Amendment rejected
history-motion-amendment-withdrawn = Amendment withdrawn: { $reason }
