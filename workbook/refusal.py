"""What a person reads when a file cannot be used: one Vietnamese sentence with what is wrong, where, and what to do."""

from __future__ import annotations

import errno
from typing import Final


class Refusal(Exception):
    """The input or the computer is at fault: ``code`` is stable for machines, ``message`` one Vietnamese sentence."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = advised(code, message)
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[type[Refusal], tuple[str, str]]:
        """How a refusal comes back from another process."""
        return Refusal, (self.code, self.message)


_SAVE_AS: Final = "hãy mở tệp bằng Excel hoặc LibreOffice, lưu thành .xlsx rồi làm lại"

SENTENCES: Final[dict[str, str]] = {
    # The file as a whole.
    "no-file": "Không tìm thấy tệp “{file}”: hãy kiểm tra lại tên tệp và thư mục.",
    "is-folder": "“{file}” là một thư mục: hãy chỉ rõ tên tệp .xlsx hoặc .xlsm.",
    "not-file": "“{file}” không phải tệp thường (mà là thiết bị hoặc đường ống): hãy chỉ rõ một tệp trên ổ đĩa.",
    "no-read": "Không có quyền đọc tệp “{file}”: hãy xin quyền đọc hoặc chép tệp sang thư mục của mình rồi làm lại.",
    "read-failed": "Không đọc được tệp “{file}” ({detail}): hãy chép tệp sang ổ đĩa khác rồi làm lại.",
    "empty-file": "Tệp “{file}” rỗng, không có dữ liệu: hãy lấy lại tệp từ bản sao lưu hoặc từ nơi gửi.",
    "not-zip": f"Tệp “{{file}}” không phải tệp Excel .xlsx hay .xlsm: {_SAVE_AS}.",
    "old-xls": f"Tệp “{{file}}” thuộc định dạng Excel cũ (.xls, Excel 97-2003): {_SAVE_AS}.",
    "encrypted": "Tệp “{file}” đặt mật khẩu mở tệp nên không đọc được: hãy mở tệp bằng Excel, "
    "bỏ mật khẩu (Tệp > Thông tin > Bảo vệ Sổ làm việc), lưu lại rồi làm lại.",
    "xlsb": f"Tệp “{{file}}” là sổ làm việc nhị phân (.xlsb): {_SAVE_AS}.",
    "is-addin": "Tệp “{file}” là phần bổ trợ của Excel (add-in), không phải sổ làm việc, nên không có gì để tính "
    "hay viết báo cáo: hãy chọn sổ .xlsx hoặc .xlsm.",
    "not-excel": f"Tệp “{{file}}” là tệp {{detail}}, không phải tệp Excel: {_SAVE_AS}.",
    "truncated": "Tệp “{file}” bị cắt cụt hoặc hỏng ({detail}): hãy lấy lại tệp từ bản sao lưu hoặc từ nơi gửi.",
    "zip-bomb": "Tệp “{file}” không được mở vì khi giải nén sẽ lớn bất thường ({detail}), "
    "có thể là tệp cố ý gây hại: hãy hỏi lại nơi gửi tệp.",
    "unsafe-path": "Tệp “{file}” không được mở vì bên trong có đường dẫn không an toàn “{part}”: "
    "hãy hỏi lại nơi gửi tệp.",
    "duplicate-part": "Tệp “{file}” có hai phần trùng tên “{part}” nên không biết phần nào đúng: "
    "hãy mở tệp bằng Excel, lưu lại rồi làm lại.",
    "odd-compression": "Phần “{part}” của tệp “{file}” nén theo cách Excel không dùng: "
    "hãy mở tệp bằng Excel, lưu lại rồi làm lại.",
    # Its parts.
    "no-workbook": "Tệp “{file}” không chứa sổ làm việc Excel (thiếu phần {part}): "
    "hãy kiểm tra xem có chọn nhầm tệp không.",
    "missing-part": "Tệp “{file}” bị hỏng vì thiếu phần “{part}”: hãy dùng lệnh “Mở và Sửa” của Excel, "
    "hoặc lấy lại tệp từ bản sao lưu.",
    "bad-xml": "Phần “{part}” của tệp “{file}” bị hỏng ({detail}): hãy dùng lệnh “Mở và Sửa” của Excel, "
    "hoặc lấy lại tệp từ bản sao lưu.",
    "dtd": "Tệp “{file}” không được mở vì phần “{part}” khai báo thực thể XML (DOCTYPE), điều tệp Excel thật "
    "không bao giờ có: hãy hỏi lại nơi gửi tệp.",
    "bad-cell-data": "Ô {cell} trong phần “{part}” của tệp “{file}” chứa dữ liệu hỏng ({detail}): "
    "hãy dùng lệnh “Mở và Sửa” của Excel rồi làm lại.",
    # Names a caller gives.
    "no-sheet": "Không có trang tính “{sheet}” trong tệp “{file}”, các trang đang có là {names}: "
    "hãy kiểm tra lại tên trang.",
    "bad-cell": "“{cell}” không phải địa chỉ ô hợp lệ: hãy viết như G12 (cột từ A đến XFD, hàng từ 1 đến 1048576).",
    "bad-range": "“{cell}” không phải địa chỉ vùng hợp lệ: hãy viết như A6:P505.",
    "formula-cell": "Ô {cell} của trang “{sheet}” đang chứa công thức nên không ghi đè giá trị: "
    "hãy nhập vào ô số liệu, hoặc xoá công thức đó trong Excel trước.",
    "array-part": "Ô {cell} của trang “{sheet}” nằm trong công thức mảng {range} nên không thể sửa riêng: "
    "hãy sửa cả vùng đó trong Excel.",
    "data-table-part": "Ô {cell} của trang “{sheet}” nằm trong bảng dữ liệu (Data Table) {range} "
    "nên không thể sửa riêng: hãy sửa trong Excel.",
    "table-header": "Ô {cell} của trang “{sheet}” là tiêu đề cột của bảng “{table}” nên không thể sửa ở đây: "
    "hãy đổi tên cột trong Excel.",
    "bad-value": "Giá trị cho ô {cell} của trang “{sheet}” không dùng được ({detail}): "
    "hãy nhập số, chữ, TRUE/FALSE hoặc để trống.",
    "bad-locale": "Không có thiết lập vùng “{locale}”: hãy dùng vi-VN, en-US, en-GB, de-DE hoặc fr-FR.",
    "frame-size": "Bảng dữ liệu ghi từ ô {cell} của trang “{sheet}” vượt khỏi trang tính: hãy chọn ô bắt đầu khác.",
    "no-pandas": "Máy này chưa có gói pandas: hãy cài bằng lệnh “pip install chitieu[frames]”.",
    # Writing.
    "changed-meanwhile": "Tệp “{file}” đã bị chương trình khác sửa từ lúc mở nên không ghi đè: "
    "hãy mở lại tệp rồi làm lại, hoặc lưu sang tên khác.",
    "no-folder": "Không có thư mục “{folder}” để lưu tệp “{file}”: hãy tạo thư mục đó hoặc chọn nơi lưu khác.",
    "no-write": "Không có quyền ghi vào thư mục “{folder}” nên không lưu được tệp “{file}”: hãy chọn nơi lưu khác.",
    "read-only": "Tệp “{file}” chỉ cho đọc nên không ghi đè: "
    "hãy bỏ thuộc tính “Chỉ đọc” của tệp, xin quyền ghi tệp đó cho tài khoản đang dùng, hoặc lưu sang tên khác.",
    "open-elsewhere": "Tệp “{file}” đang mở trong {program}: hãy lưu và đóng tệp ở đó rồi làm lại "
    "(nếu không còn ai mở, hãy xoá tệp khoá “{lock}”).",
    "no-backup": "Không sao lưu được tệp “{file}” ({detail}) nên chưa ghi gì: hãy kiểm tra quyền đọc tệp rồi làm lại.",
    "backup-link": "Tệp sao lưu “{file}” là liên kết dẫn tới nơi khác nên chưa ghi gì: "
    "hãy xoá liên kết đó hoặc đổi tên nó rồi làm lại.",
    "not-log": "Không ghi nhật ký vào “{file}” vì {detail}: hãy đặt tên khác cho tệp nhật ký rồi làm lại.",
    "running": "Một việc khác của chương trình chỉ tiêu đang chạy với tệp “{file}”: hãy đợi nó báo xong rồi làm lại.",
    "share-gone": "Mất liên lạc với ổ đĩa mạng hoặc ổ đĩa rời khi đang lưu tệp “{file}”: hãy nối lại ổ đĩa, "
    "xem tệp cũ còn nguyên, rồi làm lại.",
    "in-use": "Tệp “{file}” đang được chương trình khác giữ: hãy đóng tệp trong Excel rồi làm lại.",
    "disk-full": "Ổ đĩa đã đầy nên không lưu được tệp “{file}”, tệp cũ còn nguyên: "
    "hãy giải phóng dung lượng rồi làm lại.",
    "write-failed": "Không lưu được tệp “{file}” ({detail}), tệp cũ còn nguyên: hãy chọn nơi lưu khác.",
    "process-ended": "Hệ thống đã dừng tiến trình đang tính tệp “{file}” (thường vì hết bộ nhớ), tệp cũ còn nguyên: "
    "hãy chạy lại riêng tệp này, hoặc thêm --jobs 1.",
    # What the system refused somewhere else.
    "os-missing": "Không tìm thấy{place}: hãy kiểm tra lại tên và thư mục.",
    "os-denied": "Không có quyền đọc hoặc ghi{place}: hãy xin quyền, hoặc chép tệp sang thư mục của mình rồi làm lại.",
    "os-read-only": "Ổ đĩa chỉ cho đọc, không ghi được{place}: hãy chọn nơi lưu khác.",
    "os-full": "Ổ đĩa đã đầy, không ghi được{place}; tệp cũ được giữ nguyên: hãy giải phóng dung lượng rồi làm lại.",
    "os-folder": "Đây là thư mục{place}, không phải tệp: hãy chỉ rõ tên tệp.",
    "os-not-folder": "Đường dẫn{place} đi qua một tệp, không phải thư mục: hãy kiểm tra lại đường dẫn.",
    "os-exists": "Đã có{place}: hãy chọn tên khác.",
    "os-long-name": "Tên tệp{place} quá dài: hãy đặt tên ngắn hơn.",
    "os-gone": "Mất liên lạc với ổ đĩa mạng hoặc ổ đĩa rời khi làm việc với{place}: hãy nối lại ổ đĩa rồi làm lại.",
    "os-error": "Hệ thống báo lỗi{place} ({detail}): hãy làm lại, hoặc chép tệp sang ổ đĩa khác rồi làm lại.",
    "signed": "Tệp “{file}” có chữ ký số, ghi đè lên thì chữ ký mất hiệu lực, nên tệp được giữ nguyên: "
    "hãy ghi kết quả ra tệp khác bằng -o, hoặc thêm --break-signature rồi ký lại.",
    # Ours alone.
    "bug": "Chương trình gặp lỗi ngoài dự kiến nên dừng lại, không tệp nào bị hỏng: hãy gửi tệp nhật ký “{log}” "
    "cho người hỗ trợ.",
    "no-memory": "Máy không đủ bộ nhớ nên dừng lại, không tệp nào bị hỏng: hãy đóng bớt chương trình khác rồi làm lại.",
    "macro-extension": "Không lưu được thành “{file}” vì sổ làm việc {detail}: hãy lưu với đuôi {extension}.",
}


_MEND_PACK: Final = "hãy sửa gói báo cáo rồi làm lại"
_MEND_DATA: Final = "hãy sửa tệp số liệu rồi làm lại"
_OTHER_NAME: Final = "hãy đặt tên khác rồi làm lại"

# What to do, for sentences that say what is wrong and leave it at that.
ADVICE: Final[dict[str, str]] = {
    "bad-catalogue": _MEND_PACK,
    "bad-condition": "hãy sửa điều kiện đó rồi làm lại",
    "bad-csv": "hãy sửa tệp đó rồi làm lại",
    "bad-date": "hãy sửa ngày đó rồi làm lại",
    "bad-encoding": "hãy lưu lại tệp với mã UTF-8 rồi làm lại",
    "bad-facts": _MEND_PACK,
    "bad-number": _MEND_DATA,
    "bad-pack": _MEND_PACK,
    "bad-period": "hãy sửa kỳ rồi làm lại",
    "bad-sentences": _MEND_PACK,
    "bad-suffix": _OTHER_NAME,
    "formulas-failed": "hãy so với giá trị lưu trong tệp hoặc LibreOffice",
    "has-macros": "hãy dựng sổ có nút từ một sổ .xlsx",
    "libreoffice-failed": "hãy mở thử tệp bằng LibreOffice xem nó báo gì",
    "libreoffice-slow": "hãy đóng bớt chương trình khác rồi làm lại",
    "missing-column": "hãy thêm cột đó rồi làm lại",
    "no-pack": "hãy chọn một gói hiện có, hoặc chỉ thư mục của gói",
    "no-read": "hãy xin quyền đọc tệp rồi làm lại",
    "no-sheet": "hãy chọn đúng sổ chỉ tiêu, hoặc khôi phục trang đó từ bản sao lưu",
    "not-folder": "hãy đặt tên thư mục rồi làm lại",
    "not-later": "hãy chọn kỳ khác rồi làm lại",
    "not-ours": "hãy chọn sổ chỉ tiêu do chương trình lập",
    "not-xlsx": _OTHER_NAME,
    "other-table": "hãy chọn đúng sổ năm trước của loại báo cáo này",
    "out-is-file": "hãy chỉ một thư mục rồi làm lại",
    "pack-incomplete": "hãy thêm tệp đó hoặc chọn gói khác",
    "pack-too-large": "hãy bớt dòng trong gói báo cáo rồi làm lại",
    "repeated-tt": _MEND_DATA,
    "same-file": "hãy bỏ bớt một lần rồi làm lại",
    "same-name": "hãy tính riêng từng tệp, hoặc đổi tên một tệp",
    "table-error": "hãy sửa ô có lỗi trong sổ rồi viết báo cáo lại",
    "template-tags": "hãy sửa mẫu Word rồi làm lại",
    "too-many-units": "hãy bớt sổ sau --from rồi làm lại",
    "unknown-column": "hãy sửa tên cột rồi làm lại",
    "unknown-tt": _MEND_DATA,
}


def advised(code: str, message: str) -> str:
    """The sentence with what to do; as it is, where it says so itself."""
    if "hãy" in message.lower() or code not in ADVICE:
        return message
    return f"{message.removesuffix('.')}; {ADVICE[code]}."


def refuse(code: str, **fields: object) -> Refusal:
    """The refusal ``code`` with its sentence filled from ``fields``; ``KeyError`` for an unknown code or field."""
    return Refusal(code, SENTENCES[code].format(**{name: shown(value) for name, value in fields.items()}))


def shown(value: object) -> str:
    """A value as it may stand in a sentence: names from a file can hold signs that end a line or hide what follows."""
    text = str(value)
    return (
        text if text.isprintable() else "".join(sign if sign.isprintable() or sign == "\xa0" else "?" for sign in text)
    )


# Why the system refused, in the words of an officer.
REASONS: Final = {
    "ENOENT": "không có tệp hay thư mục đó",
    "ENOTDIR": "một phần của đường dẫn không phải thư mục",
    "EISDIR": "đó là một thư mục",
    "EEXIST": "đã có tệp tên như vậy",
    "EACCES": "không có quyền",
    "EPERM": "hệ thống không cho phép",
    "EROFS": "nơi đó chỉ cho đọc",
    "EINVAL": "tên hoặc nơi lưu không hợp lệ",
    "ENAMETOOLONG": "tên quá dài",
    "EBUSY": "tệp đang bận",
    "EIO": "ổ đĩa báo lỗi khi đọc hoặc ghi",
    "ENOSPC": "ổ đĩa đầy",
    "EDQUOT": "hết chỗ được cấp",
    "EFBIG": "tệp quá lớn",
    "EMFILE": "đang mở quá nhiều tệp",
    "ENFILE": "máy đang mở quá nhiều tệp",
    "ENOMEM": "thiếu bộ nhớ",
    "ELOOP": "liên kết vòng quanh",
    "ENOTSUP": "nơi đó không nhận tệp loại này",
    "ENOEXEC": "tệp không phải chương trình chạy được",
}


def reason(error: OSError) -> str:
    """Why the operating system refused; its own words are English. An error of our own has words of its own."""
    known = REASONS.get(errno.errorcode.get(error.errno or 0, ""))
    if known is not None:
        return known
    number = getattr(error, "winerror", None) or error.errno
    return str(error) if number is None else f"lỗi số {number} của hệ thống"


SYSTEM: Final = {
    "ENOENT": "os-missing",
    "EACCES": "os-denied",
    "EPERM": "os-denied",
    "EROFS": "os-read-only",
    "ENOSPC": "os-full",
    "EDQUOT": "os-full",
    "EFBIG": "os-full",
    "EISDIR": "os-folder",
    "ENOTDIR": "os-not-folder",
    "EEXIST": "os-exists",
    "ENAMETOOLONG": "os-long-name",
    "ESTALE": "os-gone",
    "ENOTCONN": "os-gone",
    "EHOSTDOWN": "os-gone",
    "ENETUNREACH": "os-gone",
}


def system_refusal(error: OSError) -> Refusal:
    """The refusal that says what the operating system refused."""
    place = f" “{error.filename}”" if error.filename else ""
    code = SYSTEM.get(errno.errorcode.get(error.errno or 0, ""), "os-error")
    return refuse(code, place=place, detail=reason(error))
