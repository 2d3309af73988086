"""Files as officers send them, made in memory, and hostile ones."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from criteria.actions.evidence import attach
from criteria.models import EvidenceUse

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
GPS_LATITUDE = (14.0, 20.0, 33.0)


def photo(form="JPEG", size=(64, 48), *, mode="RGB", colour=None, orientation=None, gps=False) -> bytes:
    """A picture whose left half is white, with what a phone writes about it."""
    image = Image.new(mode, size, colour if colour is not None else 0)
    if colour is None and mode == "RGB":
        image.paste((255, 255, 255), (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    if orientation:
        exif[0x0112] = orientation
    if gps:
        exif[0x010F] = "Hang may anh"
        exif.get_ifd(0x8825).update({1: "N", 2: GPS_LATITUDE})
    out = io.BytesIO()
    image.save(out, form, **({"exif": exif} if orientation or gps else {}))
    return out.getvalue()


def package(ending: str, *, parts=(), types=b"<Types/>") -> bytes:
    """An Office package with the part that makes it one; `parts` are (name, content)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        if ending in MAIN_PARTS:
            archive.writestr(MAIN_PARTS[ending], b"<main/>")
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def compound(*entries: str) -> bytes:
    """The outline of an Office 97–2003 document: its signature and a directory of these names."""
    directory = b"".join(_entry(name) for name in ("Root Entry", *entries))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + directory


def _entry(name: str) -> bytes:
    field = name.encode("utf-16-le") + b"\x00\x00"
    return (field.ljust(64, b"\x00") + struct.pack("<HB", len(field), 2)).ljust(128, b"\x00")


def declared_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it unpacks to width × height pixels."""
    small = photo("PNG", (1, 1))
    header = struct.pack(">II", width, height) + small[24:29]
    chunk = b"IHDR" + header
    return small[:12] + chunk + struct.pack(">I", zlib.crc32(chunk)) + small[33:]


def upload(content: bytes = PDF, name="bien-ban.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shown(world, standing=None, of=None, content: bytes = PDF, name="bien-ban.pdf") -> EvidenceUse:
    """A file attached in an entry world, for `ratio` of the first commune unless told otherwise."""
    standing, of = standing or world.standing(), of or world.ratio
    return attach(standing=standing, indicator=of, upload=upload(content, name), by=None)


def kept() -> list[Path]:
    """The files on the disk."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
