"""Programmes and the tree of sources: the nation's, amended from files or by who answers for the nation."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from communes.admin.forms import ScopedForm
from communes.admin.scoped import ScopedAdmin
from communes.scope import may_write
from funding.models import CapitalSource, Programme

OUTSIDE = "Danh mục chung của cả nước do cán bộ phụ trách cả nước ghi."


class NationForm(ScopedForm):
    outside = OUTSIDE


class NationAdmin(ScopedAdmin):
    form = NationForm
    folded_fields = ("code", "name", "short_name")
    search_fields = ["code"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_write(request.user, self.model())


@admin.register(Programme)
class ProgrammeAdmin(NationAdmin):
    list_display = ["short_name", "phase", "code", "decision", "is_target", "position"]
    list_filter = ["phase", "is_target"]
    ordering = ["-phase", "position"]
    fields = ["phase", "code", "name", "short_name", "decision", "is_target", "position"]


class CapitalSourceForm(NationForm):
    def clean(self):
        cleaned = super().clean()
        parent, phase = cleaned.get("parent"), cleaned.get("phase")
        if parent and parent.phase != phase:
            self.add_error("parent", ValidationError("Nguồn cấp trên phải cùng giai đoạn."))
        above = parent
        while above and self.instance.pk:
            if above.pk == self.instance.pk:
                self.add_error("parent", ValidationError("Nguồn cấp trên không được nằm dưới nguồn này."))
                break
            above = above.parent
        if parent and parent.allocations.exists():
            text = "Nguồn này đã có số tiền; nguồn có số tiền không được có nguồn con."
            self.add_error("parent", ValidationError(text))
        return cleaned


@admin.register(CapitalSource)
class CapitalSourceAdmin(NationAdmin):
    form = CapitalSourceForm
    joined = ("parent",)
    autocomplete_fields = ["parent"]
    list_display = ["short_name", "phase", "code", "parent", "nature", "ends_on", "position"]
    list_filter = ["phase", "nature"]
    ordering = ["-phase", "position"]
    fields = ["phase", "code", "parent", "name", "short_name", "nature", "position", "ends_on"]
