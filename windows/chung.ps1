# What cai-dat.ps1, go-cai-dat.ps1 and chuan-bi-goi.ps1 have in common. Windows PowerShell 5.1; nothing needs an administrator.
# The file is UTF-8 with a mark at its start, or PowerShell 5.1 would read the Vietnamese as another code page.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'  # its bar makes a download many times slower

$Program = 'chitieu'
$PythonVersion = '3.11.9'
$PythonFile = "python.$PythonVersion.nupkg"
$PythonUrl = "https://www.nuget.org/api/v2/package/python/$PythonVersion"
$PythonHash = '9283876D58C017E0E846F95B490DA3BCA0FC0A6EE1134B2870677CFB7EEC3C67'
$Supported = '3.11', '3.12', '3.13', '3.14'  # those whose wheels goi.lock has, the one our tests ran with first
$Probe = "import struct, sys; print('%d.%d %d %s' % (*sys.version_info[:2], 8 * struct.calcsize('P'), sys.base_prefix))"
$Pip = '-m', 'pip', '--isolated', '--disable-pip-version-check', '--no-input'

# What is set for another Python must reach none that is started here: in spite of -I some of it is obeyed.
Get-ChildItem -Path Env: | Where-Object { $_.Name -match '^(PYTHON|__PYVENV_LAUNCHER__$|OPENSSL_)' } | ForEach-Object { Remove-Item -LiteralPath "Env:$($_.Name)" }

function Write-Step([string]$Text) {
    Write-Host "* $Text" -ForegroundColor Cyan
}

function Stop-With([string]$Sentence) {
    throw $Sentence
}

function Confirm-Step([string]$Question, [bool]$Agreed) {
    if ($Agreed) {
        return $true
    }
    $answer = Read-Host "$Question [c = có, phím khác = không]"
    return @('c', 'có', 'co', 'y') -contains $answer.Trim().ToLowerInvariant()
}

function Assert-Computer {
    if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
        Stop-With 'Máy này chỉ cho PowerShell chạy hạn chế (Constrained Language): hãy nhờ bộ phận công nghệ thông tin cho phép thư mục này.'
    }
    if (-not [Environment]::Is64BitOperatingSystem) {
        Stop-With 'Windows trên máy này là bản 32 bit; chương trình cần Windows 64 bit.'
    }
    # What Python prints is UTF-8.
    [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
}

function Test-Ascii([string]$Text) {
    return $Text -cmatch '^[\x20-\x7E]+$'
}

function Wait-ExcelClosed([bool]$Agreed) {
    while (Get-Process -Name 'EXCEL' -ErrorAction SilentlyContinue) {
        if ($Agreed) {
            Stop-With 'Excel đang mở: hãy lưu và đóng Excel rồi chạy lại.'
        }
        Read-Host 'Excel đang mở. Hãy lưu và đóng mọi cửa sổ Excel rồi bấm Enter' | Out-Null
    }
}

function Invoke-Python([string]$Python, [string[]]$Words, [string]$Failure) {
    & $Python -I @Words | Out-Host  # or what it prints would become part of what the caller returns
    if ($LASTEXITCODE -ne 0) {
        Stop-With $Failure
    }
}

function Assert-Hash([string]$File, [string]$Hash) {
    if ((Get-FileHash -LiteralPath $File -Algorithm SHA256).Hash -ne $Hash) {
        Stop-With "Tệp $File không đúng bản đã kiểm tra (SHA-256 khác): hãy xóa tệp đó, lấy lại rồi làm lại."
    }
}

function Save-Python([string]$File) {
    if (-not (Test-Path -LiteralPath $File -PathType Leaf)) {
        Write-Step "Tải Python $PythonVersion (khoảng 17 MB) từ nuget.org"
        [Net.WebRequest]::DefaultWebProxy.Credentials = [Net.CredentialCache]::DefaultNetworkCredentials
        try {
            Invoke-WebRequest -Uri $PythonUrl -OutFile $File -UseBasicParsing
        }
        catch {
            Stop-With "Không tải được Python ($($_.Exception.Message)): hãy kiểm tra mạng, hoặc dùng thư mục goi (xem docs\cai-dat.md)."
        }
    }
    Assert-Hash $File $PythonHash
}

function Expand-Python([string]$File, [string]$Folder) {
    # The package of python.org at nuget.org: a whole Python with pip, which no installer and no registry knows of.
    Write-Step "Giải nén Python $PythonVersion"
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    $whole = Join-Path $Folder 'tam'
    [IO.Compression.ZipFile]::ExtractToDirectory($File, $whole)
    Move-Item -LiteralPath (Join-Path $whole 'tools') -Destination (Join-Path $Folder 'python')
    Remove-Item -LiteralPath $whole -Recurse -Force
    return (Join-Path (Join-Path $Folder 'python') 'python.exe')
}

function Get-InstalledPlace {
    $key = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\$Program"
    if (Test-Path -LiteralPath $key) {
        return [string](Get-Item -LiteralPath $key).GetValue('InstallLocation')
    }
    return ''
}

function Get-OwnPython([string]$Place) {
    # The Python of the newest version that is still there, '' when none is.
    $versions = @(Get-ChildItem -LiteralPath $Place -Directory -Filter 'ban-*' -ErrorAction SilentlyContinue | Sort-Object -Property Name -Descending)
    foreach ($version in $versions) {
        foreach ($inside in 'python\python.exe', 'python\Scripts\python.exe') {
            $file = Join-Path $version.FullName $inside
            if (Test-Path -LiteralPath $file -PathType Leaf) {
                return $file
            }
        }
    }
    return ''
}
