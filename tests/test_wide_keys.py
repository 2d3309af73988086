"""Keys wider than any row’s, or no number at all, in addresses and forms: none is found, nothing breaks."""

import json

import pytest
from django.urls import reverse

from communes.models import Notice, Officer
from communes.row_keys import key_of
from tests import builders
from tests.dossier_world import dossier_world

pytestmark = pytest.mark.django_db

WIDE = int("9" * 30)
ODD = {
    "wide": "9" * 30,
    "wider than Python reads": "9" * 5000,
    "no digit to Python": "²",
    "a fraction": "1.5",
}
odd_key = pytest.mark.parametrize("key", ODD.values(), ids=ODD)


@pytest.fixture
def world(client):
    """Read by somebody who may do everything everywhere."""
    built = dossier_world()
    client.force_login(builders.officer("sep", "nation", is_superuser=True))
    return built


@pytest.mark.parametrize("text", [*ODD.values(), "", None, "-1", "١٢"])
def test_what_names_no_row_is_the_key_of_none(text):
    assert key_of(text) == 0
    assert key_of("012") == 12


@pytest.mark.parametrize(
    ("name", "args"),
    [
        *((name, [WIDE, "{code}"]) for name in ("entry-commune", "entry-submit", "review-dossier")),
        *(
            (name, [WIDE])
            for name in ("entry-round", "figures-template", "figures-upload", "figures-preview")
        ),
        *((name, [WIDE]) for name in ("import-preview", "import-batch", "evidence-file")),
        *((name, ["{round}", WIDE]) for name in ("entry-indicator", "review-criterion")),
        ("review-criterion", [WIDE, 1]),
        ("evidence", ["{round}", "{code}", WIDE]),
        ("evidence", [WIDE, "{code}", 1]),
    ],
)
def test_wide_key_in_an_address_is_not_found(world, client, name, args):
    named = [str(arg).format(round=world.round.pk, code=world.commune.code) for arg in args]
    address = reverse(name, args=named)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in (404, 405)


@odd_key
def test_odd_key_of_a_notice_marks_none_as_read(world, client, key):
    Notice.objects.create(recipient=Officer.objects.get(username="sep"), text="Việc mới", url="/")
    assert client.post(reverse("notices"), {"thong-bao": key, "trang": key})["Location"] == reverse("notices")
    assert Notice.objects.get().read_at is None


@odd_key
def test_odd_key_of_evidence_is_not_found(world, client, key):
    address = reverse("evidence", args=[world.round.pk, world.commune.code, world.indicators[0].pk])
    assert client.post(address, {"remove": key}).status_code == 404


@odd_key
@pytest.mark.parametrize("part", ["commune", "indicator", "version"])
def test_odd_key_of_a_cell_saves_nothing(world, client, part, key):
    fields = {"answer": "yes", "outcome": "M", "note": "Đã kiểm tra."}
    cell = {"commune": world.commune.pk, "indicator": world.indicators[0].pk, "version": 0, "fields": fields}
    sent = {"cells": [{**cell, part: key}]}
    answer = client.post(reverse("entry-cell", args=[world.round.pk]), json.dumps(sent), "application/json")
    assert answer.status_code in (400, 409)
    assert not world.standing.figures.exists()


@odd_key
def test_odd_page_of_a_cell_counts_as_the_commune(world, client, key):
    fields = {"answer": "yes", "outcome": "M", "note": "Đã kiểm tra."}
    cell = {"commune": world.commune.pk, "indicator": world.indicators[0].pk, "version": 0, "fields": fields}
    sent = json.dumps({"cells": [cell]})
    address = reverse("entry-cell", args=[world.round.pk]) + f"?chi-tieu={key}"
    said = client.post(address, sent, "application/json").json()
    assert (said["entered"], said["of"]) == (1, 4)
    assert client.post(reverse("entry-cell", args=[WIDE]), sent, "application/json").status_code == 403
