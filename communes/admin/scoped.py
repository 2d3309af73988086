"""The base of every page of the administration: the officer's rows and no other, and no deleting."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from simple_history.admin import SimpleHistoryAdmin

from communes.admin.forms import ScopedForm
from communes.admin.history import HistoryWords
from communes.models import Commune
from communes.naming import fold
from communes.scope import may_write


class ScopedAdmin(admin.ModelAdmin):
    """Lists, forms, choices and searches show what `visible_to` grants; changing asks `may_write` too.

    `joined` are the relations a row's name needs. `commune_path` leads from a row to its commune ("" for
    communes themselves), `place_path` to a district or province: they are searched without marks.
    `folded_fields` are texts of small tables searched without marks.
    """

    form = ScopedForm
    joined: tuple[str, ...] = ()
    commune_path: str | None = None
    place_path: str | None = None
    folded_fields: tuple[str, ...] = ()
    list_per_page = 50
    # Counting the whole of a table with millions of rows takes longer than showing a page of it.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        rows = rows.select_related(*self.joined) if self.joined else rows
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404("Không có dòng này trong phạm vi của bạn.")
        return found

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        rows = db_field.remote_field.model._default_manager.all() if rows is None else rows
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.officer = request.user
        return form

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_write(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """Nothing of the record is deleted: places and laws end by their date, results are changed."""
        return False

    def get_search_results(self, request, queryset, search_term):
        wanted = Q()
        for name in self.search_fields:
            wanted |= Q(**{f"{name}__icontains": search_term.strip()})
        for path in (self.commune_path, self.place_path):
            if path is not None:
                wanted |= self._place_named(path, search_term)
        if self.folded_fields and search_term:
            wanted |= Q(pk__in=self._folded(queryset, search_term))
        return (queryset.filter(wanted) if search_term.strip() else queryset), False

    def _place_named(self, path: str, term: str) -> Q:
        model = self.model
        for name in path.split("__") if path else ():
            model = model._meta.get_field(name).related_model
        matching = model.objects.matching(term)
        if model is Commune:
            matching = matching | Commune.objects.filter(code=term.strip())
        return Q(**{f"{path}__in" if path else "pk__in": matching.values("pk")})

    def _folded(self, queryset, term: str) -> list:
        """Keys of the rows that say `term`, marks aside; read in Python, for tables of hundreds."""
        key = fold(term)
        rows = queryset.order_by().values_list("pk", *self.folded_fields)
        return [pk for pk, *texts in rows if key and any(key in fold(str(text or "")) for text in texts)]


class HistoryAdmin(ScopedAdmin, SimpleHistoryAdmin):
    """With the history of each row, to read. What is wrong is put right in the form, not by a revert."""

    def history_view(self, request, object_id, extra_context=None):
        self.get_object(request, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self.get_object(request, unquote(object_id))
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def revert_disabled(self, request, obj=None):
        return True

    def get_historical_record_context_helper(self, request, historical_record):
        return HistoryWords(self.model, historical_record)

    def shows_past(self, request) -> bool:
        """Whether the page asked for is a row as it once was."""
        return bool(request.resolver_match and request.resolver_match.url_name.endswith("_simple_history"))

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if not self.shows_past(request):
            return fixed
        own = [*self.opts.fields, *self.opts.many_to_many]
        named = [field.name for field in own if field.editable and not field.primary_key]
        # The password is no field of the record; its widget shows itself.
        named = [name for name in named if name != "password"]
        return [*fixed, *(name for name in named if name not in fixed)]


class ReadOnly:
    """Rows written by actions alone."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
