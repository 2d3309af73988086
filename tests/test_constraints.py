"""What must never be stored: each constraint lets the good row in and keeps the bad one out.

Tried with `full_clean`, which must say so in Vietnamese, and against the database itself.
"""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from communes.models import (
    Agency,
    Alias,
    Classification,
    Commune,
    District,
    Officer,
    Participation,
    Province,
    Succession,
)  # fmt: skip
from criteria.models import (
    CriteriaSet,
    Criterion,
    CriterionResult,
    Indicator,
    Recognition,
    Round,
    Standing,
    Threshold,
)
from tests import (
    builders,
    directive_constraints,
    entry_constraints,
    funding_constraints,
    head_constraints,
    recognition_constraints,
    recognition_world,
    reorganisation_constraints,
    village_world,
)
from tests.house_rules import MAY_IMPORT

DAY, EARLIER = datetime.date(2023, 12, 31), datetime.date(2015, 1, 1)
PERIOD = {"valid_to": EARLIER}
ORDER = "Ngày hết hiệu lực phải bằng hoặc sau ngày bắt đầu hiệu lực."
TOGETHER = "Ghi cả người kiểm chứng và ngày kiểm chứng, hoặc để trống cả hai."
MOMENT_TOO = "Kết quả và thời điểm đánh giá phải đi cùng nhau."
ONE_SCOPE = "Chọn cấp phạm vi rồi chọn đúng một đơn vị của cấp ấy (cả nước: để trống)."
NUMBER_OR_TEXT = "Ghi mức bằng số hoặc bằng chữ, không ghi cả hai."
OVERLAPPING = "đã có đơn vị dùng trong thời gian này; sửa ngày hiệu lực."
HELD = "Mã này đang thuộc một đơn vị còn hiệu lực."
ENDED = {"valid_to": datetime.date(2025, 6, 30)}

# Constraint → the model, what spoils a good row, and what the officer then reads.
CHECKS = {
    "province_period_in_order": (Province, PERIOD, ORDER),
    "district_period_in_order": (District, PERIOD, ORDER),
    "commune_period_in_order": (Commune, PERIOD, ORDER),
    "participation_period_in_order": (Participation, PERIOD, ORDER),
    "classification_period_in_order": (Classification, PERIOD, ORDER),
    "criteria_set_period_in_order": (CriteriaSet, PERIOD, ORDER),
    "indicator_period_in_order": (Indicator, PERIOD, ORDER),
    "threshold_period_in_order": (Threshold, PERIOD, ORDER),
    "criteria_set_verified_together": (CriteriaSet, {"verified_on": DAY}, TOGETHER),
    "criterion_verified_together": (Criterion, {"verified_on": DAY}, TOGETHER),
    "indicator_verified_together": (Indicator, {"verified_on": DAY}, TOGETHER),
    "threshold_verified_together": (Threshold, {"verified_on": DAY}, TOGETHER),
    "threshold_is_number_or_text": (Threshold, {"text": "Đạt"}, NUMBER_OR_TEXT),
    "officer_has_one_scope": (Officer, {"scope_level": "district"}, ONE_SCOPE),
    "round_due_after_opening": (
        Round,
        {"opens_on": DAY, "due_on": EARLIER},
        "Hạn báo cáo phải bằng hoặc sau ngày mở kỳ.",
    ),
    "result_self_outcome_with_moment": (CriterionResult, {"self_outcome": "M"}, MOMENT_TOO),
    "result_verified_outcome_with_moment": (CriterionResult, {"verified_at": builders.MOMENT}, MOMENT_TOO),
    "result_appraised_outcome_with_moment": (CriterionResult, {"appraised_outcome": ""}, MOMENT_TOO),
    "succession_between_two_communes": (
        Succession,
        lambda row: {"successor": row.predecessor},
        "Đơn vị cũ và đơn vị mới phải khác nhau.",
    ),
}
OTHER_DAY = {"valid_from": datetime.date(2016, 1, 2)}
# Constraint → the model, a twin of its row that may not stand beside it (a copy with these changes), one
# that may, and what the officer reads. For a place `clean` speaks first, of the period.
ONCES = {
    "province_code_once_per_start": (Province, {}, {"code": "51"}, OVERLAPPING),
    "district_code_once_per_start": (District, {}, {"code": "612"}, OVERLAPPING),
    "commune_code_once_per_start": (Commune, {}, {"code": "23428"}, OVERLAPPING),
    "province_code_held_once": (Province, OTHER_DAY, ENDED | OTHER_DAY, HELD),
    "district_code_held_once": (District, OTHER_DAY, ENDED | OTHER_DAY, HELD),
    "commune_code_held_once": (Commune, OTHER_DAY, ENDED | OTHER_DAY, HELD),
    "alias_once_per_commune": (Alias, {}, {"name": "Đăk Psi"}, "Xã này đã có tên gọi khác ấy."),
    "participation_once_per_start": (
        Participation,
        {},
        {"phase": "2026-2030"},
        "Xã này đã được ghi tham gia giai đoạn ấy từ cùng ngày.",
    ),
    "classification_once_per_start": (
        Classification,
        {},
        {"kind": "atk"},
        "Xã này đã có phân loại ấy từ cùng ngày.",
    ),
    "succession_once": (Succession, {}, {"effective_on": DAY}, "Việc sắp xếp này đã được ghi."),
    "agency_name_once_per_province": (Agency, {}, {"name": "Sở Y tế"}, "Tỉnh này đã có cơ quan mang tên ấy."),
    "criterion_number_once_per_set": (
        Criterion,
        {},
        {"number": 9},
        "Bộ tiêu chí này đã có tiêu chí mang số ấy.",
    ),
    "indicator_code_once_per_start": (
        Indicator,
        {},
        {"code": "1.2"},
        "Tiêu chí này đã có chỉ tiêu mang mã ấy từ cùng ngày.",
    ),
    "threshold_once_per_profile_and_start": (
        Threshold,
        {},
        {"profile": "TN"},
        "Chỉ tiêu này đã có mức cho vùng hoặc nhóm ấy từ cùng ngày.",
    ),
    "threshold_once_per_province_and_start": (
        Threshold,
        {},
        {"profile": "TN"},
        "Tỉnh này đã có mức cho chỉ tiêu ấy từ cùng ngày.",
    ),
    "round_once_per_day": (
        Round,
        {},
        {"data_on": datetime.date(2022, 11, 30)},
        "Tỉnh này đã có kỳ của bộ tiêu chí ấy với cùng ngày số liệu.",
    ),
    "standing_once_per_round": (
        Standing,
        {},
        lambda row: {"commune": Commune.objects.exclude(pk=row.commune_id).first()},
        "Xã này đã có kết quả trong kỳ.",
    ),
    "result_once_per_criterion": (
        CriterionResult,
        {},
        lambda row: {"criterion": Criterion.objects.exclude(pk=row.criterion_id).last()},
        "Xã này đã có kết quả của tiêu chí trong kỳ.",
    ),
    "recognition_once_per_decision_day": (
        Recognition,
        {},
        {"decided_on": datetime.date(2022, 1, 2)},
        "Xã này đã được ghi công nhận trong cùng ngày.",
    ),
}
MORE = (entry_constraints, head_constraints, directive_constraints, funding_constraints)
for more in (*MORE, recognition_constraints, reorganisation_constraints, village_world):
    CHECKS |= more.CHECKS
    ONCES |= more.ONCES


@pytest.fixture
def world(db):
    """One good row of every model."""
    home = builders.province(code="62")
    pxi = builders.commune(builders.district(home), code="23503")
    mar = builders.commune(pxi.district, "Đăk Mar", code="23504")
    builders.agency(home)
    builders.officer("hoa")
    Alias.objects.create(commune=pxi, name="Đăk P'xi")
    Participation.objects.filter(commune=mar).delete()
    Classification.objects.create(commune=pxi, kind="area", value="III")
    Succession.objects.create(predecessor=pxi, successor=mar, effective_on=datetime.date(2025, 7, 1))
    of = builders.criteria_set(2)
    first = of.criteria.first()
    indicator = Indicator.objects.create(criterion=first, code="1.1", text="Có quy hoạch được duyệt")
    Threshold.objects.create(indicator=indicator, comparator=">=", value=80)
    builders.round_with({pxi: "M."}, of=of, data_on=DAY)
    Recognition.objects.create(
        commune=pxi, criteria_set=of, decision_number="1", decided_on=EARLIER + datetime.timedelta(900),
        year_achieved=2017,
    )  # fmt: skip
    entry_constraints.good_rows(indicator)
    head_constraints.good_rows(pxi)
    directive_constraints.good_rows(pxi, first)
    funding_constraints.good_rows(pxi)
    recognition_world.good_rows(pxi, first)
    reorganisation_constraints.good_rows(pxi)
    village_world.good_rows(pxi)


def changed(row, changes):
    for name, value in (changes(row) if callable(changes) else changes).items():
        setattr(row, name, value)
    return row


def copy_of(row, changes=()):
    row = type(row).objects.get(pk=row.pk)
    row.pk = row.id = None
    row._state.adding = True
    return changed(row, changes or {})


def messages(row) -> str:
    """What `full_clean` says of the row ("" when it is good); the password is not asked about."""
    try:
        row.full_clean(exclude=["password"])
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def refused(row) -> bool:
    """Whether the database itself keeps the row out."""
    try:
        with transaction.atomic():
            type(row).objects.bulk_create([row])
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("name", CHECKS)
def test_check_lets_good_rows_in_and_keeps_bad_ones_out(world, name):
    model, changes, message = CHECKS[name]
    row = model.objects.first()
    assert messages(row) == ""
    assert message in messages(changed(row, changes))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.bulk_update([row], [*(changes(row) if callable(changes) else changes)])


@pytest.mark.parametrize("name", ONCES)
def test_once_lets_other_rows_in_and_keeps_the_same_out(world, name):
    model, twin, other, message = ONCES[name]
    row = model.objects.first()
    first = {  # some rules hold only beside a row that has ended, or that is a province's own
        "code_once_per_start": ENDED,
        "once_per_province_and_start": {"province": Province.objects.get()},
        **directive_constraints.FIRST,
        **entry_constraints.FIRST,
        **head_constraints.FIRST,
    }
    for ending, changes in first.items():
        if name.endswith(ending):
            model.objects.filter(pk=row.pk).update(**changes)
    model.objects.filter(pk=row.pk).update(**reorganisation_constraints.first_of(name))
    assert message in messages(copy_of(row, twin))
    assert refused(copy_of(row, twin))
    assert not refused(copy_of(row, other))


def test_every_constraint_is_tried_and_speaks_vietnamese():
    found = {
        constraint.name: constraint
        for app in MAY_IMPORT
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }
    assert found.keys() == CHECKS.keys() | ONCES.keys()
    assert {name for name, one in found.items() if isinstance(one, CheckConstraint)} == CHECKS.keys()
    default = CheckConstraint.default_violation_error_message
    assert not [name for name, one in found.items() if one.violation_error_message == default]


@pytest.mark.parametrize("model", [Province, District, Commune])
@pytest.mark.parametrize(
    "first,last,overlaps",
    [
        ("2025-07-01", None, False),
        ("2025-06-30", None, True),
        ("2015-01-01", "2015-12-31", False),
        ("2015-01-01", "2016-01-01", True),
        ("2018-01-01", "2018-12-31", True),
        ("2015-01-01", None, True),
    ],
)
def test_periods_of_one_code_may_not_overlap(world, model, first, last, overlaps):
    """A code is reused (23500), but never by two units on one day. The row holds 2016-01-01 to 2025-06-30."""
    row = model.objects.first()
    model.objects.filter(pk=row.pk).update(**ENDED)
    period = {"valid_from": datetime.date.fromisoformat(first), "valid_to": None}
    if last:
        period["valid_to"] = datetime.date.fromisoformat(last)
    assert (OVERLAPPING in messages(copy_of(row, period))) == overlaps


def test_district_of_another_province_is_refused(world):
    commune = Commune.objects.first()
    commune.province = builders.province("Gia Lai", "64")
    assert "Huyện này không thuộc tỉnh đã chọn." in messages(commune)
