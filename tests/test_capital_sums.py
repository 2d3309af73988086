"""No sum of capital differs by one đồng between rows, screen, JSON, CSV and workbook, at any level."""

import csv
import datetime
import io
import json
import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communes.models import Commune, District, Province
from criteria import workbooks
from criteria.exports import as_csv, as_json, as_xlsx
from funding import tables
from funding.capital import Grounds, bar_parts, capital_of
from funding.capital_choice import Where, Years
from funding.capital_rows import nodes_around
from funding.models import Allocation, CapitalSource, CounterpartRule, Programme
from funding.sums import Held, Money, total
from funding.views import capital_cells
from tests import funding_builders as build
from tests.capital_world import capital_world

TODAY = datetime.date(2024, 6, 30)
YEARS = Years(2022, 2024)
HOME, OTHER = Province(pk=1, code="62", name="Kon Tum"), Province(pk=2, code="64", name="Gia Lai")
HA = District(pk=3, code="615", name="Đăk Hà", province=HOME)
TO = District(pk=4, code="612", name="Đăk Tô", province=HOME)
PXI = Commune(pk=5, code="23503", name="Đăk Pxi", province=HOME, district=HA)
UI = Commune(pk=6, code="23506", name="Đăk Ui", province=HOME, district=HA)
ALONE = Commune(pk=7, code="23500", name="Đăk Hà", province=HOME)
PLACES = {
    (1, None, None): HOME, (2, None, None): OTHER, (1, 3, None): HA, (1, 4, None): TO, (1, 3, 5): PXI,
    (1, 3, 6): UI, (1, None, 7): ALONE,
}  # fmt: skip
PHASE = "2021-2025"
PROGRAMMES = [
    Programme(pk=at, code=f"ct{at}", phase=PHASE, short_name=f"CT {at}", is_target=at < 3) for at in (1, 2, 3)
]


def source(pk: int, nature: str, parent=None) -> CapitalSource:
    return CapitalSource(
        pk=pk,
        phase=PHASE,
        code=f"n{pk}",
        name=f"Nguồn {pk}",
        short_name=f"N{pk}",
        nature=nature,
        parent=parent,
    )


CENTRAL, LOCAL = source(1, "central"), source(4, "local")
SOURCES = [
    CENTRAL, source(2, "central", CENTRAL), source(3, "central", CENTRAL), LOCAL, source(5, "local", LOCAL),
    source(6, "local", LOCAL), source(7, "people"),
]  # fmt: skip
RULES = [
    CounterpartRule(
        pk=at, province=HOME, programme=PROGRAMMES[at - 1], base=base, ratio=Decimal(ratio),
        valid_from=datetime.date(2021, 1, 1), document="NQ",
    )
    for at, base, ratio in ((1, CENTRAL, "33.33"), (2, SOURCES[1], "10"))
]  # fmt: skip
GROUNDS = Grounds(PROGRAMMES, SOURCES, RULES, nodes_around(SOURCES))

amounts = st.one_of(st.none(), st.just(0), st.integers(0, 10**12))
allocations = st.lists(
    st.builds(
        Held,
        st.sampled_from(list(PLACES)),
        st.integers(1, 3),
        st.integers(1, 7),
        st.integers(2022, 2024),
        st.builds(Money, amounts, amounts, amounts),
    ),
    max_size=30,
)
LEVELS = {
    "nation": (Where(), lambda place: True),
    "province": (Where(HOME), lambda place: place[0] == 1),
    "district": (Where(HA), lambda place: place[1] == 3),
    "commune": (Where(PXI), lambda place: place[2] == 5),
}
INSIDE = {
    "nation": {("province", 1): HOME, ("province", 2): OTHER},
    "province": {("district", 3): HA, ("district", 4): TO, ("commune", 7): ALONE},
    "district": {("commune", 5): PXI, ("commune", 6): UI},
    "commune": {},
}


def folded(level: str, rows: list[Held]):
    where, inside = LEVELS[level]
    found = [row for row in rows if inside(row.place)]
    return found, capital_of(where, YEARS, found, GROUNDS, INSIDE[level], {}, TODAY)


def dong(text: str) -> int | None:
    """What a cell of the screen says, in đồng."""
    if text == "–":
        return None
    return int(Decimal(text.replace(".", "").replace(",", ".").replace("−", "-")) * 10**6)


def cells_of(row, *columns: int) -> list[int | None]:
    return [dong(row.cells[at].text) for at in columns]


def added(rows: list[list[int | None]], width: int) -> list[int | None]:
    """Column sums; None where nothing is known."""
    columns = [[row[at] for row in rows if row[at] is not None] for at in range(width)]
    return [sum(column) if column else None for column in columns]


def said_of(table) -> tuple[list[list], list[list], list[list]]:
    """A table's rows as its JSON, CSV and workbook give them back."""
    text, _ = as_json([table], {})
    records = [list(record.values()) for record in json.loads(text)[table.key]]
    lines = list(csv.reader(io.StringIO(as_csv([table], {})[0].decode("utf-8-sig"))))[1:]
    sheet = workbooks.open_workbook(as_xlsx([table], {})[0])[0]
    start = 1 + next(
        at for at, row in enumerate(sheet.rows) if len(row) > 1 and row[1] == table.columns[1][1]
    )
    width = len(table.columns)
    return records, lines, [(row + [None] * width)[:width] for row in sheet.rows[start:]]


def plain(value):
    """A value as any file gives it: empty is None, a number is a number, a whole one has no decimals."""
    if value in ("", None):
        return None
    if isinstance(value, str) and re.fullmatch(r"-?[\d.]+", value):
        value = Decimal(value)
    if isinstance(value, float | Decimal):
        return int(value) if value == int(value) else float(value)
    return value


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=40)
@given(rows=allocations)
def test_screen_adds_up_to_the_rows_at_every_level(level, rows):
    found, capital = folded(level, rows)
    truth = list(total(found))
    assert list(capital.whole) == truth
    sources = capital_cells.sources_grid(capital)
    tops = [row for row, line in zip(sources.rows, capital.sources, strict=True) if line.depth == 0]
    programmes, calendar = capital_cells.programmes_grid(capital), capital_cells.calendar_grid(capital)
    for grid, lines in ((sources, tops), (programmes, programmes.rows)):
        assert added([cells_of(row, 0, 1, 2) for row in lines], 3) == truth
        assert cells_of(grid.total, 0, 1, 2) == truth
    assert added([cells_of(row, 0, 1) for row in calendar.rows], 2) == truth[1:]
    assert sum(amount for _, amount, _ in bar_parts(capital.sources, "allocated")) == (truth[1] or 0)
    if level == "commune":
        return
    places = capital_cells.places_grid(capital)
    columns = range(6)
    whole = cells_of(places.total, *columns)
    assert added([cells_of(row, *columns) for row in places.rows], 6) == whole
    counterpart = capital.counterpart
    assert whole[:4] == [*counterpart.due[:2], counterpart.missing, counterpart.over]
    assert whole[4:] == truth[1:]


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=10)
@given(rows=allocations)
def test_files_say_what_the_screen_says(level, rows):
    found, capital = folded(level, rows)
    truth = list(total(found))
    every = [
        Allocation(
            province=HOME, district=PLACES[row.place] if row.place[1] and not row.place[2] else None,
            commune=PLACES[row.place] if row.place[2] else None, programme=PROGRAMMES[row.programme - 1],
            capital_source=SOURCES[row.source - 1], year=row.year, **row.money._asdict(),
        )
        for row in found
    ]  # fmt: skip
    made = {
        "nguon": (tables.sources_table(capital), 3),
        "chuong_trinh": (tables.programmes_table(capital), 1),
        "doi_chieu": (tables.rows_table(every), 6),
    }
    if capital.places:
        made["dia_ban"] = (tables.places_table(capital), 3)
    for table, first in made.values():
        for rows_said in said_of(table):
            assert [[plain(value) for value in row] for row in rows_said] == [
                [plain(value) for value in row] for row in table.rows
            ]
            assert [plain(value) for value in rows_said[-1]][first : first + 3] == truth
    due = tables.counterpart_table(capital).rows[-1]
    assert due[2:7] == [*capital.counterpart.due, capital.counterpart.missing, capital.counterpart.over]


@pytest.fixture
def scattered(db):
    """Rows drawn at random over both provinces, every level of them, with amounts that are not known."""
    world, draw = capital_world(), random.Random(5)
    places = [
        world.home,
        world.ha,
        world.pxi,
        world.ui,
        world.to,
        world.po,
        world.other,
        world.far,
        world.gia,
    ]
    for place in places:
        for programme in (world.ntm, world.poor):
            for of in (world.central, world.works, world.local, world.budget, world.people):
                for year in (2022, 2023):
                    known = [draw.choice([None, 0, draw.randrange(10**11)]) for _ in range(3)]
                    money = dict(zip(("planned", "allocated", "disbursed"), known, strict=True))
                    build.allocation(place, programme, of, year=year, **money)
    return world


@pytest.mark.parametrize(
    ("url", "narrow"),
    [
        ("/von/ca-nuoc", {}),
        ("/von/tinh/62", {"province__code": "62"}),
        ("/von/tinh/64", {"province__code": "64"}),
        ("/von/huyen/615", {"district__code": "615"}),
        ("/von/xa/23503", {"commune__code": "23503"}),
    ],
)
@pytest.mark.parametrize("query", ["?nam=2023", "?tu=2021&den=2025"])
def test_pages_and_their_files_agree_with_the_database(client, scattered, url, narrow, query):
    client.force_login(scattered.officers.nation)
    years = [2023] if "nam" in query else [2022, 2023]
    rows = Allocation.objects.filter(year__in=years, **narrow).values_list(
        "planned", "allocated", "disbursed"
    )
    truth = added([list(row) for row in rows], 3)
    capital = client.get(f"{url}/{query}").context["capital"]
    assert list(capital.whole) == truth
    said = client.get(f"{url}.json{query}").json()
    names = ("ke_hoach", "da_bo_tri", "giai_ngan")
    for key in ("nguon", "chuong_trinh", "doi_chieu", *(["dia_ban"] if capital.places else [])):
        assert [said[key][-1][name] for name in names] == truth, key
    assert added([[row[name] for name in names] for row in said["doi_chieu"][:-1]], 3) == truth
    book = {
        sheet.name: sheet.rows for sheet in workbooks.open_workbook(client.get(f"{url}.xlsx{query}").content)
    }
    assert [plain(value) for value in book["Đối chiếu từng dòng"][-1][6:9]] == truth
    lines = list(csv.reader(io.StringIO(client.get(f"{url}.csv{query}").content.decode("utf-8-sig"))))
    assert [plain(value) for value in lines[-1][6:9]] == truth
    due = said["doi_ung"][-1]
    assert (
        due["con_thieu"] == capital.counterpart.missing and due["doi_ung_phai"] == capital.counterpart.due[0]
    )
    if capital.places:
        columns = (*("doi_ung_phai", "doi_ung_da", "doi_ung_giai_ngan"), "con_thieu", "vuot", "chenh_lech")
        inside = [[row[name] for name in columns] for row in said["dia_ban"]]
        assert added(inside[:-1], 6) == inside[-1]
        assert inside[-1][3] == due["con_thieu"]


def test_workbook_holds_values_and_no_formula(client, scattered):
    client.force_login(scattered.officers.minh)
    book = workbooks.open_workbook(client.get("/von/tinh/62.xlsx").content)
    assert [sheet.name for sheet in book] == [
        "Vốn đối ứng", "Vốn theo địa bàn", "Vốn theo nguồn", "Vốn theo chương trình",
        "Vốn theo nhóm công trình", "Giải ngân theo năm", "Đối chiếu từng dòng",
    ]  # fmt: skip
    cells = [value for sheet in book for row in sheet.rows for value in row if isinstance(value, str)]
    assert not [value for value in cells if value.startswith("=")]
    assert "Đơn vị tính: đồng; ô trống là chưa có số, 0 là không có" in cells
