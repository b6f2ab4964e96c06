Option Explicit

' What the buttons of the sheet do.
Public Sub ChiTieu_TinhLai()
    ChiTieu_Start "ribbon recalc"
End Sub

Public Sub ChiTieu_LapBaoCao()
    ChiTieu_Start "ribbon report"
End Sub

Public Sub ChiTieu_KiemTra()
    ChiTieu_Start "ribbon check"
End Sub

Public Sub ChiTieu_KyMoi()
    ChiTieu_Start "ribbon roll"
End Sub

' What every button of the ribbon does: its tag says which job.
Public Sub ChiTieu_Ribbon(control As Object)
    ChiTieu_Start "ribbon " & control.Tag
End Sub
