"""Giving tasks: who may, to whom, for every unmet cell, and taking an assignment back."""

import datetime

import pytest

from communes.models import Notice
from criteria.actions import ActionRefused
from criteria.models import CriterionLead
from directives.actions import assign, assign_unmet, revoke
from directives.actions.assigning import TO_COMMUNE, TO_DISTRICT, TO_LEAD
from directives.models import Assignment
from tests import builders
from tests import directive_builders as build
from tests.directive_world import directive_world

DUE = datetime.date(2024, 12, 31)


@pytest.fixture
def world(db):
    return directive_world()


def give(world, *units, by=None, **fields):
    return assign(task=world.task, units=units, due_on=DUE, by=by or world.people.director, **fields)


def test_assigning_writes_who_what_when_and_tells_the_unit(world):
    [given] = give(world, world.agency, expected_result="Báo cáo hằng quý")
    assert (given.unit, given.due_on, given.given_by) == (world.agency, DUE, world.people.director)
    assert (given.result, given.closes_when_met) == ("Báo cáo hằng quý", False)
    assert given.history.get().history_user == world.people.director
    notice = Notice.objects.get()
    assert notice.recipient == world.people.department
    assert notice.text == "Chỉ thị số 05/CT-UBND: được giao “Giảm nghèo bền vững”, hạn 31/12/2024."
    assert notice.url == f"/nhiem-vu/{given.pk}/"


def test_assigning_to_several_units_at_once(world):
    given = give(world, world.agency, world.district, world.commune)
    assert [row.unit for row in given] == [world.agency, world.district, world.commune]
    assert {notice.recipient for notice in Notice.objects.all()} == {
        world.people.department,
        world.people.district,
        world.people.commune,
    }


def test_assigning_a_cell_closes_when_it_is_met(world):
    [given] = give(world, world.agency, commune=world.commune, criterion=world.criteria[0])
    assert given.closes_when_met
    assert given.result == "Xã Đăk Pxi được thẩm định đạt tiêu chí 1"


@pytest.mark.parametrize("person", ["department", "district", "commune", "reader", "stranger"])
def test_assigning_is_for_those_who_direct_in_the_province(world, person):
    with pytest.raises(ActionRefused):
        give(world, world.agency, by=getattr(world.people, person))
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda world: {"units": []}, "Chọn ít nhất một đơn vị"),
        (lambda world: {"due_on": datetime.date(2024, 1, 21)}, "từ ngày ban hành văn bản (22/01/2024)"),
        (lambda world: {"units": [_elsewhere()]}, "không thuộc tỉnh Kon Tum"),
        (lambda world: {"commune": world.commune}, "chọn cả tiêu chí"),
        (lambda world: {"units": [world.district]}, "đã được giao việc này"),
    ],
)
def test_assigning_refuses_what_no_assignment_may_say(world, change, said):
    give(world, world.district)
    order = {"task": world.task, "units": [world.agency], "due_on": DUE, "by": world.people.director}
    with pytest.raises(ActionRefused, match=said.replace("(", r"\(").replace(")", r"\)")):
        assign(**{**order, **change(world)})
    assert Assignment.objects.count() == 1


def _elsewhere():
    return builders.agency(builders.province("Gia Lai", "64"))


def explode(world, to=TO_COMMUNE, by=None, **fields):
    return assign_unmet(
        task=world.task,
        criterion=fields.pop("criterion", world.criteria[0]),
        due_on=DUE,
        to=to,
        by=by or world.people.director,
        **fields,
    )


@pytest.mark.parametrize(
    ("to", "units"),
    [
        (TO_COMMUNE, ["Xã Đăk Pxi", "Xã Đăk Ui"]),
        (TO_DISTRICT, ["Huyện Đăk Hà", "Huyện Đăk Hà"]),
        (TO_LEAD, ["Sở NN&PTNT", "Sở NN&PTNT"]),
    ],
)
def test_exploding_gives_one_assignment_for_each_unmet_commune(world, to, units):
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[0], agency=world.agency)
    done = explode(world, to)
    assert [str(row.unit) for row in done.given] == units
    assert [row.commune for row in done.given] == world.communes[:2]
    assert all(row.closes_when_met and row.criterion == world.criteria[0] for row in done.given)
    assert (done.there, done.without_data) == (0, 1)


def test_exploding_again_gives_nothing_new(world):
    explode(world, district=world.district)
    again = explode(world)
    assert (again.given, again.there) == ([], 2)


def test_exploding_inside_a_district_and_for_chosen_communes(world):
    other = world.communes[2].district
    assert [
        row.commune.name for row in explode(world, criterion=world.criteria[1], district=other).given
    ] == ["Pô Kô"]
    chosen = explode(world, communes=[world.communes[1], world.communes[2]])
    assert [row.commune.name for row in chosen.given] == ["Đăk Ui"]


def test_exploding_tells_a_unit_once(world):
    explode(world, TO_DISTRICT)
    assert Notice.objects.get().text.endswith("và 1 việc khác, hạn 31/12/2024.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda world: {"criterion": world.criteria[2]}, "Không có xã nào chưa đạt tiêu chí 3"),
        (lambda world: {"to": TO_LEAD}, "chưa có đơn vị phụ trách"),
        (lambda world: {"by": world.people.department}, "không được giao việc"),
        (lambda world: {"district": world.communes[2].district}, "1 xã chưa có số liệu"),
    ],
)
def test_exploding_refuses_what_cannot_be_given(world, change, said):
    with pytest.raises(ActionRefused, match=said):
        explode(world, **change(world))
    assert not Assignment.objects.exists()


def test_revoking_keeps_the_row_with_its_reason_and_frees_its_place(world):
    [given] = give(world, world.agency)
    revoke(assignment=given, reason=" Giao nhầm đơn vị ", by=world.people.director)
    given.refresh_from_db()
    assert (given.revoked_reason, given.revoked_by) == ("Giao nhầm đơn vị", world.people.director)
    assert not Assignment.objects.standing().exists()
    assert give(world, world.agency)


@pytest.mark.parametrize(
    ("person", "reason", "said"),
    [
        ("director", " ", "Ghi lý do"),
        ("department", "Thôi", "không được giao việc"),
        ("stranger", "Thôi", "Chỉ cán bộ cấp tỉnh"),
    ],
)
def test_revoking_is_refused_without_a_reason_and_to_others(world, person, reason, said):
    given = build.assignment(world.task, world.agency)
    with pytest.raises(ActionRefused, match=said):
        revoke(assignment=given, reason=reason, by=getattr(world.people, person))
    given.refresh_from_db()
    assert given.revoked_at is None


def test_revoking_twice_is_refused(world):
    given = build.assignment(world.task, world.agency)
    revoke(assignment=given, reason="Giao nhầm", by=None)
    with pytest.raises(ActionRefused, match="đã được thu hồi"):
        revoke(assignment=given, reason="Giao nhầm", by=None)
