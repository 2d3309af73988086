"""Gathering everything that is wrong with a row instead of stopping at the first fault. No database."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError


@contextmanager
def gathered_in(faults: dict):
    """Add a ValidationError raised inside to `faults` (field name → errors) and go on."""
    try:
        yield
    except ValidationError as error:
        error.update_error_dict(faults)
