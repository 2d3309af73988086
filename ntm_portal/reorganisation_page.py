"""What the page of one reorganisation shows: who merges into whom, what will be touched, what was written."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db.models import Count, Q

from communes.models import (
    Commune,
    Officer,
    Province,
    Reorganisation,
    ReorganisationChange,
    ReorganisationHeir,
    ReorganisationLine,
    ReorganisationState,
)
from communes.reorganising_preview import Preview, preview
from ntm_portal.reorganisation_rights import is_above, may_apply, may_prepare
from ntm_portal.reorganising import FOLLOWERS


@dataclass(frozen=True)
class Merged:
    """One new unit and the lines of the old ones it is made of."""

    code: str
    full_name: str
    province: str
    known: Commune | None
    parts: list[ReorganisationLine]


@dataclass(frozen=True)
class Written:
    """Rows of one kind that applying made or changed."""

    label: str
    made: int
    changed: int


class Page:
    """One reorganisation as an officer sees it; each part is asked for when it is shown."""

    def __init__(self, found: Reorganisation, officer: Officer):
        self.found, self.officer = found, officer
        self.above = is_above(officer)
        self.state = found.state
        self.is_prepared = self.state == ReorganisationState.PREPARED
        self.is_applied = self.state == ReorganisationState.APPLIED

    @cached_property
    def may_prepare(self) -> bool:
        """Whether the officer may still change or give up what is prepared."""
        return self.is_prepared and may_prepare(self.officer)

    @cached_property
    def may_apply(self) -> bool:
        return may_apply(self.officer, self.found)

    @cached_property
    def preview(self) -> Preview | None:
        """What applying would do today; for those above the district, while it is prepared."""
        return preview(self.found, followers=FOLLOWERS) if self.is_prepared and self.above else None

    @cached_property
    def merged(self) -> list[Merged]:
        lines = self.found.lines.select_related("predecessor__district").order_by(
            "successor_province_code", "successor_code", "predecessor_code"
        )
        provinces = names_on(self.found, Province)
        parts: dict[str, list] = {}
        for line in lines:
            parts.setdefault(line.successor_code, []).append(line)
        known = Commune.objects.in_force(self.found.effective_on).filter(
            code__in=parts, valid_from=self.found.effective_on
        )
        known = {commune.code: commune for commune in known}
        return [
            Merged(
                code,
                lines[0].successor_full_name,
                provinces.get(lines[0].successor_province_code, lines[0].successor_province_code),
                known.get(code),
                lines,
            )
            for code, lines in parts.items()
        ]

    @property
    def units(self) -> int:
        """How many old units there are; one that is divided stands in several new ones."""
        return len({line.predecessor_code for one in self.merged for line in one.parts})

    @property
    def open_rows(self) -> int:
        return sum(kind.count for kind in self.preview.touched)

    @cached_property
    def written(self) -> list[Written]:
        """What applying wrote, kind by kind, from the journal."""
        rows = ReorganisationChange.objects.visible_to(self.officer).filter(reorganisation=self.found)
        counted = (
            rows.order_by()
            .values("table")
            .annotate(
                made=Count("row", filter=Q(field=""), distinct=True),
                changed=Count("row", filter=~Q(field=""), distinct=True),
            )
        )
        found = [
            Written(str(apps.get_model(row["table"])._meta.verbose_name), row["made"], row["changed"])
            for row in counted
            if "historical" not in row["table"].lower()
        ]
        return sorted(found, key=lambda kind: kind.label)

    @property
    def fingerprint(self) -> str:
        """What the officer saw before applying: a list that changed meanwhile has another one."""
        return fingerprint_of(self.preview)


def fingerprint_of(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def names_on(found: Reorganisation, model: type) -> dict[str, str]:
    """Code → full name of the places of a kind on the first day of the new units."""
    return {place.code: place.full_name for place in model.objects.in_force(found.effective_on)}


def heir_names(found: Reorganisation, heirs: Iterable[ReorganisationHeir]) -> dict[str, str]:
    """Code → name of the communes and provinces that take over, known to the portal or named by the lines."""
    codes = {heir.heir_commune_code for heir in heirs}
    communes = Commune.objects.in_force(found.effective_on).filter(code__in=codes)
    names = {commune.code: commune.full_name for commune in communes}
    names |= {line.successor_code: line.successor_full_name for line in found.lines.all()}
    return names | names_on(found, Province)
