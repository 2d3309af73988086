"""Gathering everything that is wrong with a row instead of stopping at the first fault. No database."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


@contextmanager
def gathered_in(faults: dict):
    """Add a ValidationError raised inside to `faults` (field name → errors) and go on."""
    try:
        yield
    except ValidationError as error:
        error.update_error_dict(faults)


def raise_all(faults: dict, *, of_line: list[str]) -> None:
    """Raise every fault of a line at once, those of its fields and those of the line; nothing when sound."""
    if of_line:
        faults.setdefault(NON_FIELD_ERRORS, []).extend(of_line)
    if faults:
        raise ValidationError(faults)
