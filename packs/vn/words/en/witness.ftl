witness-title = Witness { $name }
witness-about = This machine is an independent witness. Whenever a log below publishes a new state, the witness checks that it only adds to what it saw before, and then signs. A log that changes or removes what it published gets no signature of the witness.
witness-limit = The witness does not read the records and does not say that figures are right. It only says: everybody is shown the same log.
witness-key = Public key of the witness
witness-logs = Logs that are followed
witness-log-key = Key of the log
witness-records = Records seen
witness-when = Last signed
witness-checkpoint = Signed state
witness-never = nothing seen yet
witness-refused =
    { $n_count ->
        [one] Since it was started it has refused { $count } request that did not continue the history it had seen.
       *[other] Since it was started it has refused { $count } requests that did not continue the history it had seen.
    }
witness-split = This log has signed two different histories. Anybody can check the evidence:
witness-evidence = file of evidence
witness-other-language = Tiếng Việt
