"""What a reorganisation goes through, what applying leaves when it fails, and what undoing keeps."""

import datetime

import pytest

from communes.actions import apply, undo, withdraw
from communes.models import Commune, CommuneKind, Officer, ReorganisationLine, Succession
from communes.refusing import ActionRefused
from communes.reorganising_plan import Plan
from directives import reorganising
from directives.actions import raise_obstacle
from directives.models import Assignment, Obstacle
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, reorganised
from tests.reorganised import DAY, line


@pytest.fixture
def home(db):
    return builders.province(code="62")


@pytest.fixture
def hill(home):
    return builders.district(home)


@pytest.fixture
def communes(hill) -> list[Commune]:
    """Đăk Pxi, Đăk Mar, Hà Mòn and Ngọk Réo, all of Đăk Hà."""
    names = {"23503": "Đăk Pxi", "23504": "Đăk Mar", "23505": "Hà Mòn", "23506": "Ngọk Réo"}
    return [builders.commune(hill, name, code) for code, name in names.items()]


@pytest.fixture
def quoc(home):
    return reorganised.nation_officer()


def test_states_go_one_way(communes, quoc):
    waiting = reorganised.prepared([line(communes[0], "23500")], quoc)
    given_up = reorganised.prepared([line(communes[0], "23500")], quoc)
    withdraw(given_up, by=quoc)
    for act in (apply, undo, withdraw):
        assert not allowed(act, given_up, by=quoc)
    assert not allowed(undo, waiting, by=quoc)
    apply(waiting, by=quoc)
    assert not allowed(apply, waiting, by=quoc)
    assert not allowed(withdraw, waiting, by=quoc)
    undo(waiting, by=quoc)
    assert (given_up.state, waiting.state) == ("withdrawn", "undone")
    assert not allowed(undo, waiting, by=quoc)


def test_obstacle_is_raised_where_the_commune_went(communes, quoc):
    pxi, *_ = communes
    of = builders.criteria_set(1)
    builders.round_with({pxi: "N"}, of=of)
    waiting = reorganised.prepared([line(pxi, "23500")], quoc)
    said = {"criterion": of.criteria.get(), "text": "Thiếu vốn", "cause": "capital", "by": None}
    apply(waiting, by=quoc, followers=FOLLOWERS)
    pxi.refresh_from_db()
    with pytest.raises(ActionRefused, match=r"đã sắp xếp thành Xã Đăk Mới; nêu vướng mắc ở đơn vị mới"):
        raise_obstacle(commune=pxi, **said)
    undo(waiting, by=quoc)
    pxi.refresh_from_db()
    assert raise_obstacle(commune=pxi, **said).commune == pxi


def test_of_assignments_that_become_one_the_open_and_most_urgent_stays(communes, quoc):
    """Hà Mòn's is done and stays where it was; Đăk Mar's, of a unit that only helps, is due first."""
    pxi, mar, mon, _ = communes
    task = directive_builders.task(directive_builders.directive(pxi.province))
    day = directive_builders.DUE_ON
    given = [
        directive_builders.assignment(task, place, due_on=due, **fields)
        for place, due, fields in (
            (pxi, day, {}),
            (mar, day - datetime.timedelta(days=9), {"role": "support"}),
            (mon, day - datetime.timedelta(days=20), {"done_on": day - datetime.timedelta(days=30)}),
        )
    ]
    waiting = reorganised.prepared([line(place, "23500") for place in (pxi, mar, mon)], quoc)
    found = {kind.label: kind.count for kind in reorganising.touched(Plan(waiting))}
    assert found["việc đang giao chuyển sang đơn vị mới"] == 1
    assert found["việc đang giao gộp vào việc cùng nội dung, giữ hạn sớm nhất"] == 1
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    [stays] = Assignment.objects.standing().filter(done_on=None)
    assert (stays.pk, stays.role, stays.due_on) == (given[1].pk, "lead", given[1].due_on)
    assert stays.unit_commune.code == "23500"
    assert stays.history.latest().unit_commune == stays.unit_commune
    gone = Assignment.objects.get(revoked_at__isnull=False)
    assert gone.revoked_reason == "Gộp vào việc cùng nội dung của UBND xã Đăk Mới: Sắp xếp thử."
    assert Assignment.objects.get(pk=given[2].pk).unit_commune == mon
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


def test_two_assignments_that_become_one_are_one(communes, quoc):
    pxi, mar, *_ = communes
    of = builders.criteria_set(1)
    builders.round_with({pxi: "N", mar: "N"}, of=of)
    task = directive_builders.task(directive_builders.directive(pxi.province))
    for place in (pxi, mar):
        directive_builders.assignment(
            task, place, criterion=of.criteria.get(), commune=place, closes_when_met=True
        )
    directive_builders.obstacle(pxi, of.criteria.get())
    waiting = reorganised.prepared([line(place, "23500") for place in (pxi, mar)], quoc)
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    first, second = Assignment.objects.order_by("pk")
    new = Commune.objects.in_force(DAY).get(code="23500")
    assert (first.unit_commune, first.commune, first.revoked_at) == (new, new, None)
    assert (second.commune, second.revoked_by) == (mar, quoc)
    assert second.revoked_reason == "Gộp vào việc cùng nội dung của UBND xã Đăk Mới: Sắp xếp thử."
    assert Obstacle.objects.get().commune == new
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


def test_undoing_keeps_what_has_records_and_all_that_hangs_on_it(communes, quoc):
    pxi, mar, mon, reo = communes
    thai, lan = builders.officer("thai", pxi), builders.officer("mon", mon)
    lines = [
        line(pxi, "23500", "Một"),
        line(mar, "23500", "Một"),
        line(mon, "23501", "Hai"),
        line(reo, "23501", "Hai"),
    ]
    waiting = reorganised.prepared(lines, quoc)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    one, two = Commune.objects.in_force(DAY).order_by("code")
    builders.round_with({one: "M"}, of=builders.criteria_set(1), data_on=datetime.date(2025, 12, 31))
    Officer.objects.filter(pk=lan.pk).update(scope_level="", scope_commune=None)
    done = undo(waiting, by=quoc)
    assert done.kept == [
        "Xã Một (mã 23500) đã có 1 kết quả của xã trong kỳ nên được giữ lại cùng các đơn vị cũ của nó.",
        "Cán bộ “mon”: đã được sửa sau khi sắp xếp nên giữ như hiện nay.",
    ]
    assert set(Commune.objects.in_force(DAY)) == {one, mon, reo}
    assert not Commune.objects.filter(pk=two.pk).exists()
    assert set(Succession.objects.values_list("predecessor", flat=True)) == {pxi.pk, mar.pk}
    assert Officer.objects.get(pk=thai.pk).scope_commune == one
    assert set(Commune.objects.participating(DAY)) >= {one}


def test_undoing_lists_what_was_recorded_of_a_unit_known_before(communes, quoc):
    """The new commune is of the national files: what it held already is no reason, an obstacle since is."""
    pxi, mar, mon, _ = communes
    known = builders.commune(pxi.province, "Đăk Mới", "23500", valid_from=DAY)
    of = builders.criteria_set(1)
    builders.round_with({known: "N"}, of=of, data_on=datetime.date(2025, 12, 31))
    thai, lan = builders.officer("thai", pxi), builders.officer("mon", mon)
    lines = [line(pxi, "23500"), line(mar, "23500"), line(mon, "23501", "Hai")]
    first = reorganised.prepared(lines, quoc)
    apply(first, by=quoc, followers=FOLLOWERS)
    assert undo(first, by=quoc).kept == []
    waiting = reorganised.prepared(lines, quoc)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    raise_obstacle(commune=known, criterion=of.criteria.get(), text="Thiếu vốn", cause="capital", by=None)
    assert undo(waiting, by=quoc).kept == [
        "Xã Đăk Mới (mã 23500) đã có 1 vướng mắc nên được giữ lại cùng các đơn vị cũ của nó."
    ]
    assert Officer.objects.get(pk=thai.pk).scope_commune == known
    assert Officer.objects.get(pk=lan.pk).scope_commune == mon


def test_what_another_reorganisation_builds_upon_is_undone_first(communes, quoc):
    first = reorganised.prepared([line(communes[0], "23500", "Một")], quoc)
    apply(first, by=quoc)
    later = datetime.date(2027, 1, 1)
    second = reorganised.prepared([line("23500", "23500", "Hai")], quoc, on=later, name="Đổi tên lần hai")
    with pytest.raises(ActionRefused, match="Đổi tên lần hai"):
        undo(first, by=quoc)
    apply(second, by=quoc)
    with pytest.raises(ActionRefused, match="Đổi tên lần hai"):
        undo(first, by=quoc)
    undo(second, by=quoc)
    assert undo(first, by=quoc).kept == []
    told = ReorganisationLine.objects.get(reorganisation=second)
    assert (told.predecessor, told.predecessor_name) == (None, "Xã Một")
    assert communes[0] in Commune.objects.in_force(DAY)
    assert CommuneKind(told.successor_kind) == "Xã"


class _Breaking:
    """A follower that fails after everything else was written."""

    @staticmethod
    def refusals(plan):
        return []

    @staticmethod
    def follow(plan, journal, *, by):
        raise RuntimeError(len(journal.changes))


def test_what_fails_in_the_middle_leaves_nothing(communes, quoc):
    waiting = reorganised.prepared([line(place, "23500") for place in communes], quoc)
    before = reorganised.checksums()
    with pytest.raises(RuntimeError, match=r"^16$"):
        apply(waiting, by=quoc, followers=[*FOLLOWERS, _Breaking])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.changes.count()) == ("prepared", 0)
    assert reorganised.differing(before) == set()


def allowed(act, *args, **kwargs) -> bool:
    try:
        act(*args, **kwargs)
    except ActionRefused:
        return False
    return True
