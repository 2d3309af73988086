"""Undoing a reorganisation: its journal backwards, as far as nothing followed from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from communes.actions.reorganising import locked, mark, refuse_applying
from communes.actions.undoing_records import changed_since, communes_of, made, records_of
from communes.journal import put_back, save, stored
from communes.models import (
    Commune,
    District,
    Officer,
    Province,
    Reorganisation,
    ReorganisationChange,
    ReorganisationLine,
)
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

    Raises ActionRefused for whoever may not, for one that is not in force, and while another
    reorganisation builds upon its new units.
    """
    held = locked(reorganisation)
    if held.state != "applied":
        raise ActionRefused(f"{held.name}: {held.state.label.lower()} nên không có gì để hoàn tác.")
    refuse_applying(Plan(held).ground, by)
    changes = list(held.changes.order_by("-position"))
    refuse_built_upon(held, changes)
    staying = Staying(held, changes)
    restored, kept = 0, staying.sentences()
    for (table, row), found in groupby(changes, key=lambda change: (change.table, change.row)):
        done, said = take_back(table, row, list(found), staying, by=by, reason=f"Hoàn tác: {held.name}")
        restored += done
        kept += said
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
        new = {place.pk: place for place in Commune.objects.filter(pk__in=made(changes, "communes.Commune"))}
        self.own = records_of(new, changes)
        self.places = {pk: new[pk] for pk in self.own}
        self.lines = list(held.lines.all())
        self.ids = self._joined({place.code for place in self.places.values()}, new.values())

    def _joined(self, codes: set[str], new) -> set[int]:
        """Keys of the units with records and of all they are joined to: a divided unit joins several."""
        before = None
        old: set[int] = set()
        while codes != before:
            before = set(codes)
            old = {line.predecessor_id for line in self.lines if line.successor_code in codes}
            codes = codes | {line.successor_code for line in self.lines if line.predecessor_id in old}
        return old | {place.pk for place in new if place.code in codes}

    def sentences(self) -> list[str]:
        """What is kept, one sentence for each unit with records of its own."""
        return [
            f"{place.full_name} (mã {place.code}) đã có {', '.join(self.own[pk])} nên được giữ lại cùng các "
            "đơn vị cũ của nó."
            for pk, place in self.places.items()
        ]

    def holds(self, row: models.Model, changes: Sequence[ReorganisationChange]) -> bool:
        """Whether a change hangs on a unit that stays."""
        if not self.ids:
            return False
        if isinstance(row, (District, Province)):
            return self._all_stay(row)
        return bool(self.ids & communes_of(row, changes))

    def _all_stay(self, place: District | Province) -> bool:
        """Whether no commune of a district or province comes back."""
        column = type(place).__name__.lower()
        old = {line.predecessor_id for line in self.lines}
        return not Commune.objects.filter(pk__in=old - self.ids, **{column: place}).exists()


def take_back(
    table: str, key: int, changes: list[ReorganisationChange], staying: Staying, *, by: Officer, reason: str
) -> tuple[int, list[str]]:
    """Undo what was done to one row at one moment; return how many changes, and a sentence if it stays."""
    row = apps.get_model(table)._base_manager.filter(pk=key).select_for_update(of=["self"]).first()
    if row is None:
        return 0, []
    if staying.holds(row, changes):
        return 0, []
    try:
        with transaction.atomic():
            if not changes[0].field:
                return _unmake(row, changes, by, reason)
            return _restore(row, changes, by, reason)
    except (IntegrityError, ValidationError, models.ProtectedError, models.RestrictedError):
        return 0, [f"{_named(row)}: giữ như hiện nay vì dữ liệu ghi sau đó dựa vào."]


def _restore(row, changes: list[ReorganisationChange], by: Officer, reason: str) -> tuple[int, list[str]]:
    """Fields of one row go back together or not at all: a scope's level and its place are one thing."""
    if any(stored(row, change.field) != change.after for change in changes):
        return 0, [f"{_named(row)}: đã được sửa sau khi sắp xếp nên giữ như hiện nay."]
    for change in changes:
        put_back(row, change.field, change.before)
    if isinstance(row, (Commune, District, Province)):
        row.clean()
    save(row, [change.field for change in changes], by=by, reason=reason)
    return len(changes), []


def _unmake(row, changes: list[ReorganisationChange], by: Officer, reason: str) -> tuple[int, list[str]]:
    """A row that applying made goes again, unless somebody wrote in it."""
    if changed_since(row, changes[0]):
        return 0, [f"{_named(row)}: đã được sửa sau khi sắp xếp nên giữ lại."]
    row._history_user, row._change_reason = by, reason[:100]
    row.delete()
    return 1, []


def _named(row: models.Model) -> str:
    label = row._meta.verbose_name
    return f"{label[:1].upper()}{label[1:]} “{row}”"
