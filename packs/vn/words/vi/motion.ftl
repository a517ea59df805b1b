# Kiến nghị, dự thảo nghị quyết và các sửa đổi.

motion-title = Kiến nghị, dự thảo
motion-to-desk = Kiến nghị, dự thảo
motion-to-desk-about = trình, tiếp nhận, sửa đổi theo dòng, biểu quyết
motion-public-title = Kiến nghị, dự thảo nghị quyết
motion-public-about = Toàn văn theo dòng có đánh số, các sửa đổi và kết quả. Số dòng giống nhau ở mọi trang và bản in.
motion-none = Chưa có kiến nghị nào.
motion-is-closed = Mọi bản ghi ở đây là bản ghi đóng, không công khai.
motion-to-public = Xem trang công khai

motion-move = Ghi một kiến nghị, dự thảo
motion-move-do = Ghi
motion-body = Cơ quan xem xét
motion-before-body = Cơ quan xem xét
motion-heading = Tên gọi
motion-mover = Người trình, kiến nghị
motion-mover-hint = Ban, tổ, cơ quan hoặc đại biểu, như biên bản ghi
motion-meeting = Cuộc họp
motion-item = Nội dung trong chương trình
motion-text = Nội dung
motion-text-hint = Mỗi đoạn một dòng; bỏ trống để xoá các dòng đã chọn
motion-make-closed = Kín: không công khai
motion-moved-at = Trình lúc
motion-why = Lý do
motion-because = Lý do
motion-reason = Lý do
motion-reason-hint = Không có biểu quyết: ghi chủ toạ kết luận thế nào
motion-decided = Quyết định
motion-reopened = Mở lại
motion-decide = Xử lý
motion-admit-do = Tiếp nhận đưa ra xem xét
motion-not-admit = Không tiếp nhận
motion-not-admit-do = Không tiếp nhận
motion-adopt = Thông qua
motion-adopt-do = Ghi thông qua
motion-reject = Không thông qua
motion-reject-do = Ghi không thông qua
motion-withdraw = Rút
motion-withdraw-do = Ghi việc rút
motion-reopen = Mở lại để xem xét
motion-reopen-do = Mở lại
motion-vote = Cuộc biểu quyết
motion-no-vote = Không biểu quyết: nhất trí
motion-vote-choice = { $title } · câu { $number } · { $outcome }
motion-carried = được thông qua
motion-not-carried = không được thông qua
motion-vote-or-reason = Chọn cuộc biểu quyết, hoặc ghi chủ toạ kết luận thế nào.
motion-by-vote = theo biểu quyết
motion-by-consent = nhất trí
motion-question = câu { $number }
motion-no-longer-holds = kết quả biểu quyết đã thay đổi
motion-together = Quyết định nhiều kiến nghị cùng lúc
motion-together-do = Ghi quyết định
motion-together-motions = Các kiến nghị
motion-choose-two = Chọn ít nhất hai.
motion-outcome = Kết quả

motion-step-moved = đã trình
motion-step-admitted = đang xem xét
motion-step-not-admitted = không tiếp nhận
motion-step-withdrawn = đã rút
motion-step-adopted = đã thông qua
motion-step-rejected = không thông qua
motion-take-open = chờ quyết định
motion-take-accepted = người trình tiếp thu
motion-take-adopted = đã thông qua
motion-take-rejected = không thông qua
motion-take-withdrawn = đã rút

motion-lines-about = Mỗi dòng nhiều nhất { $width } ký tự. Chép chữ không kèm số dòng; số trong ngoặc vuông dẫn đến sửa đổi.
motion-amendments = Các sửa đổi
motion-amendment = Sửa đổi
motion-amendment-number = Sửa đổi { $number }
motion-no-amendment = Chưa có sửa đổi nào.
motion-at-line = dòng { $from }
motion-at-lines = dòng { $from } đến { $to }
motion-after-line = thêm sau dòng { $from }
motion-before-all = thêm trước dòng 1
motion-overlaps = chồng lên sửa đổi { $numbers }
motion-amend = Ghi một sửa đổi
motion-amend-do = Ghi sửa đổi
motion-kind = Cách sửa
motion-kind-lines = Thay hoặc xoá các dòng
motion-kind-after = Thêm sau dòng
motion-from = Từ dòng
motion-from-hint = Thêm sau dòng: số dòng đó; 0 là trước dòng 1
motion-to = Đến dòng
motion-to-hint = Bỏ trống nếu chỉ một dòng
motion-accept-amendment = Người trình tiếp thu
motion-accept-amendment-do = Ghi việc tiếp thu
motion-adopt-amendment = Thông qua sửa đổi
motion-adopt-amendment-do = Ghi thông qua
motion-reject-amendment = Không thông qua sửa đổi
motion-reject-amendment-do = Ghi không thông qua
motion-withdraw-amendment = Rút sửa đổi
motion-withdraw-amendment-do = Ghi việc rút
motion-reopen-amendment = Mở lại sửa đổi
motion-reopen-amendment-do = Mở lại

motion-comparison = So sánh văn bản
motion-not-amended = Chưa có sửa đổi nào được tiếp thu hay thông qua: văn bản như đã trình.
motion-amended-by = { $count } sửa đổi đã vào văn bản.
motion-text-old = Như đã trình
motion-text-new = Sau sửa đổi
motion-nothing-here = (không có)
motion-gone-begins = bỏ:
motion-gone-ends = (hết phần bỏ)
motion-came-begins = thêm:
motion-came-ends = (hết phần thêm)

motion-not-here = Quy định đang dùng không có kiến nghị.
motion-another-body = Việc này do cơ quan xem xét kiến nghị ghi.
motion-moved-twice = Kiến nghị này đã được ghi.
motion-title-missing = Cần có tên gọi.
motion-mover-missing = Ghi ai trình.
motion-text-missing = Cần có nội dung.
motion-text-too-long = Nội dung dài { $length } ký tự; nhiều nhất { $most }.
motion-width-differs = Độ dài dòng không đúng quy định: hãy tải lại trang.
motion-unknown = Không có kiến nghị này.
motion-not-now = { $step ->
    [moved] Kiến nghị mới được trình: hãy tiếp nhận trước.
    [admitted] Kiến nghị đang được xem xét.
    [not_admitted] Kiến nghị không được tiếp nhận.
    [withdrawn] Kiến nghị đã rút.
    [adopted] Kiến nghị đã thông qua: muốn thay đổi thì mở lại trước.
   *[rejected] Kiến nghị đã bị bác: muốn thay đổi thì mở lại trước.
}
motion-reason-missing = Cần nêu lý do.
motion-block-out-of-range = Cần từ 2 đến 100 kiến nghị.
motion-named-twice = Một kiến nghị được ghi hai lần.
motion-closed-differs = Kiến nghị công khai và kín không quyết định trong một bản ghi.
motion-amendments-are-open = Sửa đổi { $number } chưa có quyết định.
motion-unknown-vote = Không có cuộc biểu quyết này.
motion-vote-differs = Cuộc biểu quyết này không phải của cơ quan, hoặc câu hỏi không phải thông qua hay không.
motion-vote-is-closed = Cuộc biểu quyết này kín: kiến nghị công khai không dựa vào đó.
motion-vote-not-declared = Kết quả biểu quyết chưa công bố.
motion-outcome-differs = Kết quả biểu quyết nói khác.
motion-unknown-amendment = Không có sửa đổi này.
motion-amendment-is-open = Sửa đổi này chưa có quyết định.
motion-amendment-decided = { $take ->
    [accepted] Người trình đã tiếp thu sửa đổi này.
    [adopted] Sửa đổi này đã thông qua.
    [rejected] Sửa đổi này không được thông qua.
   *[withdrawn] Sửa đổi này đã rút.
}
motion-amendments-overlap = Chồng lên sửa đổi { $number } đã vào văn bản: không thể có cả hai.
motion-amended-twice = Sửa đổi này đã được ghi.
motion-too-many-amendments = Nhiều nhất { $most } sửa đổi.
motion-lines-out-of-range = Không có dòng này: văn bản có { $lines } dòng.
motion-changes-nothing = Lời mới giống lời cũ.

history-motion-moved = Trình kiến nghị: { $title }
history-motion-admitted = Tiếp nhận kiến nghị để xem xét
history-motion-not-admitted = Không tiếp nhận kiến nghị: { $reason }
history-motion-withdrawn = Rút kiến nghị: { $reason }
history-motion-adopted = Thông qua kiến nghị
history-motion-rejected = Không thông qua kiến nghị
history-motion-decided-together = Quyết định nhiều kiến nghị cùng lúc
history-motion-reopened = Mở lại để xem xét: { $reason }
history-motion-amended = Trình một sửa đổi: { $by }
history-motion-amendment-accepted = Người trình tiếp thu một sửa đổi
history-motion-amendment-adopted = Thông qua một sửa đổi
history-motion-amendment-rejected = Không thông qua một sửa đổi
history-motion-amendment-withdrawn = Rút một sửa đổi: { $reason }
