# Installs chitieu for the user who runs it: a Python of its own, the pinned packages, the add-in of Excel.
#   cai-dat                      asks before it downloads, unblocks or replaces anything
#   cai-dat -Python FILE         makes its own Python from this python.exe (64 bit, 3.11 or later)
#   cai-dat -Noi FOLDER          installs there instead of into the user's profile
#   cai-dat -Goi FOLDER          takes Python and packages from there (by default: goi beside this program)
#   cai-dat -KhongPhanBoTro      without the add-in: only workbooks with buttons of their own
#   cai-dat -BoChan FILE         takes the mark of the web off one file, and nothing else
#   cai-dat -DongY               says yes to every question
param(
    [string]$Python = '',
    [string]$Noi = '',
    [string]$Goi = '',
    [string]$BoChan = '',
    [switch]$KhongPhanBoTro,
    [switch]$DongY
)
. (Join-Path $PSScriptRoot 'chung.ps1')

$Source = Split-Path -Parent $PSScriptRoot
$Lock = Join-Path $PSScriptRoot 'goi.lock'
$Paths = 'Lib', 'DLLs', 'Lib\site-packages', 'Lib\site-packages\win32', 'Lib\site-packages\win32\lib', 'Lib\site-packages\pythonwin'
$Rooms = 'xlcore', 'udfs', 'workbook', 'templates', 'pyproject.toml', 'README.md', 'LICENSE'

function Get-Place {
    # A folder whose name has only ASCII letters: VBA starts programs through an interface that knows no others.
    if ($Noi) {
        $full = [IO.Path]::GetFullPath($Noi).TrimEnd('\')
        if (-not (Test-Ascii $full)) {
            Stop-With "Thư mục $full có chữ có dấu: hãy chọn thư mục khác, ví dụ -Noi D:\chitieu."
        }
        return $full
    }
    $before = Get-InstalledPlace
    if ($before) {
        return $before
    }
    $own = Join-Path $env:LOCALAPPDATA $Program
    if (Test-Ascii $own) {
        return $own
    }
    # A user whose name has Vietnamese letters: Windows keeps a short ASCII name of most folders.
    New-Item -ItemType Directory -Path $own -Force | Out-Null
    $short = (New-Object -ComObject Scripting.FileSystemObject).GetFolder($own).ShortPath
    if (Test-Ascii $short) {
        return $short
    }
    if (@(Get-ChildItem -LiteralPath $own -Force).Count -eq 0) {
        Remove-Item -LiteralPath $own
    }
    $user = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value.Split('-')[-1]
    return (Join-Path $env:ProgramData "$Program-$user")
}

function Open-Place([string]$Place) {
    $inside = @(Get-ChildItem -LiteralPath $Place -Force -ErrorAction SilentlyContinue)
    $known = Test-Path -LiteralPath (Join-Path $Place 'chitieu.cmd')
    if ($Noi -and $inside.Count -gt 0 -and -not $known) {
        Stop-With "Thư mục $Place đang có tệp khác: hãy chọn một thư mục mới hoặc trống."
    }
    New-Item -ItemType Directory -Path $Place -Force | Out-Null
    $profiles = $env:LOCALAPPDATA, (New-Object -ComObject Scripting.FileSystemObject).GetFolder($env:LOCALAPPDATA).ShortPath
    foreach ($folder in $profiles) {
        if ($Place.StartsWith("$folder\", [StringComparison]::OrdinalIgnoreCase)) {
            return
        }
    }
    Protect-Place $Place
}

function Protect-Place([string]$Place) {
    # Outside the profile others may write: what runs when a button is clicked must be the user's own.
    $me = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    $owner = (Get-Acl -LiteralPath $Place).GetOwner([Security.Principal.SecurityIdentifier]).Value
    if (@($me, 'S-1-5-18', 'S-1-5-32-544') -notcontains $owner) {
        Stop-With "Thư mục $Place do người khác tạo: hãy chọn thư mục khác bằng -Noi."
    }
    & "$env:SystemRoot\System32\icacls.exe" $Place /inheritance:r /grant:r "*${me}:(OI)(CI)F" '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' /Q | Out-Null
    if ($LASTEXITCODE -ne 0) {
        Stop-With "Không giữ riêng được thư mục $Place cho người dùng này: hãy chọn thư mục khác bằng -Noi, trên ổ NTFS."
    }
}

function Get-PythonFolder([string]$File) {
    # The folder of a Python that can be used, else ''. The Python of Microsoft Store lives where nobody can reach it.
    if ($File -like '*\WindowsApps\*' -or -not (Test-Path -LiteralPath $File -PathType Leaf)) {
        return ''
    }
    try {
        $said = [string](& $File -I -c $Probe)
    }
    catch {
        return ''
    }
    if ($said -match '^(3\.\d+) 64 (.*)$' -and $Matches[2] -notlike '*\WindowsApps\*' -and $Supported -contains $Matches[1]) {
        $found = $Matches[2]
        if ((Test-Path -LiteralPath (Join-Path $found 'Lib\ensurepip')) -and (Test-Path -LiteralPath (Join-Path $found 'DLLs'))) {
            return $found
        }
    }
    return ''
}

function Get-InstalledPythons {
    # What the launcher py lists: every installer of Python says here where it went.
    foreach ($root in 'HKCU:\Software\Python\PythonCore', 'HKLM:\SOFTWARE\Python\PythonCore') {
        foreach ($version in $Supported) {
            $key = "$root\$version\InstallPath"
            if (Test-Path -LiteralPath $key) {
                $folder = (Get-Item -LiteralPath $key).GetValue('')
                if ($folder) {
                    Join-Path $folder 'python.exe'
                }
            }
        }
    }
}

function Copy-Python([string]$Base, [string]$Folder) {
    # No environment of Python's own (venv): that obeys variables which choose its libraries, and goes when its Python goes.
    Write-Step "Chép Python riêng từ $Base"
    $made = Join-Path $Folder 'python'
    $library = Join-Path $made 'Lib'
    New-Item -ItemType Directory -Path $library | Out-Null
    Get-ChildItem -LiteralPath $Base -File | Where-Object { @('.exe', '.dll', '.txt') -contains $_.Extension } | Copy-Item -Destination $made
    Copy-Item -LiteralPath (Join-Path $Base 'DLLs') -Destination $made -Recurse
    Get-ChildItem -LiteralPath (Join-Path $Base 'Lib') | Where-Object { @('site-packages', 'test') -notcontains $_.Name } | Copy-Item -Destination $library -Recurse
    $exe = Join-Path $made 'python.exe'
    Invoke-Python $exe @('-m', 'ensurepip') "Không tạo được Python riêng từ ${Base}: hãy dùng thư mục goi (xem docs\cai-dat.md)."
    return $exe
}

function New-Python([string]$Folder, [string]$Packages) {
    # In this order: the one that was given, the one in goi, one that is installed, one from the network.
    if ($Python) {
        $base = Get-PythonFolder $Python
        if (-not $base) {
            Stop-With "$Python không dùng được: cần Python 64 bit, một trong các bản $($Supported -join ', '), không phải của Microsoft Store."
        }
        return (Copy-Python $base $Folder)
    }
    if ($Packages) {
        $file = Join-Path $Packages $PythonFile
        if (Test-Path -LiteralPath $file -PathType Leaf) {
            Assert-Hash $file $PythonHash
            return (Expand-Python $file $Folder)
        }
    }
    foreach ($found in Get-InstalledPythons) {
        $base = Get-PythonFolder $found
        if ($base) {
            return (Copy-Python $base $Folder)
        }
    }
    if (-not (Confirm-Step 'Máy chưa có Python 64 bit phù hợp. Tải bản riêng cho chương trình (17 MB, không ảnh hưởng phần mềm khác)?' $DongY)) {
        Stop-With 'Chưa cài vì chưa có Python: hãy dùng thư mục goi (xem docs\cai-dat.md), hoặc chạy lại và đồng ý tải.'
    }
    $file = Join-Path $Folder $PythonFile
    Save-Python $file
    return (Expand-Python $file $Folder)
}

function Install-Packages([string]$Exe, [string]$Folder, [string]$Packages) {
    $words = $Pip + @('install', '--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-warn-script-location', '--quiet')
    if ($Packages) {
        Write-Step "Cài các gói từ $Packages, mất vài phút"
        $words += @('--no-index', '--find-links', (Join-Path $Packages 'wheels'))
    }
    else {
        if (-not (Confirm-Step 'Tải các gói cần dùng từ pypi.org (khoảng 65 MB)?' $DongY)) {
            Stop-With 'Chưa cài vì chưa có các gói: hãy dùng thư mục goi (xem docs\cai-dat.md), hoặc chạy lại và đồng ý tải.'
        }
        Write-Step 'Tải và cài các gói, mất vài phút'
    }
    Invoke-Python $Exe ($words + @('-r', $Lock)) 'Không cài được các gói: thư mục goi thiếu tệp, tệp khác bản đã kiểm tra, hoặc mạng hỏng; dòng ERROR ở trên nói rõ.'

    Write-Step 'Cài chương trình'
    $copy = Join-Path $Folder 'nguon'
    New-Item -ItemType Directory -Path $copy | Out-Null
    foreach ($room in $Rooms) {
        Copy-Item -LiteralPath (Join-Path $Source $room) -Destination $copy -Recurse
    }
    $words = $Pip + @('install', '--no-deps', '--no-index', '--no-build-isolation', '--no-warn-script-location', '--quiet', $copy)
    Invoke-Python $Exe $words 'Không cài được chương trình từ thư mục này.'
    Remove-Item -LiteralPath $copy -Recurse -Force
}

function Protect-Python([string]$Exe) {
    Write-Step 'Khóa Python riêng'
    $root = Split-Path -Parent $Exe
    $packages = Join-Path (Join-Path $root 'Lib') 'site-packages'
    # Buttons start Python so that it writes no files: without these it would compile its own library at every click.
    Invoke-Python $Exe @('-m', 'compileall', '-q', '-x', 'site-packages|lib2to3', (Join-Path $root 'Lib')) 'Không biên dịch được thư viện của Python.'
    # Where Windows looks first. Elsewhere it would look for them in the folders that the variable PATH names, too.
    Get-ChildItem -LiteralPath (Join-Path $packages 'pywin32_system32') -Filter '*.dll' | Copy-Item -Destination $root
    # Without this folder pywin32 would take code from the one that the variable TMP names.
    New-Item -ItemType Directory -Path (Join-Path (Join-Path $packages 'win32com') 'gen_py') -Force | Out-Null
    # In spite of -I Python obeys PYTHONEXECUTABLE and __PYVENV_LAUNCHER__, but not with a list of its folders beside its
    # library. With the list it does not import site either, which would run what lies in their folders.
    # https://docs.python.org/3/using/windows.html#finding-modules
    $library = Get-ChildItem -LiteralPath $root -File | Where-Object { $_.Name -match '^python3\d+\.dll$' }
    Set-Content -LiteralPath (Join-Path $root ($library.BaseName + '._pth')) -Value $Paths -Encoding Ascii
}

function Test-Program([string]$Exe, [string]$Folder) {
    Write-Step 'Chạy thử: dựng sổ và báo cáo mẫu'
    Invoke-Python $Exe @('-B', '-c', 'import pywintypes, win32api, pythoncom, win32com.client, xlwings') 'Các gói nối với Excel cài xong nhưng không chạy được.'
    $trial = Join-Path $Folder 'thu'
    Invoke-Python $Exe @('-m', 'workbook', 'demo', '-o', $trial) 'Chương trình cài xong nhưng chạy thử không được.'
    Remove-Item -LiteralPath $trial -Recurse -Force
}

function Register-Program([string]$Exe, [string]$Place, [string]$Folder) {
    Write-Step 'Ghi cho Excel biết'
    $words = @('-B', '-m', 'workbook.installation', 'record', '--python', (Join-Path (Split-Path -Parent $Exe) 'pythonw.exe'), '--place', $Place)
    if (-not $KhongPhanBoTro) {
        $addin = Join-Path $Folder 'chitieu.xlam'
        Invoke-Python $Exe @('-B', '-m', 'workbook', 'addin', '-o', $addin) 'Không dựng được phần bổ trợ của Excel.'
        $words += @('--addin', $addin)
    }
    foreach ($script in 'chung.ps1', 'go-cai-dat.ps1') {
        Copy-Item -LiteralPath (Join-Path $PSScriptRoot $script) -Destination $Place -Force
    }
    Invoke-Python $Exe $words 'Không ghi được thiết lập cho Excel.'
    Set-Content -LiteralPath (Join-Path $Place 'chitieu.cmd') -Value '@setlocal', '@set "PYTHONEXECUTABLE="', '@set "__PYVENV_LAUNCHER__="', '@set "OPENSSL_CONF="', "@`"$Exe`" -I -B -m workbook %*" -Encoding Ascii
}

function Remove-OldVersions([string]$Place, [string]$Folder) {
    # One that is in use at this moment stays until the next time. Full names would not do: .NET writes short ones out.
    Get-ChildItem -LiteralPath $Place -Directory -Filter 'ban-*' |
        Where-Object { $_.Name -ne (Split-Path -Leaf $Folder) } |
        ForEach-Object { Remove-Item -LiteralPath $_.FullName -Recurse -Force -ErrorAction SilentlyContinue }
}

function Test-Marked([string]$File) {
    return [bool](Get-Item -LiteralPath $File -Stream 'Zone.Identifier' -ErrorAction SilentlyContinue)
}

function Unblock-One([string]$File) {
    if (-not (Test-Path -LiteralPath $File -PathType Leaf)) {
        Stop-With "Không tìm thấy tệp $File."
    }
    if (-not (Test-Marked $File)) {
        Write-Host "Tệp $File không mang dấu tải từ mạng."
        return
    }
    Get-Content -LiteralPath $File -Stream 'Zone.Identifier' | Where-Object { $_ -match '^(HostUrl|ReferrerUrl)=' } | ForEach-Object { Write-Host "  $_" }
    if (Confirm-Step "Tệp $File tải từ mạng hoặc thư điện tử. Chỉ bỏ chặn khi tin nơi gửi. Bỏ chặn?" $DongY) {
        Unblock-File -LiteralPath $File
        Write-Host 'Đã bỏ chặn.'
    }
}

function Unblock-Program {
    $marked = @(Get-ChildItem -LiteralPath $Source -Recurse -File | Where-Object { Test-Marked $_.FullName })
    if ($marked.Count -gt 0 -and (Confirm-Step "Bỏ dấu tải từ mạng cho $($marked.Count) tệp của chương trình trong ${Source}?" $DongY)) {
        $marked | ForEach-Object { Unblock-File -LiteralPath $_.FullName }
    }
}

function Install-Program {
    Assert-Computer
    $packages = Join-Path $Source 'goi'
    if ($Goi) {
        $packages = [IO.Path]::GetFullPath($Goi)
        if (-not (Test-Path -LiteralPath (Join-Path $packages 'wheels') -PathType Container)) {
            Stop-With "Thư mục $packages không có thư mục con wheels: hãy chuẩn bị bằng chuan-bi-goi.cmd."
        }
    }
    elseif (-not (Test-Path -LiteralPath (Join-Path $packages 'wheels') -PathType Container)) {
        $packages = ''
    }
    $place = Get-Place
    $before = Get-InstalledPlace
    if ($before -and $before -ne $place) {
        Stop-With "Chương trình đã cài ở thư mục ${before}: hãy chạy go-cai-dat.cmd trước, hoặc cài lại mà không ghi -Noi."
    }
    Write-Host "Cài chitieu vào $place, chỉ cho người dùng này, không cần quyền quản trị."
    Wait-ExcelClosed $DongY
    Open-Place $place
    $folder = Join-Path $place ('ban-' + (Get-Date -Format 'yyyyMMdd-HHmmss'))
    New-Item -ItemType Directory -Path $folder | Out-Null
    try {
        $exe = New-Python $folder $packages
        Install-Packages $exe $folder $packages
        Protect-Python $exe
        Test-Program $exe $folder
        Register-Program $exe $place $folder
    }
    catch {
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue
        throw
    }
    Remove-OldVersions $place $folder
    Unblock-Program
    Write-Step 'Kiểm tra máy'
    Set-Location -LiteralPath $env:USERPROFILE  # the doctor looks at the folder that it is called in
    & $exe -I -B -m workbook doctor
    Write-Host ''
    Write-Host "Đã cài xong. Lệnh dùng trong cửa sổ lệnh: $place\chitieu.cmd" -ForegroundColor Green
}

try {
    if ($BoChan) {
        Unblock-One ([IO.Path]::GetFullPath($BoChan))
    }
    else {
        Install-Program
    }
    exit 0
}
catch {
    Write-Host "Chưa xong: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}
