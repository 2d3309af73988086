"""Files sent as evidence: what kind one is by its content, and whether it is taken. No database.

Nothing inside a file is executed or followed. The name an officer gave decides nothing: a picture
called "bien-ban.pdf" is kept as a picture.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from criteria.evidence_photos import RefusedFile, smaller_photo

__all__ = ["ACCEPTED", "INLINE", "TAKEN", "CheckedFile", "RefusedFile", "check_file"]

OFFICE = "application/vnd.openxmlformats-officedocument"
MAX_NAME = 120
MAX_PARTS = 5000
MAX_UNPACKED = 300 * 1024 * 1024
# Text shrinks 5 to 30 times; a bomb shrinks about 1,000 times.
MAX_RATIO = 250
RATIO_MATTERS_FROM = 1024 * 1024
MAX_LISTING = 1024 * 1024

TAKEN = "PDF, ảnh JPG, PNG, WebP hoặc tệp Word, Excel, PowerPoint"
OTHER = f"Không nhận loại tệp này; gửi {TAKEN}."
EMPTY = "Tệp rỗng; chọn lại tệp."
HEIC = "Ảnh dạng HEIC chưa nhận được; lưu hoặc chụp màn hình thành ảnh JPG rồi gửi."
MACROS = "Tệp có macro nên không được nhận; lưu lại dạng không có macro hoặc in ra PDF rồi gửi."
LOCKED = "Tệp có mật khẩu mở nên người xem xét không đọc được; bỏ mật khẩu rồi gửi lại."
BOMB = "Tệp giải nén ra lớn bất thường nên không được nhận; lưu lại thành tệp mới hoặc in ra PDF rồi gửi."
DAMAGED = "Tệp bị hỏng hoặc chưa tải lên hết; mở tệp, lưu lại rồi gửi."


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its ending, its type, and for pictures the name of the format."""

    ending: str
    content_type: str
    picture: str = ""


PDF = Kind("pdf", "application/pdf")
JPEG = Kind("jpg", "image/jpeg", "JPEG")
PNG = Kind("png", "image/png", "PNG")
WEBP = Kind("webp", "image/webp", "WEBP")
DOC = Kind("doc", "application/msword")
XLS = Kind("xls", "application/vnd.ms-excel")
# The part only a package of this kind has.
PACKAGES = {
    "word/document.xml": Kind("docx", f"{OFFICE}.wordprocessingml.document"),
    "xl/workbook.xml": Kind("xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    "ppt/presentation.xml": Kind("pptx", f"{OFFICE}.presentationml.presentation"),
}
KINDS = [PDF, JPEG, PNG, WEBP, DOC, XLS, *PACKAGES.values()]
# What a file chooser offers; a phone told that it wants JPEG turns its HEIC pictures into it.
ACCEPTED = ",".join([*(kind.content_type for kind in KINDS), *(f".{kind.ending}" for kind in KINDS)])
# What a browser may show itself. A PDF is downloaded: no browser shows one without running scripts.
INLINE = {kind.content_type for kind in KINDS if kind.picture}


@dataclass(frozen=True)
class CheckedFile:
    """A file that is taken. `sha256` is of the bytes received, `content` are the bytes to keep."""

    content: bytes
    name: str
    content_type: str
    sha256: str


def check_file(data: bytes, name: str, *, max_bytes: int) -> CheckedFile:
    """Check a file somebody sent; photos come back smaller. Raises RefusedFile with a sentence."""
    if not data:
        raise RefusedFile(EMPTY)
    if len(data) > max_bytes:
        raise RefusedFile(too_large(max_bytes))
    kind = kind_of(data)
    return CheckedFile(
        content=smaller_photo(data, kind.picture) if kind.picture else data,
        name=clean_name(name, kind.ending),
        content_type=kind.content_type,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def too_large(max_bytes: int) -> str:
    """The sentence for a file over the limit."""
    limit = f"{max_bytes / 1024 / 1024:.3g}".replace(".", ",")
    return f"Tệp lớn hơn {limit} MB; chia nhỏ, nén ảnh trong tệp hoặc quét với độ phân giải thấp hơn."


def kind_of(data: bytes) -> Kind:
    """The kind a file is of by its content. Raises RefusedFile for kinds that are not taken."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _package_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_kind(data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise RefusedFile(HEIC)
    raise RefusedFile(OTHER)


def _package_kind(data: bytes) -> Kind:
    """The kind of a zip package, by the list of its parts; nothing but its table of types is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            _refuse_unpacking(parts)
            kind = next((kind for part, kind in PACKAGES.items() if part in names), None)
            if kind is None or "[content_types].xml" not in names:
                raise RefusedFile(OTHER)
            with archive.open("[Content_Types].xml") as listing:
                types = listing.read(MAX_LISTING)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise RefusedFile(DAMAGED) from error
    except RuntimeError as error:  # zipfile's word for a part locked by a password
        raise RefusedFile(LOCKED) from error
    runs = any(mark in name for name in names for mark in ("vbaproject", "macrosheets/", "activex/"))
    if runs or re.search(rb"macroEnabled|vbaProject", types, re.IGNORECASE):
        raise RefusedFile(MACROS)
    return kind


def _refuse_unpacking(parts: list[zipfile.ZipInfo]) -> None:
    """Raise RefusedFile for a package that would unpack to an abnormal size."""
    swollen = any(
        part.file_size > RATIO_MATTERS_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RefusedFile(BOMB)


def _compound_kind(data: bytes) -> Kind:
    """The kind of a document of Office 97–2003, by the names in its directory."""
    if any(_has_entry(data, name) for name in ("EncryptedPackage", "EncryptionInfo")):
        raise RefusedFile(LOCKED)
    if any(_has_entry(data, name) for name in ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros", "VBA")):
        raise RefusedFile(MACROS)
    if _has_entry(data, "WordDocument"):
        return DOC
    if _has_entry(data, "Workbook") or _has_entry(data, "Book"):
        return XLS
    raise RefusedFile(OTHER)


def _has_entry(data: bytes, name: str) -> bool:
    """Whether the directory of a compound file names a stream or storage so.

    An entry is 128 bytes on a multiple of 128: the name in UTF-16, its length in bytes at 64, a kind at 66.
    """
    field = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(field)
    while at >= 0:
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if at % 128 == 0 and length == len(field) and data[at + 66 : at + 67] in (b"\x01", b"\x02"):
            return True
        at = data.find(field, at + 1)
    return False


def clean_name(name: str, ending: str) -> str:
    """A file's name as it is shown and downloaded: one line of composed text, with its true ending."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Control and invisible characters: one of them turns the rest of a name around.
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r'[<>:"|?*\s]+', " ", name).strip(" .")
    stem, dot, said = name.rpartition(".")
    if not dot or said.lower() not in {"jpeg", *(kind.ending for kind in KINDS)}:
        stem = name
    return f"{stem[:MAX_NAME].strip(' .') or 'minh-chung'}.{ending}"
