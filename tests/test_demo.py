"""Demonstration data: complete, repeatable, illustrative to the last row, and never on a real server."""

import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from communes.models import Agency, Officer
from criteria.models import CriterionResult, Recognition, ResultChange, Round, Standing
from ntm_portal import demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


def everything() -> list:
    """Counts and keys of all that a load writes."""
    models = (Agency, Officer, Round, Standing, CriterionResult, ResultChange, Recognition)
    return [sorted(model.objects.values_list("pk", flat=True)) for model in models]


def test_load_again_changes_nothing():
    before = everything()
    assert demo.load_demo() == "Dữ liệu minh họa: 0 kỳ mới, 0 công nhận mới."
    assert everything() == before


def test_load_again_keeps_what_an_administrator_changed():
    Officer.objects.filter(username="nam").update(title="Bí thư Huyện ủy")
    Round.objects.filter(data_on__year=2023).update(name="Cả năm 2023")
    demo.load_demo()
    assert Officer.objects.get(username="nam").title == "Bí thư Huyện ủy"
    assert Round.objects.get(data_on__year=2023).name == "Cả năm 2023"


def test_standings_of_the_demonstration_are_true(capsys):
    call_command("check_standings")
    assert "Đã tính lại 255 dòng kết quả" in capsys.readouterr().out


def test_all_of_it_is_marked_as_illustrative():
    assert set(Round.objects.values_list("illustrative", flat=True)) == {True}
    assert not Round.objects.filter(illustrative_note="").exists()
    assert set(Recognition.objects.values_list("illustrative", flat=True)) == {True}
    assert not Recognition.objects.exclude(decision_number__startswith="minh họa").exists()
    assert set(Officer.objects.values_list("is_demo", flat=True)) == {True}
    assert set(ResultChange.objects.values_list("source", flat=True)) == {"demo"}


def test_recognitions_name_the_set_of_their_day():
    """Nobody was recognised by a decision that had not been issued."""
    for recognition in Recognition.objects.select_related("criteria_set"):
        assert recognition.criteria_set.valid_from <= recognition.decided_on
    assert Recognition.objects.filter(decided_on__lte=datetime.date(2022, 11, 30)).count() == 36
    assert Recognition.objects.count() == 42


def test_officers_have_the_scope_and_the_groups_of_their_work():
    people = {
        officer.username: (officer.scope_level, {group.name for group in officer.groups.all()})
        for officer in Officer.objects.all()
    }
    assert people == {
        "minh": ("province", {"Nhập liệu", "Thẩm định"}),
        "hoa": ("province", {"Nhập liệu", "Thẩm định"}),
        "nam": ("district", {"Thẩm tra"}),
        "thai": ("commune", {"Nhập liệu"}),
        "lan": ("province", {"Quản trị"}),
    }
    assert not Officer.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("username", ["minh", "hoa", "nam", "thai", "lan"])
def test_officers_sign_in_with_the_printed_password(client, username):
    line = next(line for line in demo.sign_ins() if f" {username} " in line)
    assert client.login(username=username, password=line.split()[1])


def test_command_prints_who_may_sign_in(capsys):
    call_command("load_demo")
    out = capsys.readouterr().out
    assert "Dữ liệu minh họa: 0 kỳ mới" in out
    assert all(line in out for line in demo.sign_ins())


def test_command_refuses_a_real_server(settings, capsys):
    settings.DEMO = False
    Round.objects.filter(data_on__year=2023).update(data_on=datetime.date(2023, 12, 30))
    before = everything()
    with pytest.raises(CommandError, match="DEMO đang tắt"):
        call_command("load_demo")
    assert everything() == before
    assert demo.sign_ins() == []
    assert demo.PASSWORD not in capsys.readouterr().out
