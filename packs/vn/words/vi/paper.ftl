paper-simulated-title = { $title } MÔ PHỎNG
paper-team = Tổ bầu cử { $area }
paper-board = Ban bầu cử đơn vị số { $number }
paper-committee = Uỷ ban bầu cử { $unit }
paper-area-minutes = Biên bản kiểm phiếu
paper-result-minutes = Biên bản xác định kết quả bầu cử
paper-report = Báo cáo kết quả bầu cử
paper-missing = thiếu { $count }
