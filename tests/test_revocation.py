"""The rule by which a recognition may be revoked, at every boundary, with and without a key criterion."""

import pytest

from criteria.at_risk import risks_of
from criteria.definition_files import FOLDER, read_definitions
from criteria.grid import CommuneRow
from criteria.revocation import Risk, find_risk

NONE, AT_RISK, UNKNOWN = Risk.NONE, Risk.AT_RISK, Risk.UNKNOWN
# Key criteria of xã nông thôn mới: numbers 10, 17, 19, hence positions 9, 16, 18.
KEYS = {9, 16, 18}


def letters(size: int, failing: int, *, key: bool, keys=frozenset(KEYS), letter="N") -> str:
    """So many criteria failing, one of them a key criterion or none."""
    order = [at for at in range(size) if at not in keys]
    order = [*sorted(keys)[:1], *order] if key else order
    chosen = set(order[:failing])
    assert len(chosen) == failing
    return "".join(letter if at in chosen else "M" for at in range(size))


@pytest.mark.parametrize(
    "failing,with_key,without",
    [(0, NONE, NONE), (5, NONE, NONE), (6, AT_RISK, NONE), (9, AT_RISK, NONE), (10, AT_RISK, AT_RISK)],
)
def test_nineteen_criteria_at_each_boundary(failing, with_key, without):
    assert find_risk(letters(19, failing, key=False), KEYS).risk == without
    if failing:
        assert find_risk(letters(19, failing, key=True), KEYS).risk == with_key


@pytest.mark.parametrize("failing,with_key,without", [(2, NONE, NONE), (3, AT_RISK, NONE), (4, AT_RISK, NONE),
                                                      (5, AT_RISK, AT_RISK)])  # fmt: skip
def test_sets_of_ten_reach_thirty_and_fifty_per_cent_exactly(failing, with_key, without):
    keys = {2}
    assert find_risk(letters(10, failing, key=True, keys=keys), keys).risk == with_key
    assert find_risk(letters(10, failing, key=False, keys=keys), keys).risk == without


def test_key_criteria_are_those_of_the_set():
    """Môi trường sống, number 18, is a key criterion of nâng cao alone."""
    keys = {
        found.code: {at for at, criterion in enumerate(found.criteria) if criterion.is_key}
        for found in read_definitions(FOLDER)
    }
    assert keys["xa-ntm-2021-2025"] == KEYS
    assert keys["xa-ntm-nang-cao-2021-2025"] == {9, 16, 17, 18}
    six = "N" * 5 + "M" * 12 + "N" + "M"
    assert find_risk(six, keys["xa-ntm-nang-cao-2021-2025"]).risk == AT_RISK
    assert find_risk(six, keys["xa-ntm-2021-2025"]).risk == NONE


def test_basically_met_is_not_met():
    found = find_risk(letters(19, 6, key=True, letter="B"), KEYS)
    assert found.risk == AT_RISK and found.words.startswith("6/19 tiêu chí không đạt (31,6 %)")


def test_share_is_of_the_criteria_that_apply():
    """5 of 19 are 26 %; three that do not apply leave 16, and 5 of 16 are 31 %."""
    row = letters(19, 5, key=True)
    assert find_risk(row, KEYS).risk == NONE
    fewer = row[:6] + "AAA" + row[9:]
    found = find_risk(fewer, KEYS)
    assert (found.risk, found.applicable) == (AT_RISK, 16)


@pytest.mark.parametrize(
    "row,risk",
    [
        ("N" * 5 + "." + "M" * 13, NONE),  # six at most, and no key criterion among them
        ("N" * 5 + "MMMM" + "." + "M" * 9, UNKNOWN),  # the sixth would be a key criterion
        ("N" * 6 + "MMM" + "." + "M" * 9, UNKNOWN),  # six fail; whether a key one does is not known
        ("N" * 9 + "M" * 9 + ".", UNKNOWN),
        ("N" * 9 + "M" * 9 + "N", AT_RISK),
        ("N" * 10 + "." * 9, AT_RISK),  # ten fail whatever the others are
        ("." * 19, UNKNOWN),
        ("A" * 19, NONE),
        ("", NONE),
    ],
)
def test_missing_data_is_neither_met_nor_failing(row, risk):
    found = find_risk(row, KEYS)
    assert found.risk == risk
    assert ("chưa đủ số liệu để kết luận" in found.words) == (risk == UNKNOWN)


def test_set_without_key_criteria_concludes_only_from_half():
    assert find_risk("NNNNMMMMMM", set()).risk == UNKNOWN
    assert "chưa xác định tiêu chí xét thu hồi" in find_risk("NNNNMMMMMM", set()).words
    assert find_risk("NNMMMMMMMM", set()).risk == NONE
    assert find_risk("NNNNNMMMMM", set()).risk == AT_RISK


def test_only_recognised_communes_are_at_risk_and_by_confirmed_outcomes():
    def row(code, recognised, confirmed, shown=""):
        place = {"province_id": 1, "district_id": 1, "district_code": "", "district_name": ""}
        return CommuneRow(
            commune_id=int(code), code=code, name=code, sort_key=code, district_sort="", **place,
            letters=shown or confirmed, confirmed=confirmed, recognised_since=recognised,
        )  # fmt: skip

    half = "N" * 10 + "M" * 9
    rows = [
        row("1", True, half),
        row("2", False, half),
        row("3", True, "M" * 19, shown=half),
        row("4", True, "." * 19),
    ]
    risks = risks_of(rows, KEYS)
    assert [one.row.code for one in risks.at_risk] == ["1"]
    assert [one.row.code for one in risks.unknown] == ["4"]
    assert risks.words.startswith("1/3 xã đã công nhận có nguy cơ bị thu hồi; 1 xã chưa đủ số liệu")
