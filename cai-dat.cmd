@echo off
rem Cai chitieu cho nguoi dung nay, khong can quyen quan tri. Huong dan: docs\cai-dat.md.
rem   cai-dat                     hoi truoc khi tai, bo chan, thay the
rem   cai-dat -Noi D:\chitieu     cai vao thu muc khac
rem   cai-dat -BoChan "so.xlsm"   bo dau "tai tu mang" cua mot tep
rem Dat bien moi truong CHITIEU_TU_DONG=1 thi cua so tu dong lai khi xong.
setlocal
set "POWERSHELL=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
"%POWERSHELL%" -NoLogo -NoProfile -ExecutionPolicy Bypass -File "%~dp0windows\cai-dat.ps1" %*
set RESULT=%errorlevel%
if not defined CHITIEU_TU_DONG pause
exit /b %RESULT%
