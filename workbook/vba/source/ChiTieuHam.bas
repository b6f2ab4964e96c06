Option Explicit
Option Private Module

' How the functions in cells reach Python. The module xlwings_udfs asks XLPy, as xlwings would have it.
'
' Of xlwings' own module only what loads its DLL is in the add-in. What that asks for is answered here: the interpreter
' is the one that the installer has recorded; no sheet, no file beside a workbook and nothing that is set for programs
' is looked at. The server is started by its full path and by nobody between.

Private Const WAIT_DAYS As Double = 30 / 86400
Private Const NO_SERVER As Long = 1000

Private server As ChiTieuServer
Private serverMissing As Boolean
Private tryAgain As Date

' What the functions ask.
Public Function XLPy() As Object
    If server Is Nothing Then Set server = New ChiTieuServer
    Set XLPy = server
End Function

' The Python server, started where there is none. One that does not start is tried again after half a minute only:
' Excel stands still meanwhile, and a workbook has a hundred cells that want it.
Public Function ChiTieu_Server() As Object
    serverMissing = True
    If Now < tryAgain Then Err.Raise NO_SERVER
    tryAgain = Now + WAIT_DAYS
    Set ChiTieu_Server = XLPyServer()
    tryAgain = 0
    serverMissing = False
End Function

' What a function gives that failed: #NAME? where there is no server, so that a formula falls back on its native rule or
' its saved copy as it does where nobody has heard of the function; #VALUE! where the server itself refused.
Public Function ChiTieu_Failed(ByVal number As Long) As Variant
    If serverMissing Or IsGone(number) Then
        ChiTieu_Failed = CVErr(xlErrName)
    Else
        ChiTieu_Failed = CVErr(xlErrValue)
    End If
End Function

' Whether the server ended while it was asked.
Private Function IsGone(ByVal number As Long) As Boolean
    Select Case number
        Case 462, &H800706BA, &H800706BE, &H80010108
            IsGone = True
    End Select
End Function

' What the server gave, with Excel's errors in it. COM cannot carry these out of Python: they come as their numbers
' (workbook/comvalues.py), the only whole numbers that a function of ours gives.
Public Function ChiTieu_Values(ByVal found As Variant) As Variant
    Dim row As Long, col As Long
    If Not IsArray(found) Then
        found = WithError(found)
    ElseIf HasRows(found) Then
        For row = LBound(found, 1) To UBound(found, 1)
            For col = LBound(found, 2) To UBound(found, 2)
                found(row, col) = WithError(found(row, col))
            Next col
        Next row
    Else
        For col = LBound(found) To UBound(found)
            found(col) = WithError(found(col))
        Next col
    End If
    ChiTieu_Values = found
End Function

Private Function WithError(ByVal value As Variant) As Variant
    If VarType(value) = vbLong Then
        WithError = CVErr(value And &HFFFF&)
    Else
        WithError = value
    End If
End Function

Private Function HasRows(ByRef found As Variant) As Boolean
    Dim last As Long
    On Error GoTo OneRow
    last = UBound(found, 2)
    HasRows = True
OneRow:
End Function

' What xlwings' module asks for.
Public Function GetConfig(ByVal configKey As String, Optional ByVal fallback As String = "") As Variant
    GetConfig = ""
    If configKey <> "INTERPRETER_WIN" Then Exit Function
    GetConfig = ChiTieu_Interpreter()
    If Len(GetConfig) = 0 Then Err.Raise NO_SERVER
End Function

' How the server is started; xlwings' DLL puts its identifier in the place of $(CLSID).
Public Function XLPyCommand() As String
    XLPyCommand = """" & GetConfig("INTERPRETER_WIN") & """ -I -B -m workbook.excel_functions $(CLSID)"
End Function

' Tells Excel's function wizard what the add-in's sheet says. Each row: a function, its category, what it does, and its
' arguments. Vietnamese cannot stand in VBA; and Excel describes no function of a hidden workbook.
Public Sub ChiTieu_DescribeFunctions()
    Dim said As Variant, row As Long, wasUpdating As Boolean
    wasUpdating = Application.ScreenUpdating
    On Error GoTo Done
    said = ThisWorkbook.Worksheets(1).UsedRange.Value
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    For row = LBound(said, 1) To UBound(said, 1)
        Describe said, row
    Next row
Done:
    On Error Resume Next
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = wasUpdating
End Sub

Private Sub Describe(ByRef said As Variant, ByVal row As Long)
    Const FIRST_ARGUMENT As Long = 4
    Dim arguments() As String, last As Long, col As Long
    On Error Resume Next
    last = FIRST_ARGUMENT
    Do While last < UBound(said, 2)
        If Len(said(row, last + 1)) = 0 Then Exit Do
        last = last + 1
    Loop
    ReDim arguments(1 To last - FIRST_ARGUMENT + 1)
    For col = FIRST_ARGUMENT To last
        arguments(col - FIRST_ARGUMENT + 1) = said(row, col)
    Next col
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & said(row, 1), Category:=said(row, 2), _
        Description:=said(row, 3), ArgumentDescriptions:=arguments
End Sub
