"""The columns of a sheet of indicators: one for each region or group the levels of the set differ by."""

from communes.models import Region
from criteria.headed_sheets import Headings

# A set has tens of indicators; a longer sheet is not one.
MAX_ROWS = 1000
TEXTS = {
    "number": "Số tiêu chí",
    "criterion": "Tên tiêu chí",
    "known": "Mã đang có",
    "code": "Mã chỉ tiêu",
    "text": "Nội dung chỉ tiêu",
    "kind": "Kiểu số liệu",
    "unit": "Đơn vị tính",
    "comparator": "So sánh",
    "has_ratio": "Có tử số, mẫu số",
    "if_any": "Chỉ áp dụng nếu có",
    "set_by_province": "Mức do tỉnh quy định",
}
PROFILES = {
    "": {},
    "region": {value: f"Mức {label}" for value, label in Region.choices},
    "group": {number: f"Mức nhóm {number}" for number in "123"},
}
LEVEL, WHERE = "mức:", "Nguồn: trang, điều"
OTHERS = {
    "number": ["so", "tieu chi so", "tc", "tt"],
    "code": ["ma", "chi tieu"],
    "text": ["noi dung", "ten chi tieu"],
    "kind": ["kieu", "loai so lieu"],
    "unit": ["dvt", "don vi"],
    "comparator": ["cach so sanh"],
    "where": ["nguon", "nguon trang dieu", "trang dieu", "trang"],
}


def headings_of(axis: str) -> Headings:
    """The columns of a set whose levels differ by `axis`."""
    levels = {f"{LEVEL}{profile}": label for profile, label in {"": "Mức chung", **PROFILES[axis]}.items()}
    return Headings(
        labels={**TEXTS, **levels, "where": WHERE},
        required=("number", "code", "text"),
        no_table=(
            "Không tìm thấy dòng tiêu đề có các cột Số tiêu chí, Mã chỉ tiêu và Nội dung chỉ tiêu; "
            "tải biểu mẫu của bộ này hoặc đặt lại tên cột."
        ),
        what="biểu chỉ tiêu",
        max_rows=MAX_ROWS,
        others=OTHERS,
    )
