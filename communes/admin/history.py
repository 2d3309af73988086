"""What changed between two states of a row, in the words and figures of the rest of the portal."""

import datetime
from decimal import Decimal

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

NOTHING = "–"


def said(value) -> str:
    """One value as people write it: 31/12/2023, 99,5, có, and a dash for what is empty."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, DeletedObject):
        # The library puts an empty relation and one whose row is gone in the same object.
        return NOTHING if value.pk is None else f"{value.model._meta.verbose_name} không còn trong hệ thống"
    return str(value) if isinstance(value, Model) else str(value).replace(".", ",", isinstance(value, float))


class Shortened(ObjDiffDisplay):
    """Long texts around what differs."""

    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:
        return f"{prefix}[… {num_skipped_chars} ký tự …]{suffix}"


class HistoryWords(HistoricalRecordContextHelper):
    """The library's differences, with choices under their labels."""

    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        labels = dict(self.model._meta.get_field(change.field).flatchoices or ())
        if isinstance(value, list):
            return ", ".join(map(said, value)) or NOTHING
        return labels.get(value) or said(value) if not isinstance(value, Model) else said(value)

    def get_obj_diff_display(self) -> ObjDiffDisplay:
        return Shortened(max_length=self.max_displayed_delta_change_chars)
