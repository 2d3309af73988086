"""The law of a round and the profiles of its communes, in a fixed number of queries."""

import datetime

import pytest
from django.db.models import OuterRef

from communes.models import Classification, Commune
from criteria.judging import Profile
from criteria.levels import law_of, profile_columns, profile_from, profile_of, profiles_of
from criteria.models import CriteriaSet, Indicator, Round, Standing, Threshold
from tests import builders

START = datetime.date(2021, 1, 1)
LATER = datetime.date(2024, 1, 1)


@pytest.fixture
def pxi(db) -> Commune:
    """Đăk Pxi of Kon Tum, in a round of 31/12/2023 by a set of three criteria."""
    place = builders.commune(builders.district(builders.province()))
    builders.round_with({place: "MNN"}, of=builders.criteria_set(3))
    return place


def the_round() -> Round:
    return Round.objects.select_related("criteria_set").get()


def indicator(number=1, code="1.1", **fields) -> Indicator:
    criterion = CriteriaSet.objects.get().criteria.get(number=number)
    return Indicator.objects.create(
        **{"criterion": criterion, "code": code, "text": "Tỷ lệ hộ", "unit": "%", "valid_from": START}
        | fields
    )


def threshold(of: Indicator, value=80, **fields) -> Threshold:
    return Threshold.objects.create(
        **{"indicator": of, "profile": "TN", "value": value, "comparator": ">=", "valid_from": START} | fields
    )


def classify(commune, *kinds, value="1", **fields):
    for kind in kinds:
        Classification.objects.create(
            commune=commune, kind=kind, value=value, **{"valid_from": START} | fields
        )


def test_law_holds_every_criterion_and_the_indicators_in_order(pxi):
    indicator(2, "2.2", position=2)
    first, last = indicator(2, "2.1", position=1), indicator(3, "3.1")
    law = law_of(the_round())
    assert [(item.number, item.short_name) for item in law.criteria] == [
        (1, "TC số 1"), (2, "TC số 2"), (3, "TC số 3"),
    ]  # fmt: skip
    assert [measure.code for measure in law.measures] == ["2.1", "2.2", "3.1"]
    assert [measure.id for measure in law.measures_of(last.criterion_id)] == [last.pk]
    assert law.measures[0].id == first.pk


def test_law_takes_what_is_in_force_on_the_day_of_data(pxi):
    indicator(code="1.0", valid_to=datetime.date(2022, 12, 31))
    indicator(code="1.9", valid_from=LATER)
    kept = indicator()
    threshold(kept, 41, valid_to=datetime.date(2022, 12, 31))
    threshold(kept, 47, valid_from=datetime.date(2023, 1, 1), valid_to=builders.DATA_ON)
    threshold(kept, 50, valid_from=LATER)
    law = law_of(the_round())
    assert [measure.code for measure in law.measures] == ["1.1"]
    assert [level.value for level in law.levels[kept.pk]] == [47]


def test_law_leaves_out_other_provinces_and_other_sets(pxi):
    kept = indicator()
    threshold(kept, 85, province=builders.province("Gia Lai", "64"))
    own = threshold(kept, 90, province=pxi.province)
    other = builders.criteria_set(1, code="xa-ntm-2016-2020")
    Indicator.objects.create(criterion=other.criteria.get(), code="1.1", text="Khác", valid_from=START)
    law = law_of(the_round())
    assert [measure.id for measure in law.measures] == [kept.pk]
    assert [level.province_id for level in law.levels[kept.pk]] == [own.province_id]


def test_law_may_be_narrowed_to_one_criterion(pxi):
    indicator(1, "1.1"), indicator(2, "2.1")
    law = law_of(the_round(), number=2)
    assert [item.number for item in law.criteria] == [2]
    assert [measure.code for measure in law.measures] == ["2.1"]


def test_law_applies_the_column_of_hardship_communes(pxi):
    CriteriaSet.objects.update(hardship_profile="TDMNPB")
    kept = indicator()
    threshold(kept, 80)
    threshold(kept, 70, profile="TDMNPB")
    law = law_of(the_round())
    place = {"province_id": pxi.province_id, "region": "TN", "group": ""}
    values = [
        law.applied(law.measures[0], Profile(**place, hardship=hardship)).level.value
        for hardship in (False, True)
    ]
    assert values == [80, 70]


def test_law_takes_one_query_whatever_its_size(pxi, django_assert_num_queries):
    for number in (1, 2, 3):
        for profile in ("TN", "DBSH", ""):
            threshold(indicator(number, f"{number}.{profile or 1}"), profile=profile)
    round = the_round()
    with django_assert_num_queries(1):
        law = law_of(round)
        assert [item.name for item in law.criteria] == [f"Tiêu chí số {number}" for number in (1, 2, 3)]
    assert len(law.measures) == 9


@pytest.mark.parametrize(
    ("kinds", "hardship"),
    [
        ((), False), (("dbkk",), False), (("poor-district",), False), (("atk", "border"), False),
        (("dbkk", "poor-district"), True), (("atk", "poor-district"), True),
    ],
)  # fmt: skip
def test_hardship_takes_a_class_of_the_commune_and_a_poor_district(pxi, kinds, hardship):
    classify(pxi, *kinds)
    assert profile_of(pxi, builders.DATA_ON) == Profile(pxi.province_id, "TN", "", hardship)


def test_profile_is_that_of_the_day(pxi):
    classify(pxi, "poor-district")
    classify(pxi, "dbkk", valid_to=datetime.date(2022, 12, 31))
    classify(pxi, "group", value="3", valid_to=datetime.date(2022, 12, 31))
    classify(pxi, "group", value="Nhóm 2", valid_from=datetime.date(2023, 1, 1))
    before, after = (profile_of(pxi, datetime.date(year, 6, 30)) for year in (2022, 2023))
    assert (before.group, before.hardship) == ("3", True)
    assert (after.group, after.hardship) == ("2", False)


def test_profiles_take_one_query_whatever_the_number_of_communes(pxi, django_assert_num_queries):
    more = [builders.commune(pxi.district, f"Xã {number}") for number in range(9)]
    classify(more[0], "dbkk", "poor-district")
    communes = [pxi, *more]
    with django_assert_num_queries(1):
        found = profiles_of(communes, builders.DATA_ON)
    assert set(found) == {commune.pk for commune in communes}
    assert [pk for pk, profile in found.items() if profile.hardship] == [more[0].pk]


def test_profile_columns_follow_the_round_of_each_standing(pxi):
    classify(pxi, "dbkk", "poor-district", valid_to=datetime.date(2023, 6, 30))
    builders.round_with({pxi: "MMM"}, of=CriteriaSet.objects.get(), data_on=datetime.date(2022, 12, 31))
    rows = Standing.objects.annotate(**profile_columns(OuterRef("round__data_on"), commune="commune"))
    found = {
        row.round.data_on.year: profile_from(pxi.province, hardship=row.hardship, group_value=row.group_value)
        for row in rows
    }
    assert (found[2022].hardship, found[2023].hardship) == (True, False)
