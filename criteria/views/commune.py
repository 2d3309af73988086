"""The commune's profile: where it stands, criterion by criterion, and how it got there (S3)."""

import datetime
from collections.abc import Callable

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from communes.heads import name_heads
from communes.models import Commune, Succession, Village
from criteria import tables
from criteria.at_risk import risks_of
from criteria.beside import BesideCommune
from criteria.exports import download, facts_of
from criteria.grid import CommuneRow, Summary
from criteria.levels import profile_columns
from criteria.models import Recognition, ResultChange, Standing
from criteria.reading import Reading, choose, place_or_404
from criteria.registered import registered_in
from criteria.rows import district_label, illustrative_note, unconfirmed
from criteria.stages import Stage, stage_label
from criteria.successors import predecessors
from criteria.views.commune_lines import criterion_lines, with_beside, with_hints
from criteria.views.commune_rounds import letters_shown, over_sets
from criteria.village_reading import villages_said
from criteria.wording import day

HISTORY = 60
WITH_PLACES = Commune.objects.select_related("province", "district").annotate(
    has_villages=Exists(Village.objects.filter(commune=OuterRef("pk")))
)


def commune_profile(
    request: HttpRequest, code: str, ending: str = "", *, beside: Callable | None = None
) -> HttpResponse:
    """`/xa/<code>/`: one commune in the chosen round, the worst criteria first.

    `beside(reading, commune, row, criteria ids)` gives a BesideCommune; `row` is None without any round.
    """
    has_figures = Exists(Standing.objects.filter(commune=OuterRef("pk")))
    commune = place_or_404(WITH_PLACES, code, request, known_by=has_figures)
    standings = _standings(commune)
    reading = choose(request, commune.province, [standing.round for standing in standings])
    chosen = next((standing for standing in standings if standing.round == reading.round), None)
    inside = _is_inside(request.user, commune)
    name_heads([commune], reading.day, of_earlier=reading.reads_today)
    on, recognitions = _recognitions(commune, reading)
    results = list(chosen.results.all()) if chosen else []
    row = _row(chosen, reading, standings, inside, recognitions, on, results) if chosen else None
    lines, override = criterion_lines(reading, chosen, results, row, inside) if row else ([], "")
    if ending:
        return _file(ending, reading, commune, row, lines)
    criteria = [line.criterion.pk for line in lines]
    more = beside(reading, commune, row, criteria) if beside else BesideCommune()
    lines = with_beside(with_hints(lines, chosen if inside else None), reading, more)
    context = {
        "reading": reading,
        "row": row,
        "left": [line for line in lines if line.is_left],
        "kept": [line for line in lines if not line.is_left],
        "override": override,
        "recognitions": recognitions,
        **(_of_row(row, reading, recognitions, on, commune) if row else {}),
        **over_sets(standings, reading, inside, recognitions, on),
        **_of_the_place(commune),
        **(_of_insiders(chosen, row, lines, recognitions) if inside and chosen else {}),
        "inside": inside,
        "villages": villages_said(request.user, commune, reading.day) if inside else None,
        "beside": more,
        **more.below.context,
    }
    return render(request, "criteria/commune.html", context)


def _is_inside(officer, commune: Commune) -> bool:
    """Whether the reader is in charge of the commune."""
    return officer.is_authenticated and officer.covers(
        province_id=commune.province_id, district_id=commune.district_id, commune_id=commune.pk
    )


def _of_row(row: CommuneRow, reading: Reading, recognitions: list[Recognition], on, commune: Commune) -> dict:
    """What is said of the commune as a whole in a round."""
    return {
        "summary": Summary([row], len(row.letters), reading.criteria_set.bands),
        "illustrative": illustrative_note(reading, [row]),
        "recognised_on": on,
        "recognition": _recognition_sentence(recognitions, reading, on),
        "registered": registered_in(reading, commune=commune),
    }


def _keeping(commune: Commune, row: CommuneRow, lines) -> dict:
    """For those in charge: whether a recognition is at risk, and the newest plan that keeps what was met."""
    risks = risks_of([row], {at for at, line in enumerate(lines) if line.criterion.is_key})
    plan = commune.keeping_plans.order_by("-year").first()
    items = plan.items.select_related("criterion") if plan else []
    return {
        "risk": next(iter((*risks.at_risk, *risks.unknown)), None),
        "plan": plan,
        "plan_items": [(item, item.standing_on(localdate())) for item in items],
    }


def _file(ending: str, reading: Reading, commune: Commune, row: CommuneRow | None, lines) -> HttpResponse:
    if row is None:
        raise Http404("Xã này chưa có kỳ báo cáo nào.")
    criteria = [(line.criterion.number, line.criterion.short_name) for line in lines]
    found = [tables.matrix_table([row], criteria)]
    return download(ending, f"ho so {commune.name}", found, facts_of(reading, [row]))


def _standings(commune: Commune) -> list[Standing]:
    """The commune's standings with round, set and profile, newest first; withdrawn rounds left out."""
    found = list(
        commune.standings.filter(round__withdrawn_at__isnull=True)
        .annotate(**profile_columns(OuterRef("round__data_on"), commune="commune"))
        .select_related("round__criteria_set")
        .order_by("-round__data_on", "-round__criteria_set__valid_from")
    )
    for standing in found:
        standing.commune = commune
    return found


def _row(
    chosen: Standing, reading: Reading, standings, inside: bool, recognitions, on, results
) -> CommuneRow:
    """The commune as a row of the grid, so that it is counted as everywhere else."""
    letters = {standing.round_id: letters_shown(standing, reading, inside) for standing in standings}
    commune, district = chosen.commune, chosen.commune.district
    counting, since = (
        [item for item in recognitions if item.counts_for(reading.criteria_set, each)]
        for each in (reading.round.data_on, on)
    )
    return CommuneRow(
        province_id=commune.province_id,
        commune_id=commune.pk,
        code=commune.code,
        name=commune.display_name,
        sort_key=commune.sort_key,
        district_id=commune.district_id,
        district_code=district.code if district else "",
        district_name=district_label(district.kind, district.display_name) if district else "",
        district_sort=district.sort_key if district else "",
        letters=letters[chosen.round_id],
        unconfirmed=unconfirmed(letters[chosen.round_id], chosen.confirmed_outcomes),
        confirmed=chosen.confirmed_outcomes,
        previous=letters.get(reading.previous.pk, "") if reading.previous else "",
        recognised=bool(counting),
        recognised_since=bool(since),
        recognised_in_demo=any(item.illustrative for item in (*counting, *since)),
        carried=any(result.carried for result in results),
        updated_at=chosen.updated_at,
    )


def _recognitions(commune: Commune, reading: Reading) -> tuple[datetime.date, list[Recognition]]:
    """The day recognition is read on, at most the commune's last; every recognition decided up to it."""
    on = min(reading.recognised_on, commune.valid_to or reading.recognised_on)
    found = Recognition.objects.filter(commune=commune, decided_on__lte=on)
    return on, list(found.select_related("criteria_set"))


def _recognition_sentence(recognitions: list[Recognition], reading: Reading, on: datetime.date) -> str:
    """Whether the commune is recognised by the chosen set's level and tier on a day, and by what."""
    for item in recognitions:
        if item.counts_for(reading.criteria_set, on):
            by = f"{item.decision_number}, {day(item.decided_on)}"
            return f"Đã được công nhận đạt chuẩn năm {item.year_achieved} ({by})."
    for item in recognitions:
        if item.is_of(reading.criteria_set) and item.is_revoked_on(on):
            return f"Đã bị thu hồi công nhận ({item.revocation_decision}, {day(item.revoked_on)})."
    return "Chưa được công nhận đạt chuẩn."


def _of_the_place(commune: Commune) -> dict:
    """What is said of the commune whatever the round: its names, what it came from and became."""
    names = _other_names(commune)
    before = predecessors(successor=commune) if names["old"] else []
    return {
        "commune": commune,
        "province": commune.province,
        "names": names,
        "first_day": commune.valid_from.isoformat(),
        "before": before,
    }


def _other_names(commune: Commune) -> dict[str, list[tuple[str, str, str]]]:
    """Aliases, predecessors ("old") and successors ("new") as (unit word, name, code); one query.

    "code" are other holders of the commune's code, with their last day instead of it.
    """
    aliases = commune.aliases.order_by().values_list(Value("alias"), Value(""), "name", Value(""))
    old = _named(Succession.objects.filter(successor=commune), "old", "predecessor")
    new = _named(Succession.objects.filter(predecessor=commune), "new", "successor")
    same_code = Commune.objects.filter(code=commune.code).exclude(pk=commune.pk).order_by()
    last_day = Coalesce(Cast("valid_to", CharField()), Value(""))
    holders = same_code.values_list(Value("code"), "kind", _name(), last_day)
    names: dict[str, list] = {"alias": [], "old": [], "new": [], "code": []}
    for kind, *name in sorted(aliases.union(old, new, holders)):
        names[kind].append(tuple(name))
    return names


def _named(successions, kind: str, side: str):
    """(kind, unit word, name as the province writes it, code) of one side of some successions."""
    name = _name(f"{side}__")
    return successions.order_by().values_list(Value(kind), f"{side}__kind", name, f"{side}__code")


def _name(at: str = "") -> Coalesce:
    """The name as the province writes it."""
    return Coalesce(NullIf(f"{at}local_name", Value("")), f"{at}name")


def _history(standing: Standing):
    """The latest changes of outcomes in the round, with who made them; confirmations are left out."""
    found = ResultChange.objects.filter(result__standing=standing).exclude(before=F("after"))
    return found.select_related("result__criterion", "by", "batch").order_by("-id")[:HISTORY]


def _of_insiders(standing: Standing, row: CommuneRow, lines, recognitions) -> dict:
    """What only those in charge of the commune read: its history, where its dossier is, what came back.

    And what keeps its recognition, or endangers it.
    """
    return {
        "restored": {item.restores_id for item in recognitions},
        **_keeping(standing.commune, row, lines),
        "changes": _history(standing),
        "stage": _stage(standing),
        "returned": _returned(standing) if standing.returned_at else [],
    }


def _stage(standing: Standing) -> str:
    """ "Chờ thẩm tra, gửi 25/09/2023": where the dossier is, for those in charge of the commune."""
    label = stage_label(standing.stage, standing.steps)
    if standing.stage == Stage.RETURNED:
        return f"{label} {day(localdate(standing.returned_at))}, hạn bổ sung {day(standing.return_due_on)}"
    if standing.submitted_at is None:
        return label
    return f"{label}, gửi {day(localdate(standing.submitted_at))}"


def _returned(standing: Standing):
    """The figures sent back and not answered yet, with why and by whom."""
    found = standing.returned_figures.filter(answered_at__isnull=True)
    related = found.select_related("indicator__criterion", "returned_by")
    return related.order_by("indicator__criterion__number", "indicator__position")
