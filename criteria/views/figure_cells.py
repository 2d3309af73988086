"""Saving cells as they are left (S10): JSON in, JSON out, each cell with what became of it."""

import json

from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communes.row_keys import key_of
from criteria.actions import ActionRefused
from criteria.entering import FIELDS
from criteria.figure_grid import bare_rows, with_profiles
from criteria.figure_saving import Attempt, attempt, save_each
from criteria.levels import Law, law_of
from criteria.models import Indicator, IndicatorResult, Standing
from criteria.standings import KNOWN_FIGURE
from criteria.views.entry_forms import theirs_as_typed
from criteria.views.entry_rows import moment, person

MOST_CELLS = 200
LARGEST_KEY = 2**63
SIGNED_OUT = "Phiên làm việc đã hết; đăng nhập lại ở thẻ khác rồi bấm Gửi lại."
SOMEBODY_ELSE = "Trình duyệt đã đăng nhập bằng tài khoản khác; tải lại trang rồi nhập tiếp."
OUTSIDE = "Có ô không thuộc kỳ này hoặc ở ngoài phạm vi phụ trách của bạn."
UNREADABLE = "Máy chủ không đọc được ô vừa gửi; tải lại trang rồi nhập lại."


class Unreadable(Exception):
    """What was sent is not what the page sends."""


@require_POST
@never_cache
def entry_cell(request: HttpRequest, pk: int) -> JsonResponse:
    """`/nhap-lieu/ky/<pk>/o/`: save each cell that is sound, and say of every one what became of it.

    200 when all were saved; 400 when one is wrong, 409 when somebody else saved one meanwhile; 403 when
    the officer may not, and then nothing was saved.
    """
    if not request.user.is_authenticated:
        return refused(request, SIGNED_OUT)
    try:
        sent = cells_sent(request.body)
        if sent["officer"] not in (None, request.user.pk):
            return refused(request, SOMEBODY_ELSE)
        standings, law = ground(request, pk, sent["cells"])
        attempts = attempts_of(standings, law, sent["cells"])
        done = save_each(standings[0].round, attempts, by=request.user, law=law)
    except Unreadable:
        return refused(request, UNREADABLE, 400)
    except LookupError:
        return refused(request, OUTSIDE)
    except ActionRefused as refusal:
        return refused(request, str(refusal))
    kinds = {one.status for one in done}
    body = {
        "cells": [told(one) for one in done],
        "saved_at": f"{timezone.localtime():%H:%M}",
        "entered": standings[0].counted + sum(one.after.is_known - one.row.is_known for one in done),
        "of": standings[0].size,
    }
    return JsonResponse(body, status=409 if "conflict" in kinds else 400 if "error" in kinds else 200)


def refused(request: HttpRequest, message: str, status: int = 403) -> JsonResponse:
    """Nothing was saved. `officer` is who is signed in: the page tells an ended session from a locked row."""
    return JsonResponse({"cells": [], "error": message, "officer": request.user.pk}, status=status)


def cells_sent(body: bytes) -> dict:
    """The cells of the request, by (commune, indicator); Unreadable when it has another shape."""
    try:
        sent = json.loads(body)
        cells = {
            (int(one["commune"]), int(one["indicator"])): {
                "fields": {name: str(one["fields"][name]) for name in FIELDS if name in one["fields"]},
                "version": int(one.get("version") or 0),
                "keep": str(one.get("keep") or ""),
            }
            for one in sent["cells"]
        }
        fits = 0 < len(cells) == len(sent["cells"]) <= MOST_CELLS
        fits = fits and all(0 < key < LARGEST_KEY for keys in cells for key in keys)
        officer = sent.get("officer")
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise Unreadable from fault
    if not fits:
        raise Unreadable
    return {"officer": officer, "cells": cells}


def ground(request: HttpRequest, pk: int, cells: dict) -> tuple[list[Standing], Law]:
    """The standings and the law the cells stand on; LookupError when one is outside round or scope."""
    communes = {commune for commune, _ in cells}
    found = Standing.objects.visible_to(request.user).filter(
        round__pk=pk, round__withdrawn_at__isnull=True, commune__in=communes
    )
    found = found.select_related("round__criteria_set").annotate(**counts(request, pk))
    standings = list(with_profiles(found, OuterRef("round__data_on")))
    if len(standings) < len(communes):
        raise LookupError
    wanted = {indicator for _, indicator in cells}
    law = law_of(standings[0].round, pk__in=Indicator.objects.filter(pk__in=wanted).values("criterion"))
    law.measures[:] = [measure for measure in law.measures if measure.id in wanted]
    if len(law.measures) < len(wanted):
        raise LookupError
    return standings, law


def counts(request: HttpRequest, pk: int) -> dict:
    """Annotations `counted` and `size`: how many cells of the page are entered, and of how many.

    A page of one indicator says so (`?chi-tieu=…&huyen=…`) and counts communes; the other indicators.
    """
    indicator, district = key_of(request.GET.get("chi-tieu")), request.GET.get("huyen", "")
    if not indicator:
        in_force = Q(valid_from__lte=OuterRef("round__data_on")) & (
            Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("round__data_on"))
        )
        of_set = Indicator.objects.filter(in_force, criterion__criteria_set=OuterRef("round__criteria_set"))
        return {"counted": F("entered"), "size": number_of(of_set)}
    standings = Standing.objects.visible_to(request.user).filter(round__pk=pk)
    known = IndicatorResult.objects.visible_to(request.user).filter(
        KNOWN_FIGURE, standing__round__pk=pk, indicator=indicator
    )
    if district:
        standings = standings.filter(district__code=district)
        known = known.filter(standing__district__code=district)
    return {"counted": number_of(known), "size": number_of(standings)}


def number_of(rows) -> Coalesce:
    """How many rows there are, inside another query."""
    one = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk", distinct=True))
    return Coalesce(Subquery(one.values("number")), 0)


def attempts_of(standings: list[Standing], law: Law, cells: dict) -> list[Attempt]:
    """What is typed for each cell, checked, in the order it was sent."""
    rows = {
        (row.standing.commune_id, row.measure.id): row
        for row in bare_rows(standings[0].round, standings, law)
    }
    return [attempt(rows[key], one["fields"], one["version"], one["keep"]) for key, one in cells.items()]


def told(one: Attempt) -> dict:
    """A cell as the answer tells it; `fields` is what is stored now."""
    theirs = one.theirs
    answer = {
        "commune": one.row.standing.commune_id,
        "indicator": one.row.measure.id,
        "status": one.status,
        "version": one.after.version,
        "fields": one.after.typed,
        "result": one.result,
        "outcome": one.checked.outcome,
        "remarks": [
            {"severity": remark.severity, "field": remark.field, "message": remark.message}
            for remark in one.remarks
        ],
    }
    if theirs:
        answer["theirs"] = {
            "fields": theirs_as_typed(theirs),
            "by": person(theirs),
            "at": moment(theirs),
            "version": theirs.version,
        }
    return answer
