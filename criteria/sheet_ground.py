"""What a sheet is compared with: the round of its day, the communes of the province, their results."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from communes.models import Commune, Officer, Province
from communes.naming import nfc
from criteria.actions import open_round
from criteria.actions.permissions import refuse_if_closed
from criteria.models import CriteriaSet, CriterionResult, Round
from criteria.outcomes import Judgement
from criteria.sheet_places import PlaceRecord


@dataclass(frozen=True)
class SheetOrder:
    """What an officer asks for: which sheet of which set, province and day, read how, as whose judgement."""

    content: bytes
    file_name: str
    criteria_set: CriteriaSet
    province: Province
    data_on: datetime.date
    blank: str
    judgement: str = Judgement.APPRAISED
    officer: Officer | None = None
    max_bytes: int = 5 * 1024 * 1024


@dataclass(frozen=True)
class Ground:
    """What a sheet is compared with: the places of the day and the round's results."""

    places: list[PlaceRecord]
    results: dict[tuple[int, int], CriterionResult]
    opens_round: bool


def _rounds(order: SheetOrder):
    return Round.objects.filter(
        criteria_set=order.criteria_set, province=order.province, data_on=order.data_on
    ).select_related("criteria_set", "province")


def _opened(order: SheetOrder) -> Round:
    return open_round(
        criteria_set=order.criteria_set, province=order.province, data_on=order.data_on, by=order.officer
    )


def locked_round(order: SheetOrder) -> tuple[Round, bool]:
    """The round to write in, held until the transaction ends, and whether it had to be opened.

    Raises ActionRefused when it may not be opened.
    """
    round = _rounds(order).select_for_update(of=["self"]).filter(withdrawn_at__isnull=True).first()
    return (round, False) if round else (_opened(order), True)


@transaction.atomic
def ground_of(order: SheetOrder) -> Ground:
    """The round as it is, or as it would be opened: then opening is rehearsed and taken back.

    Raises ActionRefused when the round is closed or may not be opened.
    """
    round = _rounds(order).filter(withdrawn_at__isnull=True).first()
    opens = round is None
    if opens:
        round = _opened(order)
    refuse_if_closed(round)
    results = CriterionResult.objects.filter(standing__round=round).select_related("standing")
    ground = Ground(
        places=place_records(
            order.province,
            order.data_on,
            counted=set(round.standings.values_list("commune_id", flat=True)),
            officer=order.officer,
        ),
        results={(result.standing.commune_id, result.criterion_id): result for result in results},
        opens_round=opens,
    )
    if opens:
        transaction.set_rollback(True)
    return ground


def place_records(
    province: Province, on: datetime.date, *, counted: set[int], officer: Officer | None
) -> list[PlaceRecord]:
    """Every commune-level unit of the province on the day `on`; those `counted` are in the programme."""
    communes = (
        Commune.objects.filter(province=province)
        .in_force(on)
        .select_related("district")
        .prefetch_related("aliases")
    )
    return [_place(commune, counted, officer) for commune in communes]


def _place(commune: Commune, counted: set[int], officer: Officer | None) -> PlaceRecord:
    names = {nfc(name).casefold() for name in (commune.name, commune.local_name) if name}
    district = commune.district
    return PlaceRecord(
        id=commune.pk,
        code=commune.code,
        label=commune.full_name,
        keys=frozenset(commune.search_key.split()),
        spellings=frozenset(names | {f"{commune.kind.casefold()} {name}" for name in names}),
        aliases=frozenset(alias.search_key for alias in commune.aliases.all()),
        district=district.full_name if district else "",
        district_keys=frozenset(district.search_key.split()) if district else frozenset(),
        participates=commune.pk in counted,
        in_scope=officer is None
        or officer.covers(
            province_id=commune.province_id, district_id=commune.district_id, commune_id=commune.pk
        ),
    )
