"""Cells saved as they are left: what is answered, what is refused, and how little the database is asked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.models import ImportBatch, IndicatorChange, IndicatorResult
from tests import builders
from tests.entry_builders import EntryWorld, entry_world, figure, in_group, indicator

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def world() -> EntryWorld:
    return entry_world()


def save(client, world, *cells, officer=None, query=""):
    """Send cells as the page does: (indicator, fields) or (indicator, fields, more), of the first commune."""
    sent = [
        {
            "commune": world.communes[0].pk,
            "indicator": indicator.pk,
            "version": 0,
            "keep": "",
            "fields": fields,
            **(more[0] if more else {}),
        }
        for indicator, fields, *more in cells
    ]
    client.force_login(officer or world.officer)
    body = {"officer": (officer or world.officer).pk, "cells": sent}
    return client.post(f"/nhap-lieu/ky/{world.round.pk}/o/{query}", body, content_type="application/json")


def stored(world, indicator) -> IndicatorResult:
    return IndicatorResult.objects.get(standing=world.standing(), indicator=indicator)


def test_cell_is_saved_and_echoed(client, world):
    answer = save(
        client, world, (world.ratio, {"numerator": "143", "denominator": "200", "value": "", "note": ""})
    )
    assert answer.status_code == 200
    [cell] = answer.json()["cells"]
    assert (cell["status"], cell["version"], cell["outcome"]) == ("saved", 1, "N")
    assert cell["fields"]["value"] == "71,5"
    assert cell["result"].startswith("Chưa đạt, còn thiếu 8,5 điểm %")
    assert (answer.json()["entered"], answer.json()["of"]) == (1, 4)
    assert answer.json()["saved_at"] == f"{timezone.localtime():%H:%M}"
    assert stored(world, world.ratio).basis == "rule"
    assert IndicatorChange.objects.get().by == world.officer


def test_cell_saved_again_counts_once(client, world):
    figure(world.standing(), world.ratio, value=70)
    answer = save(client, world, (world.ratio, {"value": "79.2"}, {"version": 1}))
    assert answer.json()["entered"] == 1
    assert answer.json()["cells"][0]["fields"]["value"] == "79,2"
    cleared = save(client, world, (world.ratio, {"value": ""}, {"version": 2}))
    assert cleared.json()["entered"] == 0


def test_cell_with_a_warning_is_saved(client, world):
    figure(world.standing(of=world.before), world.loose, value=48)
    answer = save(client, world, (world.loose, {"value": "480", "outcome": "", "note": ""}))
    assert answer.status_code == 200
    [cell] = answer.json()["cells"]
    assert cell["status"] == "warning"
    said = "Gấp 10 lần kỳ trước (48) – nhập nhầm đơn vị?"
    assert cell["remarks"] == [{"severity": "warning", "field": "value", "message": said}]
    assert cell["result"] == "Gợi ý: đạt"
    assert stored(world, world.loose).outcome == ""


def test_cells_that_are_sound_are_saved_beside_a_wrong_one(client, world):
    answer = save(client, world, (world.ratio, {"value": "tám mươi"}), (world.bare, {"value": "60"}))
    assert answer.status_code == 400
    wrong, sound = answer.json()["cells"]
    assert (wrong["status"], wrong["version"], sound["status"]) == ("error", 0, "saved")
    assert wrong["remarks"][0]["field"] == "value"
    assert list(IndicatorResult.objects.values_list("indicator", flat=True)) == [world.bare.pk]


def test_cell_whose_officer_decides_needs_a_note(client, world):
    decided = {"value": "50", "outcome": "N"}
    answer = save(client, world, (world.loose, {**decided, "note": ""}))
    assert answer.status_code == 400
    assert answer.json()["cells"][0]["remarks"][0]["field"] == "note"
    answer = save(client, world, (world.loose, {**decided, "note": "Biên bản 12/BB-UBND"}))
    assert answer.status_code == 200
    assert stored(world, world.loose).basis == "officer"


def test_cell_whose_suggestion_changed_is_decided_again(client, world):
    figure(world.standing(), world.loose, value=50, outcome="M", basis="suggest")
    answer = save(client, world, (world.loose, {"value": "40", "outcome": "M", "note": ""}, {"version": 1}))
    [cell] = answer.json()["cells"]
    assert (cell["status"], cell["fields"]["outcome"], cell["result"][:15]) == (
        "saved",
        "",
        "Gợi ý: chưa đạt",
    )
    assert "chọn lại kết quả" in cell["remarks"][-1]["message"]


def overtaken(world) -> IndicatorResult:
    """The first commune's ratio, saved twice by somebody else."""
    other = builders.officer("binh", world.communes[0], last_name="Trần", first_name="Bình")
    return figure(
        world.standing(), world.ratio, value=72, version=2, updated_by=other, outcome="N", basis="rule"
    )


def test_cell_overtaken_shows_both(client, world):
    overtaken(world)
    answer = save(
        client, world, (world.ratio, {"value": "71,5"}, {"version": 1}), (world.bare, {"value": "60"})
    )
    assert answer.status_code == 409
    clash, sound = answer.json()["cells"]
    assert (clash["status"], sound["status"]) == ("conflict", "saved")
    assert clash["theirs"]["fields"]["value"] == "72"
    assert (clash["theirs"]["by"], clash["theirs"]["version"]) == ("Trần Bình", 2)
    assert stored(world, world.ratio).value == 72


def test_cell_overtaken_and_kept_is_logged_as_such(client, world):
    overtaken(world)
    kept = {"version": 2, "keep": "mine"}
    answer = save(client, world, (world.ratio, {"value": "71,5"}, kept), (world.bare, {"value": "60"}))
    assert answer.status_code == 200
    assert stored(world, world.ratio).version == 3
    reasons = dict(IndicatorChange.objects.values_list("result__indicator", "reason"))
    assert "có người vừa sửa" in reasons[world.ratio.pk]
    assert reasons[world.bare.pk] == ""


def test_cell_overtaken_once_more_asks_again(client, world):
    overtaken(world)
    answer = save(client, world, (world.ratio, {"value": "71,5"}, {"version": 1, "keep": "mine"}))
    assert answer.status_code == 409


def test_cell_that_says_the_same_is_no_conflict(client, world):
    overtaken(world)
    answer = save(client, world, (world.ratio, {"value": "72"}, {"version": 1}))
    assert answer.status_code == 200
    assert answer.json()["cells"][0]["version"] == 2
    assert not IndicatorChange.objects.exists()


def stranger(world):
    return builders.officer("stranger")


def neighbour(world):
    return in_group(builders.officer("xuan", world.communes[1]), "Nhập liệu")


def reader(world):
    return in_group(builders.officer("nam", world.communes[0].district), "Chỉ đạo")


def inactive(world):
    world.officer.is_active = False
    world.officer.save()
    return world.officer


@pytest.mark.parametrize("who", [stranger, neighbour, reader, inactive])
def test_cell_of_somebody_else_is_refused(client, world, who):
    answer = save(client, world, (world.ratio, {"value": "70"}), officer=who(world))
    assert answer.status_code == 403
    assert answer.json()["error"]
    assert not IndicatorResult.objects.exists()


def locked(world):
    world.round.standings.update(submitted_at=builders.MOMENT, submitted_by=world.officer)


def closed(world):
    world.round.closed_at = builders.MOMENT
    world.round.save()


def withdrawn(world):
    world.round.withdrawn_at = builders.MOMENT
    world.round.save()


@pytest.mark.parametrize(
    ("state", "words"), [(locked, "bị khóa"), (closed, "đã khóa"), (withdrawn, "phạm vi")]
)
def test_cell_of_a_locked_dossier_is_refused(client, world, state, words):
    state(world)
    answer = save(client, world, (world.ratio, {"value": "70"}))
    assert answer.status_code == 403
    assert words in answer.json()["error"]
    assert not IndicatorResult.objects.exists()


def test_cell_sent_signed_out_is_refused_in_words(client, world):
    answer = client.post(f"/nhap-lieu/ky/{world.round.pk}/o/", {"cells": []}, content_type="application/json")
    assert answer.status_code == 403
    assert "đăng nhập lại" in answer.json()["error"]


def test_cell_typed_by_another_officer_is_refused(client, world):
    client.force_login(world.officer)
    body = {"officer": world.officer.pk + 1, "cells": [{"commune": 1, "indicator": 1, "fields": {}}]}
    answer = client.post(f"/nhap-lieu/ky/{world.round.pk}/o/", body, content_type="application/json")
    assert answer.status_code == 403


def test_cell_needs_the_token_of_its_page(world):
    client = Client(enforce_csrf_checks=True)
    assert save(client, world, (world.ratio, {"value": "70"})).status_code == 403
    assert not IndicatorResult.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"{}", b'{"cells": []}', b'{"cells": [1]}', b"\xff"),
        b'{"cells": [{"commune": "x", "indicator": 1, "fields": {}}]}',
        b'{"cells": [{"commune": 1, "indicator": 99999999999999999999, "fields": {}}]}',
        b'{"cells": [{"commune": 1, "indicator": 1, "fields": 5}]}',
        b'{"cells": [%s, %s]}' % ((b'{"commune": 1, "indicator": 1, "fields": {}}',) * 2),
    ],
)
def test_cell_that_no_page_sends_is_refused(client, world, body):
    client.force_login(world.officer)
    answer = client.post(f"/nhap-lieu/ky/{world.round.pk}/o/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_cell_text_no_database_takes_is_made_sound(client, world):
    note = "a\0b\ud800c\N{COMBINING ACUTE ACCENT}"
    answer = save(client, world, (world.ratio, {"value": "70", "note": note}))
    assert answer.status_code == 200
    assert stored(world, world.ratio).note == "a bć"


def test_cell_of_another_set_is_refused(client, world):
    other = indicator(builders.criteria_set(1, code="khac").criteria.get())
    assert save(client, world, (other, {"value": "70"})).status_code == 403
    assert not IndicatorResult.objects.exists()


def test_cell_of_one_indicator_counts_its_communes(client, world):
    hoa = in_group(builders.officer("hoa", world.communes[0].district), "Nhập liệu")
    figure(world.standing(world.communes[1]), world.ratio, value=90)
    figure(world.standing(world.foreign), world.ratio, value=90)
    answer = save(
        client, world, (world.ratio, {"value": "70"}), officer=hoa, query=f"?chi-tieu={world.ratio.pk}"
    )
    assert (answer.json()["entered"], answer.json()["of"]) == (2, 2)


def statements(client, world, *cells, query="") -> list[str]:
    """What saving asks of the database, but for opening and closing the transaction."""
    client.force_login(world.officer)
    with CaptureQueriesContext(connection) as captured:
        assert save(client, world, *cells, query=query).status_code == 200
    queries = [query["sql"] for query in captured]
    start = max(at for at, sql in enumerate(queries) if "django_session" in sql and sql.startswith("SELECT"))
    return [sql for sql in queries[start:] if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


@pytest.mark.parametrize("by_commune", [False, True])
def test_cell_keeps_to_its_queries(client, world, by_commune):
    query = f"?chi-tieu={world.ratio.pk}" if by_commune else ""
    figure(world.standing(of=world.before), world.ratio, value=70)
    first = statements(
        client, world, (world.ratio, {"numerator": "15", "denominator": "20", "note": ""}), query=query
    )
    assert len(first) <= MOST_QUERIES, first
    again = statements(client, world, (world.ratio, {"value": "75"}, {"version": 1}), query=query)
    assert len(again) <= MOST_QUERIES
    assert not ImportBatch.objects.exists()


def test_cells_pasted_ask_as_often_as_one(client, world):
    one = statements(client, world, (world.bare, {"value": "60"}))
    three = statements(
        client,
        world,
        (world.ratio, {"value": "60"}),
        (world.loose, {"value": "60", "outcome": ""}),
        (world.asked, {"answer": "yes"}),
    )
    assert len(three) == len(one)
