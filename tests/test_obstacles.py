"""Obstacles: who may take which step from which state, what it writes, and who is told."""

import datetime

import pytest
from django.utils import timezone

from communes.models import Notice
from criteria.actions import ActionRefused
from criteria.models import CriterionLead
from criteria.working_days import after_working_days
from directives.actions import escalate, raise_again, raise_obstacle, settle
from directives.models import Obstacle, ObstacleAction, ObstacleState, ObstacleStep
from directives.obstacle_diagram import DIAGRAM, NOT_THERE, replay
from tests import builders
from tests.obstacle_world import act, built, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db

# Raising begins it, and only a reorganisation moves it.
STEPS = [action for action in ObstacleAction if action not in (ObstacleAction.RAISE, ObstacleAction.MOVE)]
UNIT, ABOVE = {"kien"}, {"lan"}
# With Sở A in charge of an obstacle of Đăk Pxi.
MAY = {
    ObstacleAction.RAISE: {"thai", "nam", "kien", "hoa", "lan"},
    ObstacleAction.TAKE_UP: UNIT | ABOVE,
    ObstacleAction.ESCALATE: UNIT | ABOVE,
    ObstacleAction.SETTLE: UNIT | ABOVE,
    ObstacleAction.CONFIRM: {"thai"},
    ObstacleAction.REJECT: {"thai"},
    ObstacleAction.RAISE_AGAIN: {"thai", "nam", "kien", "hoa", "lan"},
}
FROM = {
    ObstacleAction.RAISE: None,
    ObstacleAction.CONFIRM: "settled",
    ObstacleAction.REJECT: "settled",
    ObstacleAction.RAISE_AGAIN: "confirmed",
}
EVERYBODY = ["thai", "nam", "kien", "hoa", "lan", "neighbour", "foreign", "reader", "stranger"]


def told(officer) -> list[str]:
    return list(Notice.objects.filter(recipient=officer).order_by("id").values_list("text", flat=True))


def unchanged(before: Obstacle) -> bool:
    """Whether a refused step wrote nothing."""
    after = Obstacle.objects.get(pk=before.pk)
    same = all(
        getattr(after, field.attname) == getattr(before, field.attname) for field in after._meta.fields
    )
    return same and replay(after.steps.values_list("action", flat=True)) == after.state


# Who, and from where


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("action", list(MAY))
def test_step_is_for_those_whose_work_it_is(world, action, who):
    start = FROM.get(action, "raised")
    found = world.at(start) if start else None
    text = {"text": "Chưa có mặt bằng", "cause": "land"} if start is None else {}
    if who in MAY[action]:
        after = act(action, found, world, who, **text)
        assert after.state == DIAGRAM[start or NOT_THERE, action]
        last = after.steps.last()
        assert (last.action, last.by, last.unit_name) == (
            action,
            getattr(world.people, who),
            after.unit_name,
        )
        return
    with pytest.raises(ActionRefused, match=r"[.]$"):
        act(action, found, world, who, **text)
    assert unchanged(found) if found else not Obstacle.objects.exists()


@pytest.mark.parametrize("state", ObstacleState.values)
@pytest.mark.parametrize("action", STEPS)
def test_step_goes_where_the_diagram_says(world, state, action):
    found = world.at(state)
    # After escalating Sở B is in charge.
    handler = "hoa" if state == "escalated" else "kien"
    who = handler if action in ("take_up", "escalate", "settle") else "thai"
    if (state, action) in DIAGRAM:
        assert act(action, found, world, who).state == DIAGRAM[state, action]
        return
    with pytest.raises(ActionRefused, match="tải lại trang để xem bước mới nhất"):
        act(action, found, world, who)
    assert unchanged(found)


def test_step_on_a_page_read_before_somebody_else_acted_is_refused(world):
    stale = world.raised()
    act("settle", stale, world, "kien")
    with pytest.raises(ActionRefused, match="“Đã giải quyết, chờ xã xác nhận”"):
        act("take_up", stale, world, "kien")


def test_step_of_the_unit_before_is_refused_once_it_was_escalated(world):
    found = world.at("escalated")
    with pytest.raises(ActionRefused, match="do Sở B xử lý"):
        act("take_up", found, world, "kien")
    assert act("take_up", found, world, "hoa").state == "working"


@pytest.mark.parametrize(
    ("unit", "handlers"),
    [("commune", {"thai", "nam", "lan"}), ("district", {"nam", "lan"}), ("lead", {"kien", "lan"})],
)
def test_unit_and_those_above_it_handle(world, unit, handlers):
    found = world.raised(unit=getattr(world, unit))
    for who in EVERYBODY:
        if who in handlers:
            continue
        with pytest.raises(ActionRefused):
            act("take_up", found, world, who)
    for who in handlers:
        again = world.raised(unit=getattr(world, unit), text=f"Vướng mắc của {who}")
        assert act("take_up", again, world, who).state == "working"


def test_inactive_officer_takes_no_step(world):
    found = world.raised()
    world.people.kien.is_active = False
    with pytest.raises(ActionRefused):
        act("take_up", found, world, "kien")


# Raising


def test_obstacle_is_given_to_the_unit_in_charge_with_twenty_working_days(world):
    found = world.raised()
    today = timezone.localdate()
    assert (found.unit, found.province, found.times_raised) == (world.lead, world.province, 1)
    assert (found.due_on, found.open_since) == (after_working_days(today, 20), today)
    assert [step.action for step in found.steps.all()] == ["raise"]
    [notice] = told(world.people.kien)
    assert notice.startswith("Vướng mắc mới: Xã Đăk Pxi, TC 1, hạn ")
    assert not told(world.people.thai)


def test_obstacle_without_a_unit_in_charge_goes_to_the_district_else_to_the_commune(world):
    CriterionLead.objects.all().delete()
    assert world.raised().unit == world.district
    alone = builders.commune(world.province, name="Ngọk Bay")
    builders.stand_in(builders.DATA_ON, {alone: "NNN"})
    assert world.raised(by=None, commune=alone).unit == alone


def test_obstacle_of_a_cell_without_data_is_raised(world):
    assert world.raised(criterion=world.criteria[2]).state == "raised"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "  "}, "Ghi vướng mắc"),
        ({"text": "a" * 501}, "không quá 500"),
        ({"cause": "weather"}, "nguyên nhân"),
        ({"due_on": datetime.date(2020, 1, 1)}, "từ hôm nay"),
        ({"unit": "foreign"}, "đơn vị xử lý"),
        ({"criterion": "met"}, "đã đạt"),
    ],
)
def test_obstacle_that_says_too_little_is_refused(world, fields, said):
    place = {"foreign": builders.agency(builders.province("Gia Lai", "64")), "met": world.criteria[1]}
    given = {name: place.get(value, value) for name, value in fields.items()}
    with pytest.raises(ActionRefused, match=said):
        world.raised(**given)
    assert not Obstacle.objects.exists()


def test_obstacle_of_a_criterion_that_does_not_apply_is_refused(world):
    place = builders.commune(world.district, name="Đăk La")
    builders.stand_in(builders.DATA_ON, {place: "ANN"})
    with pytest.raises(ActionRefused, match="không áp dụng"):
        world.raised(by="nam", commune=place)


def test_obstacle_raised_twice_in_the_same_words_is_refused(world):
    world.raised()
    with pytest.raises(ActionRefused, match="đã được nêu"):
        world.raised(by="nam", text="Thiếu  vốn đối ứng làm đường thôn 3 ")
    assert world.raised(text="Chưa có mặt bằng").pk


# The others


@pytest.mark.parametrize(
    ("unit", "to", "good"),
    [
        ("commune", "district", True),
        ("commune", "lead", True),
        ("district", "lead", True),
        ("lead", "other", True),
        ("lead", "lead", False),
        ("lead", "district", False),
        ("district", "district", False),
        ("district", "commune", False),
    ],
)
def test_obstacle_is_escalated_upwards_only(world, unit, to, good):
    found = world.raised(unit=getattr(world, unit))
    target = getattr(world, to)
    if not good:
        with pytest.raises(ActionRefused, match="Chọn đơn vị nhận"):
            escalate(obstacle=found, to=target, reason="Vượt thẩm quyền", by=None)
        assert unchanged(found)
        return
    after = escalate(obstacle=found, to=target, reason="Vượt thẩm quyền", by=None)
    assert (Obstacle.objects.get(pk=found.pk).unit, after.steps.last().text) == (target, "Vượt thẩm quyền")


@pytest.mark.parametrize(
    ("action", "state", "fields"),
    [
        ("escalate", "raised", {"reason": " "}),
        ("settle", "raised", {"result": " "}),
        ("settle", "raised", {"effect": ""}),
        ("settle", "raised", {"result": "a" * 441}),
        ("reject", "settled", {"reason": ""}),
        ("again", "confirmed", {"reason": ""}),
    ],
)
def test_step_without_its_words_is_refused(world, action, state, fields):
    found = world.at(state)
    with pytest.raises(ActionRefused):
        act(action, found, world, None, **fields)
    assert unchanged(found)


def test_settling_keeps_result_and_effect_and_waits_for_the_commune(world):
    found = settle(obstacle=world.raised(), result="Đã bố trí vốn", effect="met", by=world.people.kien)
    assert (found.result, found.effect, found.settled_on) == ("Đã bố trí vốn", "met", timezone.localdate())
    assert found.steps.last().text == "Đã bố trí vốn (Tác động: tiêu chí đạt.)"
    assert told(world.people.thai)[-1].startswith(
        "Sở A báo đã giải quyết, chờ xã xác nhận: Xã Đăk Pxi, TC 1."
    )


def test_longest_result_fits_its_step(world):
    found = settle(obstacle=world.raised(), result="a" * 440, effect="closer", by=None)
    assert len(found.steps.last().text) <= 500


def test_rejected_obstacle_is_open_with_what_was_said_in_its_steps(world):
    found = act("reject", world.at("settled"), world, "thai")
    assert (found.state, found.result, found.effect, found.settled_on) == ("working", "", "", None)
    texts = list(found.steps.values_list("text", flat=True))
    assert texts[-2:] == ["Đã bố trí 1,2 tỷ đồng (Tác động: tiến gần mức đạt.)", "Chưa nhận được vốn"]
    assert told(world.people.kien)[-1].startswith("Xã chưa đồng ý kết quả giải quyết")


def test_obstacle_raised_again_is_the_same_row_counted_from_today(world):
    found = world.at("confirmed")
    Obstacle.objects.update(open_since=datetime.date(2024, 1, 2), due_on=datetime.date(2024, 2, 1))
    again = raise_again(obstacle=found, reason="Vốn bị cắt", by=world.people.nam)
    today = timezone.localdate()
    assert (again.pk, again.times_raised, again.open_since) == (found.pk, 2, today)
    assert again.due_on == after_working_days(today, 20)
    assert told(world.people.kien)[-1].startswith("Vướng mắc nêu lại lần 2")
    assert told(world.people.thai)[-1].startswith("Vướng mắc được nêu lại lần 2")


def test_obstacle_of_a_cell_met_since_is_not_raised_again(world):
    found = world.at("confirmed")
    builders.round_with(
        {world.commune: "MMM"}, of=world.round.criteria_set, data_on=datetime.date(2024, 6, 30)
    )
    with pytest.raises(ActionRefused, match="đã đạt"):
        raise_again(obstacle=found, reason="Vốn bị cắt", by=world.people.thai)


def test_each_step_tells_whose_turn_it_is_once(world):
    found = world.raised(unit=world.commune)
    before = Notice.objects.count()
    raise_again(
        obstacle=settle(obstacle=found, result="Xong", effect="none", by=None), reason="Chưa", by=None
    )
    texts = told(world.people.thai)[before:]
    assert len(texts) == len(set(texts)) == 2


def test_steps_are_never_without_an_obstacle_of_the_reader(world):
    world.raised()
    seen = {who: ObstacleStep.objects.visible_to(getattr(world.people, who)).count() for who in EVERYBODY}
    assert [who for who, count in seen.items() if not count] == ["neighbour", "foreign", "stranger"]


def test_actions_by_the_command_line_are_allowed(world):
    found = raise_obstacle(
        commune=world.commune, criterion=world.criteria[0], text="Thiếu đất", cause="land", by=None
    )
    assert (found.raised_by, found.steps.get().by) == (None, None)
