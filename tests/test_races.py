"""Two people at once: exactly one wins, the other is told; on SQLite the second waits instead of failing."""

import datetime
from types import SimpleNamespace

import pytest

from criteria.actions import (
    ActionRefused,
    Entry,
    Judged,
    apply_batch,
    open_round,
    record_figures,
    review,
    submit,
    take_up,
    withdraw,
)
from criteria.actions.limits import stamp
from criteria.models import ChangeSource, CriterionResult, ImportBatch, IndicatorChange, Round, Standing
from criteria.outcomes import Judgement
from criteria.standings import differences
from tests import dossier_world, own_database

pytestmark = pytest.mark.django_db

NEXT_DAY = datetime.date(2023, 12, 31)
# Each race is run from the same start several times: who is first is for the machine to say.
RACES = range(3)


@pytest.fixture(scope="module")
def start(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database with the small province of a dossier: its round open, the figures entered."""
    folder = tmp_path_factory.mktemp("races")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build)
        yield name


@pytest.fixture(params=RACES)
def database(start, tmp_path):
    with own_database.copy_of(start, tmp_path) as name:
        yield name


def build() -> None:
    dossier_world.dossier_world().enter("M", "M", "M", "N")


def found() -> SimpleNamespace:
    """The rows of the world, in the process that asks."""
    round = Round.objects.get()
    standing = Standing.objects.select_related("commune", "round__criteria_set").get(
        round=round, commune__name="Đăk Pxi"
    )
    criteria = list(round.criteria_set.criteria.order_by("number"))
    return SimpleNamespace(round=round, standing=standing, criteria=criteria)


def officer(username: str):
    return dossier_world.Officer.objects.get(username=username)


def race(database: str, *contestants) -> list:
    """Start (function, *args) side by side; what each returned, or the ActionRefused it met."""
    workers = [own_database.Worker(database, *contestant) for contestant in contestants]
    for worker in workers:
        worker.go()
    return [_told(worker) for worker in workers]


def _told(worker: own_database.Worker):
    try:
        return worker.answer()
    except ActionRefused as refusal:
        return refusal


def only_refusal(said: list) -> str:
    """The message of the one who lost; exactly one did."""
    refused = [answer for answer in said if isinstance(answer, ActionRefused)]
    assert len(refused) == 1, said
    return str(refused[0])


def send() -> str:
    world = found()
    return submit(standing=world.standing, by=officer("thai")).stage


def verify(username: str, seen: str) -> str:
    world = found()
    review(
        round=world.round,
        verdicts=[Judged(world.standing.commune_id, world.criteria[0].pk, "M", seen=seen)],
        judgement=Judgement.VERIFIED,
        by=officer(username),
    )
    return username


def stamp_of_first() -> str:
    world = found()
    return stamp(world.standing.results.get(criterion=world.criteria[0]), Judgement.VERIFIED)


def judged_by() -> tuple[int, str]:
    """How many judgements a district gave on the first criterion, and who gave the one that stands."""
    result = CriterionResult.objects.get(standing=found().standing, criterion=found().criteria[0])
    return result.changes.filter(judgement=Judgement.VERIFIED).count(), result.verified_by.username


def test_two_reviewers_of_one_criterion_one_wins(database):
    own_database.run(database, send)
    seen = own_database.run(database, stamp_of_first)

    said = race(database, (verify, "nam", seen), (verify, "binh", seen))

    winner = next(name for name in said if isinstance(name, str))
    assert f"vừa được {winner} ghi kết quả" in only_refusal(said)
    assert own_database.run(database, judged_by) == (1, winner)
    assert own_database.run(database, standings_that_differ) == 0


def standings_that_differ() -> int:
    return sum(len(list(differences(round))) for round in Round.objects.all())


def save_cell(answer: str, version: int) -> str:
    world = found()
    figure = world.standing.figures.order_by("indicator__position", "indicator_id").first()
    entry = Entry(
        world.standing.commune_id,
        figure.indicator_id,
        answer=answer,
        outcome="N",
        basis="officer",
        note=answer,
        version=version,
    )
    record_figures(round=world.round, entries=[entry], by=officer("thai"), source=ChangeSource.TYPED)
    return answer


def figure_saved() -> tuple[str, int, int]:
    """The answer that stands, its version, and how many changes were logged."""
    figure = found().standing.figures.order_by("indicator__position", "indicator_id").first()
    return figure.answer, figure.version, IndicatorChange.objects.filter(result=figure).count()


def test_two_savings_of_one_figure_one_wins(database):
    said = race(database, (save_cell, "no", 1), (save_cell, "none", 1))

    assert "vừa được người khác sửa" in only_refusal(said)
    winner = next(answer for answer in said if isinstance(answer, str))
    assert own_database.run(database, figure_saved) == (winner, 2, 2)


def test_two_sendings_of_one_dossier_one_wins(database):
    said = race(database, (send,), (send,))

    assert "đã được gửi" in only_refusal(said)
    assert own_database.run(database, times_sent) == {"M": 1, "N": 1}


def times_sent() -> dict[str, int]:
    """Outcome → how many changes the sending logged."""
    changes = [change.after for row in found().standing.results.all() for change in row.changes.all()]
    return {letter: changes.count(letter) for letter in changes}


def take_it_up() -> str:
    return take_up(standing=found().standing, by=officer("nam")).opened_by.username


def take_it_back() -> str:
    return withdraw(standing=found().standing, by=officer("thai")).stage


def where_it_is() -> tuple[str, bool]:
    standing = found().standing
    return standing.stage, standing.opened_at is not None


def test_taking_up_and_withdrawing_one_wins(database):
    own_database.run(database, send)

    said = race(database, (take_it_up,), (take_it_back,))

    refusal = only_refusal(said)
    if said[0] == "nam":
        assert "nam đã tiếp nhận" in refusal
        assert own_database.run(database, where_it_is) == ("submitted", True)
    else:
        assert "chưa gửi" in refusal
        assert own_database.run(database, where_it_is) == ("draft", False)


def open_next() -> int:
    round = Round.objects.get(data_on=dossier_world.DAY)
    return open_round(criteria_set=round.criteria_set, province=round.province, data_on=NEXT_DAY, by=None).pk


def standings_of_next() -> int:
    return Standing.objects.filter(round__data_on=NEXT_DAY).count()


def test_two_openings_of_one_round_open_it_once(database):
    first, second = race(database, (open_next,), (open_next,))

    assert first == second
    assert own_database.run(database, standings_of_next) == 2


def import_into(day: datetime.date) -> int:
    round = Round.objects.get(data_on=day)
    standing = round.standings.get(commune__name="Đăk Ui")
    criterion = round.criteria_set.criteria.get(number=1)
    return apply_batch(
        round=round,
        cells=[Judged(standing.commune_id, criterion.pk, "M")],
        judgement=Judgement.APPRAISED,
        by=None,
        file_name="tinh.xlsx",
        sha256="0" * 64,
        blank_means="no_data",
    ).number


def batches() -> list[int]:
    return list(ImportBatch.objects.order_by("number").values_list("number", flat=True))


def test_two_imports_take_different_numbers(database):
    own_database.run(database, open_next)

    said = race(database, (import_into, dossier_world.DAY), (import_into, NEXT_DAY))

    applied = sorted(number for number in said if isinstance(number, int))
    refused = [str(answer) for answer in said if isinstance(answer, ActionRefused)]
    assert len(applied) + len(refused) == 2
    assert all("Một lô khác vừa được áp dụng cùng lúc" in message for message in refused)
    assert applied == list(range(1, len(applied) + 1)) == own_database.run(database, batches)
    assert own_database.run(database, standings_that_differ) == 0
