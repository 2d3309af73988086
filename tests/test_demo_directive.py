"""The demonstration's directive: every way an assignment, obstacle or comment can stand; repeatable."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from communes.models import Agency, Commune, District, Notice, Officer
from criteria.models import Standing
from directives.deadlines import Status
from directives.following import follow, tally
from directives.models import (
    Activity,
    ActivityPhoto,
    Assignment,
    Comment,
    Directive,
    ExplanationRequest,
    Extension,
    Obstacle,
    ObstacleState,
    ObstacleStep,
    ProgressReport,
    Task,
)
from ntm_portal import demo, demo_directive
from ntm_portal.demo_directive_people import EMAIL, name_heads
from tests import world
from tests.screen_parts import heading, html, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directive_loaded")]

WRITTEN = (
    Directive, Task, Assignment, Extension, ProgressReport, Obstacle, ObstacleStep, ExplanationRequest,
    Activity, Comment, Notice, Officer, Agency,
)  # fmt: skip


def followed() -> Directive:
    return Directive.objects.get(number=demo_directive.NUMBER)


def statuses():
    return follow(Assignment.objects.standing().with_names(), timezone.localdate())


def signed_in(client, username: str):
    client.force_login(Officer.objects.get(username=username))
    return client


def test_directive_says_what_is_real_and_what_is_not():
    directive = followed()
    assert f"{directive.signed_on:%d/%m/%Y}" == "22/01/2024"
    assert directive.title.startswith("Về việc tăng cường vai trò, trách nhiệm của các đơn vị, địa phương")
    assert (directive.signer, directive.file.name, directive.supersedes) == ("", "", None)
    assert directive.illustrative_note.startswith("Số, ngày và trích yếu là thật")
    assert "không phải nguyên văn" in directive.illustrative_note
    before = Directive.objects.exclude(pk=directive.pk).get()
    assert (before.number, f"{before.signed_on:%d/%m/%Y}") == ("04/CT-UBND", "02/03/2022")
    assert before.illustrative_note and not before.tasks.exists()


def test_eight_tasks_reach_ten_districts_and_eight_departments():
    given = Assignment.objects.standing()
    assert followed().tasks.count() == 8
    assert given.exclude(unit_district=None).values("unit_district").distinct().count() == 10
    assert given.exclude(unit_agency=None).values("unit_agency").distinct().count() >= 8
    assert set(given.values_list("role", flat=True)) == {"lead", "support"}


def test_assignments_stand_in_every_way():
    counted = tally(statuses())
    assert all(counted.counts[status] for status in Status)
    assert sum(number for _, number, _ in counted.lines) == Assignment.objects.count()
    reports = ProgressReport.objects.all()
    assert reports.exclude(returned_at=None).count() >= 3
    assert sum(row.is_waiting for row in reports) >= 3
    assert set(Extension.objects.values_list("granted", flat=True)) == {True, False, None}


def test_returned_reports_count_as_not_done():
    returned = {row.assignment_id for row in ProgressReport.objects.exclude(returned_at=None)}
    assert not [item.row for item in statuses() if item.row.id in returned and item.is_done]


def test_task_was_exploded_to_the_communes_of_one_district_and_to_the_unit_in_charge():
    of_eleven = Assignment.objects.filter(criterion__number=11, unit_commune__district__code="617")
    assert of_eleven.count() == 9
    assert all(row.unit_commune_id == row.commune_id and row.closes_when_met for row in of_eleven)
    of_twelve = Assignment.objects.filter(criterion__number=12)
    assert {row.unit_name for row in of_twelve} == {"Sở LĐTBXH"}
    assert of_twelve.count() == 6


def test_one_assignment_closed_by_its_cell():
    (closed,) = [item for item in statuses() if item.row.closes_when_met and item.is_done]
    assert (closed.row.commune.code, closed.row.criterion.number) == ("23504", 11)
    assert (closed.status, f"{closed.done_on:%d/%m/%Y}") == (Status.DONE_ON_TIME, "31/03/2024")


def test_obstacles_stand_in_every_state():
    obstacles = Obstacle.objects.all()
    assert obstacles.count() >= 12
    assert set(obstacles.values_list("state", flat=True)) == set(ObstacleState.values)
    assert obstacles.values("commune__district").distinct().count() >= 5
    assert obstacles.filter(times_raised=2, state="raised").count() == 1
    ages = [(timezone.localdate() - row.open_since).days for row in obstacles.still_open()]
    assert sum(age > 30 for age in ages) >= 3
    assert all(row.due_on for row in obstacles)


def test_steps_go_forward_in_time():
    for obstacle in Obstacle.objects.all():
        moments = list(obstacle.steps.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[0] == obstacle.raised_at


def test_explanations_are_answered_waiting_and_late():
    today = timezone.localdate()
    asked = ExplanationRequest.objects.all()
    assert asked.exclude(answered_at=None).count() >= 2
    assert asked.unanswered().filter(due_on__gte=today).count() >= 2
    assert asked.unanswered().filter(due_on__lt=today).count() >= 2
    assert not [row for row in asked if row.answered_at and row.answered_at < row.asked_at]


def test_activities_and_comments_are_of_every_kind():
    assert Activity.objects.count() >= 15
    assert Activity.objects.filter(people=None).exists()
    assert set(Activity.objects.exclude(model_name="").values_list("model_outcome", flat=True)) == {
        "started", "kept", "spread", "stopped",
    }  # fmt: skip
    assert not ActivityPhoto.objects.exists()
    assert set(Comment.objects.values_list("state", flat=True)) == {"waiting", "public", "refused"}
    assert Comment.objects.published().exclude(answer="").exists()
    assert Comment.objects.published().filter(answer="").exists()


def test_everything_is_marked_as_illustrative():
    for model in (Obstacle, ExplanationRequest, Activity, Comment):
        assert set(model.objects.values_list("illustrative", flat=True)) == {True}
    assert not Directive.objects.filter(illustrative_note="").exists()
    assert set(Officer.objects.values_list("is_demo", flat=True)) == {True}
    heads = [*District.objects.exclude(head="").values_list("head", flat=True)]
    heads += Agency.objects.exclude(head="").values_list("head", flat=True)
    heads += Commune.objects.exclude(chairman="").values_list("chairman", flat=True)
    assert len(heads) == 10 + Agency.objects.count() + 85
    assert all(head.endswith("(minh họa)") for head in heads)


def test_heads_somebody_entered_stay():
    district = District.objects.exclude(head="").first()
    agency = Agency.objects.exclude(head="").first()
    District.objects.filter(pk=district.pk).update(head="Ông A Phương")
    Agency.objects.filter(pk=agency.pk).update(head="")
    assert name_heads(district.province) == 1
    district.refresh_from_db()
    assert district.head == "Ông A Phương"


def test_nothing_happened_after_now():
    now = timezone.now()
    assert not Notice.objects.filter(at__gt=now).exists()
    assert not ObstacleStep.objects.filter(at__gt=now).exists()
    assert not Assignment.objects.filter(given_at__gt=now).exists()
    assert not ProgressReport.objects.filter(at__gt=now).exists()


def test_history_of_assignments_is_of_the_days_things_happened():
    for assignment in Assignment.objects.filter(extended_to__isnull=False):
        extended, given = assignment.history.all()
        assert given.history_date == assignment.given_at == given.given_at
        assert extended.history_date == assignment.extensions.get().answered_at
    for assignment in Assignment.objects.filter(done_on__isnull=False):
        assert assignment.history.first().history_date == assignment.reports.get().accepted_at


def test_load_again_changes_nothing():
    before = [sorted(model.objects.values_list("pk", flat=True)) for model in WRITTEN]
    assert demo_directive.load_directive() == "Chỉ thị 05/CT-UBND: đã có."
    assert [sorted(model.objects.values_list("pk", flat=True)) for model in WRITTEN] == before


def test_standings_stay_as_they_were(client, capsys):
    page = html(client, f"/tinh/{world.HOME}/")
    assert heading(page).endswith("48/85 xã đạt 19/19 tiêu chí, trong đó 42 xã đã được công nhận")
    assert "bình quân 16,00 tiêu chí/xã" in sentence(page)
    assert "7/10 xã đạt 19/19 tiêu chí" in heading(html(client, "/huyen/615/?ngay=2025-06-30"))
    call_command("check_standings")
    assert f"Đã tính lại {Standing.objects.count()} dòng kết quả" in capsys.readouterr().out


def test_leader_signs_in_with_the_printed_password_and_stand_ins_do_not(client):
    (line,) = demo.sign_ins(demo_directive.OFFICERS)
    assert client.login(username="hung", password=line.split()[1])
    stand_ins = Officer.objects.filter(username__startswith="can-bo-")
    assert stand_ins.count() > 20
    assert not [officer for officer in stand_ins if officer.has_usable_password() or officer.email]


ILLUSTRATED = ["directives", "my-assignments", "obstacles", "explanations", "activities"]


@pytest.mark.parametrize("name", ILLUSTRATED)
def test_pages_with_illustrative_rows_say_so(client, name):
    page = html(signed_in(client, "hung"), reverse(name))
    assert "Minh họa." in page


@pytest.mark.parametrize("model", [Assignment, Obstacle, ExplanationRequest, Activity])
def test_page_of_an_illustrative_row_says_so(client, model):
    name = {ExplanationRequest: "explanation"}.get(model, model.__name__.lower())
    page = html(signed_in(client, "hung"), reverse(name, args=[model.objects.first().pk]))
    assert "Minh họa." in page


@pytest.mark.parametrize("address", ["/xa/23503/", "/tieu-chi/xa-ntm-2021-2025/2/"])
def test_published_comments_say_that_they_are_illustrative(client, address):
    page = html(client, address)
    assert Comment.objects.published().filter(text__in=_paragraphs(page)).exists()
    assert "minh họa" in page


def _paragraphs(page: str) -> list[str]:
    return [part.strip() for part in re.split(r"<[^>]+>", page) if part.strip()]


def test_no_page_of_a_visitor_shows_an_address_or_a_debt(client):
    pages = [
        "/",
        "/tinh/62/",
        "/huyen/615/?ngay=2025-06-30",
        "/xa/23503/",
        "/xa/23518/",
        "/tieu-chi/xa-ntm-2021-2025/17/",
    ]
    private = [row.text for row in Obstacle.objects.all()]
    private += [row.text for row in Comment.objects.exclude(state="public")]
    private += [EMAIL, "việc quá hạn", "vướng mắc đang mở", "chưa có giải pháp"]
    for address in pages:
        page = html(client, address)
        assert not [text for text in private if text.lower() in page.lower()], address
