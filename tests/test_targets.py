"""Writing yearly plans: proposed, approved, revised, carried over, withdrawn; never overwritten."""

import pytest

from criteria.actions import ActionRefused
from criteria.actions.carrying import carry_over
from criteria.actions.targets import approve_targets, record_targets, withdraw_target
from criteria.models import Target
from tests import builders
from tests.plan_world import DOCUMENT, plan_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return plan_world()


def refused(said: str, **order):
    return pytest.raises(ActionRefused, match=said)


def test_plan_of_the_province_is_in_force_at_once(world):
    plan = world.plan(world.pxi, q1="1", q4="2,5")
    assert plan.approved_by == plan.proposed_by == world.minh and plan.document == DOCUMENT
    assert Target.objects.in_force().get() == plan
    assert plan.quarters == {world.pks[0]: 1, world.pks[1]: 4, world.pks[4]: 4}
    assert [row.history_user for row in plan.history.all()] == [world.minh]


def test_plan_of_a_district_waits_and_what_is_in_force_stays(world):
    first = world.plan(world.pxi, q1="1")
    proposal = world.plan(world.pxi, by=world.nam, seen=first, q2="1", said={"reason": "Mưa lũ"})
    assert (proposal.revises, proposal.reason, proposal.version) == (first, "Mưa lũ", 2)
    assert Target.objects.in_force().get() == first
    assert Target.objects.waiting().get() == proposal
    approve_targets(province=world.home, targets=[proposal.pk], document="", by=world.minh)
    assert Target.objects.in_force().get() == proposal
    first.refresh_from_db()
    assert (first.replaced_by, first.quarters) == (proposal, {world.pks[0]: 1})
    assert first.approved_at and not first.withdrawn_at


def test_what_says_nothing_new_writes_nothing(world):
    plan = world.plan(world.pxi, q1="1")
    entries = [world.entry(world.pxi, q1="1"), world.entry(world.mar, registered=False)]
    assert record_targets(order=world.order(document=""), entries=entries, by=world.minh) == []
    assert Target.objects.get() == plan


@pytest.mark.parametrize(
    ("who", "entry", "order", "said"),
    [
        ("nam", {"commune": "binh"}, {}, "ngoài phạm vi"),
        ("minh", {"commune": "mar"}, {"document": " "}, "văn bản giao kế hoạch"),
        ("minh", {"commune": "pxi", "q2": "2", "seen": True}, {}, "lý do điều chỉnh"),
        ("nam", {"commune": "pxi", "q2": "2", "seen": True}, {}, "lý do điều chỉnh"),
        ("minh", {"commune": "pxi", "q2": "2"}, {"reason": "Mưa"}, "vừa được người khác sửa"),
    ],
)
def test_plan_refused_writes_nothing(world, who, entry, order, said):
    first = world.plan(world.pxi, q1="1")
    place = getattr(world, entry.pop("commune"))
    if entry.pop("seen", False):
        entry["seen"] = first
    good = world.entry(world.mar, q3="3")
    with refused(said):
        record_targets(
            order=world.order(**order), entries=[good, world.entry(place, **entry)] if place != world.mar
            else [good], by=getattr(world, who),
        )  # fmt: skip
    assert list(Target.objects.all()) == [first]


def test_plan_with_a_criterion_of_another_set_is_refused(world):
    other = builders.criteria_set(2, code="xa-ntm-nang-cao")
    entry = world.entry(world.pxi)
    entry.quarters[other.criteria.first().pk] = 1
    with refused("không thuộc bộ tiêu chí"):
        record_targets(order=world.order(), entries=[entry], by=world.minh)


def test_proposal_written_over_by_its_district_or_by_the_province(world):
    first = world.plan(world.pxi, by=world.nam, q1="1")
    second = world.plan(world.pxi, by=world.nam, seen=first, q2="1")
    assert (second.revises, second.reason, Target.objects.waiting().get()) == (None, "", second)
    third = world.plan(world.pxi, seen=second, q3="1")
    assert Target.objects.in_force().get() == third and not Target.objects.waiting().exists()
    assert Target.objects.count() == 3


def test_approving_needs_a_document_the_province_and_a_proposal_that_waits(world):
    plan = world.plan(world.pxi, by=world.nam, said={"document": ""}, q1="1")
    wanted = {"province": world.home, "targets": [plan.pk]}
    with refused("không được giao việc duyệt"):
        approve_targets(**wanted, document="1/KH", by=world.nam)
    foreign = builders.officer("xa", builders.province("Gia Lai", "64"), permissions=["approve_target"])
    with refused("ngoài phạm vi"):
        approve_targets(**wanted, document="1/KH", by=foreign)
    with refused("Ghi văn bản giao kế hoạch"):
        approve_targets(**wanted, document=" ", by=world.minh)
    approve_targets(**wanted, document="1/KH", by=world.minh)
    with refused("không còn chờ duyệt"):
        approve_targets(**wanted, document="1/KH", by=world.minh)
    assert Target.objects.in_force().get().document == "1/KH"


def test_withdrawn_proposal_stays_on_record(world):
    first = world.plan(world.pxi, q1="1")
    proposal = world.plan(world.pxi, by=world.nam, seen=first, q2="1", said={"reason": "Mưa lũ"})
    with refused("Ghi lý do"):
        withdraw_target(target=proposal, reason=" ", by=world.nam)
    with refused("không còn chờ duyệt"):
        withdraw_target(target=first, reason="Nhầm", by=world.minh)
    gone = withdraw_target(target=proposal, reason="Nhầm", by=world.nam)
    assert (gone.withdrawn_by, gone.withdrawal_reason, gone.state) == (world.nam, "Nhầm", "đã rút")
    assert Target.objects.in_force().get() == first and not Target.objects.waiting().exists()


def test_missed_target_goes_on_with_its_reason_and_the_old_one_stays(world):
    world.rounds({world.pxi: "NNNNN"}, {world.pxi: "MNNMM"})
    old = world.plan(world.pxi, q1="1", q4="2")
    with refused("Ghi lý do chưa hoàn thành"):
        carry_over(target=old, reason="", by=world.minh, document="1/KH")
    new = carry_over(target=old, reason="Mưa lũ", by=world.minh, document="1/KH")
    assert (new.year, new.registered, new.carried_from, new.carry_reason) == (2024, True, old, "Mưa lũ")
    # A registered commune has to meet what it had not planned, too; what it met does not come back.
    assert new.quarters == {world.pks[1]: 4, world.pks[2]: 4}
    old.refresh_from_db()
    assert old in Target.objects.in_force() and old.quarters == {world.pks[0]: 1, world.pks[1]: 4}
    with refused("đã được chuyển tiếp"):
        carry_over(target=old, reason="Mưa lũ", by=world.minh, document="1/KH")


def test_carrying_over_keeps_what_next_year_plans_already(world):
    world.rounds({world.pxi: "NNNNN"}, {world.pxi: "MNMMM"})
    old = world.plan(world.pxi, registered=False, q4="2")
    there = world.plan(world.pxi, year=2024, registered=True, q1="3", q2="2")
    new = carry_over(target=old, reason="Mưa lũ", by=world.minh, document="1/KH")
    assert new.quarters == {world.pks[2]: 1, world.pks[1]: 2} and new.registered
    assert (new.revises, new.reason) == (there, "Chuyển tiếp kế hoạch năm 2023")
    revised = world.plan(world.pxi, year=2024, seen=new, q3="2", said={"reason": "Rà soát"})
    assert (revised.carried_from, revised.carry_reason) == (old, "Mưa lũ")


def test_target_that_was_met_or_is_not_in_force_is_not_carried_over(world):
    world.rounds({world.pxi: "NNNNN"}, {world.pxi: "MMMMM"})
    with refused("đã hoàn thành"):
        carry_over(target=world.plan(world.pxi, q1="1"), reason="Mưa", by=world.minh, document="1/KH")
    with refused("đã duyệt và đang có hiệu lực"):
        carry_over(target=world.plan(world.mar, by=world.nam, q1="1"), reason="Mưa", by=world.minh)
