@echo off
rem chay-thu         dung so Excel va bao cao mau vao thu muc out   (as "make demo")
rem chay-thu test    kiem tra toan bo du an                         (as "make test")
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
if not exist .venv\Scripts\python.exe (
  py -3.11 -m venv .venv 2>nul || py -3 -m venv .venv || python -m venv .venv || (
    echo Can Python 3.11 tro len: cai tu python.org roi chay lai. & exit /b 1
  )
)
if /i "%~1"=="test" goto test
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e . || exit /b 1
.venv\Scripts\python -m workbook demo -o out
exit /b %errorlevel%

:test
.venv\Scripts\python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e ".[dev]" || exit /b 1
.venv\Scripts\ruff check . || exit /b 1
.venv\Scripts\ruff format --check . || exit /b 1
.venv\Scripts\mypy --strict xlcore udfs || exit /b 1
.venv\Scripts\mypy workbook benchmarks libreoffice || exit /b 1
.venv\Scripts\python -m pytest -n 2 --dist worksteal
exit /b %errorlevel%
