@echo off
rem Tren may co mang: tai Python va cac goi vao thu muc goi, de cai tren may khong co mang.
rem Dat bien moi truong CHITIEU_TU_DONG=1 thi cua so tu dong lai khi xong.
setlocal
set "POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
"%POWERSHELL%" -NoLogo -NoProfile -ExecutionPolicy Bypass -File "%~dp0windows\chuan-bi-goi.ps1" %*
set RESULT=%errorlevel%
if not defined CHITIEU_TU_DONG pause
exit /b %RESULT%
