"""What a reader asked to see of the yearly plans, and the rows behind it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from communes.models import Commune, District, Province
from criteria.models import CriteriaSet, Recognition, Round, Standing, Target, Tier
from criteria.models.sets import Level
from criteria.models.targets import FIRST_YEAR, LAST_YEAR
from criteria.plan_forecast import ROUNDS_LOOKED_AT, Forecast, forecast_of
from criteria.plan_progress import CommuneProgress, Plan, Progress, Results
from criteria.wording import day

ENDED = "{} có đến hết ngày {}; chọn năm kế hoạch đến {}."


@dataclass(frozen=True)
class PlanChoice:
    """The province, year, set and district a page of plans is about, and what else may be chosen."""

    province: Province
    year: int
    criteria_set: CriteriaSet | None
    years: list[int]
    sets: list[CriteriaSet]
    district: District | None = None

    @property
    def query(self) -> str:
        """The choice as a query string."""
        return self.with_district(self.district.code if self.district else "")

    def with_district(self, code: str) -> str:
        asked = {"nam": self.year}
        if self.criteria_set:
            asked["bo"] = self.criteria_set.code
        place = {"huyen": code} if code else {}
        return f"?{urlencode({**asked, **place})}{self.province.holder_query}"

    @property
    def first_day(self) -> datetime.date:
        """The day whose tree of places a plan of the year is about."""
        return datetime.date(self.year, 1, 1)


def choose_plan(request, province: Province) -> PlanChoice:
    """Read `nam`, `bo` and `huyen`; by default the newest year with a plan, and its set.

    Http404 for a year, set or district that cannot be.
    """
    planned = list(
        Target.objects.filter(commune__province=province, withdrawn_at__isnull=True)
        .order_by("-year")
        .values_list("year", "criteria_set_id")
        .distinct()
    )
    today = timezone.localdate()
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    if asked and (year is None or not FIRST_YEAR <= year <= LAST_YEAR):
        raise Http404(f"Năm kế hoạch từ {FIRST_YEAR} đến {LAST_YEAR}; chọn lại năm.")
    last = last_year(province)
    year = year or (planned[0][0] if planned else min(today.year, last))
    if year > last and year not in {of for of, _ in planned}:
        raise Http404(ENDED.format(province.full_name, day(province.valid_to), last))
    sets = _sets_of(province, year, {pk for of, pk in planned if of == year})
    wanted = request.GET.get("bo", "")
    chosen = next((one for one in sets if wanted in ("", one.code)), None)
    if wanted and chosen is None:
        raise Http404("Bộ tiêu chí này không áp dụng trong năm đã chọn; chọn lại.")
    offered = {min(of, last) for of in (today.year, today.year + 1)}
    years = sorted({year, *offered, *(of for of, _ in planned)})
    return PlanChoice(province, year, chosen, years, sets, _district(request, province, year))


def last_year(place: Province | Commune) -> int:
    """The last year a place is planned for: that in which it ended, since a plan's places are those of its
    first day."""
    return place.valid_to.year if place.valid_to else LAST_YEAR


def _sets_of(province: Province, year: int, planned: set[int]) -> list[CriteriaSet]:
    """The sets for communes in force in the year, those with plans first, then the standard level."""
    found = CriteriaSet.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=datetime.date(year, 1, 1)),
        Q(issued_by__isnull=True) | Q(issued_by=province),
        level=Level.COMMUNE,
        valid_from__lte=datetime.date(year, 12, 31),
    )
    newest = sorted(found, key=lambda one: one.valid_from, reverse=True)
    return sorted(newest, key=lambda one: (one.pk not in planned, one.tier != Tier.STANDARD))


def _district(request, province: Province, year: int) -> District | None:
    code = request.GET.get("huyen", "")
    if not code:
        return None
    found = province.districts.in_force(datetime.date(year, 1, 1)).filter(code=code).first()
    if found is None:
        raise Http404("Tỉnh này không có huyện mang mã ấy trong năm đã chọn.")
    return found


@dataclass(frozen=True)
class PlannedCommune:
    """One commune of the page: its version in force, what became of it, its forecast, its recognition."""

    target: Target
    progress: CommuneProgress
    forecast: Forecast
    recognised: bool

    @property
    def commune(self) -> Commune:
        return self.target.commune


@dataclass(frozen=True)
class YearPlan:
    """The plans in force of a province or district in a year, with what the rounds of the year confirm."""

    choice: PlanChoice
    communes: list[PlannedCommune]
    progress: Progress
    numbers: list[int]
    participating: int
    illustrative: str = ""

    @cached_property
    def registered(self) -> list[PlannedCommune]:
        return [one for one in self.communes if one.target.registered]

    @property
    def recognised(self) -> int:
        """Registered communes recognised for the year, by the set's level and tier."""
        return sum(one.recognised for one in self.registered)

    def by_district(self) -> list[tuple[str, str, Progress]]:
        """(code, name, progress) of each district with a plan, in order; they add up to the whole."""
        parts: dict[tuple, list[Plan]] = {}
        for one in self.communes:
            district = one.commune.district
            key = (district.sort_key, district.code, district.display_name) if district else ("", "", "")
            parts.setdefault(key, []).append(one.progress.plan)
        whole = self.progress
        return [
            (code, name or "Xã trực thuộc tỉnh", Progress(whole.year, plans, whole.results, whole.today))
            for (_, code, name), plans in sorted(parts.items())
        ]


@dataclass(frozen=True)
class _History:
    """The rounds of the set up to the year's end, oldest first, with what they confirm of each commune."""

    rounds: list[Round]
    letters: dict[int, dict[int, str]] = field(default_factory=dict)

    def of_year(self, year: int) -> list[Results]:
        return [
            Results(one.data_on, self.letters.get(one.pk, {}))
            for one in self.rounds
            if one.data_on.year == year
        ]

    def of_commune(self, pk: int) -> list[tuple[datetime.date, str]]:
        return [(one.data_on, self.letters.get(one.pk, {}).get(pk, "")) for one in self.rounds]


def year_plan(choice: PlanChoice, **where) -> YearPlan:
    """The plans in force of the choice; `where` narrows them further (`commune=…`). Seven queries at most."""
    if choice.district:
        where["commune__district"] = choice.district
    targets = _targets(choice, where)
    history = _history(choice, where)
    at = _positions(choice.criteria_set)
    plans = [_plan(target, at) for target in targets]
    results = history.of_year(choice.year)
    progress = Progress(choice.year, plans, results, timezone.localdate())
    recognised = _recognised(choice, [target.commune_id for target in targets])
    communes = [
        PlannedCommune(
            target,
            one,
            forecast_of(history.of_commune(target.commune_id), choice.year),
            target.commune_id in recognised,
        )
        for target, one in zip(targets, progress.communes, strict=True)
    ]
    newest = results[-1].letters if results else {}
    illustrative = _illustrative(targets, history.rounds, recognised)
    return YearPlan(choice, communes, progress, sorted(_numbers(at)), len(newest), illustrative)


def _targets(choice: PlanChoice, where: dict) -> list[Target]:
    if choice.criteria_set is None:
        return []
    found = Target.objects.of_year(choice.province, choice.criteria_set, choice.year).in_force()
    found = found.filter(**where).select_related("commune__district", "carried_from")
    rows = [row for row in found.prefetch_related("planned") if row.registered or row.quarters]
    return sorted(rows, key=lambda row: in_order(row.commune))


def in_order(commune: Commune) -> tuple[str, str]:
    """Communes by district, each in Vietnamese order."""
    return (commune.district.sort_key if commune.district else "", commune.sort_key)


def _history(choice: PlanChoice, where: dict) -> _History:
    """The year's rounds and as many before as a forecast looks at."""
    if choice.criteria_set is None:
        return _History([])
    rounds = Round.objects.filter(
        province=choice.province,
        criteria_set=choice.criteria_set,
        withdrawn_at__isnull=True,
        data_on__lte=datetime.date(choice.year, 12, 31),
    ).order_by("data_on")
    kept = list(rounds)
    kept = [one for one in kept if one.data_on.year == choice.year or one in kept[-ROUNDS_LOOKED_AT:]]
    places = {name: value for name, value in where.items() if name.startswith("commune")}
    letters: dict[int, dict[int, str]] = {}
    rows = Standing.objects.filter(round__in=kept, **places)
    for round_id, commune_id, confirmed in rows.values_list("round", "commune", "confirmed_outcomes"):
        letters.setdefault(round_id, {})[commune_id] = confirmed
    return _History(kept, letters)


def _positions(criteria_set: CriteriaSet | None) -> dict[int, tuple[int, int]]:
    """Criterion id → its place in the letters and its number."""
    if criteria_set is None:
        return {}
    rows = criteria_set.criteria.order_by("number").values_list("pk", "number")
    return {pk: (at, number) for at, (pk, number) in enumerate(rows)}


def _numbers(at: dict[int, tuple[int, int]]) -> Iterable[int]:
    return (number for _, number in at.values())


def _plan(target: Target, at: dict[int, tuple[int, int]]) -> Plan:
    quarters = {at[pk][0]: quarter for pk, quarter in target.quarters.items()}
    return Plan(target.commune_id, target.registered, quarters, target.commune.valid_to)


def _recognised(choice: PlanChoice, communes: list[int]) -> dict[int, bool]:
    """Communes recognised for the year → whether that is illustrative."""
    if choice.criteria_set is None or not communes:
        return {}
    found = Recognition.objects.filter(
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=datetime.date(choice.year, 12, 31)),
        commune__in=communes,
        criteria_set__tier=choice.criteria_set.tier,
        criteria_set__level=choice.criteria_set.level,
        year_achieved=choice.year,
    )
    return dict(found.values_list("commune", "illustrative"))


def _illustrative(targets: list[Target], rounds: list[Round], recognised: dict[int, bool]) -> str:
    """What of the page is illustrative, in a sentence; "" when nothing is."""
    parts = []
    if any(target.illustrative for target in targets):
        parts.append("chỉ tiêu kế hoạch năm")
    if any(one.illustrative or one.carries_illustrative for one in rounds) and targets:
        parts.append("kết quả từng xã")
    if any(recognised.values()):
        parts.append("việc công nhận đạt chuẩn")
    return f"Số liệu minh họa trên trang này: {'; '.join(parts)}." if parts else ""
