count-simulated = MÔ PHỎNG: người ứng cử hư cấu, số phiếu do máy tạo
count-title = { $title }: bầu { $seats } trong { $candidates } người ứng cử
count-total =
    { $areas } khu vực bỏ phiếu. Cử tri theo danh sách { $voters }; đã bỏ phiếu { $took_part } ({ $turnout } tổng số cử tri).
    Phiếu phát ra { $issued }, thu vào { $returned }; hợp lệ { $valid }, không hợp lệ { $invalid }.
count-candidate = - { $name }: { $votes } phiếu, { $percent } số phiếu hợp lệ
count-elected = Được bầu theo các số liệu này: { $names }
count-nobody-elected = Không ai được bầu theo các số liệu này.
count-tie-decided = Quyết định { $number } của { $body } chọn { $names }. Lý do: { $reason }
count-finding = { $area }: { $code } { $what }
count-no-finding = Không biên bản nào trái một quy tắc kiểm tra.

result-turnout-reached = Quá nửa số cử tri trong danh sách đã đi bầu: cuộc bầu cử được công nhận ({ $article }).
result-turnout-missed = Chưa quá nửa số cử tri trong danh sách đi bầu: kết quả không được công nhận ({ $article }).
result-any-turnout-recognised = Bầu cử lại được công nhận dù bao nhiêu cử tri đi bầu ({ $article }).
result-majority-reached = Quá nửa số phiếu hợp lệ: { $names } ({ $article }).
result-majority-missed = Không quá nửa số phiếu hợp lệ: { $names } ({ $article }).
result-elected = Nhiều phiếu hơn: { $names } ({ $article }).
result-tie-to-the-older = Bằng phiếu ở suất đại biểu cuối cùng, người nhiều tuổi hơn được bầu: { $names } ({ $article }).
result-tie-needs-a-decision = Bằng phiếu ở suất đại biểu cuối cùng mà quy tắc không chọn được giữa { $names } ({ $article }): cần một quyết định bằng văn bản.
result-too-few-elected = Số người được bầu ít hơn mức luật yêu cầu ({ $article }).

next-none = Không phải bầu cử lại hay bầu cử thêm.
next-re-election = Phải bầu cử lại.
next-supplementary-election = Phải bầu cử thêm.
next-report-for-supplementary-decision-by-nec = Báo cáo để Hội đồng bầu cử quốc gia xem xét việc bầu cử thêm.

rules-unknown-election = Bộ quy tắc không có loại bầu cử «{ $election }».
count-seats = Số đại biểu { $seats } không hợp lệ: từ 1 đến { $at_most }.
count-no-minutes = Tệp không có biên bản nào.
count-candidate-twice = Người ứng cử «{ $candidate }» có mặt hai lần trong danh sách.
count-area-twice = Khu vực bỏ phiếu «{ $area }» có hai biên bản.
count-other-candidates = Biên bản của «{ $area }» ghi số phiếu cho { $votes } người, danh sách có { $candidates } người.
count-beyond-counting = Tổng số vượt quá mọi con số có thể có.
count-no-tie-to-decide = Tệp ghi một quyết định về bằng phiếu, nhưng không có trường hợp bằng phiếu nào cần quyết định.
count-tie-decision-does-not-fit = Quyết định phải chọn đúng { $seats } người trong: { $tied }.
count-tie-decision-needs-its-ground = Quyết định về bằng phiếu phải ghi cơ quan, số và lý do.
count-pack-has-no-rule = Bộ quy định này không có quy tắc cho việc đó ({ $rule }).
evaluation-not-a-score = «{ $score }» không phải điểm từ 0 đến 100.
