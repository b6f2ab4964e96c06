Option Explicit
Option Private Module

' Starts the program that the installer has set up on this computer, for one button of a workbook.
'
' Which program that is says the user's own profile (GetSetting) and nothing else: neither the workbook nor its folder
' can choose it. What is handed over is ASCII whatever the workbook is called, because VBA hands it over in the code
' page of the computer. What an officer reads stands in a name of the workbook for the same reason.

Private Const ADVICE As String = "ChiTieu_LoiNhac"

' Starts a job of the program for the workbook ("ribbon recalc": its part, and what that is to do), and does not wait
' for its end.
Public Sub ChiTieu_Start(ByVal job As String)
    Dim python As String
    python = ChiTieu_Interpreter()
    If Len(python) = 0 Then
        ChiTieu_Advise
        Exit Sub
    End If
    On Error GoTo Missing
    Shell ChiTieu_Line(python, job), 0
    Exit Sub
Missing:
    ChiTieu_Advise
End Sub

' The interpreter that the installer has recorded; empty when there is none, or it is gone.
Public Function ChiTieu_Interpreter() As String
    Dim found As String
    On Error GoTo Missing
    found = GetSetting("chitieu", "may", "python", "")
    If Len(found) = 0 Or InStr(found, """") > 0 Then Exit Function
    If Len(Dir(found)) > 0 Then ChiTieu_Interpreter = found
Missing:
End Function

' What is started: -I and -B keep out whatever else stands beside the workbook or is set for Python.
Public Function ChiTieu_Line(ByVal python As String, ByVal job As String) As String
    ChiTieu_Line = """" & python & """ -I -B -m workbook." & job & " --wb=" & ChiTieu_Ascii(WorkbookName()) & _
        " --app=" & ChiTieu_Ascii(ProgramName()) & " --hwnd=" & WindowNumber()
End Function

' A text in ASCII: letters, digits and . _ - as they are, of everything else the UTF-16 units as %XXXX.
Public Function ChiTieu_Ascii(ByVal text As String) As String
    Dim place As Long, unit As Long, found As String
    For place = 1 To Len(text)
        unit = AscW(Mid(text, place, 1))
        If unit < 0 Then unit = unit + 65536
        If IsPlain(unit) Then
            found = found & Mid(text, place, 1)
        Else
            found = found & "%" & Right("000" & Hex(unit), 4)
        End If
    Next place
    ChiTieu_Ascii = found
End Function

Private Function IsPlain(ByVal unit As Long) As Boolean
    Select Case unit
        Case 48 To 57, 65 To 90, 97 To 122, 45, 46, 95
            IsPlain = True
    End Select
End Function

' The workbook that the button means: the one it stands in, or the active one when it stands in an add-in.
Private Function WorkbookName() As String
    Dim inAddin As Boolean
    On Error Resume Next
    inAddin = ThisWorkbook.IsAddin
    If inAddin Then
        WorkbookName = ActiveWorkbook.FullName
    Else
        WorkbookName = ThisWorkbook.FullName
    End If
End Function

Private Function ProgramName() As String
    On Error Resume Next
    ProgramName = Application.Path & Application.PathSeparator & Application.Name
End Function

Private Function WindowNumber() As String
    WindowNumber = "0"
    On Error Resume Next
    WindowNumber = CStr(Application.Hwnd)
End Function

' What to say on a computer that has no program: the title, the text, and the file to look for.
Public Function ChiTieu_Advice() As Variant
    Dim text As String, first As Long, last As Long
    On Error Resume Next
    text = ThisWorkbook.Names(ADVICE).RefersTo
    first = InStr(text, """")
    last = InStrRev(text, """")
    text = Replace(Mid(text, first + 1, last - first - 1), """""", """")
    If UBound(Split(text, "|")) <> 2 Then text = "Chi tieu|May nay chua cai chuong trinh Chi tieu.|"
    ChiTieu_Advice = Split(text, "|")
End Function

' Excel's own box shows every letter; MsgBox shows only those of the computer's code page, but is there everywhere.
Private Sub ChiTieu_Advise()
    Dim said As Variant
    said = ChiTieu_Advice()
    On Error GoTo NoBox
    Application.InputBox said(1), said(0), said(2)
    Exit Sub
NoBox:
    MsgBox said(1), 48, said(0)
End Sub
