"""Which level applies, what a figure is worth against it, and what a criterion is worth."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.judging import judge_criterion, ratio_value
from tests.judging_builders import ABROAD, HOME, ON, applied, figure, level, measure, verdict

# From worst to best, so that outcomes can be compared.
WORTH = {"N": 0, "M": 1}
figures = st.decimals(min_value=0, max_value=1000, places=4)
known = st.sampled_from("MBNA")
letters = st.lists(st.sampled_from(["M", "N", "A", ""]), max_size=6)


def year(value, of, **fields):
    return level(value, valid_from=datetime.date(of, 1, 1), valid_to=datetime.date(of, 12, 31), **fields)


def test_level_of_the_region_applies_and_says_why():
    found = applied(level(95, "DBSH"), level(80))
    assert found.level.value == 80
    assert found.words == "Tây Nguyên: ≥ 80 %; chưa kiểm chứng"
    assert not found.verified


def test_level_in_words_names_year_source_and_who_did_not_check():
    income = measure(unit="triệu đồng/người/năm", has_ratio=False)
    found = applied(
        *(year(value, of, source_note="Quyết định 318/QĐ-TTg.") for value, of in ((44, 2022), (47, 2023))),
        of=income,
    )
    assert found.words == (
        "Tây Nguyên, năm 2023: ≥ 47 triệu đồng/người/năm; nguồn: Quyết định 318/QĐ-TTg; chưa kiểm chứng"
    )


def test_level_in_words_names_its_period_and_verification():
    found = applied(level(80, "", valid_to=ON, verified_on=datetime.date(2023, 5, 4)))
    assert found.words == "mức chung, từ 01/01/2021 đến 31/12/2023: ≥ 80 %; kiểm chứng ngày 04/05/2023"
    assert found.verified


@pytest.mark.parametrize(("day", "value"), [("2022-12-31", 44), ("2023-01-01", 47), ("2024-06-30", 50)])
def test_level_by_year_is_that_of_the_day(day, value):
    levels = year(44, 2022), year(47, 2023), year(50, 2024)
    assert applied(*levels, on=datetime.date.fromisoformat(day)).level.value == value


def test_level_not_in_force_on_the_day_does_not_apply():
    assert applied(year(44, 2022)).level is None


def test_levels_in_force_together_give_the_later():
    later = level(90, valid_from=datetime.date(2023, 1, 1))
    assert applied(later, level(80)).level.value == 90


def test_hardship_communes_take_the_column_the_set_names():
    levels = level(80), level(70, "TDMNPB")
    found = applied(*levels, hardship=True, hardship_profile="TDMNPB")
    assert found.level.value == 70
    assert found.words.startswith("Trung du miền núi phía Bắc (xã ĐBKK, ATK thuộc huyện nghèo): ≥ 70 %")
    assert applied(*levels, hardship=True).level.value == 80
    assert applied(*levels, hardship_profile="TDMNPB").level.value == 80


def test_hardship_column_nobody_loaded_is_not_replaced_by_the_region():
    found = applied(level(80), hardship=True, hardship_profile="TDMNPB")
    assert (found.level, found.words) == (None, "ngưỡng chưa nạp")


def test_hardship_does_not_touch_sets_by_group():
    found = applied(
        level(40, "1"), level(70, "TDMNPB"), axis="group", group="1", hardship=True, hardship_profile="TDMNPB"
    )
    assert found.level.value == 40


@given(st.permutations([level(60, ""), level(80), level(85, "", province_id=HOME)]))
def test_province_beats_nation_and_region_beats_common_in_any_order(levels):
    assert applied(*levels).level.value == 85
    national = [found for found in levels if found.province_id is None]
    assert applied(*national).level.value == 80


def test_province_level_says_whose_it_is():
    found = applied(level(85, "", province_id=HOME))
    assert found.words == "UBND cấp tỉnh quy định, mức chung: ≥ 85 %; chưa kiểm chứng"


def test_level_of_another_province_does_not_apply():
    assert applied(level(85, province_id=ABROAD)).level is None


def test_level_missing_says_who_should_load_it():
    assert applied().words == "ngưỡng chưa nạp"
    assert applied(of=measure(set_by_province=True)).words == "do UBND cấp tỉnh quy định, chưa nạp"


@pytest.mark.parametrize(
    ("axis", "words"), [("region", "chưa xác định vùng của tỉnh"), ("group", "xã chưa phân nhóm")]
)
def test_profile_unknown_gives_no_level(axis, words):
    found = applied(level(40, "1"), level(80), level(5, ""), axis=axis, region="")
    assert (found.level, found.words, found.verified) == (None, words, False)


def test_profile_unknown_matters_only_where_levels_differ_by_profile():
    assert applied(level(80, ""), axis="group").level.value == 80
    own = level(85, "", province_id=HOME)
    assert applied(level(40, "1"), own, axis="group").level.value == 85


def test_group_of_the_commune_decides():
    levels = level(40, "1"), level(35, "2"), level(27, "3")
    found = applied(*levels, axis="group", group="3")
    assert found.level.value == 27
    assert found.words.startswith("nhóm 3: ≥ 27 %")


@pytest.mark.parametrize(
    ("comparator", "value", "outcome"),
    [
        (">=", "80", "M"), (">=", "79.9999", "N"), ("<=", "80", "M"), ("<=", "80.0001", "N"),
        ("=", "80", "M"), ("=", "81", "N"),
    ],
)  # fmt: skip
def test_value_against_a_level(comparator, value, outcome):
    assert verdict(measure(), level(80, comparator=comparator), figure(value)).outcome == outcome


@given(figures, figures, figures)
def test_value_larger_is_never_worse_where_more_is_asked(bar, one, other):
    low, high = sorted([one, other])
    at_least, at_most = level(bar), level(bar, comparator="<=")
    worth = [WORTH[verdict(measure(), at_least, figure(value)).outcome] for value in (low, high)]
    assert worth == sorted(worth)
    worth = [WORTH[verdict(measure(), at_most, figure(value)).outcome] for value in (high, low)]
    assert worth == sorted(worth)


@given(figures, figures, st.sampled_from([">=", "<=", "="]))
def test_value_short_has_a_gap_and_value_met_has_none(bar, value, comparator):
    found = verdict(measure(), level(bar, comparator=comparator), figure(value))
    assert (found.gap is not None and found.gap > 0) == (found.outcome == "N")
    assert bool(found.gap_words) == (found.outcome == "N")


@given(
    st.sampled_from(["", ">=", "<=", "="]),
    st.sampled_from(["bool", "percent", "number", "text"]),
    st.booleans(),
    st.booleans(),
)
def test_outcome_never_comes_without_data(comparator, kind, in_words, verified):
    against = level(
        "Đạt" if in_words else 80, comparator=comparator or "=", verified_on=ON if verified else None
    )
    found = verdict(measure(kind=kind), against, figure())
    assert (found.outcome, found.settled, found.gap) == ("", False, None)
    assert found.words == "chưa có số liệu"


@given(figures, st.sampled_from(["", "yes", "no"]))
def test_outcome_never_comes_without_level(value, answer):
    found = verdict(measure(), None, figure(value, answer=answer))
    assert (found.outcome, found.settled, found.words) == ("", False, "ngưỡng")


@given(figures, figures, st.sampled_from(["", "yes", "no", "none"]), st.sampled_from([80, "Đạt", "Không"]))
def test_unverified_level_never_settles(value, part, answer, bar):
    found = verdict(
        measure(), level(bar, of_which_value=Decimal(30)), figure(value, part=part, answer=answer)
    )
    assert not found.settled
    assert not found.outcome or "chưa kiểm chứng" in found.words


def test_verified_level_settles():
    found = verdict(measure(), level(80, verified_on=ON), figure(82))
    assert (found.outcome, found.settled, found.words) == ("M", True, "82 % đạt mức ≥ 80 %")


@pytest.mark.parametrize(
    ("required", "answer", "outcome"),
    [
        ("Đạt", "yes", "M"), ("Đạt", "no", "N"), ("Không", "no", "M"), ("Không", "yes", "N"),
        ("Khá trở lên", "yes", "M"), ("Đạt", "", ""), ("Đạt", "none", ""),
    ],
)  # fmt: skip
def test_answer_against_what_is_required(required, answer, outcome):
    asked = measure(kind="bool", unit="", has_ratio=False)
    assert verdict(asked, level(required, comparator="="), figure(answer=answer)).outcome == outcome


@given(st.booleans(), figures)
def test_nothing_of_the_kind_here_is_not_applicable_only_where_the_law_says_if_any(has_level, value):
    against = level(80) if has_level else None
    found = verdict(measure(if_any=True), against, figure(value, answer="none"))
    assert (found.outcome, found.settled) == ("A", True)
    found = verdict(measure(), against, figure(value, answer="none"))
    assert (found.outcome, found.settled) == ("", False)


@pytest.mark.parametrize(
    ("value", "part", "outcome", "gap"),
    [(82, 30, "M", None), (82, 29, "N", 1), (82, None, "", None), (70, None, "N", 10), (70, 20, "N", 10)],
)
def test_part_of_which_must_reach_its_own_level(value, part, outcome, gap):
    water = measure(of_which="từ hệ thống cấp nước tập trung")
    found = verdict(water, level(80, of_which_value=Decimal(30)), figure(value, part=part))
    assert (found.outcome, found.gap) == (outcome, gap)


def test_part_short_is_said_beside_the_whole():
    water = measure(of_which="từ hệ thống cấp nước tập trung")
    found = verdict(water, level(80, of_which_value=Decimal(30)), figure(70, part=20))
    assert found.gap_words == "còn thiếu 10 điểm %, phần “trong đó” còn thiếu 10 điểm %"
    assert "≥ 80 %, trong đó từ hệ thống cấp nước tập trung ≥ 30 %" in found.words


@pytest.mark.parametrize(
    ("numerator", "denominator", "ratio"),
    [
        (1, 3, "33.3333"),
        (2, 3, "66.6667"),
        (1, 16000, "0.0063"),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_ratio_is_rounded_half_up_to_four_decimals(numerator, denominator, ratio):
    entered = figure(numerator=numerator, denominator=denominator)
    assert ratio_value(entered.numerator, entered.denominator) == (ratio and Decimal(ratio))
    assert entered.known == (ratio is not None)


def test_ratio_goes_before_the_value_and_over_nothing_gives_no_outcome():
    found = verdict(measure(), level(80), figure(99, numerator=70, denominator=100))
    assert found.outcome == "N"
    assert verdict(measure(), level(80), figure(99, numerator=0, denominator=0)).outcome == ""
    assert verdict(measure(has_ratio=False), level(80), figure(99, numerator=1, denominator=2)).outcome == "M"


@pytest.mark.parametrize(
    ("text", "comparator", "numerator", "denominator", "said"),
    [
        ("Tỷ lệ đường ngõ, xóm sạch", ">=", 10, 14, "còn thiếu 8,57 điểm %, ≈ 1,2 km"),
        ("Tỷ lệ hộ được sử dụng nước sạch", ">=", 1580, 2000, "còn thiếu 1 điểm %, ≈ 20 hộ"),
        ("Tỷ lệ hộ được sử dụng nước sạch", ">=", 100, 126, "còn thiếu 0,63 điểm %, ≈ 1 hộ"),
        ("Tỷ lệ hộ gia đình và cơ sở kinh doanh", ">=", 1, 2, "còn thiếu 30 điểm %, ≈ 1 hộ, cơ sở"),
        ("Tỷ lệ nghèo đa chiều", "<=", 174, 200, "còn vượt 7 điểm %, ≈ 14 trên tổng 200"),
        ("Tỷ lệ chất thải nhựa", ">=", "1199.5", 1500, "còn thiếu 0,03 điểm %, ≈ 0,5 trên tổng 1.500"),
        ("Tỷ lệ đường xã", ">=", "7.9999", 10, "còn thiếu 0,001 điểm %, ≈ 0,0001 km"),
    ],
)
def test_gap_is_said_in_points_and_in_real_work(text, comparator, numerator, denominator, said):
    entered = figure(numerator=numerator, denominator=denominator)
    assert verdict(measure(text=text), level(80, comparator=comparator), entered).gap_words == said


def test_gap_of_a_number_is_said_in_its_unit():
    income = measure(kind="number", unit="triệu đồng/người/năm", has_ratio=False)
    assert verdict(income, level(47), figure("43.75")).gap_words == "còn thiếu 3,25 triệu đồng/người/năm"


@given(letters)
def test_criterion_is_never_met_while_an_indicator_that_applies_is_not(outcomes):
    found = judge_criterion(outcomes)
    if found == "M":
        assert set(outcomes) <= {"M", "A"}
        assert "M" in outcomes
    assert (found == "N") == ("N" in outcomes)


@given(letters)
def test_criterion_has_no_outcome_while_one_is_missing(outcomes):
    found = judge_criterion([letter for letter in outcomes if letter != "N"] + [""])
    assert found == ""


@given(st.lists(known, min_size=1, max_size=6))
def test_criterion_basically_met_is_not_met(outcomes):
    found = judge_criterion([*outcomes, "B"])
    assert found == ("N" if "N" in outcomes else "B")


def test_criterion_of_nothing_or_of_nothing_that_applies():
    assert judge_criterion([]) == ""
    assert judge_criterion(["A", "A"]) == "A"
    assert judge_criterion(["A", "M"]) == "M"
