"""Lists of rows that one unit has to deal with: found by the unit's or the commune's name, without marks."""

from django.contrib import admin
from django.db.models import Q

from communes.admin.scoped import ScopedAdmin
from communes.models import Agency
from communes.naming import fold


def said_by(rows, fields: tuple[str, ...], term: str) -> list[int]:
    """Keys of the rows whose texts hold `term`, marks aside; for tables of hundreds."""
    key = fold(term)
    values = rows.order_by().values_list("pk", *fields)
    return [pk for pk, *texts in values if key and any(key in fold(str(text or "")) for text in texts)]


class UnitRowAdmin(ScopedAdmin):
    """`path` leads to the row given to a unit ("" for such rows themselves)."""

    path = ""
    joined: tuple[str, ...] = ("unit_agency", "unit_district", "unit_commune")

    def row_of(self, row):
        return row

    def also_named(self, term: str) -> dict[str, list[int]]:
        """More lookups by which the words of a search find rows; a hook."""
        return {}

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        agencies = said_by(Agency.objects.all(), ("name", "short_name"), term)
        wanted = Q(**{f"{self.path}unit_agency__in": agencies})
        for name in ("unit_district", "unit_commune", "commune"):
            wanted |= self._place_named(f"{self.path}{name}", term)
        for lookup, keys in self.also_named(term).items():
            wanted |= Q(**{lookup: keys})
        if self.folded_fields:
            wanted |= Q(pk__in=self._folded(queryset, term))
        return queryset.filter(wanted), False

    @admin.display(description="đơn vị thực hiện")
    def unit_said(self, row):
        return self.row_of(row).unit_name
