"""The villages of a commune by a set for villages: a form for those in charge, a table for the rest."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, F, Max, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from communes.models import Commune, Village
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused
from criteria.actions.villages import (
    NOTE_LENGTH,
    RECORD,
    VillageEntry,
    VillagesRefused,
    provinces_before,
    record_village_standings,
    version_of,
    why_not,
)
from criteria.exports import download
from criteria.models import CriteriaSet, Criterion, Level, VillageStanding
from criteria.outcomes import LABELS, NO_DATA, Outcome
from criteria.reading import SHOWN_INSTEAD, day_asked, day_note, place_or_404
from criteria.tables import Table
from criteria.views.officers_only import for_officers
from criteria.village_counts import SELF_ASSESSED, VillageRow, VillageSummary
from criteria.wording import day

VIEW = "criteria.view_villagestanding"
ILLUSTRATIVE = "Tên thôn và kết quả của thôn trên trang này là số dựng để dùng thử."
DAYS_SHOWN = 12


@dataclass(frozen=True)
class VillageChoice:
    """What the page is about. `criteria_set` is None where the province has no set for villages."""

    commune: Commune
    sets: list[CriteriaSet]
    criteria_set: CriteriaSet | None
    criteria: list[Criterion]
    days: list[datetime.date]
    data_on: datetime.date

    @property
    def nothing(self) -> str:
        """The letters of a village of which nothing is known."""
        return NO_DATA * len(self.criteria)

    @property
    def query(self) -> str:
        code = f"bo={self.criteria_set.code}&" if self.criteria_set else ""
        return f"?{code}ngay={self.data_on.isoformat()}"


@dataclass
class VillageLine:
    """One village on the page: what is stored, what the form shows of it, what is wrong."""

    village: Village
    stored: VillageStanding | None
    letters: str
    note: str
    fault: str = ""

    @property
    def seen(self) -> str:
        return version_of(self.stored)

    @property
    def row(self) -> VillageRow:
        return VillageRow(self.village.full_name, self.letters)


@for_officers(VIEW)
def villages_page(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/thon/<code>/`: villages × criteria on a day (`ngay`) by a set (`bo`)."""
    note = day_note(request)
    if note and request.method == "POST":
        # What was typed for one day is never recorded on another.
        raise Http404(note.removesuffix(SHOWN_INSTEAD).strip())
    choice = _choice(request, code, None if note else day_asked(request))
    lines = _lines(choice)
    if ending:
        return _file(ending, choice, lines)
    locked = _why_locked(request, choice, lines)
    summary, refused = _summary(choice, lines), ""
    if request.method == "POST":
        refused = locked or _record(request, choice, lines)
        if not refused and not any(line.fault for line in lines):
            return redirect(f"{request.path}{choice.query}")
    context = {
        "nav": "criteria",
        "choice": choice,
        "day_note": note,
        "commune": choice.commune,
        "summary": summary,
        "lines": [(line, _cells(choice, line)) for line in lines],
        "faulty": [line for line in lines if line.fault],
        "refused": refused,
        "locked": locked,
        "options": [(NO_DATA, LABELS[NO_DATA]), *Outcome.choices],
        "note_length": NOTE_LENGTH,
        "illustrative": _made_up(lines),
    }
    return render(request, "criteria/villages.html", context)


def _choice(request: HttpRequest, code: str, asked_day: datetime.date | None) -> VillageChoice:
    seen = Commune.objects.visible_to(request.user).select_related("province", "district")
    try:
        commune = place_or_404(
            seen, code, request, known_by=Exists(Village.objects.filter(commune=OuterRef("pk")))
        )
    except Http404:
        # Others may see a commune of that code: it is theirs, not nobody's.
        raise Http404(f"Không có xã mang mã {code} trong phạm vi của bạn.") from None
    sets = _sets(request, commune)
    asked = request.GET.get("bo", "")
    criteria_set = next((law for law in sets if asked in ("", law.code)), None)
    if asked and criteria_set is None:
        raise Http404("Không có bộ tiêu chí thôn (làng) này.")
    rows = VillageStanding.objects.filter(village__commune=commune, criteria_set=criteria_set)
    days = list(rows.order_by("-data_on").values_list("data_on", flat=True).distinct()[:DAYS_SHOWN])
    criteria = list(criteria_set.criteria.order_by("number")) if criteria_set else []
    data_on = asked_day or next(iter(days), None) or _last_day(commune, criteria_set)
    return VillageChoice(commune, sets, criteria_set, criteria, days, data_on)


def _sets(request: HttpRequest, commune: Commune) -> list[CriteriaSet]:
    """Sets for villages of the commune's province and of those before it, that with the newest data first."""
    newest = Max("village_standings__data_on", filter=Q(village_standings__village__commune=commune))
    found = CriteriaSet.objects.visible_to(request.user).filter(level=Level.VILLAGE).annotate(newest=newest)
    issuers = Q(issued_by=commune.province_id) | Q(issued_by__in=provinces_before(commune))
    own = found.filter(issuers | Q(issued_by__isnull=True))
    return list(own.order_by(F("newest").desc(nulls_last=True), "-valid_from", "code"))


def _last_day(commune: Commune, criteria_set: CriteriaSet | None) -> datetime.date:
    """The newest day of which anything can be said."""
    ends = [commune.valid_to, criteria_set.valid_to if criteria_set else None]
    return min([localdate(), *filter(None, ends)])


def _lines(choice: VillageChoice) -> list[VillageLine]:
    villages = choice.commune.villages.in_force(choice.data_on).order_by("sort_key", "id")
    found = VillageStanding.objects.filter(
        criteria_set=choice.criteria_set, data_on=choice.data_on, village__commune=choice.commune
    )
    stored = {row.village_id: row for row in found.select_related("recorded_by")}
    lines = []
    for village in villages:
        row = stored.get(village.pk)
        lines.append(
            VillageLine(village, row, row.outcomes if row else choice.nothing, row.note if row else "")
        )
    return lines


def _made_up(lines: list[VillageLine]) -> str:
    """What the page says of illustrative rows; "" without any."""
    return ILLUSTRATIVE if any(line.stored and line.stored.illustrative for line in lines) else ""


def _summary(choice: VillageChoice, lines: list[VillageLine]) -> VillageSummary:
    return VillageSummary([line.row for line in lines], len(choice.criteria), choice.data_on)


def _why_locked(request: HttpRequest, choice: VillageChoice, lines: list[VillageLine]) -> str:
    """Why the reader cannot write here; "" when they can."""
    if not request.user.has_perm(RECORD):
        return "Tài khoản của bạn không được giao việc ghi kết quả của thôn, chỉ xem được."
    if not covers_place(request.user, choice.commune):
        return "Xã này ở ngoài phạm vi phụ trách của bạn, chỉ xem được."
    if not (choice.criteria and lines):
        return "Chưa có thôn hoặc tiêu chí để ghi kết quả."
    return why_not(choice.commune, choice.criteria_set, choice.data_on)


def _cells(choice: VillageChoice, line: VillageLine) -> list[tuple[Criterion, str, str]]:
    """(criterion, letter, its words) of one village."""
    pairs = zip(choice.criteria, line.letters, strict=False)
    return [(criterion, letter, LABELS[letter]) for criterion, letter in pairs]


def _record(request: HttpRequest, choice: VillageChoice, lines: list[VillageLine]) -> str:
    """Write what was sent; villages left as they were shown are left alone. Why not, or ""."""
    typed, entries = request.POST, []
    for line in lines:
        key = line.village.pk
        names = [f"tc{criterion.number}-{key}" for criterion in choice.criteria]
        letters = "".join(typed.get(name, NO_DATA)[:1] or NO_DATA for name in names)
        note = typed.get(f"ghi-chu-{key}", "")
        shown = (typed.get(f"chu-{key}", ""), typed.get(f"ghi-chu-cu-{key}", ""))
        if f"da-thay-{key}" not in typed or (letters, note.strip()) == shown:
            continue
        entries.append(VillageEntry(line.village, letters, note, typed[f"da-thay-{key}"]))
        if not set(letters) - LABELS.keys():
            line.letters, line.note = letters, note
    try:
        written = record_village_standings(
            commune=choice.commune,
            criteria_set=choice.criteria_set,
            data_on=choice.data_on,
            entries=entries,
            by=request.user,
        )
    except VillagesRefused as refusal:
        for line in lines:
            line.fault = refusal.faults.get(line.village.pk, "")
        return "" if any(line.fault for line in lines) else str(refusal)
    except ActionRefused as refusal:
        return str(refusal)
    done = f"Đã ghi kết quả của {written} thôn." if written else "Không có gì thay đổi."
    messages.success(request, done)
    return ""


def _file(ending: str, choice: VillageChoice, lines: list[VillageLine]) -> HttpResponse:
    if choice.criteria_set is None:
        raise Http404("Tỉnh này chưa có bộ tiêu chí thôn (làng).")
    heads = [(f"tc{one.number}", f"TC {one.number} {one.short_name}") for one in choice.criteria]
    columns = [("thon", "Thôn, làng"), *heads, ("so_dat", "Số tiêu chí đạt"), ("ghi_chu", "Ghi chú")]
    rows = [
        [
            line.village.full_name,
            *(words for _, _, words in _cells(choice, line)),
            line.row.met if line.row.has_data else None,
            line.note,
        ]
        for line in lines
    ]
    facts = {
        "Xã": choice.commune.full_name,
        "Bộ tiêu chí": choice.criteria_set.short_name,
        "Số liệu đến ngày": day(choice.data_on),
        "Kết quả": _summary(choice, lines).headline,
        "Cơ sở số liệu": SELF_ASSESSED,
    }
    if note := _made_up(lines):
        facts["Ghi chú"] = note
    title = f"Kết quả của thôn, {choice.commune.full_name}"
    name = f"thon {choice.commune.name} {choice.data_on.isoformat()}"
    return download(ending, name, [Table("thon", title, columns, rows)], facts)
