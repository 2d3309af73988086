"""Two people at once on what was ordered: exactly one wins, the other is told; nothing is given twice."""

import datetime

import pytest
from django.utils import timezone

from communes.models import Commune, Notice, Officer
from criteria.actions import ActionRefused
from criteria.models import Criterion
from directives import actions
from directives.models import Assignment, Extension, Obstacle, ObstacleStep, ProgressReport, Task
from tests import directive_builders as build
from tests import own_database
from tests.directive_world import directive_world
from tests.test_races import only_refusal, race

pytestmark = pytest.mark.django_db

LATER = datetime.timedelta(days=40)
TEXT = "Thiếu vốn làm đường."
# Each race is run from the same start several times: who is first is for the machine to say.
RACES = range(3)


@pytest.fixture(scope="module")
def start(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database with the small province of the directives."""
    folder = tmp_path_factory.mktemp("races")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build_world)
        yield name


@pytest.fixture(params=RACES)
def database(start, tmp_path):
    with own_database.copy_of(start, tmp_path) as name:
        yield name


def build_world() -> None:
    """One assignment of the department, with a report of completion and a request for more time waiting."""
    world = directive_world()
    given = build.assignment(world.task, world.agency, due_on=timezone.localdate() + LATER)
    build.report(given, percent=100, says_done=True, by=world.people.department)
    build.extension(given, until=given.due_on + LATER, asked_by=world.people.department)
    build.task(world.directive, 2)


def officer(username: str) -> Officer:
    return Officer.objects.get(username=username)


def cell() -> tuple[Commune, Criterion]:
    return Commune.objects.get(code="23503"), Criterion.objects.get(number=1)


def accept(username: str) -> str:
    actions.answer_report(report=ProgressReport.objects.get(), accept=True, by=officer(username))
    return username


def send_back(username: str) -> str:
    report = ProgressReport.objects.get()
    actions.answer_report(report=report, accept=False, answer="Thiếu số liệu.", by=officer(username))
    return username


def answered() -> tuple[str, bool, int]:
    """Who answered the report, whether the assignment is done, and how many were told."""
    report, given = ProgressReport.objects.get(), Assignment.objects.get()
    by = report.accepted_by or report.returned_by
    return by.username, given.done_on is not None, Notice.objects.filter(recipient__username="hoa").count()


@pytest.mark.parametrize("second", [accept, send_back])
def test_two_directors_answering_one_report_one_wins(database, second):
    said = race(database, (accept, "lan"), (second, "minh"))

    assert "không còn chờ xác nhận" in only_refusal(said)
    winner = next(name for name in said if isinstance(name, str))
    done = second is accept or winner == "lan"
    assert own_database.run(database, answered) == (winner, done, 1)


def grant(username: str) -> str:
    extension = Extension.objects.get()
    actions.answer_extension(extension=extension, grant=True, by=officer(username))
    return username


def granted() -> tuple[str, int]:
    """Who granted the extension, and how many versions the assignment has."""
    return Extension.objects.get(granted=True).answered_by.username, Assignment.history.count()


def test_one_extension_granted_by_two_is_granted_once(database):
    said = race(database, (grant, "lan"), (grant, "minh"))

    assert "đã được trả lời" in only_refusal(said)
    winner = next(name for name in said if isinstance(name, str))
    assert own_database.run(database, granted) == (winner, 2)


def drop_request() -> None:
    Extension.objects.all().delete()


def ask_for_more() -> str:
    given = Assignment.objects.get()
    until = given.due_on + LATER
    actions.ask_extension(assignment=given, until=until, reason="Mưa lũ.", by=officer("hoa"))
    return "hoa"


def requests() -> int:
    return Extension.objects.count()


def test_two_requests_for_more_time_are_one(database):
    own_database.run(database, drop_request)

    said = race(database, (ask_for_more,), (ask_for_more,))

    assert "chờ trả lời" in only_refusal(said)
    assert own_database.run(database, requests) == 1


def raise_one(username: str) -> str:
    commune, criterion = cell()
    actions.raise_obstacle(
        commune=commune, criterion=criterion, text=TEXT, cause="capital", by=officer(username)
    )
    return username


def steps() -> tuple[int, list[tuple[str, str]]]:
    """How many obstacles, and who took which step."""
    taken = ObstacleStep.objects.order_by("pk").values_list("action", "by__username")
    return Obstacle.objects.count(), list(taken)


def test_two_officers_raising_one_obstacle_raise_it_once(database):
    said = race(database, (raise_one, "thai"), (raise_one, "nam"))

    assert "đã được nêu và đang mở" in only_refusal(said)
    winner = next(name for name in said if isinstance(name, str))
    assert own_database.run(database, steps) == (1, [("raise", winner)])


def settle(username: str) -> str:
    obstacle = Obstacle.objects.get()
    actions.settle(obstacle=obstacle, result=f"{username} đã lo vốn.", effect="closer", by=officer(username))
    return username


def result() -> str:
    return Obstacle.objects.get().result


def test_two_officers_settling_one_obstacle_one_wins(database):
    own_database.run(database, raise_one, "thai")

    said = race(database, (settle, "nam"), (settle, "lan"))

    assert "không còn bước" in only_refusal(said)
    winner = next(name for name in said if isinstance(name, str))
    assert own_database.run(database, steps) == (1, [("raise", "thai"), ("settle", winner)])
    assert own_database.run(database, result) == f"{winner} đã lo vốn."


def escalate() -> str:
    obstacle = Obstacle.objects.with_names().get()
    agency = officer("hoa").agency
    actions.escalate(obstacle=obstacle, to=agency, reason="Vượt thẩm quyền.", by=officer("nam"))
    return "nam"


def test_an_obstacle_settled_while_it_is_handed_on_takes_one_way(database):
    own_database.run(database, raise_one, "thai")

    said = race(database, (settle, "lan"), (escalate,))

    # Handing on and then settling is a way of the diagram; the reverse is not.
    refused = [answer for answer in said if isinstance(answer, ActionRefused)]
    assert all("không còn bước" in str(refusal) for refusal in refused)
    taken = [action for action, _ in own_database.run(database, steps)[1]]
    assert taken in (["raise", "settle"], ["raise", "escalate", "settle"])
    assert len(refused) == 3 - len(taken)


def explode(username: str) -> int:
    """How many assignments it gave."""
    done = actions.assign_unmet(
        task=Task.objects.select_related("directive__province").get(position=2),
        criterion=Criterion.objects.get(number=1),
        due_on=timezone.localdate() + LATER,
        by=officer(username),
    )
    return len(done.given)


def exploded() -> list[str]:
    rows = Assignment.objects.filter(task__position=2).order_by("commune__name")
    return [row.commune.name for row in rows.select_related("commune")]


def test_two_explosions_of_one_task_give_nothing_twice(database):
    said = race(database, (explode, "lan"), (explode, "minh"))

    assert sorted(said) == [0, 2]
    assert own_database.run(database, exploded) == ["Đăk Pxi", "Đăk Ui"]
