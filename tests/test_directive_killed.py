"""A process killed while it gives a task for 85 communes leaves all of it or nothing."""

import random
import signal
import time
from types import SimpleNamespace

import pytest
from django.utils import timezone

from communes.models import Notice, Officer
from criteria.models import Criterion
from directives.actions import assign_unmet
from directives.models import Assignment, Task
from tests import builders, own_database
from tests import directive_builders as build
from tests.directive_world import DIRECTS, may

pytestmark = pytest.mark.django_db

KILLS = 30
COMMUNES = 85
SEED = 20240122


@pytest.fixture(scope="module")
def start(django_db_setup, django_db_blocker, tmp_path_factory):
    """A province whose every commune misses the criterion, and an officer in each of them."""
    folder = tmp_path_factory.mktemp("killed")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build_world)
        yield name


def build_world() -> None:
    province = builders.province()
    district = builders.district(province)
    communes = [builders.commune(district, f"Xã số {number:02}") for number in range(COMMUNES)]
    builders.round_with(dict.fromkeys(communes, "N"), of=builders.criteria_set(1))
    build.task(build.directive(province))
    may(builders.officer("lan", province), *DIRECTS)
    for number, commune in enumerate(communes):
        may(builders.officer(f"xa-{number}", commune), "report_assignment")


def explode() -> None:
    assign_unmet(
        task=Task.objects.select_related("directive__province").get(),
        criterion=Criterion.objects.get(),
        due_on=timezone.localdate(),
        by=Officer.objects.get(username="lan"),
    )


def state() -> SimpleNamespace:
    return SimpleNamespace(
        given=Assignment.objects.count(), logged=Assignment.history.count(), told=Notice.objects.count()
    )


NOTHING = SimpleNamespace(given=0, logged=0, told=0)
EVERYTHING = SimpleNamespace(given=COMMUNES, logged=COMMUNES, told=COMMUNES)


def test_giving_to_85_communes_killed_leaves_all_or_nothing(start, tmp_path):
    moments, seen, killed = random.Random(SEED), [], 0
    with own_database.copy_of(start, tmp_path) as name:
        worker = own_database.Worker(name, explode)
        began = time.perf_counter()
        worker.go()
        worker.answer()
        took = time.perf_counter() - began
        assert own_database.run(name, state) == EVERYTHING
        own_database.overwrite(name, start)
        for _ in range(KILLS):
            worker = own_database.Worker(name, explode)
            worker.go()
            time.sleep(moments.uniform(0, took))
            worker.kill()
            own_database.wait_until_left(name)
            killed += worker.process.exitcode == -signal.SIGKILL
            seen.append(own_database.run(name, state))
            if seen[-1] != NOTHING:
                own_database.overwrite(name, start)
    assert not [after for after in seen if after not in (NOTHING, EVERYTHING)]
    assert killed > KILLS / 2, "the kills came too late"
