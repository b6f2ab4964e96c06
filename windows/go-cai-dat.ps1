# Removes chitieu of the user who runs it: program, add-in, settings. Workbooks and reports stay.
#   go-cai-dat            asks once
#   go-cai-dat -DongY     asks nothing
param(
    [switch]$DongY
)
. (Join-Path $PSScriptRoot 'chung.ps1')

function Remove-Traces {
    # What workbook.installation takes back, for when antivirus or a broken disk has left no Python to run it.
    $addin = Join-Path (Join-Path (Join-Path $env:APPDATA 'Microsoft') 'AddIns') 'chitieu.xlam'
    if (Test-Path -LiteralPath $addin) {
        try {
            Remove-Item -LiteralPath $addin -Force
        }
        catch {
            Stop-With "Không xóa được tệp ${addin}: hãy đóng Excel rồi chạy lại."
        }
    }
    foreach ($version in '14.0', '15.0', '16.0') {
        $options = "HKCU:\Software\Microsoft\Office\$version\Excel\Options"
        if (Test-Path -LiteralPath $options) {
            Remove-Opened (Get-Item -LiteralPath $options) $options
        }
    }
    $settings = 'HKCU:\Software\VB and VBA Program Settings'
    foreach ($key in "$settings\$Program", "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\$Program") {
        if (Test-Path -LiteralPath $key) {
            Remove-Item -LiteralPath $key -Recurse -Force
        }
    }
}

function Remove-Opened($Key, [string]$Path) {
    # Excel reads OPEN, OPEN1, OPEN2... and stops at the first that is missing: those of others move up.
    $names = @($Key.GetValueNames() | Where-Object { $_ -match '^OPEN\d*$' } | Sort-Object -Property { [int]('0' + $_.Substring(4)) })
    $others = @($names | ForEach-Object { $Key.GetValue($_) } | Where-Object { $_ -notlike '*\chitieu.xlam"' })
    if ($others.Count -eq $names.Count) {
        return
    }
    $names | ForEach-Object { Remove-ItemProperty -LiteralPath $Path -Name $_ }
    for ($place = 0; $place -lt $others.Count; $place++) {
        $name = 'OPEN'
        if ($place -gt 0) {
            $name = "OPEN$place"
        }
        New-ItemProperty -LiteralPath $Path -Name $name -Value $others[$place] -PropertyType String | Out-Null
    }
}

function Remove-Files([string]$Place) {
    # Only what the installer made there: the folder was given by somebody.
    Get-Process -Name 'python', 'pythonw' -ErrorAction SilentlyContinue |
        Where-Object { $_.Path -match '\\ban-\d{8}-\d{6}\\python\\' } |
        Stop-Process -Force -ErrorAction SilentlyContinue
    $left = @()
    $mine = @(Get-ChildItem -LiteralPath $Place -Force | Where-Object { $_.Name -like 'ban-*' -or @('chitieu.cmd', 'chung.ps1', 'go-cai-dat.ps1') -contains $_.Name })
    foreach ($item in $mine) {
        Remove-Item -LiteralPath $item.FullName -Recurse -Force -ErrorAction SilentlyContinue
        if (Test-Path -LiteralPath $item.FullName) {
            $left += $item.FullName
        }
    }
    if ($left.Count -gt 0) {
        Stop-With "Chưa xóa được $($left -join ', '): hãy khởi động lại máy rồi chạy lại."
    }
    if (@(Get-ChildItem -LiteralPath $Place -Force).Count -eq 0) {
        Remove-Item -LiteralPath $Place -Force
    }
}

function Uninstall-Program {
    Assert-Computer
    $place = Get-InstalledPlace
    if (-not $place) {
        $place = Join-Path $env:LOCALAPPDATA $Program
        if (Test-Path -LiteralPath (Join-Path $PSScriptRoot 'chitieu.cmd')) {
            $place = $PSScriptRoot
        }
    }
    if (-not (Confirm-Step "Gỡ chitieu khỏi $place và khỏi Excel? Sổ và báo cáo giữ nguyên." $DongY)) {
        Write-Host 'Không gỡ gì.'
        return
    }
    Wait-ExcelClosed $DongY
    Set-Location -LiteralPath $env:TEMP  # a folder that somebody stands in cannot be removed
    $exe = Get-OwnPython $place
    $removed = $false
    if ($exe) {
        & $exe -I -B -m workbook.installation remove | Out-Host
        $removed = $LASTEXITCODE -eq 0
    }
    if (-not $removed) {
        Remove-Traces
    }
    if (Test-Path -LiteralPath $place) {
        Remove-Files $place
    }
    # What the buttons keep: log, locks, differences found (workbook/userfolder.py). The folder is the program's alone.
    $kept = Join-Path $env:LOCALAPPDATA $Program
    if (Test-Path -LiteralPath $kept) {
        Remove-Item -LiteralPath $kept -Recurse -Force
    }
    Write-Host 'Đã gỡ xong.' -ForegroundColor Green
}

try {
    Uninstall-Program
    exit 0
}
catch {
    Write-Host "Chưa xong: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}
