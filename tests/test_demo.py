"""Demonstration data: complete, repeatable, illustrative to the last row, and never on a real server."""

import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from communes.models import Agency, Officer
from criteria.actions.permissions import criteria_in_charge_of_others
from criteria.models import CriterionLead, CriterionResult, Recognition, ResultChange, Round, Standing
from ntm_portal import demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


def everything() -> list:
    """Counts and keys of all that a load writes."""
    models = (
        Agency, Officer, CriterionLead, Round, Standing, CriterionResult, ResultChange, Recognition,
    )  # fmt: skip
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


def test_every_criterion_of_the_sets_in_use_has_one_unit_in_charge():
    leads = CriterionLead.objects.filter(role="lead").select_related("criterion__criteria_set")
    numbers = sorted((lead.criterion.criteria_set.code, lead.criterion.number) for lead in leads)
    codes = ("xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025")
    assert numbers == [(code, number) for code in codes for number in range(1, 20)]
    assert set(CriterionLead.objects.values_list("decision", flat=True)) == {"minh họa"}


@pytest.mark.parametrize(
    ("username", "numbers"), [("minh", set(range(1, 20))), ("hoa", {3, 13}), ("kien", {11, 12})]
)
def test_officers_appraise_what_their_unit_is_in_charge_of(username, numbers):
    round = Round.objects.get(data_on__year=2023)
    elsewhere = criteria_in_charge_of_others(Officer.objects.get(username=username), round)
    criteria = round.criteria_set.criteria.exclude(pk__in=elsewhere)
    assert set(criteria.values_list("number", flat=True)) == numbers


def test_load_again_keeps_the_unit_an_administrator_put_in_charge():
    lead = CriterionLead.objects.filter(role="lead").first()
    unit = Agency.objects.exclude(pk=lead.agency_id).filter(province=lead.province).first()
    lead.agency = unit
    lead.save()
    before = CriterionLead.objects.count()
    demo.load_demo()
    lead.refresh_from_db()
    assert (lead.agency, CriterionLead.objects.count()) == (unit, before)


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
        "kien": ("province", {"Nhập liệu", "Thẩm định"}),
        "nam": ("district", {"Thẩm tra", "Chỉ đạo"}),
        "yen": ("nation", {"Quản trị"}),
        "long": ("nation", {"Quản trị"}),
        "thai": ("commune", {"Nhập liệu"}),
        "lan": ("province", {"Quản trị"}),
    }
    assert not Officer.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("username", ["minh", "hoa", "kien", "nam", "thai", "lan"])
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
