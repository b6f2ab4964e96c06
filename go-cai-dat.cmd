@echo off
rem Go chitieu cua nguoi dung nay: chuong trinh, phan bo tro cua Excel, thiet lap. So va bao cao giu nguyen.
rem Dat bien moi truong CHITIEU_TU_DONG=1 thi cua so tu dong lai khi xong.
setlocal
set "POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
"%POWERSHELL%" -NoLogo -NoProfile -ExecutionPolicy Bypass -File "%~dp0windows\go-cai-dat.ps1" %*
set RESULT=%errorlevel%
if not defined CHITIEU_TU_DONG pause
exit /b %RESULT%
