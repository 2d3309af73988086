"""What a cell of an imported or exported sheet may hold, and how it is read. No database.

Every reader raises ValueError with a Vietnamese sentence that says what to write instead.
"""

import datetime
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.forms import DateField
from import_export.fields import Field
from import_export.widgets import Widget

from communes.naming import fold, nfc
from communes.resources.excel_days import AS_TEXT, turned_into_a_date
from communes.resources.formulas import guarded, unguarded

YES = {"co", "x", "1", "true", "dung"}
NO = {"", "khong", "0", "false", "sai"}
GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")


def refuse_a_day(value, example: str) -> None:
    """Raise ValueError where Excel made a day of the number that was typed."""
    if turned := turned_into_a_date(value):
        raise ValueError(f"{turned}; {AS_TEXT}, ví dụ {example}.")


def text_of(value) -> str:
    """The text of a cell: whole numbers without ".0", days as 31/12/2023, no apostrophe guard, NFC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (str, int, float, Decimal)):
        return unicodedata.normalize("NFC", unguarded(str(value))).strip()
    raise ValueError(f"Không đọc được ô này ({value}).")


@lru_cache(maxsize=4096)
def day_of(text: str) -> datetime.date:
    """Read a day as forms do; kept, since a sheet repeats few days in many lines."""
    try:
        return DateField().to_python(text)
    except ValidationError:
        raise ValueError(f"“{text}” không phải ngày; ghi ví dụ 31/12/2023.") from None


class Column(Field):
    """A column under its Vietnamese heading. A readonly one helps the reader and is ignored on import."""

    def __init__(self, attribute: str, heading: str, holds: Widget, *, readonly: bool = False):
        super().__init__(attribute=attribute, column_name=heading, widget=holds, readonly=readonly)


class Text(Widget):
    """One line of text."""

    def clean(self, value, row=None, **kwargs) -> str:
        return nfc(text_of(value))

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else guarded(str(value))


class Lines(Text):
    """Text whose line breaks matter."""

    def clean(self, value, row=None, **kwargs) -> str:
        return text_of(value).replace("\r\n", "\n")


class Code(Text):
    """An official code of `width` digits; Excel takes its leading zeros away and they are put back."""

    def __init__(self, width: int):
        super().__init__()
        self.width = width

    def clean(self, value, row=None, **kwargs) -> str:
        code = super().clean(value)
        return code.zfill(self.width) if code.isdecimal() else code


class Whole(Widget):
    """A whole number; digits may be grouped as in 1.234.567."""

    def clean(self, value, row=None, **kwargs) -> int | None:
        refuse_a_day(value, "1234")
        text = text_of(value)
        if GROUPED.fullmatch(text):
            text = text.replace(".", "")
        if not text:
            return None
        if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,15}", text):
            raise ValueError(f"“{text}” không phải số nguyên; ghi ví dụ 1234.")
        return int(text)

    def render(self, value, obj=None, **kwargs):
        return value


class Number(Widget):
    """A decimal number, 80,5 or 80.5. A text such as 1.234 could be either of two numbers and is refused."""

    def clean(self, value, row=None, **kwargs) -> Decimal | None:
        refuse_a_day(value, "80,5")
        text = text_of(value)
        if not text:
            return None
        if isinstance(value, str):
            text = self.plain(text)
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(f"“{text}” không phải số; ghi ví dụ 80,5.") from None
        if isinstance(value, bool) or not number.is_finite():
            raise ValueError(f"“{text}” không phải số; ghi ví dụ 80,5.")
        return number

    def plain(self, text: str) -> str:
        if text.count(".") == 1 and GROUPED.fullmatch(text):
            whole, rest = text.split(".")
            raise ValueError(f"“{text}” có thể là {whole}{rest} hoặc {whole},{rest}; ghi rõ một trong hai.")
        if "," in text:
            text = text.replace(".", "")
        return text.replace(",", ".")

    def render(self, value, obj=None, **kwargs):
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value


class Degrees(Number):
    """A coordinate: never grouped, so that 14.523 is read as it stands."""

    def clean(self, value, row=None, **kwargs) -> float | None:
        number = super().clean(value, row)
        return None if number is None else float(number)

    def plain(self, text: str) -> str:
        return text.replace(",", ".")


class Day(Widget):
    """A day, as 31/12/2023 or as Excel's own date."""

    def clean(self, value, row=None, **kwargs) -> datetime.date | None:
        if isinstance(value, datetime.datetime):
            return value.date()
        text = text_of(value)
        return day_of(text) if text else None

    def render(self, value, obj=None, **kwargs) -> str:
        return f"{value:%d/%m/%Y}" if value else ""


class YesNo(Widget):
    """Có or Không; an empty cell is Không."""

    def clean(self, value, row=None, **kwargs) -> bool:
        text = text_of(value)
        word = fold(text) or text  # a lone sign is no empty cell
        if word in YES | NO:
            return word in YES
        raise ValueError(f"“{text}” không hiểu được; ghi Có hoặc Không.")

    def render(self, value, obj=None, **kwargs) -> str:
        return "Có" if value else "Không"


class KnownOrNot(YesNo):
    """Có or Không; an empty cell says that it is not known."""

    def clean(self, value, row=None, **kwargs) -> bool | None:
        return super().clean(value) if text_of(value) else None

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else super().render(value)


class Choice(Widget):
    """One of a model's choices, by its label (marks and case aside) or its stored value."""

    def __init__(self, choices):
        super().__init__()
        self.labels = {value: label for value, label in choices.choices if value != ""}
        self.blank_label = next((label for value, label in choices.choices if value == ""), "")
        self.values = {fold(str(label)): value for value, label in choices.choices}
        self.values |= {str(label).lower(): value for value, label in choices.choices}
        self.values |= {str(value).lower(): value for value in self.labels} | {"": ""}

    def clean(self, value, row=None, **kwargs) -> str:
        text = text_of(value)
        for key in (text.lower(), fold(text)):
            if key in self.values and bool(key) == bool(text):  # a lone sign is no empty cell
                return self.values[key]
        allowed = ", ".join(self.labels.values())
        raise ValueError(f"“{text}” không có trong danh sách; ghi một trong: {allowed}.")

    def render(self, value, obj=None, **kwargs) -> str:
        return guarded(str(self.labels.get(value, self.blank_label)))
