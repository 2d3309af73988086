"""Writing yearly plans on a page: the communes of a province or district, and the proposals to approve."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from communes.models import Commune
from criteria.actions.permissions import ActionRefused
from criteria.actions.targets import (
    TargetEntry,
    TargetOrder,
    approve_targets,
    heads,
    may_approve,
    record_targets,
)
from criteria.models import Target, TargetSheet
from criteria.plan_reading import PlanChoice
from criteria.target_entries import (
    QUARTER_FIELDS,
    REGISTERED,
    ROMAN,
    YES,
    ReadEntry,
    as_texts,
    in_words,
    read_entry,
)
from criteria.views.entry_access import kept_form
from criteria.views.plan import year_links
from criteria.views.plan_access import communes_to_plan, for_planning

SHEETS_SHOWN = 10


@dataclass
class EntryLine:
    """One commune of the grid: what is saved, what was typed, what is wrong with it."""

    commune: Commune
    head: Target | None
    registered: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    seen: str = ""

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """(field, quarter, text, what is wrong) of each quarter."""
        return [
            (name, ROMAN[at], self.texts.get(name, ""), self.faults.get(name, ""))
            for at, name in QUARTER_FIELDS.items()
        ]


@for_planning
def plan_entry(request: HttpRequest, choice: PlanChoice) -> HttpResponse:
    """`/ke-hoach/<code>/nhap/`: rows left as they are are never written, whatever others did to them."""
    order = order_of(choice, request.POST)
    communes = communes_to_plan(request.user, choice)
    numbers = dict(choice.criteria_set.criteria.values_list("pk", "number"))
    in_force, waiting = heads(order, [commune.pk for commune in communes])
    head = {**in_force, **waiting}
    typed = request.POST if request.method == "POST" else kept_form(request)
    lines = [_line(commune, head.get(commune.pk), numbers, typed) for commune in communes]
    refused = ""
    if request.method == "POST":
        entries, faulty = _entries(lines, {number: pk for pk, number in numbers.items()})
        if not faulty:
            try:
                written = record_targets(order=order, entries=entries, by=request.user)
            except ActionRefused as refusal:
                refused = str(refusal)
            else:
                messages.success(request, _said(len(written), may_approve(request.user, choice.province)))
                return redirect(reverse("plan-entry", args=[choice.province.code]) + choice.query)
    context = {
        **frame(request, choice),
        "lines": lines,
        "refused": refused,
        "faulty": [line for line in lines if line.faults],
        "document": (typed or {}).get("document", ""),
        "reason": (typed or {}).get("reason", ""),
        "revising": bool(in_force),
        "proposals": _proposals(waiting, in_force, numbers),
        "sheets": TargetSheet.objects.visible_to(request.user).filter(
            province=choice.province, year=choice.year
        ).select_related("applied_by")[:SHEETS_SHOWN],
    }  # fmt: skip
    return render(request, "criteria/plan_entry.html", context)


@for_planning
def plan_approve(request: HttpRequest, choice: PlanChoice) -> HttpResponse:
    """`/ke-hoach/<code>/duyet/`: the proposals ticked come into force."""
    if request.method == "POST":
        keys = [int(text) for text in request.POST.getlist("ban") if text.isascii() and text.isdigit()]
        try:
            approved = approve_targets(
                province=choice.province,
                targets=[key for key in keys if key < 2**63],
                document=request.POST.get("document", "")[:200],
                by=request.user,
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Đã duyệt kế hoạch của {len(approved)} xã.")
    return redirect(reverse("plan-entry", args=[choice.province.code]) + choice.query)


def order_of(choice: PlanChoice, typed) -> TargetOrder:
    """What the form beside the rows says of all of them."""
    return TargetOrder(
        province=choice.province,
        criteria_set=choice.criteria_set,
        year=choice.year,
        document=typed.get("document", "").strip()[:200],
        reason=typed.get("reason", "").strip()[:300],
    )


def frame(request: HttpRequest, choice: PlanChoice) -> dict:
    """What the pages of entry share."""
    districts = choice.province.districts.visible_to(request.user).in_force(choice.first_day)
    shown = sorted(districts, key=lambda one: one.sort_key)
    return {
        "nav": "plan",
        "province": choice.province,
        "choice": choice,
        "approves": may_approve(request.user, choice.province),
        "links": year_links(choice),
        "districts": [
            (choice.with_district(code), name, code == (choice.district.code if choice.district else ""))
            for code, name in [("", "Tất cả"), *((one.code, one.display_name) for one in shown)]
        ] if len(shown) > 1 else [],
    }  # fmt: skip


def _line(commune: Commune, head: Target | None, numbers: dict[int, int], typed) -> EntryLine:
    saved = as_texts(head.registered, head.quarters, numbers) if head else {}
    seen = str(head.pk) if head else ""
    if typed is None or f"seen-{commune.pk}" not in typed:
        return EntryLine(commune, head, bool(head and head.registered), saved, seen=seen)
    texts = {name: typed.get(f"{name}-{commune.pk}", "")[:200] for name in QUARTER_FIELDS.values()}
    return EntryLine(commune, head, f"dk-{commune.pk}" in typed, texts, seen=typed[f"seen-{commune.pk}"])


def _entries(lines: list[EntryLine], criteria: dict[int, int]) -> tuple[list[TargetEntry], bool]:
    """What was typed, and whether something of it cannot be read; each fault is put at its field."""
    entries, faulty, shown = [], False, _shown_versions(lines)
    for line in lines:
        texts = {**line.texts, REGISTERED: YES if line.registered else ""}
        read: ReadEntry = read_entry(texts, criteria)
        line.faults = read.said
        faulty = faulty or bool(read.faults)
        seen = _key(line.seen)
        entry = TargetEntry(line.commune, line.registered, read.quarters, seen)
        if not entry.says(shown.get(seen)):
            entries.append(entry)
    return entries, faulty


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _shown_versions(lines: list[EntryLine]) -> dict[int, Target]:
    """The versions the rows were filled from: a row that still says the same was left alone."""
    keys = [key for line in lines if (key := _key(line.seen))]
    rows = Target.objects.filter(pk__in=keys, commune__in=[line.commune for line in lines])
    return {row.pk: row for row in rows.prefetch_related("planned")}


def _said(written: int, at_once: bool) -> str:
    if not written:
        return "Không có gì thay đổi."
    return f"Đã lưu kế hoạch của {written} xã{', có hiệu lực ngay' if at_once else ', chờ tỉnh duyệt'}."


def _proposals(waiting: dict[int, Target], in_force: dict[int, Target], numbers) -> list[tuple]:
    """(proposal, its words, the words of the plan in force) of what waits, by commune."""
    keys = Target.objects.filter(pk__in=[row.pk for row in waiting.values()])
    named = keys.select_related("commune__district", "proposed_by").prefetch_related("planned")
    return [
        (row, in_words(row.registered, row.quarters, numbers), _words(in_force.get(row.commune_id), numbers))
        for row in sorted(named, key=lambda row: row.commune.sort_key)
    ]


def _words(target: Target | None, numbers) -> str:
    return in_words(target.registered, target.quarters, numbers) if target else "chưa có"
