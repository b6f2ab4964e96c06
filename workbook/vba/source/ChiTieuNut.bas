Option Explicit

' What the buttons of the sheet do.
Public Sub ChiTieu_TinhLai()
    ChiTieu_Start "recalc"
End Sub

Public Sub ChiTieu_LapBaoCao()
    ChiTieu_Start "report"
End Sub

Public Sub ChiTieu_KiemTra()
    ChiTieu_Start "check"
End Sub

Public Sub ChiTieu_KyMoi()
    ChiTieu_Start "roll"
End Sub

' What every button of the ribbon does: its tag says which job.
Public Sub ChiTieu_Ribbon(control As Object)
    ChiTieu_Start control.Tag
End Sub
