"""Groups say what may be done; loading them again takes nothing away and adds nothing twice."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from communes.models import Officer
from communes.scope import groups_open_to
from criteria.actions.permissions import judgements_allowed
from ntm_portal.groups import GROUPS, load_groups
from tests.builders import commune, district, officer, province


@pytest.fixture
def groups(db):
    load_groups()
    return {group.name: group for group in Group.objects.all()}


def allowed(group: Group) -> set[str]:
    return {f"{row.content_type.app_label}.{row.codename}" for row in group.permissions.all()}


def test_groups_are_loaded_with_their_permissions(groups):
    assert set(groups) == {"Nhập liệu", "Thẩm tra", "Thẩm định", "Chỉ đạo", "Quản trị"}
    assert {name: allowed(group) for name, group in groups.items()} == GROUPS


def test_groups_enter_and_read_but_do_not_change_the_law(groups):
    entering = allowed(groups["Nhập liệu"])
    assert {
        "criteria.add_importbatch",
        "criteria.change_criterionresult",
        "communes.view_commune",
    } <= entering
    assert not {"communes.change_commune", "criteria.change_threshold", "communes.view_officer"} & entering


def test_groups_that_review_do_not_share_their_judgements(groups):
    verifying, appraising = allowed(groups["Thẩm tra"]), allowed(groups["Thẩm định"])
    assert "criteria.verify_standing" in verifying - appraising
    assert {"criteria.appraise_standing", "criteria.close_round"} <= appraising - verifying
    assert not {"criteria.change_indicatorresult", "criteria.submit_standing"} & verifying
    entering = allowed(groups["Nhập liệu"])
    assert {"criteria.change_indicatorresult", "criteria.submit_standing"} <= entering
    assert {"criteria.add_evidence", "criteria.add_evidenceuse"} <= entering
    assert not {"criteria.verify_standing", "criteria.appraise_standing", "criteria.close_round"} & entering


@pytest.mark.parametrize(
    ("group", "level", "expected"),
    [
        ("Nhập liệu", "commune", ["self"]),
        ("Nhập liệu", "province", ["self"]),
        ("Thẩm tra", "commune", []),
        ("Thẩm tra", "district", ["verified"]),
        ("Thẩm định", "district", ["self"]),
        ("Thẩm định", "province", ["appraised", "self"]),
        ("Chỉ đạo", "nation", []),
        ("Quản trị", "province", ["appraised", "verified", "self"]),
    ],
)
def test_groups_and_scope_together_open_judgements(groups, group, level, expected):
    home = province()
    hill = district(home)
    scope = {"nation": "nation", "province": home, "district": hill, "commune": commune(hill)}[level]
    assert judgements_allowed(officer("y-hoa", scope, groups=[groups[group]])) == expected


def test_groups_leave_units_in_charge_to_the_administration(groups):
    changing = {name for name, group in groups.items() if "criteria.change_criterionlead" in allowed(group)}
    assert changing == {"Quản trị"}
    assert all("criteria.view_criterionlead" in allowed(group) for group in groups.values())


def test_groups_leave_the_law_to_the_administration(groups):
    changing = {name for name, group in groups.items() if "criteria.change_criteriaset" in allowed(group)}
    assert changing == {"Quản trị"}


def test_groups_that_direct_change_no_result(groups):
    beyond = {codename for codename in allowed(groups["Chỉ đạo"]) if ".view_" not in codename}
    assert beyond
    assert all(codename.startswith("directives.") for codename in beyond)


def test_groups_never_delete(groups):
    assert not [name for group in groups.values() for name in allowed(group) if ".delete_" in name]


def test_load_groups_again_changes_nothing(groups, capsys):
    call_command("load_groups")
    assert "0 mới, 5 đã có, thêm 0 quyền" in capsys.readouterr().out


def test_load_groups_keeps_what_an_administrator_added(groups):
    extra = Permission.objects.get(codename="view_officer")
    groups["Chỉ đạo"].permissions.add(extra)
    load_groups()
    assert extra in groups["Chỉ đạo"].permissions.all()


def test_load_groups_gives_back_what_is_missing(groups):
    groups["Nhập liệu"].permissions.clear()
    load_groups()
    assert allowed(groups["Nhập liệu"]) == GROUPS["Nhập liệu"]


def test_groups_may_be_given_by_those_who_hold_as_much(groups):
    home = province()
    lan = officer("lan", home, groups=[groups["Quản trị"]])
    hoa = officer("hoa", home, groups=[groups["Nhập liệu"]])
    stranger = officer("stranger")
    assert set(groups_open_to(lan)) == set(groups.values())
    assert {group.name for group in groups_open_to(hoa)} == {"Nhập liệu"}
    assert not set(groups_open_to(stranger))
    assert Officer.objects.count() == 3
