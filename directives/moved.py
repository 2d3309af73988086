"""By which reorganisations an open row came to its unit or commune: said on the row's own page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from communes.models import (
    Agency,
    Commune,
    District,
    Officer,
    Province,
    Reorganisation,
    ReorganisationChange,
    ReorganisationHeir,
)
from criteria.models import Standing
from directives.models import Assignment
from directives.models.units import UNITS, UnitRow, name_of

VIEW = "communes.view_reorganisation"
MODELS = dict(zip(UNITS, (Agency, District, Commune), strict=True))


@dataclass(frozen=True)
class Moved:
    """One move: the reorganisation, from which unit to which ("" where that stayed), about which commune
    before and since ("" where it was about that one still).

    `url` is the reorganisation's page, "" for an officer who does not see it.
    """

    reorganisation: Reorganisation
    unit_before: str
    unit_after: str
    commune_before: str
    commune_after: str
    url: str

    @property
    def decision(self) -> str:
        """The decision by its name, and its document where that is known."""
        found = self.reorganisation
        return f"{found.name} ({found.decision})" if found.decision else found.name


def moves_of(row: UnitRow, officer: Officer) -> list[Moved]:
    """The moves of a row that the officer sees, oldest first. One query, a few more where there are any.

    The journal names officers' accounts and is for provinces; of a row's unit and commune it names none, so
    whoever sees the row reads where it came from.
    """
    changes = ReorganisationChange.objects.filter(
        reorganisation__in=Reorganisation.objects.in_force(),
        table=row._meta.label,
        row=row.pk,
        field__in=[*UNITS, "commune"],
    )
    before: dict[Reorganisation, dict] = defaultdict(dict)
    after: dict[Reorganisation, dict] = defaultdict(dict)
    for change in changes.select_related("reorganisation").order_by("reorganisation__applied_at", "position"):
        before[change.reorganisation][change.field] = change.before
        after[change.reorganisation][change.field] = change.after
    seen = _seen(officer, before)
    return [
        Moved(
            found,
            _unit_name(before[found]),
            _unit_name(after[found]),
            _commune_name(before[found].get("commune")),
            _commune_name(after[found].get("commune")),
            found.get_absolute_url() if found.pk in seen else "",
        )
        for found in before
    ]


def heir_of(agency: Agency) -> ReorganisationHeir | None:
    """The agency that took over from one, and by which reorganisation in force; None where none did.

    One query; none for an agency whose place goes on.
    """
    if (agency.district or agency.province).valid_to is None:
        return None
    found = ReorganisationHeir.objects.filter(
        agency=agency, heir_agency__isnull=False, reorganisation__in=Reorganisation.objects.in_force()
    )
    return found.select_related("heir_agency", "reorganisation").last()


def province_of(row: Assignment) -> Province:
    """The province an assignment is followed in: after a move not the one whose document gave it."""
    given = row.task.directive.province
    return given if row.province_id == given.pk else row.province


def is_set_left_behind(row: Assignment) -> bool:
    """Whether an assignment closes by a criterion of a set in which its commune stands in no round.

    So it is after a move to a commune that is appraised by the next set: what was met before the move is
    the old commune's. One query, none for one that a report closes.
    """
    if not row.closes_when_met:
        return False
    of_set = Standing.objects.filter(commune=row.commune_id, round__withdrawn_at__isnull=True)
    return not of_set.filter(round__criteria_set=row.criterion.criteria_set_id).exists()


def _seen(officer: Officer, found: Iterable[Reorganisation]) -> set[int]:
    """Keys of those whose page the officer opens."""
    keys = [one.pk for one in found]
    if not keys or not officer.has_perm(VIEW):
        return set()
    return set(Reorganisation.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True))


def _unit_name(columns: dict) -> str:
    """The unit of some columns as lists call it; "" where there is none among them: the unit stayed."""
    for name in UNITS:
        if columns.get(name) is not None:
            unit = MODELS[name].objects.filter(pk=columns[name]).first()
            return name_of(unit) if unit else ""
    return ""


def _commune_name(key: int | None) -> str:
    commune = Commune.objects.filter(pk=key).first() if key is not None else None
    return commune.prose_name if commune else ""
