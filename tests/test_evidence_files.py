"""Evidence is told by its content: what is taken, under which name, and what of a photo is kept."""

import hashlib
import io

import pytest
from PIL import Image

from criteria import evidence_files, evidence_photos
from criteria.evidence_files import RefusedFile, check_file
from tests.evidence_builders import PDF, compound, declared_png, package, photo

LIMIT = 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def checked(data: bytes, name="tep.bin"):
    return check_file(data, name, max_bytes=LIMIT)


def refusal(data: bytes, name="bien-ban.pdf") -> str:
    with pytest.raises(RefusedFile) as refused:
        checked(data, name)
    return str(refused.value)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "ending", "content_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (photo("JPEG"), "jpg", "image/jpeg"),
        (photo("PNG"), "png", "image/png"),
        (photo("WEBP"), "webp", "image/webp"),
        (package("docx"), "docx", WORD),
        (package("xlsx"), "xlsx", EXCEL),
        (package("pptx"), "pptx", SLIDES),
        (compound("WordDocument"), "doc", "application/msword"),
        (compound("Workbook"), "xls", "application/vnd.ms-excel"),
        (compound("Book"), "xls", "application/vnd.ms-excel"),
    ],
)
@pytest.mark.parametrize("name", ["Biên bản.pdf", "Biên bản.JPEG", "Biên bản"])
def test_kind_is_told_by_content_whatever_the_name_says(data, ending, content_type, name):
    file = checked(data, name)
    assert (file.name, file.content_type) == (f"Biên bản.{ending}", content_type)
    assert file.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"MZ\x90\x00" + b"\x00" * 200,
        b"\x7fELF" + b"\x00" * 200,
        b"#!/bin/sh\n",
        b"GIF89a" + b"\x00" * 40,
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b" %PDF-1.7",
        b"{\\rtf1}",
        b"Xin ch\xc3\xa0o",
        package("zip", parts=[("ghi-chu.txt", b"x")]),
        package("odt", parts=[("content.xml", b"<x/>")]),
        compound("PowerPoint Document"),
        compound("__properties_version1.0"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "a WordDocument".encode("utf-16-le"),
    ],
)
def test_everything_else_is_refused(data):
    assert "Không nhận loại tệp này; gửi PDF, ảnh JPG" in refusal(data)


def test_refusals_say_what_to_do():
    assert refusal(b"") == "Tệp rỗng; chọn lại tệp."
    assert "lớn hơn 1 MB" in refusal(PDF + b"\x00" * LIMIT)
    assert "HEIC" in refusal(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
    assert "mật khẩu" in refusal(compound("EncryptedPackage", "EncryptionInfo"))
    assert "bị hỏng" in refusal(b"PK\x03\x04" + b"\x00" * 100)


def test_file_of_exactly_the_limit_is_taken():
    assert checked(PDF.ljust(LIMIT, b"\n")).content_type == "application/pdf"


@pytest.mark.parametrize(
    "data",
    [
        package("docx", parts=[("word/vbaProject.bin", b"x")]),
        package("xlsx", parts=[("xl/vbaProject.bin", b"x")]),
        package("xlsx", parts=[("xl/macrosheets/sheet1.xml", b"<x/>")]),
        package("docx", parts=[("word/activeX/activeX1.xml", b"<x/>")]),
        package("docx", types=b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"),
        package("pptx", parts=[("ppt/khac.bin", b"x")], types=b"<Types>vnd.ms-office.vbaProject</Types>"),
        compound("WordDocument", "Macros", "VBA"),
        compound("Workbook", "_VBA_PROJECT_CUR"),
    ],
)
def test_files_with_macros_are_refused(data):
    assert "Tệp có macro" in refusal(data)


def test_package_that_unpacks_without_end_is_refused(monkeypatch):
    bomb = package("docx", parts=[("word/anh.bin", b"\x00" * (2 * evidence_files.RATIO_MATTERS_FROM))])
    assert len(bomb) < 10_000
    assert "giải nén ra lớn bất thường" in refusal(bomb)
    monkeypatch.setattr(evidence_files, "MAX_PARTS", 3)
    many = package("docx", parts=[(f"word/{number}.xml", b"<x/>") for number in range(3)])
    assert "giải nén ra lớn bất thường" in refusal(many)
    monkeypatch.setattr(evidence_files, "MAX_UNPACKED", 10)
    assert "giải nén ra lớn bất thường" in refusal(package("docx"))


def test_package_locked_by_a_password_is_refused():
    data = bytearray(package("docx"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    assert "mật khẩu" in refusal(bytes(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_is_made_smaller_and_keeps_its_shape(form):
    file = checked(photo(form, (3000, 1500)))
    assert picture(file.content).size == (2000, 1000)
    assert picture(file.content).format == form


def test_photo_is_never_made_larger():
    assert picture(checked(photo("JPEG", (640, 480))).content).size == (640, 480)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_keeps_nothing_of_the_phone_or_the_place(form):
    data = photo(form, gps=True)
    assert picture(data).getexif().get_ifd(0x8825)[2]
    content = checked(data).content
    assert not picture(content).getexif()
    assert b"Hang may anh" not in content
    assert b"Exif" not in content


def test_photo_loses_comments_and_what_hangs_behind_it():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", comment="nha ong Ba")
    content = checked(out.getvalue() + b"<script>alert(1)</script>").content
    assert b"nha ong Ba" not in content
    assert b"script" not in content


@pytest.mark.parametrize(
    ("orientation", "size", "white"),
    [(1, (64, 48), (1, 24)), (3, (64, 48), (62, 24)), (6, (48, 64), (24, 1))],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_photo_is_turned_as_it_was_held(form, orientation, size, white):
    image = picture(checked(photo(form, orientation=orientation)).content)
    assert image.size == size
    assert min(image.getpixel(white)) > 200
    far = (size[0] - 1 - white[0], size[1] - 1 - white[1])
    assert max(image.getpixel(far)) < 60


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_taken(mode):
    data = photo("PNG", (2400, 10), mode=mode, colour={"LA": (200, 128), "RGBA": (9, 9, 9, 0)}.get(mode, 1))
    assert picture(checked(data).content).size == (2000, 8)


def test_scan_of_sixteen_bits_keeps_its_grey():
    data = photo("PNG", (8, 8), mode="I;16", colour=0x8000)
    assert picture(checked(data).content).getpixel((1, 1)) == 0x80


def test_photo_of_print_colours_is_taken():
    assert picture(checked(photo("JPEG", (8, 8), mode="CMYK", colour=(0, 0, 0, 255))).content).mode == "RGB"


def test_transparent_picture_stays_transparent():
    content = checked(photo("PNG", (8, 8), mode="RGBA", colour=(9, 9, 9, 0))).content
    assert picture(content).getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("size", [(9000, 9000), (12_000, 12_000), (60_000, 60_000)])
def test_picture_that_unpacks_without_end_is_refused(size):
    data = declared_png(*size)
    assert len(data) < 200
    assert "quá nhiều điểm ảnh" in refusal(data)


def test_photo_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setitem(evidence_photos.MAX_PIXELS, "JPEG", 64 * 48 - 1)
    assert "quá nhiều điểm ảnh" in refusal(photo("JPEG"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_cut_off_is_refused(form):
    data = photo(form, (800, 600))
    assert "Ảnh bị hỏng" in refusal(data[: len(data) // 2])
    assert "Ảnh bị hỏng" in refusal(data[:20])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Biên bản họp 12.10", "Biên bản họp 12.10.pdf"),
        ("hoa-don.exe", "hoa-don.exe.pdf"),
        ("..\\..\\anh.pdf", "anh.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("anh\u202egpj.exe", "anhgpj.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("Tờ tri\u0300nh.pdf", "Tờ trình.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "minh-chung.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_name_is_one_clean_line_with_its_true_ending(name, kept):
    assert evidence_files.clean_name(name, "pdf") == kept
