"""What of a district or province that stays ended stays where it went, when a reorganisation is undone."""

import datetime
from types import SimpleNamespace

import pytest

from communes.actions import apply, undo
from communes.models import Commune, Notice, Officer, Province, Reorganisation
from communes.refusing import ActionRefused
from communes.reorganising import PlannedHeir
from criteria.models import CriterionLead
from directives.models import Assignment, ObstacleAction, ObstacleStep
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, reorganised
from tests.reorganised import BEFORE, DAY, line

pytestmark = pytest.mark.django_db
STAYS = (
    " vẫn kết thúc vì không xã nào của nơi ấy trở lại; cán bộ, việc đang mở và phân công phụ trách tiêu chí "
    "ở lại nơi đã chuyển đến."
)


def province(name: str, code: str, number: int, world: SimpleNamespace) -> SimpleNamespace:
    """A province with a commune, an officer, and a department with a criterion and a task."""
    home = builders.province(name, code)
    place = builders.commune(home, name, code=f"{code}001")
    agency = builders.agency(home, "Sở A", short_name=f"Sở A {name}")
    builders.officer(f"cb-{code}", home)
    criterion = world.of.criteria.get(number=number)
    lead = CriterionLead.objects.create(province=home, criterion=criterion, agency=agency)
    row = directive_builders.assignment(directive_builders.task(directive_builders.directive(home)), agency)
    return SimpleNamespace(home=home, place=place, agency=agency, lead=lead, row=row)


@pytest.fixture
def world(db):
    """Kon Tum and Gia Lai, to become Quảng Ngãi: each department into one of there."""
    world = SimpleNamespace(of=builders.criteria_set(2), by=reorganised.nation_officer())
    new = builders.province("Quảng Ngãi", "51", valid_from=DAY)
    world.heirs = [builders.agency(new, name, short_name=name) for name in ("Sở X", "Sở Y")]
    world.old = [province("Kon Tum", "62", 1, world), province("Gia Lai", "64", 2, world)]
    return world


def applied(world, old, heirs) -> Reorganisation:
    lines = [
        line(one.place, f"{one.home.code}500", one.home.name, successor_province_code="51") for one in old
    ]
    named = [PlannedHeir(agency=one.agency, heir_agency=heir) for one, heir in zip(old, heirs, strict=False)]
    waiting = reorganised.prepared(lines, world.by, heirs=named)
    apply(waiting, by=world.by, followers=FOLLOWERS)
    made = Commune.objects.get(code="62500", valid_from=DAY)
    builders.round_with({made: "MM"}, of=world.of, data_on=datetime.date(2025, 12, 31))
    return waiting


def where(one: SimpleNamespace) -> list[str]:
    """The provinces where the officer and the task are, and by whom the criterion is led on the day."""
    officer = Officer.objects.get(username=f"cb-{one.home.code}")
    row = Assignment.objects.get(pk=one.row.pk)
    leads = CriterionLead.objects.in_force(DAY).filter(criterion=one.lead.criterion)
    return [officer.scope_province.code, row.unit_agency.province.code, *(str(lead.agency) for lead in leads)]


def test_province_none_of_whose_communes_comes_back_keeps_nothing_of_what_moved(world):
    [old, _] = world.old
    waiting = applied(world, [old], world.heirs)
    notices, before = Notice.objects.count(), reorganised.checksums()
    with pytest.raises(ActionRefused, match="không còn gì trở về được") as refused:
        undo(waiting, by=world.by)
    assert str(refused.value).endswith(f"Tỉnh Kon Tum{STAYS}")
    assert reorganised.differing(before) == set()
    assert (where(old), Notice.objects.count()) == (["51", "51", "Sở X"], notices)
    waiting.refresh_from_db()
    assert waiting.state == "applied"


@pytest.mark.parametrize("shared", [False, True])
def test_province_that_comes_back_takes_its_own_back_and_no_more(world, shared):
    kon_tum, gia_lai = world.old
    heirs = [world.heirs[0]] * 2 if shared else world.heirs
    done = undo(applied(world, world.old, heirs), by=world.by)
    assert where(kon_tum) == ["51", "51", "Sở X"]
    assert where(gia_lai)[:3] == ["64", "64", "Sở A Gia Lai"]
    assert list(Province.objects.filter(valid_to=BEFORE)) == [kon_tum.home]
    assert done.kept[1:] == [f"Tỉnh Kon Tum{STAYS}"]


def test_district_that_stays_ended_keeps_its_officers_where_they_went(world):
    home = builders.province("Lâm Đồng", "68")
    hills = [builders.district(home, name, code) for name, code in (("Đức Trọng", "678"), ("Lâm Hà", "676"))]
    lines, heirs = [], []
    for hill in hills:
        builders.officer(f"cb-{hill.code}", hill)
        place = builders.commune(hill, hill.name, code=f"24{hill.code}")
        lines.append(line(place, f"25{hill.code}", hill.name, successor_province_code="68"))
        heirs.append(PlannedHeir(district_code=hill.code, heir_province_code="68"))
    waiting = reorganised.prepared(lines, world.by, heirs=heirs)
    apply(waiting, by=world.by, followers=FOLLOWERS)
    made = Commune.objects.get(code="25678")
    builders.round_with({made: "MM"}, of=world.of, data_on=datetime.date(2025, 12, 31))
    done = undo(waiting, by=world.by)
    there = {
        one.username: one.scope_level for one in Officer.objects.filter(username__in=["cb-678", "cb-676"])
    }
    assert there == {"cb-678": "province", "cb-676": "district"}
    assert done.kept[1:] == [f"Huyện Đức Trọng{STAYS}"]


def test_notices_and_steps_of_what_stays_stay_and_the_others_go(world):
    for one in world.old:
        builders.round_with({one.place: "NN"}, of=world.of)
        directive_builders.obstacle(one.place, one.lead.criterion)
    done = undo(applied(world, world.old, world.heirs), by=world.by)
    assert [notice.recipient.username for notice in Notice.objects.all()] == ["cb-62"]
    moved = ObstacleStep.objects.filter(action=ObstacleAction.MOVE)
    assert [step.obstacle.commune.code for step in moved] == ["62500"]
    assert len(done.kept) == 2
