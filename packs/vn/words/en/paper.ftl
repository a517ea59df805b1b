paper-simulated-title = SIMULATED { $title }
paper-team = Polling team of { $area }
paper-board = Board of constituency { $number }
paper-committee = Election committee of { $unit }
paper-area-minutes = Tally minutes
paper-result-minutes = Minutes of the election result
paper-area-minutes-number = BB-TBC
paper-area-minutes-authority = For the polling team
paper-area-minutes-copies = These minutes are made in three copies, signed by the head, the secretary and two voters invited to witness the count.
paper-area-minutes-by-hand =
    Complaints and denunciations received:
    Complaints and denunciations settled, and how:
    Complaints and denunciations passed to the constituency board:
paper-area-minutes-recipients =
    The constituency board
    The commune People's Committee
    The Standing Board of the commune Fatherland Front Committee
    Kept by: the polling team
paper-witness = Witness
paper-summary = Provisional summary
paper-result-minutes-number = BB-BBC
paper-result-minutes-authority = For the constituency board
paper-result-minutes-copies = These minutes are made under article 77 of the Law on the election of deputies.
paper-result-minutes-by-hand =
    Complaints and denunciations settled by polling teams:
    Complaints and denunciations settled by the constituency board:
    Complaints and denunciations passed to the election committee or the National Election Council:
paper-result-minutes-recipients =
    The election committee
    The People's Committee
    The Standing Board of the Fatherland Front Committee
    Kept by: the constituency board
paper-report = Report of the election result
paper-report-so-far = Provisional report of the election result
paper-report-number = BC-UBBC
paper-report-authority = For the election committee
paper-report-recipients =
    The National Election Council
    The People's Committee
    The Standing Board of the Fatherland Front Committee
    Kept by: the election committee
paper-missing = { $count } missing
paper-key-sheet = Custody sheet of the signing key
paper-key-sheet-place = …………
paper-rehearsal-title = REHEARSAL { $title }
