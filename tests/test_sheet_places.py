"""Which commune a row means: by code, by name within the district, by alias there, never by guess."""

import pytest

from communes.naming import name_key
from criteria.sheet_places import PlaceRecord, match_rows
from criteria.sheet_rows import SheetRow

DISTRICTS = {"615": "Huyện Đăk Hà", "613": "Huyện Kon Plông", "610": "Huyện Đăk Glei"}


def place(pk, code, name, district="615", kind="Xã", official="", aliases=(), **fields) -> PlaceRecord:
    names = {name, official or name}
    lower = {text.casefold() for text in names}
    return PlaceRecord(
        id=pk,
        code=code,
        label=f"{kind} {name}",
        keys=frozenset(map(name_key, names)),
        spellings=frozenset(lower | {f"{kind.casefold()} {text}" for text in lower}),
        aliases=frozenset(map(name_key, aliases)),
        district=DISTRICTS[district],
        district_keys=frozenset({name_key(DISTRICTS[district].removeprefix("Huyện "))}),
        **fields,
    )


PLACES = [
    place(1, "23503", "Đăk Pxi", official="Đắk PXi", aliases=["Đăk Psi"]),
    place(2, "23515", "Ngọk Wang"),
    place(3, "23500", "Đăk Hà", kind="Thị trấn", participates=False),
    place(4, "23485", "Đăk Long", district="613"),
    place(5, "23356", "Đăk Long", district="610"),
    place(6, "23518", "Ngọk Réo", in_scope=False),
    place(7, "00107", "Tân Hòa", district="610"),
    place(8, "00108", "Tân Hóa", district="610"),
]


def row(name="", code="", district="", at=7) -> SheetRow:
    return SheetRow(at, name, f"B{at}", code, f"C{at}", district, f"B{at - 1}", ())


@pytest.mark.parametrize(
    ("given", "pk"),
    [
        (row("Xã Đăk Pxi", "23503"), 1),
        (row("", "23503"), 1),
        (row("ĐẮK PXI", "23503", "Huyện Đắk Hà"), 1),
        (row("Đăk Psi", "23503"), 1),
        (row("Xã Đắc Pxi"), 1),
        (row("Đăk Psi", district="Đăk Hà"), 1),
        (row("dak pxi", district="HUYỆN ĐẮK HÀ"), 1),
        (row("Ngọc Wang"), 2),
        (row("Đăk Long", district="Huyện Kon Plông"), 4),
        (row("Đắk Long", district="Đăk Glei"), 5),
        (row("Tân Hòa"), 7),
        (row("Xã Tân Hóa"), 8),
    ],
)
def test_row_means_one_commune(given, pk):
    matched = match_rows([given], PLACES)
    assert matched.errors == []
    assert [found.id for _, found in matched.rows] == [pk]


@pytest.mark.parametrize(
    ("given", "cell", "says"),
    [
        (row("Xã Đăk Pxi", "99999"), "C7", "Mã xã 99999 không có trong tỉnh"),
        (row("Ngọk Wang", "23503"), "B7", "Mã 23503 là của Xã Đăk Pxi"),
        (row("Thị trấn Đăk Pxi", "23503"), "B7", "nhưng tên ghi “Thị trấn Đăk Pxi”"),
        (row("Đăk Pxi", "23503", "Kon Plông"), "C7", "đứng dưới “Kon Plông”"),
        (row("Đăk Long"), "B7", "có thể là nhiều xã: Xã Đăk Long (mã 23485, Huyện Kon Plông); Xã Đăk Long"),
        (row("Tan Hoa"), "B7", "có thể là nhiều xã"),
        (
            row("Đăk Long", district="Đăk Hà"),
            "B7",
            "“Đăk Long” trong “Đăk Hà” (có Xã Đăk Long",
        ),
        (row("Đăk Mới"), "B7", "Không tìm thấy xã “Đăk Mới” trong tỉnh"),
        (row("Đăk Pxi", district="Huyện Đăk Nhà"), "B6", "Không tìm thấy huyện “Huyện Đăk Nhà”"),
        (row("Đăk Hà", "23500"), "C7", "không thuộc chương trình"),
        (row("Thị trấn Đăk Hà"), "B7", "không thuộc chương trình"),
        (row("Xã Đăk Hà"), "B7", "Không tìm thấy xã “Xã Đăk Hà”"),
        (row("Ngọk Réo"), "B7", "ngoài phạm vi phụ trách"),
    ],
)
def test_row_that_means_none_is_an_error(given, cell, says):
    matched = match_rows([given], PLACES)
    assert matched.rows == []
    assert [error.cell for error in matched.errors] == [cell]
    assert says in matched.errors[0].message


def test_commune_twice_names_both_cells_and_takes_neither():
    matched = match_rows(
        [row("Đăk Pxi", at=7), row("Xã Đắk Pxi", "23503", at=9), row("Ngọk Wang", at=8)], PLACES
    )
    assert [found.id for _, found in matched.rows] == [2]
    assert matched.errors[0].message == (
        "Xã Đăk Pxi (Huyện Đăk Hà) có hai lần trong biểu: ô B7 và ô C9; bỏ một dòng."
    )


def test_district_unknown_is_named_once():
    rows = [row("Đăk Pxi", district="Đăk Nhà", at=7), row("Ngọk Wang", district="Đăk Nhà", at=7)]
    assert len(match_rows(rows, PLACES).errors) == 1
