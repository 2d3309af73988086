"""Sheets of money killed in the middle, and two officers at once: all or nothing, and one is told."""

import random
import signal
import time

import pytest

from communes.models import Commune, Officer
from criteria.actions import ActionRefused
from criteria.models import ChangeSource
from funding.actions import Entry, apply_funding_batch, record_allocations, undo_funding_batch
from funding.models import Allocation, AllocationChange, CapitalSource, FundingBatch, Programme
from tests import builders, own_database
from tests.money_world import YEAR, money_world
from tests.test_races import only_refusal, race

pytestmark = pytest.mark.django_db

KILLS = 20
COMMUNES = 150


@pytest.fixture(scope="module")
def start(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small province with enough communes for a sheet of hundreds of rows."""
    folder = tmp_path_factory.mktemp("money")
    with django_db_blocker.unblock(), own_database.copy_of_test_database(folder) as name:
        own_database.run(name, build)
        yield name


@pytest.fixture
def database(start, tmp_path):
    with own_database.copy_of(start, tmp_path) as name:
        yield name


def build() -> None:
    world = money_world()
    for number in range(COMMUNES):
        builders.commune(world.district, f"Xã số {number:03}")


def entries(amount=5, version=None) -> list[Entry]:
    programme = Programme.objects.get(code="ntm")
    sources = list(CapitalSource.objects.filter(children=None))
    return [
        Entry(place, programme, source, YEAR, planned=amount, version=version)
        for place in Commune.objects.select_related("province", "district")
        for source in sources
    ]


def minh() -> Officer:
    return Officer.objects.get(username="minh")


def apply_all() -> int:
    officer = minh()
    found = entries(version=0)
    return apply_funding_batch(
        province=officer.scope_province, entries=found, by=officer, file_name="tinh.xlsx", sha256="0" * 64
    ).number


def undo_all() -> int:
    return undo_funding_batch(batch=FundingBatch.objects.get(), by=minh()).restored


def state() -> tuple:
    """Batches applied and undone, rows, the đồng in them, changes, rows that differ from their log."""
    rows = Allocation.objects.prefetch_related("changes")
    differing = [row.pk for row in rows if row.changes.all()[0].after["planned"] != row.planned]
    planned = sum(amount or 0 for amount in Allocation.objects.values_list("planned", flat=True))
    undone = FundingBatch.objects.filter(undone_at__isnull=False).count()
    counts = FundingBatch.objects.count(), Allocation.objects.count(), AllocationChange.objects.count()
    return undone, *counts, planned, differing


@pytest.mark.parametrize("action", [apply_all, undo_all])
def test_sheet_killed_leaves_all_or_nothing(start, tmp_path, action):
    moments = random.Random(20231231)
    with own_database.copy_of(start, tmp_path) as first, own_database.copy_of(start, tmp_path) as name:
        if action is undo_all:
            own_database.run(first, apply_all)
        nothing = own_database.run(first, state)
        own_database.overwrite(name, first)
        began = time.perf_counter()
        own_database.run(name, action)
        took = time.perf_counter() - began
        everything = own_database.run(name, state)
        seen = []
        for _ in range(KILLS):
            own_database.overwrite(name, first)
            worker = own_database.Worker(name, action)
            worker.go()
            time.sleep(moments.uniform(0, took))
            worker.kill()
            own_database.wait_until_left(name)
            seen.append((worker.process.exitcode, own_database.run(name, state)))
    assert everything != nothing
    assert everything[-1] == nothing[-1] == []
    assert not [after for _, after in seen if after not in (nothing, everything)]
    assert sum(code == -signal.SIGKILL for code, _ in seen) > KILLS / 4, "the kills came too late"


def record_one(username: str, amount: int) -> int:
    [entry] = [one for one in entries(amount, version=0) if one.place.name == "Đăk Pxi"][:1]
    officer = Officer.objects.get(username=username)
    record_allocations(entries=[entry], by=officer, source=ChangeSource.TYPED)
    return amount


def recorded() -> tuple[int, int]:
    return Allocation.objects.get().planned, AllocationChange.objects.count()


def test_two_officers_adding_one_row_one_wins_and_the_other_is_told(database):
    said = race(database, (record_one, "minh", 5), (record_one, "nam", 6))
    assert "1 dòng vừa được người khác sửa" in only_refusal(said)
    winner = next(answer for answer in said if isinstance(answer, int))
    assert own_database.run(database, recorded) == (winner, 1)


def test_two_applications_of_one_sheet_make_one_batch(database):
    said = race(database, (apply_all,), (apply_all,))
    # The second finds what it wanted there already: it writes no row, or is told to look again.
    written = own_database.run(database, state)
    assert written[2:4] == ((COMMUNES + 3) * 4, (COMMUNES + 3) * 4)
    assert 1 in said


def test_two_undoings_of_one_batch_one_wins(database):
    own_database.run(database, apply_all)
    said = race(database, (undo_all,), (undo_all,))
    assert "đã được hoàn tác" in only_refusal(said)
    assert any(answer == (COMMUNES + 3) * 4 for answer in said if not isinstance(answer, ActionRefused))
