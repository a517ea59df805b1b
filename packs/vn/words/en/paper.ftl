paper-simulated-title = SIMULATED { $title }
paper-team = Polling team of { $area }
paper-board = Board of constituency { $number }
paper-committee = Election committee of { $unit }
paper-area-minutes = Tally minutes
paper-result-minutes = Minutes of the election result
paper-report = Report of the election result
paper-missing = { $count } missing
