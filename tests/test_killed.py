"""A process killed in the middle of a long action leaves all of it or nothing, and nothing that disagrees."""

import random
import signal
import time
from types import SimpleNamespace

import pytest
from django.db import transaction

from communes.models import Commune, Notice, Officer
from criteria.actions import Entry, Judged, open_round, record_figures, record_results, review
from criteria.models import (
    BatchKind,
    ChangeSource,
    ImportBatch,
    Indicator,
    IndicatorChange,
    IndicatorResult,
    ResultChange,
    Round,
    Standing,
)
from criteria.outcomes import Judgement
from criteria.standings import differences, rewrite_standings
from tests import builders, own_database
from tests.dossier_world import DAY, allowed

pytestmark = pytest.mark.django_db

KILLS = 50
COMMUNES, CRITERIA, INDICATORS = 85, 19, 57
SEED = 20230930


@pytest.fixture(scope="module")
def empty(django_db_setup, django_db_blocker, tmp_path_factory):
    """A province of 85 communes whose round is open, nothing entered."""
    folder = tmp_path_factory.mktemp("killed")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build)
        yield name


@pytest.fixture
def sent(empty, tmp_path):
    """The same with every figure entered and every dossier sent to the province."""
    with own_database.copy_of(empty, tmp_path) as name:
        own_database.run(name, import_figures)
        own_database.run(name, send_all)
        yield name


def build() -> None:
    """85 communes × 19 criteria × 3 indicators, and the province's officer who appraises."""
    province = builders.province()
    district = builders.district(province)
    for number in range(COMMUNES):
        builders.commune(district, name=f"Xã số {number:02}")
    set_ = builders.criteria_set(CRITERIA)
    Indicator.objects.bulk_create(
        Indicator(criterion=criterion, code=f"{criterion.number}.{n}", text=f"Nội dung {n}", position=n)
        for criterion in set_.criteria.all()
        for n in range(1, INDICATORS // CRITERIA + 1)
    )
    open_round(criteria_set=set_, province=province, data_on=DAY, by=None)
    allowed(builders.officer("minh", province), "appraise_standing")
    allowed(builders.officer("thai", province), "change_indicatorresult", "submit_standing")


@transaction.atomic
def import_figures() -> None:
    """The import of a province's workbook: a numbered batch and a figure of every indicator of a commune."""
    round, thai = Round.objects.get(), Officer.objects.get(username="thai")
    batch = ImportBatch.objects.create(
        number=1,
        round=round,
        kind=BatchKind.FIGURES,
        judgement=Judgement.SELF,
        file_name="tinh.xlsx",
        sha256="0" * 64,
        rows=COMMUNES * INDICATORS,
        applied_by=thai,
        applied_at=builders.MOMENT,
    )
    indicators = list(Indicator.objects.values_list("pk", flat=True))
    entries = [
        Entry(commune, indicator, answer="yes", outcome="M", basis="officer", note="Đã kiểm tra.")
        for commune in Commune.objects.values_list("pk", flat=True)
        for indicator in indicators
    ]
    record_figures(round=round, entries=entries, by=thai, source=ChangeSource.SHEET, batch=batch)


def send_all() -> None:
    """Every dossier as it is once sent, its figures the communes' own assessment."""
    round, thai = Round.objects.get(), Officer.objects.get(username="thai")
    record_results(round=round, cells=cells(round), judgement=Judgement.SELF, by=thai, source="submit")
    round.steps = "two"
    round.save(update_fields=["steps"])
    round.standings.update(submitted_at=builders.MOMENT, submitted_by=thai)
    rewrite_standings(round)


def cells(round: Round) -> list[Judged]:
    """A verdict for each criterion of each commune."""
    criteria = list(round.criteria_set.criteria.values_list("pk", flat=True))
    communes = round.standings.values_list("commune_id", flat=True)
    return [Judged(commune, criterion, "M") for commune in communes for criterion in criteria]


def appraise_all() -> None:
    round = Round.objects.get()
    review(
        round=round,
        verdicts=cells(round),
        judgement=Judgement.APPRAISED,
        by=Officer.objects.get(username="minh"),
    )


def state() -> SimpleNamespace:
    """What each action writes, counted; `wrong` are the standings that differ from a recomputation."""
    return SimpleNamespace(
        figures=(
            ImportBatch.objects.count(),
            IndicatorResult.objects.count(),
            IndicatorChange.objects.count(),
            sum(Standing.objects.values_list("entered", flat=True)),
        ),
        appraised=(
            ResultChange.objects.filter(judgement=Judgement.APPRAISED).count(),
            Standing.objects.filter(stage="appraised").count(),
            Standing.objects.filter(opened_at__isnull=False).count(),
            Notice.objects.count(),
        ),
        wrong=[str(found) for found in differences(Round.objects.get())],
    )


def kill_at_random(start: str, folder, action) -> list[tuple[int, SimpleNamespace]]:
    """Kill the action at moments spread over all it takes; (exit code, state after) of each, from the start.

    The first pair is of the action left alone, the state before it is asked of the start by the caller.
    """
    moments, seen = random.Random(SEED), []
    with own_database.copy_of(start, folder) as name:
        worker = own_database.Worker(name, action)
        began = time.perf_counter()
        worker.go()
        worker.answer()
        took = time.perf_counter() - began
        seen.append((worker.process.exitcode, own_database.run(name, state)))
        own_database.overwrite(name, start)
        for _ in range(KILLS):
            worker = own_database.Worker(name, action)
            worker.go()
            time.sleep(moments.uniform(0, took))
            worker.kill()
            own_database.wait_until_left(name)
            seen.append((worker.process.exitcode, own_database.run(name, state)))
            if seen[-1][1] == seen[0][1]:
                own_database.overwrite(name, start)
    return seen


def assert_all_or_nothing(start: str, folder, action) -> None:
    nothing = own_database.run(start, state)
    (_, everything), *killed = kill_at_random(start, folder, action)
    assert everything != nothing
    assert everything.wrong == nothing.wrong == []
    halves = [after for _, after in killed if after not in (nothing, everything)]
    assert not halves
    assert sum(code == -signal.SIGKILL for code, _ in killed) > KILLS / 2, "the kills came too late"


def test_import_of_figures_killed_leaves_all_or_nothing(empty, tmp_path):
    assert_all_or_nothing(empty, tmp_path, import_figures)


def test_appraisal_of_a_province_killed_leaves_all_or_nothing(sent, tmp_path):
    assert_all_or_nothing(sent, tmp_path, appraise_all)
