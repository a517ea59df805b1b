count-simulated = SIMULATION: invented candidates, votes made by a machine
count-title = { $title }: { $seats } of { $candidates } candidates to elect
count-total =
    { $areas } polling areas. Voters listed { $voters }; took part { $took_part } ({ $turnout } of the voters listed).
    Ballots issued { $issued }, returned { $returned }; valid { $valid }, invalid { $invalid }.
count-candidate = - { $name }: { $votes } votes, { $percent } of valid ballots
count-elected = Elected by these figures: { $names }
count-nobody-elected = Nobody is elected by these figures.
count-tie-decided = Decision { $number } of { $body } chose { $names }. Reason: { $reason }
count-finding = { $area }: { $code } { $what }
count-no-finding = No minutes break a check.

result-turnout-reached = More than half of the voters listed took part: the poll is recognised ({ $article }).
result-turnout-missed = Not more than half of the voters listed took part: the poll is not recognised ({ $article }).
result-any-turnout-recognised = A re-election is recognised at any turnout ({ $article }).
result-majority-reached = More than half of the valid ballots: { $names } ({ $article }).
result-majority-missed = Not more than half of the valid ballots: { $names } ({ $article }).
result-elected = The most votes: { $names } ({ $article }).
result-tie-to-the-older = Equal votes at the last seat, the older is elected: { $names } ({ $article }).
result-tie-needs-a-decision = Equal votes at the last seat, and the rules cannot choose between { $names } ({ $article }): a recorded decision is needed.
result-too-few-elected = Fewer are elected than the law asks for ({ $article }).

next-none = No further poll follows.
next-re-election = A re-election must be held.
next-supplementary-election = A supplementary election must be held.
next-report-for-supplementary-decision-by-nec = To be reported, so that the National Election Council considers a supplementary election.

rules-unknown-election = The rules have no kind of election «{ $election }».
count-seats = { $seats } seats cannot be: from 1 to { $at_most }.
count-no-minutes = The file has no minutes.
count-candidate-twice = Candidate «{ $candidate }» stands in the list twice.
count-area-twice = Polling area «{ $area }» has two minutes.
count-other-candidates = The minutes of «{ $area }» give votes for { $votes }, the list has { $candidates } candidates.
count-beyond-counting = The sum is beyond any possible number.
count-no-tie-to-decide = The file gives a decision on a tie, but no tie waits for one.
count-tie-decision-does-not-fit = The decision must choose exactly { $seats } of: { $tied }.
count-tie-decision-needs-its-ground = The decision on a tie must name the body, its number and its reason.
count-pack-has-no-rule = This pack has no rule for that ({ $rule }).
evaluation-not-a-score = «{ $score }» is not a score from 0 to 100.
