"""What became of places that are no more, and what today's communes were formed from.

Nothing of a predecessor is counted for its successor: where it last stood is shown beside it, with its day.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from communes.models import Commune, District, Province, Reorganisation, ReorganisationLine, Succession
from communes.periods import FIRST_DAY
from criteria.grid import CommuneRow
from criteria.models import Recognition, Round, Standing
from criteria.trends import ANYTHING_KNOWN

WITH_PLACES = ("predecessor__district", "predecessor__province", "successor__province")


@dataclass(frozen=True)
class Predecessor:
    """A commune that went into another: where it stood when it was last reported, and what recognised it."""

    commune: Commune
    successor: Commune
    whole: bool
    effective_on: datetime.date
    decision: str
    last: Standing | None
    recognised: Recognition | None

    @property
    def url(self) -> str:
        """Its page as it was last reported."""
        return round_url(self.commune, self.last.round) if self.last else self.commune.dated_url

    @property
    def size(self) -> int:
        return len(self.last.confirmed_outcomes)

    @property
    def illustrative(self) -> bool:
        return bool(
            (self.last and self.last.round.illustrative) or (self.recognised and self.recognised.illustrative)
        )


def round_url(place, round: Round) -> str:
    """A place's page in a round."""
    return f"{place.get_absolute_url()}?ky={round.key}&bo={round.criteria_set.code}"


def predecessors(**which) -> list[Predecessor]:
    """The successions chosen by `which`, by predecessor, with where each last stood; three queries."""
    known = (
        Standing.objects.filter(commune=OuterRef("predecessor"), round__withdrawn_at__isnull=True)
        .filter(ANYTHING_KNOWN)
        .order_by("-round__data_on", "-round__criteria_set__valid_from")
    )
    rows = list(
        Succession.objects.filter(**which)
        .select_related(*WITH_PLACES)
        .annotate(last=Subquery(known.values("pk")[:1]))
        .order_by("predecessor__district__sort_key", "predecessor__sort_key", "successor__sort_key")
    )
    last = Standing.objects.select_related("round__criteria_set").in_bulk(
        {row.last for row in rows if row.last}
    )
    recognised = _recognised_at_the_end({row.predecessor for row in rows})
    return [
        Predecessor(
            commune=row.predecessor,
            successor=row.successor,
            whole=row.whole,
            effective_on=row.effective_on,
            decision=row.decision,
            last=last.get(row.last),
            recognised=recognised.get(row.predecessor_id),
        )
        for row in rows
    ]


def _recognised_at_the_end(communes: Iterable[Commune]) -> dict[int, Recognition]:
    """Commune id → its newest recognition that was in force on its last day."""
    ended = {commune.pk: commune.valid_to for commune in communes}
    found = Recognition.objects.filter(commune__in=ended).select_related("criteria_set")
    kept: dict[int, Recognition] = {}
    for row in found.order_by("decided_on"):
        last_day = ended[row.commune_id]
        if last_day is None or not row.is_revoked_on(last_day):
            kept[row.commune_id] = row
    return kept


def predecessors_of_rows(rows: Iterable[CommuneRow]) -> dict[int, list[Predecessor]]:
    """Commune id → what it was formed from, of the rows without a district; no query where all have one."""
    bare = {row.province_id for row in rows if row.former}
    found = defaultdict(list)
    if bare:
        for line in predecessors(successor__province__in=bare):
            found[line.successor.pk].append(line)
    return found


def last_round(district: District) -> Round | None:
    """The newest round in which the district had communes."""
    rounds = Round.objects.readable(province=district.province_id)
    return rounds.filter(standings__district=district).distinct().first()


def provinces_beside(province: Province, day: datetime.date) -> dict[str, list[Province]]:
    """Provinces a place's page names: what it "became" by the day, and what it "was" formed from."""
    found: dict[str, list[Province]] = {"became": [], "was": []}
    if province.valid_to and province.valid_to < day:
        found["became"] = becoming(province)
    if province.valid_from > FIRST_DAY:
        found["was"] = list(formed_from(province))
    return found


# From a place's row to the communes in it, as lookups of a line or succession name them.
BELOW = {Province: "predecessor__province", District: "predecessor__district", Commune: "predecessor"}


def moved_by(place: Province | District | Commune) -> Reorganisation | None:
    """The reorganisation in force that brought a place to its end, and what was open there elsewhere.

    None where nobody applied one, though the national files know the last day, and for a commune that was
    divided: what is open stays with it. One query; none for a place without a last day.
    """
    if place.valid_to is None:
        return None
    whole = {"lines__whole": True} if isinstance(place, Commune) else {}
    by = Reorganisation.objects.in_force().filter(effective_on=place.valid_to + datetime.timedelta(days=1))
    return by.filter(**{f"lines__{BELOW[type(place)]}": place}, **whole).first()


def becoming(place: Province | Commune) -> list[Province] | list[Commune]:
    """What a commune, or the communes of a province, went into: communes, or provinces; one query."""
    if isinstance(place, Commune):
        found = Commune.objects.filter(predecessions__predecessor=place)
    else:
        found = Province.objects.filter(communes__predecessions__predecessor__province=place)
    return list(found.exclude(pk=place.pk).distinct())


def formed_from(place: Province | Commune) -> QuerySet:
    """What a commune, or the communes of a province, was formed from: communes, or provinces."""
    if isinstance(place, Commune):
        found = Commune.objects.filter(successions__successor=place).select_related("province", "district")
    else:
        found = Province.objects.filter(communes__successions__successor__province=place)
    return found.exclude(pk=place.pk).distinct()


def province_after(code: str, on: datetime.date) -> str:
    """The code of what a province became by a day; its own where it goes on or went into several.

    It goes on where some of its communes went to a new province of its own code. Only a reorganisation in
    force counts: that the national files know both trees moves nobody. One query, and one more for each
    province that followed.
    """
    since, after = FIRST_DAY, code
    while after:
        code = after
        since, after = _next_province(code, since, on)
    return code


def _next_province(code: str, since: datetime.date, on: datetime.date) -> tuple[datetime.date, str]:
    """The last day of the province of that code which first ended between two days without one of its code
    to follow, and what it became: "" for several, and where none ended so.

    Codes are reused: one that ended by `since` is not the one that began then.
    """
    ended = ReorganisationLine.objects.filter(
        reorganisation__applied_at__isnull=False,
        reorganisation__undone_at__isnull=True,
        predecessor__province__code=code,
        predecessor__province__valid_to__gt=since,
        predecessor__province__valid_to__lt=on,
        predecessor__valid_to=F("predecessor__province__valid_to"),
    )
    last = "predecessor__province__valid_to"
    found: dict[datetime.date, set[str]] = defaultdict(set)
    for ended_on, after in ended.order_by(last).values_list(last, "successor_province_code").distinct():
        found[ended_on].add(after)
    for ended_on, codes in found.items():
        if code not in codes:
            return ended_on, codes.pop() if len(codes) == 1 else ""
    return since, ""


def counted_elsewhere(provinces: Collection[int], on: datetime.date) -> list[int]:
    """Those of the provinces that are no more on a day and whose communes another of them counts.

    One query, none for a single province.
    """
    if len(provinces) < 2:
        return []
    ended = Province.objects.filter(pk__in=provinces, valid_to__lt=on)
    found = ended.filter(communes__successions__successor__province__in=provinces)
    return list(found.values_list("pk", flat=True).distinct().order_by())
