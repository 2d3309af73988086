"""A process killed while it applies or undoes a reorganisation leaves all of it or nothing."""

import random
import signal
import time
from collections.abc import Callable

import pytest

from communes.actions import apply, undo
from communes.models import Commune, Officer, Reorganisation
from communes.reorganising import PlannedHeir
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, directive_builders, own_database, reorganised
from tests.reorganised import line

pytestmark = pytest.mark.django_db

KILLS = 30
COMMUNES = 40
SEED = 20250701


@pytest.fixture(scope="module")
def prepared(django_db_setup, django_db_blocker, tmp_path_factory):
    """A prepared reorganisation of forty communes into ten, each with an officer and something open."""
    folder = tmp_path_factory.mktemp("killed")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build)
        yield name


@pytest.fixture
def applied(prepared, tmp_path):
    with own_database.copy_of(prepared, tmp_path) as name:
        own_database.run(name, apply_it)
        yield name


def build() -> None:
    province = builders.province()
    district = builders.district(province)
    places = [builders.commune(district, f"Xã số {at:02}", str(23500 + at)) for at in range(COMMUNES)]
    of = builders.criteria_set(2)
    builders.round_with(dict.fromkeys(places, "MN"), of=of)
    task = directive_builders.task(directive_builders.directive(province))
    builders.officer("nam", district)
    for place in places:
        builders.officer(f"xa-{place.code}", place)
        directive_builders.assignment(task, place)
        directive_builders.obstacle(place, of.criteria.first())
    quoc = reorganised.nation_officer()
    lines = [line(place, str(23500 + at // 4), f"Mới {at // 4}") for at, place in enumerate(places)]
    reorganised.prepared(lines, quoc, heirs=[PlannedHeir(district_code="615", heir_commune_code="23500")])


def apply_it() -> None:
    apply(Reorganisation.objects.get(), by=Officer.objects.get(username="quoc"), followers=FOLLOWERS)


def undo_it() -> None:
    kept = undo(Reorganisation.objects.get(), by=Officer.objects.get(username="quoc")).kept
    assert not kept


def state() -> dict:
    """Every table, its journal and history counted: keys and moments differ from run to run."""
    waiting = Reorganisation.objects.get()
    tables = {name: len(rows) for on in (True, False) for name, rows in reorganised.tables(logs=on).items()}
    return tables | {
        "state": waiting.state.value,
        "in force": sorted(Commune.objects.in_force(reorganised.DAY).values_list("code", "name")),
        "scopes": list(Officer.objects.order_by("pk").values_list("scope_level", "scope_commune__code")),
    }


def killed(start: str, folder, action: Callable) -> list[dict]:
    """The state after each kill, at moments spread over all that the action takes; from the start each."""
    moments, seen, late = random.Random(SEED), [], 0
    with own_database.copy_of(start, folder) as name:
        took = _time_of(name, action)
        everything = own_database.run(name, state)
        assert everything != own_database.run(start, state)
        own_database.overwrite(name, start)
        for _ in range(KILLS):
            worker = own_database.Worker(name, action)
            worker.go()
            moment = moments.uniform(0, took)
            time.sleep(moment)
            worker.kill()
            own_database.wait_until_left(name)
            if worker.process.exitcode != -signal.SIGKILL:
                # It was done by then: the machine is quicker than when it was timed.
                late, took = late + 1, moment
            seen.append(own_database.run(name, state))
            if seen[-1] == everything:
                own_database.overwrite(name, start)
    assert late < KILLS / 2, "the kills came too late"
    return [after for after in seen if after != everything]


def _time_of(name: str, action: Callable) -> float:
    worker = own_database.Worker(name, action)
    began = time.perf_counter()
    worker.go()
    worker.answer()
    return time.perf_counter() - began


def test_applying_killed_leaves_all_or_nothing(prepared, tmp_path):
    nothing = own_database.run(prepared, state)
    assert nothing["state"] == "prepared"
    assert [after for after in killed(prepared, tmp_path, apply_it) if after != nothing] == []


def test_undoing_killed_leaves_all_or_nothing(applied, prepared, tmp_path):
    nothing = own_database.run(applied, state)
    assert nothing["state"] == "applied"
    assert [after for after in killed(applied, tmp_path, undo_it) if after != nothing] == []


def test_undoing_after_a_kill_restores_every_table(prepared, tmp_path):
    """Killed once while applying and once while undoing, then let finish: as if nothing had been."""
    with own_database.copy_of(prepared, tmp_path) as name:
        before = own_database.run(name, reorganised.checksums)
        for action in (apply_it, undo_it):
            worker = own_database.Worker(name, action)
            worker.go()
            time.sleep(0.1)
            worker.kill()
            own_database.wait_until_left(name)
            if own_database.run(name, applied_by_now) == (action is undo_it):
                own_database.run(name, action)
        assert own_database.run(name, reorganised.checksums) == before


def applied_by_now() -> bool:
    return Reorganisation.objects.in_force().exists()
