"""Taking back what a journal says was done to rows: many rows of one table at once, one by one where not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector
from simple_history.utils import bulk_update_with_history

from communes.actions.undoing_records import changed_since
from communes.journal import put_back, stored
from communes.models import Officer, ReorganisationChange
from communes.models.places import Place
from communes.periods import refuse_overlaps

AT_ONCE = 200
LEANT_UPON = (IntegrityError, ValidationError, models.ProtectedError, models.RestrictedError)
CHANGED = "đã được sửa sau khi sắp xếp nên giữ như hiện nay"
WRITTEN = "đã được sửa sau khi sắp xếp nên giữ lại"
NEEDED = "giữ như hiện nay vì dữ liệu ghi sau đó dựa vào"


@dataclass(frozen=True)
class Moment:
    """What was done to one row at one moment: it was made, or some of its fields were set."""

    table: str
    row: int
    changes: Sequence[ReorganisationChange]

    @property
    def made(self) -> bool:
        return not self.changes[0].field

    @property
    def kind(self) -> tuple[str, bool]:
        return self.table, self.made

    def kept(self, row: models.Model) -> str:
        """Why the row stays as it is: somebody changed since what was done; "" when it goes back.

        Fields of one row go back together or not at all: a scope's level and its place are one thing.
        """
        if self.made:
            return f"{_named(row)}: {WRITTEN}." if changed_since(row, self.changes[0]) else ""
        same = all(stored(row, change.field) == change.after for change in self.changes)
        return "" if same else f"{_named(row)}: {CHANGED}."


class TakingBack:
    """Undoes moments on behalf of an officer; `holds(row, changes)` says which rows are left alone."""

    def __init__(self, holds: Callable, *, by: Officer, reason: str):
        self.holds, self.by, self.reason = holds, by, reason[:100]

    def all_of(self, changes: Iterable[ReorganisationChange]) -> tuple[int, list[str]]:
        """Take back changes, the last first; how many were, and a sentence for each row that stays."""
        restored, said = 0, []
        for moments in runs(changes):
            done, kept = self._at_once(moments) or self._one_by_one(moments)
            restored += done
            said += kept
        return restored, said

    def _at_once(self, moments: Sequence[Moment]) -> tuple[int, list[str]] | None:
        """Take them back together; None, with nothing done, when one of them cannot be."""
        rows, going, kept = _locked(moments), [], []
        for moment in moments:
            row = rows.get(moment.row)
            if row is None or self.holds(row, moment.changes):
                continue
            if why := moment.kept(row):
                kept.append(why)
            else:
                going.append((row, moment.changes))
        try:
            with transaction.atomic():
                (self._unmake if moments[0].made else self._restore)(going)
        except LEANT_UPON:
            return None
        return sum(len(changes) for _, changes in going), kept

    def _one_by_one(self, moments: Sequence[Moment]) -> tuple[int, list[str]]:
        """The same, row by row: one upon which others lean by now stays, and is named."""
        restored, said = 0, []
        for moment in moments:
            found = self._at_once([moment])
            if found is None:
                [row] = _locked([moment]).values()
                found = 0, [f"{_named(row)}: {NEEDED}."]
            restored += found[0]
            said += found[1]
        return restored, said

    def _restore(self, going: Sequence[tuple]) -> None:
        """Put fields back to what they were, with history where the model has it."""
        if not going:
            return
        rows, fields = [row for row, _ in going], set()
        for row, changes in going:
            for change in changes:
                put_back(row, change.field, change.before)
                fields.add(change.field)
        if isinstance(rows[0], Place):
            refuse_overlaps(rows)
        model, fields = type(rows[0]), sorted(fields)
        if hasattr(model, "history"):
            bulk_update_with_history(
                rows,
                model,
                fields,
                batch_size=AT_ONCE,
                default_user=self.by,
                default_change_reason=self.reason,
                manager=model._base_manager,
            )
        else:
            model._base_manager.bulk_update(rows, fields, batch_size=AT_ONCE)

    def _unmake(self, going: Sequence[tuple]) -> None:
        """Delete rows that applying made; what leans on one of them stops all."""
        rows = [row for row, _ in going]
        for row in rows:
            row._history_user, row._change_reason = self.by, self.reason
        if rows:
            collector = Collector(using=transaction.get_connection().alias, origin=rows[0])
            collector.collect(rows)
            collector.delete()


def runs(changes: Iterable[ReorganisationChange]) -> Iterator[list[Moment]]:
    """Moments in the order given, those that follow each other in one table together; no row twice in one."""
    run: list[Moment] = []
    seen: set[int] = set()
    for (table, row, _), found in groupby(changes, key=lambda one: (one.table, one.row, bool(one.field))):
        moment = Moment(table, row, tuple(found))
        if run and (moment.kind != run[0].kind or row in seen or len(run) == AT_ONCE):
            yield run
            run, seen = [], set()
        run.append(moment)
        seen.add(row)
    if run:
        yield run


def _locked(moments: Sequence[Moment]) -> dict[int, models.Model]:
    """The rows of a run that are still there, by their keys, held until the transaction ends."""
    found = apps.get_model(moments[0].table)._base_manager.filter(pk__in=[one.row for one in moments])
    return {row.pk: row for row in found.order_by("pk").select_for_update(of=["self"])}


def _named(row: models.Model) -> str:
    label = row._meta.verbose_name
    return f"{label[:1].upper()}{label[1:]} “{row}”"
