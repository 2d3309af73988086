"""Filters beside the lists: only what the officer may see is offered."""

import datetime

from django.contrib import admin
from django.utils import timezone

from communes.resources.keys import visible_rows


class VisibleFilter(admin.RelatedFieldListFilter):
    """Rows of the related table inside the scope; none when there would be too many to read."""

    limit = 60
    related: tuple[str, ...] = ()

    def field_choices(self, field, request, model_admin):
        rows = visible_rows(field.remote_field.model, request.user).select_related(*self.related)
        rows = list(rows[: self.limit + 1])
        return [(row.pk, str(row)) for row in rows] if len(rows) <= self.limit else []


class InForceFilter(admin.SimpleListFilter):
    """In force today, or over."""

    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request, model_admin):
        return [("con", "Còn hiệu lực"), ("het", "Đã hết hiệu lực")]

    def queryset(self, request, queryset):
        today: datetime.date = timezone.localdate()
        if self.value() == "con":
            return queryset.in_force(today)
        if self.value() == "het":
            return queryset.filter(valid_to__lt=today)
        return queryset
