"""Two people at once on a work item: nobody is overwritten, and none waits for ever."""

import pytest

from communes.models import Officer
from criteria.actions import ActionRefused
from funding.actions.overlap import answer_question
from funding.actions.work import change_work_item, record_work_item
from funding.models import OverlapQuestion, QuestionState, WorkFunding, WorkItem
from funding.work_entries import Facts, LineEntry, seal
from tests import own_database
from tests.money_world import allow
from tests.test_races import only_refusal, race
from tests.work_world import MILLION, facts, line, work_world

pytestmark = pytest.mark.django_db
RACES = range(3)


@pytest.fixture(scope="module")
def start(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database with two works of Đăk Pxi that are asked about."""
    folder = tmp_path_factory.mktemp("races")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build_world)
        yield name


@pytest.fixture(params=RACES)
def database(start, tmp_path):
    with own_database.copy_of(start, tmp_path) as name:
        yield name


def build_world() -> None:
    world = work_world()
    allow(world.officers["minh"], "answer_overlapquestion")
    record_work_item(facts=facts(world), lines=[line(world)], by=None)
    like = facts(world, name="Đường GTNT thôn Kon Pao")
    record_work_item(facts=like, lines=[line(world, "giam-ngheo")], by=None)


def first() -> WorkItem:
    return WorkItem.objects.order_by("pk").first()


def sealed() -> str:
    item = first()
    return seal(item, item.funding.all(), item.arrears.all())


def change(username: str, amount: int, seen: str) -> str:
    item, row = first(), WorkFunding.objects.order_by("pk").first()
    said = {
        name: getattr(item, name) for name in ("commune", "name", "group", "year_from", "year_to", "cost")
    }
    entry = LineEntry(row.programme, row.capital_source, row.year, amount, pk=row.pk)
    by = Officer.objects.get(username=username)
    change_work_item(item=item, facts=Facts(**said), lines=[entry], debts=[], by=by, seen=seen)
    return username


def answer(username: str) -> str:
    question = OverlapQuestion.objects.get(gone_at=None)
    by = Officer.objects.get(username=username)
    answer_question(question=question, state=QuestionState.NO_OVERLAP, answer="Hai đoạn khác nhau", by=by)
    return username


def outcome() -> tuple[int, list]:
    """What the line says, and the questions: (state, whether gone), oldest first."""
    rows = OverlapQuestion.objects.order_by("pk")
    asked = [(row.state, row.gone_at is not None) for row in rows]
    return WorkFunding.objects.order_by("pk").first().amount, asked


def test_two_who_opened_one_item_one_saves(database):
    seen = own_database.run(database, sealed)
    said = race(database, (change, "nam", 1 * MILLION, seen), (change, "minh", 2 * MILLION, seen))
    assert "Người khác vừa sửa" in only_refusal(said)
    winner = next(name for name in said if isinstance(name, str))
    amount, _ = own_database.run(database, outcome)
    assert amount == {"nam": 1, "minh": 2}[winner] * MILLION


def test_changing_an_item_while_its_question_is_answered(database):
    seen = own_database.run(database, sealed)
    said = race(database, (change, "nam", 7 * MILLION, seen), (answer, "minh"))
    refused = [one for one in said if isinstance(one, ActionRefused)]
    amount, asked = own_database.run(database, outcome)
    assert said[0] == "nam"
    assert amount == 7 * MILLION
    # The answer came first and stays with its question, or was refused; either way a new one is asked.
    assert asked == [("open" if refused else "none", True), ("open", False)]
