"""Changing or verifying a level: what it would change is shown first, drafts follow, the rest is listed."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from communes.models import Classification
from criteria.actions import ActionRefused, effects_of, save_threshold
from criteria.models import (
    CriteriaSet,
    IndicatorChange,
    IndicatorResult,
    OutcomeBasis,
    ReturnedFigure,
    Round,
    Standing,
    Threshold,
)
from criteria.stages import Stage
from tests import builders
from tests.entry_builders import BEFORE, START, entry_world, figure, indicator

RULE, SUGGESTED, OFFICER = OutcomeBasis.RULE, OutcomeBasis.SUGGESTED, OutcomeBasis.OFFICER


@pytest.fixture
def world(db):
    return judged_world()


def judged_world():
    """Two communes at 75 and 85 % of a verified level of 80 %, judged by the rule."""
    built = entry_world()
    for place, value, outcome in zip(built.communes, (75, 85), "NM", strict=True):
        figure(built.standing(place), built.ratio, value, outcome=outcome, basis=RULE)
    return built


def level(of, **fields) -> Threshold:
    """The indicator's level as it would be, not saved."""
    found = Threshold.objects.get(indicator=of)
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def moves(effects):
    """(commune, before, after, basis after, kept) of every effect."""
    return [
        (effect.row.standing.commune.name, effect.before, effect.after, effect.after_basis, effect.kept)
        for effect in effects
    ]


def outcomes(of) -> list[tuple[str, str]]:
    rows = IndicatorResult.objects.filter(indicator=of, standing__round__data_on=builders.DATA_ON)
    return list(rows.order_by("standing__commune__name").values_list("outcome", "basis"))


def test_level_lowered_lists_who_comes_to_meet_it_and_writes_nothing(world):
    assert moves(effects_of(level(world.ratio, value=70))) == [("Xã số 01", "N", "M", RULE, "")]
    assert outcomes(world.ratio) == [("N", RULE), ("M", RULE)]
    assert Threshold.objects.get(indicator=world.ratio).value == 80


def test_level_saved_recomputes_drafts_and_logs_who_changed_the_level(world):
    lan = builders.Officer.objects.get(username="lan")
    entered = world.standing().figures.get()
    central = builders.officer("trung-uong", "nation", permissions=["change_threshold"])
    save_threshold(threshold=level(world.ratio, value=90), by=central)
    assert outcomes(world.ratio) == [("N", RULE), ("N", RULE)]
    (log,) = IndicatorChange.objects.all()
    assert (log.by, log.source, log.reason) == (central, "level", "Đổi mức đạt chuẩn")
    assert (log.before["outcome"], log.after["outcome"], log.version) == ("M", "N", 2)
    row = log.result
    assert (row.version, row.updated_by, row.updated_at) == (2, None, entered.updated_at)
    history = Threshold.history.filter(indicator=world.ratio).first()
    assert (history.value, history.history_user) == (90, central)
    assert lan not in {log.by}


def test_level_of_others_is_not_saved(world):
    province, place = world.communes[0].province, world.communes[0]
    may = builders.officer("hoa", province, permissions=["change_threshold"])
    with pytest.raises(ActionRefused, match="phạm vi"):
        save_threshold(threshold=level(world.ratio, value=70), by=may)
    with pytest.raises(ActionRefused, match="không được giao việc ghi mức"):
        save_threshold(threshold=level(world.ratio, value=70), by=builders.officer("mai", place))
    assert Threshold.objects.get(indicator=world.ratio).value == 80


def test_level_verified_settles_what_officers_had_accepted_and_what_nobody_had(world):
    central = builders.officer("trung-uong", "nation", permissions=["change_threshold"])
    first, second = (world.standing(place) for place in world.communes)
    figure(first, world.loose, 50, outcome="M", basis=SUGGESTED)
    figure(second, world.loose, 40)
    verified = level(world.loose, verified_by=central, verified_on=START)
    assert moves(save_threshold(threshold=verified, by=central)) == [
        ("Xã số 01", "M", "M", RULE, ""),
        ("Xã số 02", "", "N", RULE, ""),
    ]
    assert outcomes(world.loose) == [("M", RULE), ("N", RULE)]


def test_level_no_longer_verified_settles_nothing(world):
    found = save_threshold(threshold=level(world.ratio, verified_by=None, verified_on=None), by=None)
    assert [(effect.after, effect.suggested) for effect in found] == [("", "N"), ("", "M")]
    assert outcomes(world.ratio) == [("", ""), ("", "")]


def test_suggestion_that_turns_is_for_the_officer_to_accept_again(world):
    first, second = (world.standing(place) for place in world.communes)
    figure(first, world.loose, 50, outcome="M", basis=SUGGESTED)
    figure(second, world.loose, 60, outcome="M", basis=SUGGESTED)
    found = save_threshold(threshold=level(world.loose, value=55), by=None)
    assert [(effect.after, effect.suggested) for effect in found] == [("", "N")]
    assert outcomes(world.loose) == [("", ""), ("M", SUGGESTED)]


def test_level_unverified_leaves_undecided_figures_alone(world):
    figure(world.standing(), world.loose, 50)
    assert effects_of(level(world.loose, value=55)) == []


def test_officers_decision_is_listed_and_kept(world):
    IndicatorResult.objects.filter(outcome="N").update(basis=OFFICER)
    found = save_threshold(threshold=level(world.ratio, value=70), by=None)
    assert moves(found) == [("Xã số 01", "N", "M", "", "cán bộ đã quyết định")]
    assert outcomes(world.ratio) == [("N", OFFICER), ("M", RULE)]
    assert not IndicatorChange.objects.exists()


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.VERIFIED, Stage.APPRAISED, Stage.RETURNED])
def test_results_past_the_draft_are_listed_and_kept(world, stage):
    Standing.objects.filter(round=world.round).update(stage=stage)
    found = save_threshold(threshold=level(world.ratio, value=70), by=None)
    assert moves(found) == [("Xã số 01", "N", "M", "", "đã gửi, đang hoặc đã được xem xét")]
    assert outcomes(world.ratio) == [("N", RULE), ("M", RULE)]


def test_result_sent_back_is_a_draft_again(world):
    Standing.objects.filter(round=world.round).update(stage=Stage.RETURNED)
    ReturnedFigure.objects.create(
        standing=world.standing(),
        indicator=world.bare,
        judgement="verified",
        reason="Thiếu minh chứng",
        due_on=builders.DATA_ON,
        returned_at=timezone.now(),
    )
    save_threshold(threshold=level(world.ratio, value=70), by=None)
    assert outcomes(world.ratio)[0] == ("M", RULE)


@pytest.mark.parametrize("field", ["closed_at", "withdrawn_at"])
def test_closed_rounds_are_never_rewritten(world, field):
    Round.objects.update(**{field: timezone.now()})
    assert save_threshold(threshold=level(world.ratio, value=70), by=None) == []
    assert outcomes(world.ratio) == [("N", RULE), ("M", RULE)]


def test_level_counts_in_the_rounds_of_its_own_time(world):
    figure(world.standing(of=world.before), world.ratio, 75, outcome="N", basis=RULE)
    ended = level(world.ratio, valid_to=BEFORE)
    assert {effect.row.standing.round for effect in effects_of(ended)} == {world.round}
    save_threshold(threshold=ended, by=None)
    later = Threshold(
        indicator=world.ratio,
        profile="",
        comparator=">=",
        value=70,
        valid_from=BEFORE + datetime.timedelta(days=1),
        verified_by=ended.verified_by,
        verified_on=START,
    )
    assert moves(save_threshold(threshold=later, by=None)) == [
        ("Xã số 01", "", "M", RULE, ""),
        ("Xã số 02", "", "M", RULE, ""),
    ]
    assert world.standing(of=world.before).figures.get().outcome == "N"


def test_level_of_a_province_touches_its_own_communes(world):
    abroad = builders.commune(builders.province("Gia Lai", "64"), "Ia Phí")
    builders.round_with({abroad: "."}, of=CriteriaSet.objects.get())
    far = figure(Standing.objects.get(commune=abroad), world.ratio, 75, outcome="N", basis=RULE)
    own = level(world.ratio, pk=None, value=70, province=world.communes[0].province)
    own._state.adding = True
    assert moves(effects_of(own)) == [("Xã số 01", "N", "M", RULE, "")]
    nation = effects_of(level(world.ratio, value=70))
    assert far in {effect.row for effect in nation}


def test_level_of_one_column_touches_hardship_communes_alone(world):
    CriteriaSet.objects.update(hardship_profile="TDMNPB")
    for place in (*world.communes, world.foreign):
        figure(world.standing(place), world.bare, 75)
    for kind in ("dbkk", "poor-district"):
        Classification.objects.create(commune=world.communes[1], kind=kind, value="có", valid_from=START)
    column = Threshold(
        indicator=world.bare,
        profile="TDMNPB",
        comparator=">=",
        value=Decimal(70),
        valid_from=START,
        verified_on=START,
        verified_by=world.officer,
    )
    assert moves(effects_of(column)) == [("Xã số 02", "", "M", RULE, "")]


def test_level_moved_to_another_indicator_touches_both(world):
    other = indicator(world.criterion, text="Tỷ lệ hộ nghèo")
    figure(world.standing(), other, 85)
    found = effects_of(level(world.ratio, indicator=other))
    assert {(effect.row.indicator.pk, effect.after) for effect in found} == {
        (world.ratio.pk, ""),
        (other.pk, "M"),
    }


def test_effects_take_four_queries_whatever_their_number(world, django_assert_num_queries):
    for number in range(20):
        place = builders.commune(world.communes[0].district, f"Xã thêm {number}")
        builders.stand_in(builders.DATA_ON, {place: "."})
        figure(world.standing(place), world.ratio, 75, outcome="N", basis=RULE)
    Standing.objects.filter(commune=world.communes[0]).update(stage=Stage.RETURNED)
    candidate = level(world.ratio, value=70)
    with django_assert_num_queries(4):
        found = effects_of(candidate)
        assert len({effect.row.standing.commune.full_name for effect in found}) == 21
