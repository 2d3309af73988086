"""What a reorganisation refuses and what lapses with it, and who may do it."""

import pytest
from django.contrib.auth.models import Group

from communes.actions import apply, undo
from communes.models import Commune, Officer
from communes.refusing import ActionRefused
from communes.reorganising import PlannedHeir, ReorganisationRefused
from communes.reorganising_preview import preview
from criteria.models import Standing
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


@pytest.mark.parametrize("by_department", [False, True])
def test_what_a_district_held_about_one_commune_goes_with_that_commune(communes, hill, quoc, by_department):
    """The district's heir, another commune, takes over only what was about the district as a whole."""
    *others, seat = communes
    lines = [line(place, "23500", "Đăk Mới") for place in others] + [line(seat, "23501", "Đăk Hà")]
    agency = builders.agency(hill.province, "Sở NN&MT")
    heir = {"heir_agency": agency} if by_department else {"heir_commune_code": "23501"}
    task = directive_builders.task(directive_builders.directive(hill.province))
    about = [directive_builders.assignment(task, hill, commune=place) for place in (others[0], None)]
    waiting = reorganised.prepared(lines, quoc, heirs=[PlannedHeir(district_code="615", **heir)])
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    one, whole = (type(row).objects.get(pk=row.pk) for row in about)
    new, at_seat = Commune.objects.in_force(DAY).order_by("code")
    assert (one.unit, one.commune) == (agency if by_department else new, new)
    assert (whole.unit, whole.commune) == (agency if by_department else at_seat, None)
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


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
