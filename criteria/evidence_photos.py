"""Photos sent as evidence: made smaller, turned upright, without the metadata of the phone. No database."""

import io

from PIL import Image, ImageOps

LONG_SIDE = 2000
JPEG_QUALITY = 82
# A JPEG is decoded at a fraction of its size; the others unpack whole, four bytes a pixel.
MAX_PIXELS = {"JPEG": 70_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}
# What every one of the three formats holds.
KEPT_MODES = ("L", "RGB", "RGBA")

DAMAGED = "Ảnh bị hỏng hoặc chưa tải lên hết; mở lại ảnh, lưu thành tệp khác rồi gửi."
TOO_LARGE = "Ảnh có quá nhiều điểm ảnh nên không được mở; thu nhỏ ảnh rồi gửi lại."


class RefusedFile(Exception):
    """A file that is not taken as evidence; the message is a Vietnamese sentence for the officer."""


def smaller_photo(data: bytes, form: str) -> bytes:
    """The picture in `data` ("JPEG", "PNG" or "WEBP"), at most LONG_SIDE pixels on its long side.

    It is drawn anew: turned as its EXIF says, without EXIF, GPS, comments or anything behind its end.
    Raises RefusedFile when it cannot be read or would unpack to more than MAX_PIXELS.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as image:
            if image.width * image.height > MAX_PIXELS[form]:
                raise RefusedFile(TOO_LARGE)
            orientation = image.getexif().get(0x0112, 1)
            image.thumbnail((LONG_SIDE, LONG_SIDE))
            drawn = _upright(_plain(image), orientation)
        out = io.BytesIO()
        drawn.save(out, form, **({"quality": JPEG_QUALITY} if form != "PNG" else {"optimize": True}))
        return out.getvalue()
    except (RefusedFile, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFile(TOO_LARGE) from error
    except Exception as error:  # a damaged picture makes its decoder raise anything
        raise RefusedFile(DAMAGED) from error


def _plain(image: Image.Image) -> Image.Image:
    """The pixels in a mode every format holds, and nothing beside them."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256)  # 16 bits a pixel become 8
    if image.mode not in KEPT_MODES:
        wanted = "RGBA" if image.has_transparency_data else "RGB"
        image = image.convert("L" if image.mode in ("1", "I") else wanted)
    else:
        image = image.copy()
    image.info = {}
    return image


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as an EXIF orientation (1 to 8) says it was held."""
    image.getexif()[0x0112] = orientation
    turned = ImageOps.exif_transpose(image)
    turned.info = {}
    return turned
