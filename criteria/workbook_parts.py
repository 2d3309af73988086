"""What the readers of .xlsx, .xls and .csv share. No database."""

from dataclasses import dataclass

DAMAGED = "Tệp bị hỏng hoặc không đọc được; mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."
LOCKED = "Tệp có mật khẩu mở; bỏ mật khẩu rồi tải lên lại."
MACROS = "Tệp có macro nên không được nhận; lưu lại dạng .xlsx (không macro) rồi tải lên."
NOT_A_SPREADSHEET = "Tệp không phải bảng tính; chọn tệp .xlsx, .xls hoặc .csv."

# A province's sheet has some 3,000 cells; beyond this the reader would fill memory with emptiness.
MAX_CELLS = 2_000_000


class UnreadableFile(Exception):
    """A file that is not read; the message is a Vietnamese sentence for the officer."""


@dataclass(frozen=True)
class BrokenCell:
    """A formula cell whose saved value is an error, or that was never calculated."""

    reason: str

    def __str__(self):
        return self.reason

    @property
    def sentence(self) -> str:
        """The reason by itself; "Excel" and other names in it keep their letters."""
        return f"{self.reason[:1].upper()}{self.reason[1:]}."


FORMULA_ERROR = BrokenCell("ô công thức đang báo lỗi")
NOT_CALCULATED = BrokenCell("công thức chưa được tính; mở tệp bằng Excel rồi lưu lại")


def address(row: int, column: int) -> str:
    """The name of a cell from its zero-based row and column: (6, 4) → "E7"."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def refuse_far_cell(row: int, column: int, *, sheet: str) -> None:
    """Raise UnreadableFile when the area of a sheet up to (row, column) is beyond any real table."""
    if (row + 1) * (column + 1) > MAX_CELLS:
        raise UnreadableFile(
            f"Trang tính “{sheet}” kéo dài bất thường (đến ô {address(row, column)}); "
            "xóa các dòng, cột thừa rồi lưu lại."
        )
