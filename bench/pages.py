"""Pages and saved cells as scoped officers of the demonstration, against the least a page or answer costs."""

import json
from collections.abc import Callable
from functools import partial
from itertools import count

from django.test import Client

from bench.floor import select_one
from bench.measuring import Line, at_most, in_turn, processor_seconds, repeated
from communes.models import Officer
from criteria.models import IndicatorResult, Round
from ntm_portal import demo_round
from tests.world import HOME

# As often as it takes for the clock of a database backend, which ticks a hundred times a second.
TIMES = 20
BARE = 2000
FLOOR_PAGE, FLOOR_ANSWER = "/floor/page/", "/floor/answer/"


def round_under_way() -> Round:
    """The demonstration's round in which communes enter."""
    rounds = Round.objects.select_related("criteria_set", "province")
    return rounds.get(province__code=HOME, data_on=demo_round.DATA_ON)


def pages() -> list[Line]:
    """Processor time of each page, its database backend's included, in floors."""
    minh, nam, thai = (signed_in(name) for name in ("minh", "nam", "thai"))
    overview = f"/tinh/{HOME}/"
    grid = f"/nhap-lieu/ky/{round_under_way().pk}/xa/{demo_round.DRAFT}/"
    return [
        page("Province overview (85 communes)", minh, overview, goal=6),
        page("District board (Đăk Hà)", nam, "/huyen/615/?ngay=2025-06-30"),
        page("Province board (85 × 19)", minh, f"{overview}bang-theo-doi/"),
        page("Commune page", thai, f"/xa/{demo_round.DRAFT}/"),
        page("Entry grid (57 indicators)", thai, grid),
    ]


def in_floors(client: Client, address: str, times: int = TIMES) -> float:
    """The page's processor time over that of an empty page; `times` is less for a page of many floors."""
    shown, floor = _with_floor(client, address, times)
    return shown / floor


def _with_floor(client: Client, address: str, times: int = TIMES) -> list[float]:
    """Processor seconds of the page, and of an empty one, `TIMES` times over."""
    shown, floor = in_turn(
        repeated(partial(got, client, address), times),
        repeated(partial(got, client, FLOOR_PAGE), TIMES),
        clock=processor_seconds,
    )
    return [shown / times * TIMES, floor]


def page(what: str, client: Client, address: str, goal: float = 0) -> Line:
    shown, floor = _with_floor(client, address)
    said = f"{shown / TIMES * 1000:.1f} ms against {floor / TIMES * 1000:.1f} ms of processor"
    ratio = shown / floor
    return at_most(what, ratio, goal, said) if goal else Line(what, f"{ratio:.1f} ×", said=said)


def saved_cell() -> list[Line]:
    """One cell saved by its commune's officer, all included, against `SELECT 1` through the same path."""
    client = signed_in("thai")
    save = cell_saver(client)
    saved, floor = in_turn(repeated(save, TIMES), repeated(partial(got, client, FLOOR_ANSWER), TIMES))
    (bare,) = in_turn(repeated(select_one, BARE))
    saved, floor, bare = saved / TIMES, floor / TIMES, bare / BARE
    said = f"{saved * 1000:.1f} ms against {floor * 1000:.1f} ms; a bare SELECT 1 is {bare * 1e6:.0f} µs"
    return [at_most("One saved cell, against SELECT 1 as an answer", saved / floor, 30, said)]


def cell_saver(client: Client) -> Callable[[], None]:
    """Saves the first figure of the draft anew each time, against the version saved before."""
    round, numbers = round_under_way(), count()
    row = IndicatorResult.objects.filter(
        standing__round=round, standing__commune__code=demo_round.DRAFT, indicator__has_ratio=True
    ).select_related("standing").first()  # fmt: skip
    version = count(row.version)

    def save() -> None:
        fields = {"numerator": str(100 + next(numbers)), "denominator": "1000"}
        cell = {
            "commune": row.standing.commune_id,
            "indicator": row.indicator_id,
            "fields": fields,
            "version": next(version),
        }
        sent = client.post(
            f"/nhap-lieu/ky/{round.pk}/o/", json.dumps({"cells": [cell]}), content_type="application/json"
        )
        if sent.status_code != 200:
            raise RuntimeError(f"the cell was not saved: {sent.status_code} {sent.content.decode()}")

    return save


def signed_in(username: str) -> Client:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(Officer.objects.get(username=username))
    return client


def got(client: Client, address: str) -> None:
    shown = client.get(address)
    if shown.status_code != 200:
        raise RuntimeError(f"{address} answered {shown.status_code}")
