"""Changing rows so that every change can be taken back: each field set and each row made is written down."""

from collections.abc import Iterable

from django.db import models

from communes.models import Officer, Reorganisation, ReorganisationChange

PLAIN = (bool, int, float, str)


def stored(row: models.Model, name: str):
    """A field's value as the journal keeps it: a key, text, number, flag or nothing."""
    field = row._meta.get_field(name)
    value = field.value_from_object(row)
    return value if value is None or isinstance(value, PLAIN) else field.value_to_string(row)


def put_back(row: models.Model, name: str, value) -> None:
    """Set a field to what the journal kept of it."""
    field = row._meta.get_field(name)
    setattr(row, field.attname, value if value is None else field.to_python(value))


def save(row: models.Model, fields: Iterable[str], *, by: Officer, reason: str) -> None:
    """Save some fields, with history where the model has it."""
    row._history_user, row._change_reason = by, reason[:100]
    row.save(update_fields=[*fields])


class Journal:
    """Writes rows on behalf of one reorganisation and remembers what it did, in order."""

    def __init__(self, reorganisation: Reorganisation, *, by: Officer):
        self.reorganisation = reorganisation
        self.by = by
        self.changes: list[ReorganisationChange] = []

    @property
    def reason(self) -> str:
        return self.reorganisation.name

    def set(self, row: models.Model, **fields) -> bool:
        """Give a stored row these values; return whether anything changed."""
        changed = []
        for name, value in fields.items():
            before = stored(row, name)
            setattr(row, name, value)
            if stored(row, name) != before:
                changed.append(name)
                self._note(row, name, before, stored(row, name))
        if changed:
            save(row, changed, by=self.by, reason=self.reason)
        return bool(changed)

    def create(self, row: models.Model) -> models.Model:
        """Store a new row."""
        row._history_user, row._change_reason = self.by, self.reason[:100]
        row.save(force_insert=True)
        self._note(
            row, "", None, {field.name: stored(row, field.name) for field in row._meta.concrete_fields}
        )
        return row

    def write(self) -> None:
        """Store what was noted, in the same transaction as the changes."""
        ReorganisationChange.objects.bulk_create(self.changes, batch_size=1000)

    def _note(self, row: models.Model, field: str, before, after) -> None:
        self.changes.append(
            ReorganisationChange(
                reorganisation=self.reorganisation,
                position=len(self.changes) + 1,
                table=row._meta.label,
                row=row.pk,
                field=field,
                before=before,
                after=after,
            )
        )
