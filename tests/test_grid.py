"""Counting communes and criteria: sums that must add up, and what is not known."""

from hypothesis import given
from hypothesis import strategies as st

from criteria import grid, tables
from criteria.grid import CommuneRow, Summary, criterion_count, nearest_first

BANDS = [[19, 19], [15, 18], [10, 14], [5, 9], [0, 4]]

letters = st.text("MBNA.", min_size=19, max_size=19)


def row(shown: str, previous: str = "", **fields) -> CommuneRow:
    place = {
        "province_id": 1,
        "commune_id": 1,
        "code": "23503",
        "name": "Đăk Pxi",
        "sort_key": "",
        "district_id": 1,
        "district_code": "615",
        "district_name": "Đăk Hà",
        "district_sort": "",
    }
    return CommuneRow(**{**place, **fields}, letters=shown, previous=previous)


def of_19(met: int) -> str:
    return "M" * met + "N" * (19 - met)


def summary(*rows: CommuneRow, bands=BANDS) -> Summary:
    return Summary(rows, len(rows[0].letters) if rows else 19, bands)


@given(st.lists(letters, max_size=30))
def test_bands_add_up_to_the_communes(found):
    counted = summary(*map(row, found))
    assert sum(band.count for band in counted.bands) + counted.without_data == counted.count


@given(st.lists(letters, min_size=1, max_size=20), st.integers(0, 19))
def test_bands_add_up_whatever_range_is_highest(found, top):
    counted = summary(*map(row, found), bands=[[top, top], [0, top - 1]] if top else [[0, 0]])
    assert sum(band.count for band in counted.bands) + counted.without_data == counted.count


def test_bands_of_a_set_without_bands_are_none():
    assert summary(row(of_19(19)), row(of_19(3)), bands=[]).bands == []


@given(st.lists(letters, min_size=1, max_size=20))
def test_counts_of_a_criterion_add_up(found):
    counted = summary(*map(row, found))
    for at in range(19):
        count = criterion_count(counted, at, at + 1, "")
        assert count.met + count.not_met + count.not_applicable + count.no_data == len(found)


@given(letters)
def test_counts_of_a_commune_add_up(shown):
    built = row(shown)
    assert built.met + len(built.not_met) + len(built.missing) + shown.count("A") == 19
    assert built.unmet == sorted(built.not_met + built.missing)
    assert built.meets_all == (built.met + shown.count("A") == 19 and built.met > 0)


@given(letters, letters)
def test_moves_are_between_two_known_outcomes(before, now):
    gained, lapsed = row(now, before).moved
    assert all((before[at] in "NB" and now[at] == "M") for at in gained)
    assert all((before[at] == "M" and now[at] in "NB") for at in lapsed)
    assert len(gained) + len(lapsed) == sum(
        {before[at], now[at]} in ({"M", "N"}, {"M", "B"}) for at in range(19)
    )


def test_moves_without_a_round_before_are_none():
    assert row("MN", "").moved == ([], [])


def test_missing_is_not_zero():
    known, unknown = row(of_19(10)), row("." * 19)
    counted = summary(known, unknown)
    assert counted.average == 10
    assert counted.without_data == 1
    assert [band.count for band in counted.bands] == [0, 0, 1, 0, 0]
    assert summary(unknown).average is None
    assert (counted.not_met, counted.missing) == (9, 19)
    assert tables.counted(unknown) == (None, None, 19)
    assert tables.counted(row("N" * 18 + ".")) == (0, 18, 1)


def test_missing_before_is_not_zero():
    counted = summary(row("N" * 19, "." * 19))
    assert counted.average_before is None
    assert criterion_count(counted, 0, 1, "").not_met_before is None
    assert criterion_count(summary(row("N" * 19, of_19(19))), 0, 1, "").not_met_before == 0


def test_missing_data_now_is_neither_gain_nor_lapse():
    assert row(".M", "M.").moved == ([], [])
    assert row("AM", "MA").moved == ([], [])


def test_not_applicable_criterion_leaves_all_met():
    assert row("MMA").meets_all
    assert not row("MMB").meets_all
    assert not row("MM.").meets_all
    assert not row("AAA").meets_all
    counted = summary(row("MMA"), row("MMN"), bands=[[3, 3], [1, 2], [0, 0]])
    assert [band.count for band in counted.bands] == [1, 1, 0]


def test_recognised_is_not_the_same_as_meeting_all():
    counted = summary(row(of_19(19), recognised=True), row(of_19(19)), row(of_19(18), recognised=True))
    assert (counted.meeting_all, counted.recognised, counted.recognised_meeting_all) == (2, 2, 1)


def test_split_keeps_every_row_once():
    rows = [row(of_19(at), district_code=code) for at, code in ((1, "610"), (2, "615"), (3, "610"))]
    parts = summary(*rows).split("district_code")
    assert {code: [each.met for each in part.rows] for code, part in parts.items()} == {
        "610": [1, 3],
        "615": [2],
    }
    assert parts["610"].bands_of_set == BANDS


def test_nearest_first_puts_the_unknown_last():
    rows = [
        row("." * 19, code="c"),
        row(of_19(5), code="b", sort_key="2"),
        row(of_19(5), code="a", sort_key="1"),
        row(of_19(17), code="d"),
    ]
    assert [each.code for each in nearest_first(rows)] == ["d", "a", "b", "c"]


def test_band_labels_as_reports_write_them():
    named = [grid.band_label(low, high, 19) for low, high in BANDS]
    assert named == ["19/19", "15–18", "10–14", "5–9", "dưới 5"]
    assert grid.band_label(10, 10, 10) == "10/10"


def test_matrix_table_says_what_nobody_confirmed():
    built = row("MN", unconfirmed=frozenset({1}))
    table = tables.matrix_table([built], [(1, "Quy hoạch"), (2, "Giao thông")])
    assert table.rows[0][-2:] == ["Đạt", "Chưa đạt, chờ xác nhận"]


def test_criteria_table_rows_add_up():
    counted = summary(row("MA"), row("N."), row("B."), bands=[[2, 2], [0, 1]])
    counts = grid.criterion_counts(counted, [(1, "Quy hoạch"), (2, "Giao thông")])
    table = tables.criteria_table(counts)
    assert [key for key, _ in table.columns][2:] == ["dat", "chua_dat", "khong_ap_dung", "chua_co_so_lieu"]
    assert [cells[2:] for cells in table.rows] == [[1, 2, 0, 0], [0, 0, 1, 2]]
