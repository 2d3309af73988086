"""A dossier on its way, and what the lists of work say of it."""

import datetime

from django.utils import timezone

from communes.models import Officer
from criteria.actions import Judged, return_figures, review, submit
from criteria.outcomes import Judgement
from ntm_portal.my_work import my_work
from tests.crawling import Document
from tests.dossier_world import DossierWorld, allowed, dossier_world

ADDRESS = "/viec-cua-toi/"


def world_at_work() -> DossierWorld:
    """An open round due in three days in which nothing has been entered."""
    built = dossier_world()
    built.people.enterer = allowed(built.people.enterer, "view_indicatorresult")
    due(built, 3)
    return built


def due(world, days: int) -> None:
    world.round.due_on = timezone.localdate() + datetime.timedelta(days=days)
    world.round.save(update_fields=["due_on"])


def send(world) -> None:
    world.enter("M", "M", "M", "N")
    submit(standing=world.standing, by=world.people.enterer)


def verify(world) -> None:
    verdicts = [
        Judged(world.commune.pk, criterion.pk, letter)
        for criterion, letter in zip(world.criteria, "MN", strict=True)
    ]
    review(round=world.round, verdicts=verdicts, judgement=Judgement.VERIFIED, by=world.people.verifier)


def give_back(world) -> None:
    return_figures(
        standing=world.standing,
        reasons={world.indicators[0].pk: "Thiếu biên bản nghiệm thu."},
        due_on=timezone.localdate() + datetime.timedelta(days=5),
        by=world.people.verifier,
    )


def lists(officer: Officer) -> dict[str, list[str]]:
    """Title → what each line says, of the lists of an officer fetched anew."""
    work = my_work(Officer.objects.get(pk=officer.pk), timezone.localdate())
    return {part.title: [f"{line.text}: {line.said}" for line in part.lines] for part in work.parts}


def page(client, officer: Officer) -> Document:
    client.force_login(officer)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return Document(answer.content.decode())
