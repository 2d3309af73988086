"""What a reorganisation refuses, what lapses, who may do it, and what undoing keeps."""

import datetime

import pytest

from communes.actions import apply, undo, withdraw
from communes.models import Commune, CommuneKind, Officer, ReorganisationLine, Succession
from communes.refusing import ActionRefused
from communes.reorganising import PlannedHeir, ReorganisationRefused
from communes.reorganising_preview import preview
from criteria.models import Standing
from directives.models import Assignment, Obstacle
from ntm_portal.groups import load_groups
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, reorganised
from tests.reorganised import BEFORE, DAY, line


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


def faults(lines, by, **fields) -> set[tuple]:
    with pytest.raises(ReorganisationRefused) as refused:
        reorganised.prepared(lines, by, **fields)
    found = refused.value.faults
    assert all(fault.text.endswith((".", "”.")) for fault in found)
    return {(fault.line, fault.heir, fault.field) for fault in found}


def test_every_fault_is_told_at_once_and_nothing_is_stored(communes, home, quoc):
    pxi, mar, mon, reo = communes
    ended = builders.commune(home, "Cũ", "23001", valid_to=datetime.date(2024, 12, 31))
    later = builders.commune(home, "Còn", "23002", valid_to=datetime.date(2025, 12, 31))
    builders.commune(home, "Ở lại", "23003")
    builders.commune(home, "Sau này", "23004", valid_from=datetime.date(2026, 1, 1))
    lines = [
        line("99999", "23500"),
        line(ended, "23500"),
        line(later, "23500"),
        line(pxi, "23500", "Đăk Khác"),
        line(pxi, "23500"),
        line(mar, "23500", whole=False),
        line(mon, "23500", whole=True),
        line(mon, "23501", "Đăk Hai", whole=False),
        line(reo, "23003", "Một"),
        line(reo, "23004", "Đăk Hai"),
        line(reo, "x1", "Xã Ba", successor_province_code="99"),
        line(reo, "23505", "", successor_kind="Làng"),
        line(reo, "23506", "Đăk Hai", successor_district_code="615"),
    ]
    heirs = [
        PlannedHeir(district_code="615", heir_commune_code="23999"),
        PlannedHeir(district_code="000"),
        PlannedHeir(district_code="615", officer=quoc, heir_province_code="98", heir_commune_code="23500"),
    ]
    found = faults(lines, quoc, heirs=heirs, name=" ")
    assert found >= {
        (None, None, "name"),
        (0, None, "predecessor_code"),
        (1, None, "predecessor_code"),
        (2, None, "predecessor_code"),
        (3, None, "successor_name"),
        (4, None, "predecessor_code"),
        (5, None, "whole"),
        (6, None, "whole"),
        (8, None, "successor_code"),
        (9, None, "successor_code"),
        (10, None, "successor_code"),
        (10, None, "successor_name"),
        (10, None, "successor_province_code"),
        (11, None, "successor_name"),
        (11, None, "successor_kind"),
        (9, None, "successor_name"),
        (12, None, "successor_district_code"),
        (None, 0, "heir_commune_code"),
        (None, 1, "district_code"),
        (None, 2, "district_code"),
        (None, 2, "heir_commune_code"),
        (None, 2, "heir_province_code"),
        (None, 2, "officer"),
    }
    assert not {at for at, _, field in found if at == 7 and field == "successor_code"}
    assert ReorganisationLine.objects.count() == 0


def test_what_was_recorded_otherwise_is_refused(communes, quoc):
    pxi = communes[0]
    new = builders.commune(pxi.province, "Đăk Hà", "23500", valid_from=DAY)
    Succession.objects.create(predecessor=pxi, successor=new, effective_on=DAY)
    assert faults([line(pxi, "23501", "Đăk Một")], quoc) == {(0, None, "successor_code")}
    assert faults([line(pxi, "23500", "Đăk Khác")], quoc) == {(0, None, "successor_name")}
    reorganised.prepared([line(pxi, "23500", "Đăk Hà")], quoc)


@pytest.mark.parametrize(
    ("group", "scope", "may_prepare", "may_apply"),
    [
        ("Quản trị", "nation", True, True),
        ("Quản trị", "home", True, True),
        ("Quản trị", "other", False, False),
        ("Thẩm định", "home", False, False),
        ("Quản trị", None, False, False),
    ],
)
def test_rights_take_the_permission_and_both_provinces(communes, quoc, group, scope, may_prepare, may_apply):
    groups = {found.name: found for found in groups_loaded()}
    places = {"home": communes[0].province, "other": builders.province("Gia Lai", "64")}
    who = builders.officer("lan", places.get(scope, scope), groups=[groups[group]])
    lines = [line(communes[0], "23500")]
    assert allowed(reorganised.prepared, lines, who) == may_prepare
    waiting = reorganised.prepared(lines, quoc)
    assert allowed(apply, waiting, by=who) == may_apply
    if not may_apply:
        apply(waiting, by=quoc)
    assert allowed(undo, waiting, by=who) == may_apply


def groups_loaded():
    from django.contrib.auth.models import Group

    load_groups()
    return Group.objects.all()


def allowed(act, *args, **kwargs) -> bool:
    try:
        act(*args, **kwargs)
    except ActionRefused:
        return False
    return True


def test_administrator_of_one_province_does_not_move_communes_into_another(communes):
    lan = builders.officer("lan", communes[0].province, groups=[groups_loaded().get(name="Quản trị")])
    builders.province("Quảng Ngãi", "51")
    waiting = reorganised.prepared([line(communes[0], "23500", successor_province_code="51")], lan)
    with pytest.raises(ReorganisationRefused, match="Tỉnh Quảng Ngãi ở ngoài phạm vi"):
        apply(waiting, by=lan)


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


def test_round_of_the_day_or_later_is_refused(communes, quoc):
    of = builders.criteria_set(1)
    builders.round_with({communes[0]: "M"}, of=of, data_on=BEFORE)
    waiting = reorganised.prepared([line(communes[0], "23500")], quoc)
    assert preview(waiting, followers=FOLLOWERS).faults == []
    late = builders.round_with({communes[0]: "M"}, of=of, data_on=DAY)
    assert [fault.text[:14] for fault in preview(waiting, followers=FOLLOWERS).faults] == ["Kỳ 01/07/2025 "]
    before = reorganised.checksums()
    assert not allowed(apply, waiting, by=quoc, followers=FOLLOWERS)
    assert reorganised.differing(before) == set()
    type(late).objects.filter(pk=late.pk).update(withdrawn_at=builders.MOMENT)
    assert allowed(apply, waiting, by=quoc, followers=FOLLOWERS)


def test_divided_communes_and_districts_without_heir_lapse(communes, hill, quoc):
    pxi, mar, mon, reo = communes
    sits = builders.officer("nam", hill)
    divided, moved, named = (
        builders.officer(name, place) for name, place in (("thai", pxi), ("mar", mar), ("mon", mon))
    )
    lines = [line(pxi, code, f"Đăk {code}", whole=False) for code in ("23500", "23501")]
    lines += [line(place, "23500", "Đăk 23500") for place in (mar, mon, reo)]
    heirs = [PlannedHeir(officer=named, heir_province_code="62")]
    waiting = reorganised.prepared(lines, quoc, heirs=heirs)
    seen = preview(waiting, followers=FOLLOWERS)
    assert [district.code for district in seen.districts] == ["615"]
    assert [len(merger.predecessors) for merger in seen.mergers] == [4, 1]
    assert {move.officer.username: move.after for move in seen.moves} == {
        "nam": "", "thai": "", "mar": "Xã Đăk 23500", "mon": "Tỉnh Kon Tum"
    }  # fmt: skip
    done = apply(waiting, by=quoc, followers=FOLLOWERS)
    assert len(done.lapsed) == len(seen.lapses) == 2
    places = {one.username: (one.scope_level, one.scope_id) for one in Officer.objects.exclude(pk=quoc.pk)}
    new = Commune.objects.in_force(DAY).get(code="23500")
    assert places["nam"] == places["thai"] == ("", None)
    assert places["mar"] == ("commune", new.pk)
    assert places["mon"] == ("province", hill.province_id)
    assert {sits.pk, divided.pk, moved.pk} <= set(
        Officer.objects.filter(is_active=True).values_list("pk", flat=True)
    )


def test_part_reads_and_whole_goes_on(communes, home, quoc):
    """Who took in a part reads the predecessor's rows; only who took in all of it goes on with them."""
    pxi, mar, *_ = communes
    builders.round_with({pxi: "M", mar: "N"}, of=builders.criteria_set(1))
    lines = [line(pxi, code, f"Đăk {code}", whole=False) for code in ("23500", "23501")]
    apply(reorganised.prepared([*lines, line(mar, "23500", "Đăk 23500")], quoc), by=quoc)
    new = builders.officer("moi", Commune.objects.in_force(DAY).get(code="23500"))
    seen = set(Standing.objects.visible_to(new).values_list("commune", flat=True))
    assert seen == {pxi.pk, mar.pk}
    covered = [new.covers(province_id=home.pk, district_id=None, commune_id=place.pk) for place in (pxi, mar)]
    assert covered == [False, True]


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
