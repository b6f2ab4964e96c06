# Fills the folder goi on a computer with network, so that cai-dat installs on computers without.
#   chuan-bi-goi                 into the folder goi beside this program
#   chuan-bi-goi -Goi FOLDER     into another folder
param(
    [string]$Goi = ''
)
. (Join-Path $PSScriptRoot 'chung.ps1')

function Get-Wheels([string]$Exe, [string]$Folder) {
    Write-Step 'Tải các gói (khoảng 65 MB)'
    $lock = Join-Path $PSScriptRoot 'goi.lock'
    $words = $Pip + @('download', '--no-deps', '--only-binary', ':all:', '--require-hashes', '--quiet', '-r', $lock, '--dest', $Folder)
    Invoke-Python $Exe $words 'Không tải được các gói: hãy kiểm tra mạng; dòng ERROR ở trên nói rõ.'
}

function Save-Everything {
    Assert-Computer
    $target = Join-Path (Split-Path -Parent $PSScriptRoot) 'goi'
    if ($Goi) {
        $target = [IO.Path]::GetFullPath($Goi)
    }
    $wheels = Join-Path $target 'wheels'
    New-Item -ItemType Directory -Path $wheels -Force | Out-Null
    $file = Join-Path $target $PythonFile
    Save-Python $file
    # The Python that is going to install them also downloads them: the wheels then fit it, and this computer needs none.
    $work = Join-Path $env:TEMP ("chitieu-" + [Guid]::NewGuid().ToString('N'))
    New-Item -ItemType Directory -Path $work | Out-Null
    try {
        $exe = Expand-Python $file $work
        Get-Wheels $exe $wheels
    }
    finally {
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    }
    $size = (Get-ChildItem -LiteralPath $target -Recurse -File | Measure-Object -Property Length -Sum).Sum / 1048576
    Write-Host ("Xong: {0} ({1:N0} MB). Chép cả thư mục chương trình, có thư mục goi bên trong, sang máy cần cài rồi chạy cai-dat.cmd." -f $target, $size) -ForegroundColor Green
}

try {
    Save-Everything
    exit 0
}
catch {
    Write-Host "Chưa xong: $($_.Exception.Message)" -ForegroundColor Red
    exit 1
}
