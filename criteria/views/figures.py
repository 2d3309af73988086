"""Entering figures: one commune × all indicators (S10), one indicator × all communes (S11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from communes.models import District
from criteria.actions import ActionRefused
from criteria.actions.copying import accept_suggestions, copy_previous
from criteria.commune_groups import group_note
from criteria.crosswalk import hint_words
from criteria.entering import Severity
from criteria.figure_grid import Grid, criteria_led_by, grid_of, standings_of
from criteria.levels import Law, law_of
from criteria.models import Indicator, Round, Standing
from criteria.nearness import Reached, is_near, reached
from criteria.stages import stage_label
from criteria.views.entry_access import for_reading_figures, kept_form, round_or_404, why_locked
from criteria.views.entry_forms import Sent, attempts_of, cells_of, send_form
from criteria.views.entry_rows import FILTERS, EntryRow, entry_row, matching
from criteria.views.links import asked
from criteria.views.sending_rights import sending_button
from criteria.wording import day

# Buttons that fill many cells, sent with the form they stand in: (what it does, what is said of it).
FILLS: dict[str, tuple[Callable, str]] = {
    "copy": (copy_previous, "Đã chép số kỳ trước vào {} ô trống."),
    "accept": (accept_suggestions, "Đã nhận kết quả gợi ý cho {} ô."),
}


@dataclass(frozen=True)
class Page:
    """One entry grid: whose rows, under which law, and how its rows are called."""

    round: Round
    standings: Sequence[Standing]
    law: Law
    by_commune: bool
    locked: str
    save_query: str = ""

    def grid(self, only=()) -> Grid:
        return grid_of(self.round, self.standings, self.law, locked=self.locked, only=only)


@for_reading_figures
def entry_round(request: HttpRequest, pk: int) -> HttpResponse:
    """`/nhap-lieu/ky/<pk>/`: the communes of the officer's scope, how far each is, and where to enter."""
    round = round_or_404(request.user, pk)
    standings = list(standings_of(round, request.user))
    law = law_of(round)
    for standing in standings:
        standing.round = round
    size = len(law.measures)
    context = {
        "round": round,
        "province": round.province,
        "locked": why_locked(request.user, round),
        "illustrative": illustrative(round, None),
        "rows": [(standing, stage_label(standing.stage, standing.steps)) for standing in standings],
        "size": size,
        "expected": round.criteria_set.indicators_expected,
        "started": sum(standing.entered > 0 for standing in standings),
        "full": sum(standing.entered >= size for standing in standings),
        "criteria": [(criterion, law.measures_of(criterion.pk)) for criterion in law.criteria],
    }
    return render(request, "criteria/entry_round.html", context)


@for_reading_figures
def entry_commune(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`/nhap-lieu/ky/<pk>/xa/<code>/`: every indicator of one commune."""
    round = round_or_404(request.user, pk)
    standing = standings_of(round, request.user).filter(commune__code=code).first()
    if standing is None:
        raise Http404("Xã này không thuộc kỳ hoặc ở ngoài phạm vi của bạn.")
    standing.round = round
    page = Page(round, [standing], law_of(round), by_commune=False, locked=why_locked(request.user, round))
    context = {
        "standing": standing,
        "stage": stage_label(standing.stage, standing.steps),
        "sending": sending_button(request.user, standing),
        "commune": standing.commune,
    }
    return answer(request, page, context)


@for_reading_figures
def entry_indicator(request: HttpRequest, pk: int, indicator: int) -> HttpResponse:
    """`/nhap-lieu/ky/<pk>/chi-tieu/<indicator>/?huyen=<code>`: one indicator of the communes in scope."""
    round = round_or_404(request.user, pk)
    of = Indicator.objects.filter(pk=indicator).values("criterion")[:1]
    law = law_of(round, pk=of)
    law.measures[:] = [measure for measure in law.measures if measure.id == indicator]
    if not law.measures:
        raise Http404("Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
    everyone = list(standings_of(round, request.user))
    for standing in everyone:
        standing.round = round
    districts = {row.district.code: row.district for row in everyone if row.district}
    chosen = request.GET.get("huyen", "")
    if chosen and chosen not in districts:
        raise Http404("Huyện này ở ngoài phạm vi của bạn.")
    standings = [row for row in everyone if not chosen or (row.district and row.district.code == chosen)]
    narrowed = {"chi-tieu": indicator, **({"huyen": chosen} if chosen else {})}
    page = Page(round, standings, law, True, why_locked(request.user, round), f"?{urlencode(narrowed)}")
    context = {
        "measure": law.measures[0],
        "criterion": law.criteria[0],
        "districts": district_links(districts, chosen),
        "district": districts.get(chosen),
    }
    return answer(request, page, context)


def district_links(districts: dict[str, District], chosen: str) -> list[tuple[str, str, bool]]:
    """(link, label, chosen) of the districts a reader may narrow the rows to; [] with one or none."""
    if len(districts) < 2:
        return []
    ordered = sorted(districts.values(), key=lambda district: district.sort_key)
    links = [(f"?huyen={district.code}", district.full_name, district.code == chosen) for district in ordered]
    return [("?", "Tất cả", not chosen), *links]


def answer(request: HttpRequest, page: Page, context: dict) -> HttpResponse:
    """Show the grid, or save what was typed in it and come back to it."""
    if request.method == "POST":
        grid = page.grid(only=cells_of(request.POST) or [""])
        sent = send_form(request.POST, grid.rows, page.round, request.user)
        if sent.is_saved:
            say_saved(request, sent)
            fill(request, page)
            return redirect(request.get_full_path())
        if sent.refusal:
            messages.error(request, f"{sent.refusal} Số bạn gõ vẫn còn trên trang này.")
        return show(request, page, context, grid, sent)
    grid, typed = page.grid(), kept_form(request)
    if typed is None:
        return show(request, page, context, grid, Sent())
    attempts = {one.row.key: one for one in attempts_of(typed, grid.rows)}
    if attempts:
        messages.warning(
            request,
            f"Phiên làm việc đã hết khi bạn bấm lưu nên chưa ghi gì. {len(attempts)} ô bạn đã gõ còn nguyên "
            "dưới đây; xem lại rồi bấm Lưu nháp.",
        )
    return show(request, page, context, grid, Sent(again=attempts), status=200)


def say_saved(request: HttpRequest, sent: Sent) -> None:
    at = f"{timezone.localtime():%H:%M}"
    saved = f"Đã lưu lúc {at}: {sent.saved} ô." if sent.saved else f"Lúc {at} không có ô nào thay đổi."
    messages.success(request, saved)


def fill(request: HttpRequest, page: Page) -> None:
    """Do what the pressed button fills, if it is one that does."""
    for name, (action, said) in FILLS.items():
        if name in request.POST:
            try:
                filled = action(round=page.round, rows=page.grid().rows, by=request.user)
            except ActionRefused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, said.format(len(filled.saved)))


def show(request, page: Page, context: dict, grid: Grid, sent: Sent, status: int = 0) -> HttpResponse:
    """The grid as a page; with `sent.again` the rows as typed, their faults listed on top."""
    led = criteria_led_by(request.user, page.round) if not page.by_commune else set()
    chosen = asked(request, "loc", FILTERS)
    rows = grid.rows if sent.again else matching(grid, chosen, led)
    lines = [entry_row(row, by_commune=page.by_commune, tried=sent.again.get(row.key)) for row in rows]
    saved_at = [row.stored.updated_at for row in grid.rows if row.stored]
    context |= {
        "page": page,
        "round": page.round,
        "province": page.round.province,
        "grid": grid,
        "groups": grouped(lines, page, hints_of(page)),
        "group_note": "" if page.by_commune else group_note(page.standings[0].commune, page.round),
        "total": len(grid.rows),
        "errors": [error for line in lines if sent.again for error in line.errors],
        "clashes": [line for line in lines if line.clash],
        "warnings": grid.count(Severity.WARNING),
        "open_rows": any(line.note for line in lines),
        "blank": any(row.is_blank and row.before and not row.locked for row in grid.rows),
        "to_decide": any(row.to_decide and not row.locked for row in grid.rows),
        "locks": locks(page, grid),
        "near": set() if page.by_commune else nearly_met(grid),
        "filters": filter_links(request, grid, chosen, led, page),
        "illustrative": illustrative(page.round, grid.previous),
        "saved_at": max(saved_at, default=None),
    }
    code = status or (200 if sent.is_saved else sent.status)
    return render(request, "criteria/entry_grid.html", context, status=code)


def locks(page: Page, grid: Grid) -> list[str]:
    """Why rows of the page may not be changed; of many communes, how many: each row says its own reason."""
    found = sorted({row.locked for row in grid.rows if row.locked})
    if not page.by_commune or page.locked:
        return found
    locked = sum(bool(row.locked) for row in grid.rows)
    return [f"{locked}/{len(grid.rows)} xã bị khóa số liệu, lý do ghi ở từng dòng"] if locked else []


def nearly_met(grid: Grid) -> set[int]:
    """The criteria of one commune that are not met and lack but little."""
    found: dict[int, list[Reached]] = {}
    for row in grid.rows:
        outcome = row.stored.outcome if row.stored else ""
        found.setdefault(row.criterion.pk, []).append(reached(row.measure, row.applied, row.figure, outcome))
    return {criterion for criterion, indicators in found.items() if is_near(indicators)}


def hints_of(page: Page) -> dict[int, str]:
    """Criterion id → what an older set suggests for the one commune of the page, in words."""
    if page.by_commune:
        return {}
    return hint_words(page.round, page.standings[0].commune_id, page.law.criteria)


def grouped(lines: Sequence[EntryRow], page: Page, hints: dict[int, str]) -> list[tuple]:
    """(criterion, its rows, what an older set suggests); under nothing where all are of one indicator."""
    if page.by_commune:
        return [(None, list(lines), "")] if lines else []
    groups = [(one, [line for line in lines if line.row.criterion is one]) for one in page.law.criteria]
    return [(one, found, hints.get(one.pk, "")) for one, found in groups if found]


def filter_links(request, grid: Grid, chosen: str, led: set[int], page: Page) -> list[tuple]:
    """(link, label, count, chosen) of the filters that make sense here; the district stays chosen."""
    offered = [name for name in FILTERS if name != "toi-phu-trach" or led]
    kept = {name: request.GET[name] for name in ("huyen",) if request.GET.get(name)}
    links = []
    for name in offered:
        query = urlencode({**kept, **({"loc": name} if name else {})})
        links.append((f"?{query}", FILTERS[name], len(matching(grid, name, led)), name == chosen))
    return links


def illustrative(round: Round, previous: Round | None) -> str:
    """What on the page is illustrative, in a sentence; "" when nothing is."""
    if round.illustrative:
        return round.illustrative_note or "Số liệu minh họa, không phải số liệu thật."
    if previous and previous.illustrative:
        return f"Số liệu kỳ trước, ngày {day(previous.data_on)}, là minh họa."
    return ""
