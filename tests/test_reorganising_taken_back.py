"""Undoing takes rows of one table back together, and one by one where one of them has to stay."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.actions import apply, undo
from communes.actions.taking_back import AT_ONCE, runs
from communes.models import Commune, Officer, ReorganisationChange, Village
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests.reorganised import BEFORE, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def quoc(db):
    return reorganised.nation_officer()


def applied(number: int, by: Officer):
    """That many communes, each with an officer and a village, each into a new one; applied."""
    home = builders.province(code="62")
    places = [builders.commune(home, f"Xã {at}", str(23500 + at)) for at in range(number)]
    for place in places:
        builders.officer(f"cb-{place.code}", place)
        Village.objects.create(commune=place, name="1", valid_from=builders.FIRST_DAY)
    lines = [line(place, f"24{at:03}", f"Mới {at}") for at, place in enumerate(places)]
    waiting = reorganised.prepared(lines, by)
    apply(waiting, by=by, followers=FOLLOWERS)
    return waiting


def asked(waiting, by: Officer) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert undo(waiting, by=by).kept == []
    return [query["sql"] for query in found]


def test_undoing_asks_as_often_whatever_the_number_of_rows(quoc):
    counts = []
    for number in (4, 24):
        found = asked(applied(number, quoc), quoc)
        # A row that goes is written into its history by itself.
        counts.append(len([sql for sql in found if not sql.startswith('INSERT INTO "communes_historical')]))
        for model in (Village, Officer, Commune):
            rows = model.objects.exclude(pk=quoc.pk) if model is Officer else model.objects.all()
            if model is Commune:
                model.participations.rel.related_model.objects.all().delete()
            rows.delete()
        builders.Province.objects.all().delete()
    assert counts[0] == counts[1] < 120


def test_row_that_others_lean_on_stays_and_is_named_and_the_rest_goes_back(quoc):
    waiting = applied(3, quoc)
    taken = Village.objects.filter(valid_to=BEFORE).first()
    Village.objects.create(commune=taken.commune, name="1", valid_from=builders.LAST_DAY)
    done = undo(waiting, by=quoc)
    assert done.kept == ["Thôn, làng, tổ dân phố “Thôn 1”: giữ như hiện nay vì dữ liệu ghi sau đó dựa vào."]
    taken.refresh_from_db()
    assert taken.valid_to == BEFORE
    assert Village.objects.filter(valid_to=None).count() == 3
    assert not Commune.objects.filter(code__startswith="24").exists()
    assert Officer.objects.filter(scope_commune__valid_to=None, username__startswith="cb").count() == 3


def test_rows_taken_back_together_are_written_down_with_who_did_it_and_why(quoc):
    waiting = applied(2, quoc)
    undo(waiting, by=quoc)
    for one in Officer.objects.filter(username__startswith="cb"):
        last = one.history.latest()
        assert (last.history_user, last.history_change_reason) == (quoc, "Hoàn tác: Sắp xếp thử")
    gone = Commune.history.filter(history_type="-")
    assert set(gone.values_list("history_user", "history_change_reason")) == {
        (quoc.pk, "Hoàn tác: Sắp xếp thử")
    }


def change(table: str, row: int, field: str = "") -> ReorganisationChange:
    return ReorganisationChange(table=table, row=row, field=field)


def test_runs_keep_order_and_never_hold_a_row_twice():
    changes = [
        change("a", 1, "x"), change("a", 1, "y"), change("a", 2, "x"), change("b", 1), change("b", 2),
        change("b", 2, "x"), change("a", 1, "x"), change("a", 2, "x"), change("a", 1, "y"),
    ]  # fmt: skip
    found = [[(one.table, one.row, len(one.changes)) for one in run] for run in runs(changes)]
    assert found == [
        [("a", 1, 2), ("a", 2, 1)], [("b", 1, 1), ("b", 2, 1)], [("b", 2, 1)],
        [("a", 1, 1), ("a", 2, 1)], [("a", 1, 1)],
    ]  # fmt: skip
    many = [change("a", row, "x") for row in range(AT_ONCE + 1)]
    assert [len(run) for run in runs(many)] == [AT_ONCE, 1]
