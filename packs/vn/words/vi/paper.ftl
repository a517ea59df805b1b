paper-simulated-title = { $title } MÔ PHỎNG
paper-team = Tổ bầu cử { $area }
paper-board = Ban bầu cử đơn vị số { $number }
paper-committee = Uỷ ban bầu cử { $unit }
paper-area-minutes = Biên bản kiểm phiếu
paper-result-minutes = Biên bản xác định kết quả bầu cử
paper-area-minutes-number = BB-TBC
paper-area-minutes-authority = TM. Tổ bầu cử
paper-area-minutes-copies = Biên bản này được lập thành 03 bản, có chữ ký của Tổ trưởng, Thư ký và hai cử tri được mời chứng kiến việc kiểm phiếu.
paper-area-minutes-by-hand =
    Những khiếu nại, tố cáo nhận được:
    Những khiếu nại, tố cáo đã giải quyết và kết quả giải quyết:
    Những khiếu nại, tố cáo chuyển đến Ban bầu cử:
paper-area-minutes-recipients =
    Ban bầu cử
    Uỷ ban nhân dân cấp xã
    Ban Thường trực Uỷ ban MTTQ Việt Nam cấp xã
    Lưu: Tổ bầu cử
paper-witness = Cử tri chứng kiến
paper-summary = Bảng tổng hợp tạm thời
paper-result-minutes-number = BB-BBC
paper-result-minutes-authority = TM. Ban bầu cử
paper-result-minutes-copies = Biên bản này được lập theo Điều 77 Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân.
paper-result-minutes-by-hand =
    Những khiếu nại, tố cáo do các Tổ bầu cử đã giải quyết:
    Những khiếu nại, tố cáo do Ban bầu cử đã giải quyết:
    Những khiếu nại, tố cáo chuyển đến Uỷ ban bầu cử, Hội đồng bầu cử quốc gia:
paper-result-minutes-recipients =
    Uỷ ban bầu cử
    Uỷ ban nhân dân
    Ban Thường trực Uỷ ban MTTQ Việt Nam
    Lưu: Ban bầu cử
paper-report = Báo cáo kết quả bầu cử
paper-report-so-far = Báo cáo tạm thời về kết quả bầu cử
paper-report-number = BC-UBBC
paper-report-authority = TM. Uỷ ban bầu cử
paper-report-recipients =
    Hội đồng bầu cử quốc gia
    Uỷ ban nhân dân
    Ban Thường trực Uỷ ban MTTQ Việt Nam
    Lưu: Uỷ ban bầu cử
paper-missing = thiếu { $count }
paper-key-sheet = Phiếu giữ khóa ký
paper-key-sheet-place = …………
paper-rehearsal-title = { $title } DIỄN TẬP
