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
from communes.scope import covers_place
from criteria.models import Round
from directives.models import Directive
from ntm_portal.reorganisation_rights import is_above, may_apply, may_prepare, sees_all
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
        self.state = found.state
        self.is_prepared = self.state == ReorganisationState.PREPARED
        self.is_applied = self.state == ReorganisationState.APPLIED

    @cached_property
    def sees_all(self) -> bool:
        """Whether the officers, heirs and open rows it touches all lie inside this officer's scope."""
        return sees_all(self.officer, self.found)

    @property
    def may_prepare(self) -> bool:
        """Whether the officer changes or gives up what is prepared, as long as it is."""
        return self.sees_all and may_prepare(self.officer)

    @cached_property
    def may_apply(self) -> bool:
        return may_apply(self.officer, self.found)

    @cached_property
    def preview(self) -> Preview | None:
        """What applying would do today, while it is prepared."""
        return preview(self.found, followers=FOLLOWERS) if self.is_prepared and self.sees_all else None

    @cached_property
    def illustrative(self) -> list[tuple[str, str]]:
        """(whose, what) of the rounds and orders that are counted is illustrative; [] when nothing is."""
        if not self.sees_all:
            return []
        homes = Province.objects.filter(communes__reorganisation_lines__reorganisation=self.found)
        rounds = Round.objects.filter(province__in=homes).exclude(illustrative_note="")
        notes = sorted(set(rounds.values_list("illustrative_note", flat=True)))
        orders = Directive.objects.filter(province__in=homes).exclude(illustrative_note="")
        of_orders = [(str(order), order.illustrative_note) for order in orders.order_by("signed_on", "id")]
        return [("Kỳ báo cáo", note) for note in notes] + of_orders

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
    def own(self) -> list[ReorganisationLine]:
        """What becomes of the communes of an officer of a district or commune: theirs come first."""
        if is_above(self.officer):
            return []
        now = self.officer.scope_commune
        later = now.code if now and now.valid_from >= self.found.effective_on else ""
        return [
            line
            for one in self.merged
            for line in one.parts
            if line.successor_code == later
            or (line.predecessor and covers_place(self.officer, line.predecessor))
        ]

    @property
    def units(self) -> int:
        """How many old units there are; one that is divided stands in several new ones."""
        return len({line.predecessor_code for one in self.merged for line in one.parts})

    @property
    def open_rows(self) -> int:
        return sum(kind.count for kind in self.preview.touched)

    @cached_property
    def left(self) -> list[str]:
        """What of an applied one still stands at the old units for want of an heir."""
        seen = self.is_applied and self.sees_all
        return [*preview(self.found, followers=FOLLOWERS).lapses] if seen else []

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
