"""The level an indicator must reach, as a reader of one province sees it on one day."""

import datetime
from decimal import Decimal

import pytest

from communes.models import Commune, Province
from criteria.judging import Profile
from criteria.level_words import level_text
from criteria.levels import law_of
from criteria.models import CriteriaSet, Indicator, Round, Threshold
from criteria.thresholds import commune_line, province_lines
from tests import builders
from tests.screen_parts import body_rows, html

START = datetime.date(2021, 1, 1)


@pytest.fixture
def indicator(db) -> Indicator:
    """An indicator of a set with levels by region, and a round of Kon Tum on 31/12/2023."""
    home, of = builders.province(), builders.criteria_set(1)
    builders.round_with({builders.commune(home): "M"}, of=of)
    return Indicator.objects.create(
        criterion=of.criteria.get(), code="1.1", text="Tỷ lệ hộ dùng nước sạch", unit="%", valid_from=START
    )


def threshold(indicator, value, profile="TN", **fields) -> Threshold:
    return Threshold.objects.create(
        **{
            "indicator": indicator,
            "profile": profile,
            "value": value,
            "comparator": ">=",
            "valid_from": START,
        }
        | fields
    )


def law():
    return law_of(Round.objects.select_related("criteria_set").get())


def line(region="TN"):
    """The indicator as the province's pages show it."""
    home = Province.objects.get(code="62")
    home.region = region
    (found,) = province_lines(law(), home)
    return found


def line_of(*, group="", hardship=False):
    """The indicator as a commune's page shows it."""
    home = Province.objects.get(code="62")
    return commune_line(law(), law().measures[0], Profile(home.pk, "TN", group, hardship))


@pytest.mark.parametrize(
    "comparator,value,text,unit,shown",
    [
        (">=", Decimal("80.0000"), "", "%", "≥ 80 %"),
        ("<=", Decimal("7.5"), "", "%", "≤ 7,5 %"),
        ("=", None, "Đạt", "", "Đạt"),
        (">=", Decimal("100"), "", "", "≥ 100"),
        (">=", Decimal("1250.5"), "", "m2", "≥ 1.250,5 m2"),
    ],
)
def test_level_text_as_vietnamese_writes_it(comparator, value, text, unit, shown):
    assert level_text(comparator, value, text, unit) == shown


def test_level_of_the_region_is_shown(indicator):
    threshold(indicator, 80)
    threshold(indicator, 95, "DBSH")
    assert line().level == "≥ 80 %"
    assert line("DBSH").level == "≥ 95 %"


def test_level_of_the_region_goes_before_the_common_one_and_the_provinces_own_before_both(indicator):
    threshold(indicator, 60, "")
    assert line().level == "≥ 60 %"
    threshold(indicator, 80)
    assert line().level == "≥ 80 %"
    threshold(indicator, 85, "", province=Province.objects.get())
    assert line().level == "≥ 85 %"


def test_level_of_another_province_is_not_shown(indicator):
    threshold(indicator, 85, province=builders.province("Gia Lai", "64"))
    assert line().level == "ngưỡng chưa nạp"


def test_level_nobody_loaded_says_so(indicator):
    assert (line().level, line().verified) == ("ngưỡng chưa nạp", False)
    Indicator.objects.update(set_by_province=True)
    assert line().level == "do UBND cấp tỉnh quy định, chưa nạp"


def test_level_is_the_one_in_force_on_the_day_of_data(indicator):
    threshold(indicator, 41, valid_to=datetime.date(2022, 12, 31))
    threshold(indicator, 44, valid_from=datetime.date(2023, 1, 1), valid_to=datetime.date(2023, 12, 31))
    threshold(indicator, 47, valid_from=datetime.date(2024, 1, 1))
    assert line().level == "≥ 44 %"


def test_level_by_group_shows_every_group(indicator):
    CriteriaSet.objects.update(threshold_axis="group")
    for profile, value in (("1", 40), ("2", 35), ("3", 27)):
        threshold(indicator, value, profile)
    assert line().level == "nhóm 1: ≥ 40 %; nhóm 2: ≥ 35 %; nhóm 3: ≥ 27 %"


def test_level_in_a_province_without_region_shows_every_region(indicator):
    threshold(indicator, 80)
    threshold(indicator, 95, "DBSH")
    assert line("").level == "Đồng bằng sông Hồng: ≥ 95 %; Tây Nguyên: ≥ 80 %"


def test_level_is_verified_only_when_a_person_verified_it(indicator):
    threshold(indicator, 80)
    assert not line().verified
    hoa = builders.officer("hoa")
    Threshold.objects.update(verified_by=hoa, verified_on=builders.DATA_ON)
    assert line().verified


def test_level_of_hardship_communes_stands_beside_the_regions(indicator):
    CriteriaSet.objects.update(hardship_profile="TDMNPB")
    threshold(indicator, 80)
    assert line().level == "≥ 80 %"
    threshold(indicator, 70, "TDMNPB")
    assert line().level == "Tây Nguyên: ≥ 80 %; xã ĐBKK, ATK thuộc huyện nghèo: ≥ 70 %"
    assert line_of().level == "≥ 80 %"
    assert line_of(hardship=True).level == "≥ 70 %"


def test_level_of_hardship_communes_nobody_loaded_is_not_the_regions(indicator):
    CriteriaSet.objects.update(hardship_profile="TDMNPB")
    threshold(indicator, 80)
    assert line_of(hardship=True).level == "ngưỡng chưa nạp"


def test_level_by_group_is_the_communes_once_its_group_is_known(indicator):
    CriteriaSet.objects.update(threshold_axis="group")
    for profile, value in (("1", 40), ("2", 35)):
        threshold(indicator, value, profile)
    assert line_of(group="2").level == "≥ 35 %"
    assert line_of().level == "nhóm 1: ≥ 40 %; nhóm 2: ≥ 35 %"


def test_level_shows_its_part(indicator):
    Indicator.objects.update(of_which="từ hệ thống cấp nước tập trung")
    threshold(indicator, 80, of_which_value=30)
    assert line().level == "≥ 80 %, trong đó từ hệ thống cấp nước tập trung ≥ 30 %"


LATER = datetime.date(2024, 3, 1)


def page(client, query: str) -> str:
    """The indicator's row on the criterion's page."""
    shown = html(client, f"/tieu-chi/xa-ntm-2021-2025/1/?tinh=62{query}")
    [row] = body_rows(shown, "Chỉ tiêu của tiêu chí")
    return " ".join(row)


def test_level_amended_after_the_data_day_is_shown_with_its_decision(client, indicator):
    threshold(indicator, 80, valid_to=LATER - datetime.timedelta(1))
    threshold(indicator, 85, valid_from=LATER, source_note="QĐ 9/QĐ-TTg")
    said = "Từ 01/03/2024: ≥ 85 % (QĐ 9/QĐ-TTg); số liệu kỳ này xét theo mức cũ: ≥ 80 %."
    assert f"1.1 Tỷ lệ hộ dùng nước sạch ≥ 85 % (chưa kiểm chứng){said}" in page(client, "&ngay=2024-03-01")
    assert said in page(client, "")
    before = page(client, "&ngay=2024-02-29")
    assert "≥ 80 %" in before and "85" not in before
    of = indicator.criterion.criteria_set
    builders.round_with({Commune.objects.get(): "M"}, of=of, data_on=LATER)
    assert "xét theo mức cũ" not in page(client, ""), "the newest round is judged by the new level"
    assert "≥ 80 % (chưa kiểm chứng)" in page(client, "&ky=2023-12-31")


def test_text_amended_after_the_data_day_is_shown_with_the_old_one(client, indicator):
    threshold(indicator, 80, valid_to=LATER - datetime.timedelta(1))
    new = Indicator.objects.create(
        criterion=indicator.criterion,
        code="1.1",
        text="Tỷ lệ hộ dùng nước tập trung",
        unit="%",
        valid_from=LATER,
    )
    Indicator.objects.filter(pk=indicator.pk).update(valid_to=LATER - datetime.timedelta(1))
    threshold(new, 80, valid_from=LATER, source_note="QĐ 9")
    said = "Từ 01/03/2024: nội dung mới (QĐ 9); số liệu kỳ này xét theo nội dung cũ: Tỷ lệ hộ dùng nước sạch."
    assert f"1.1 Tỷ lệ hộ dùng nước tập trung ≥ 80 % (chưa kiểm chứng){said}" in page(client, "")
    Threshold.objects.filter(indicator=new).update(value=85)
    old = "xét theo mức cũ: ≥ 80 %, nội dung cũ: Tỷ lệ"
    said = f"Từ 01/03/2024: ≥ 85 %, nội dung mới (QĐ 9); số liệu kỳ này {old}"
    assert said in page(client, "")
