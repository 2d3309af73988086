"""Undoing a reorganisation: its journal backwards, as far as nothing followed from it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models, transaction
from django.db.models import Q

from communes.actions.reorganising import locked, mark, refuse_applying
from communes.actions.taking_back import TakingBack
from communes.actions.undoing_records import communes_of, keys_of, made, records_of, records_since
from communes.journal import stored
from communes.models import (
    Agency,
    Commune,
    District,
    Officer,
    Province,
    Reorganisation,
    ReorganisationChange,
    ReorganisationLine,
)
from communes.models.places import Place
from communes.refusing import ActionRefused
from communes.reorganising_plan import Plan

NAMED = 3


@dataclass(frozen=True)
class Undone:
    """What undoing did: changes put back, and sentences on what was kept, used or changed since."""

    restored: int
    kept: Sequence[str]


@transaction.atomic
def undo(reorganisation: Reorganisation, *, by: Officer) -> Undone:
    """Put back what applying changed. What was changed since, and new units that have records of their own
    together with all that hangs on them, stay and are listed.

    Raises ActionRefused for whoever may not, for one that is not in force, while another reorganisation
    builds upon its new units, and where all of it would stay: it is then in force as before.
    """
    held = locked(reorganisation)
    if held.state != "applied":
        raise ActionRefused(f"{held.name}: {held.state.label.lower()} nên không có gì để hoàn tác.")
    refuse_applying(Plan(held).ground, by)
    changes = list(held.changes.order_by("-position"))
    refuse_built_upon(held, changes)
    staying = Staying(held, changes)
    taking = TakingBack(staying.holds, by=by, reason=f"Hoàn tác: {held.name}")
    restored, kept = taking.all_of(changes)
    kept = staying.sentences() + kept
    if kept and not restored:
        raise ActionRefused(
            f"{held.name}: không còn gì trở về được nên không hoàn tác. {' '.join(kept[:NAMED])}"
        )
    mark(held, reorganisation, "undone", by)
    return Undone(restored, kept)


def refuse_built_upon(held: Reorganisation, changes: Sequence[ReorganisationChange]) -> None:
    """Raise ActionRefused while another reorganisation, prepared or in force, ends a unit this one made."""
    later = ReorganisationLine.objects.filter(
        predecessor__in=made(changes, "communes.Commune"), reorganisation__undone_at__isnull=True
    ).exclude(reorganisation=held)
    names = sorted(set(later.values_list("reorganisation__name", flat=True)))
    if names:
        raise ActionRefused(f"Hoàn tác hoặc hủy trước: {'; '.join(names)} (sắp xếp tiếp các đơn vị mới này).")


class Staying:
    """The new units that have records of their own, and the old ones that therefore stay ended."""

    def __init__(self, held: Reorganisation, changes: Sequence[ReorganisationChange]):
        self.changes = changes
        self._rows: dict[type[models.Model], dict[int, models.Model]] = {}
        self.lines = list(held.lines.all())
        new = Commune.objects.in_bulk(made(changes, "communes.Commune"))
        there = self._known_before(held, new)
        self.own = records_of(new, changes) | records_since(there.keys(), held.newest_rows)
        new |= there
        self.places = {pk: new[pk] for pk in self.own}
        self.ids = self._joined({place.code for place in self.places.values()}, new.values())
        self.old = {line.predecessor_id for line in self.lines}
        self.all_stay = self.old <= self.ids
        self.ended = self._ended(held) if self.ids else {}
        self.above = {model: {place.pk for place in found} for model, found in self.ended.items()}
        self.above[Agency], self.heirs = self._agencies(held) if any(self.above.values()) else (set(), set())

    def _known_before(self, held: Reorganisation, made: Mapping[int, Commune]) -> dict[int, Commune]:
        """The successors that the portal knew before applying, by key."""
        codes = {line.successor_code for line in self.lines}
        named = Commune.objects.in_force(held.effective_on).filter(code__in=codes)
        return {place.pk: place for place in named if place.pk not in made}

    def _joined(self, codes: set[str], new) -> set[int]:
        """Keys of the units with records and of all they are joined to: a divided unit joins several."""
        before = None
        old: set[int] = set()
        while codes != before:
            before = set(codes)
            old = {line.predecessor_id for line in self.lines if line.successor_code in codes}
            codes = codes | {line.successor_code for line in self.lines if line.predecessor_id in old}
        return old | {place.pk for place in new if place.code in codes}

    def _ended(self, held: Reorganisation) -> dict[type[models.Model], list[Place]]:
        """The districts and provinces that stay ended, because no commune of theirs comes back."""
        found = {}
        for model in (District, Province):
            ended = model.objects.filter(communes__in=self.old, valid_to__lt=held.effective_on)
            found[model] = list(ended.exclude(communes__in=self.old - self.ids).distinct())
        return found

    def _agencies(self, held: Reorganisation) -> tuple[set[int], set[int]]:
        """Keys of the agencies of those places, and of those that took over from one or a place."""
        own = Q(district__in=self.above[District]) | Q(province__in=self.above[Province])
        agencies = set(Agency.objects.filter(own).values_list("pk", flat=True))
        heirs = held.heirs.filter(Q(agency__in=agencies) | Q(district__in=self.above[District]))
        return agencies, set(heirs.exclude(heir_agency=None).values_list("heir_agency", flat=True))

    def sentences(self) -> list[str]:
        """What is kept, a sentence for each unit with records of its own, and each place that stays ended."""
        units = [
            f"{place.full_name} (mã {place.code}) đã có {', '.join(self.own[pk])} nên được giữ lại cùng các "
            "đơn vị cũ của nó."
            for pk, place in self.places.items()
        ]
        return units + [
            f"{place.full_name} vẫn kết thúc vì không xã nào của nơi ấy trở lại; cán bộ, việc đang mở và "
            "phân công phụ trách tiêu chí ở lại nơi đã chuyển đến."
            for found in self.ended.values()
            for place in found
        ]

    def holds(self, row: models.Model, changes: Sequence[ReorganisationChange]) -> bool:
        """Whether a change hangs on a unit that stays, or on a district or province that stays ended."""
        if not self.ids:
            return False
        if self.all_stay:
            return True
        if isinstance(row, (District, Province)):
            return row.pk in self.above[type(row)]
        if self.ids & communes_of(row, changes):
            return True
        if any(keys & keys_of(model, row, changes) for model, keys in self.above.items()):
            return True
        return not changes[0].field and self._came_with_what_stays(row)

    def _came_with_what_stays(self, row: models.Model) -> bool:
        """Whether a row that applying made is an heir's or is said of what stays: an officer, an obstacle."""
        if self.heirs & keys_of(Agency, row, ()):
            return True
        for field in row._meta.concrete_fields:
            # Who took a step is a relation nobody reads back: the step is not said of that officer.
            if field.related_model is None or field.remote_field.hidden:
                continue
            changes = self.changed.get((field.related_model._meta.label, stored(row, field.name)))
            if changes and self.holds(self._set_rows(field.related_model)[changes[0].row], changes):
                return True
        return False

    @cached_property
    def changed(self) -> dict[tuple[str, int], list[ReorganisationChange]]:
        """(table, key) → what applying set in that row."""
        found = defaultdict(list)
        for change in self.changes:
            if change.field:
                found[change.table, change.row].append(change)
        return found

    def _set_rows(self, model: type[models.Model]) -> dict[int, models.Model]:
        """The rows of a model of which applying set something, by key; one query for each model."""
        if model not in self._rows:
            keys = [pk for table, pk in self.changed if table == model._meta.label]
            self._rows[model] = model._base_manager.in_bulk(keys)
        return self._rows[model]
