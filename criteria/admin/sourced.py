"""Facts of law in the administration: nobody verifies in another's name, nor what they entered themselves."""

from django.contrib import admin

from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin
from communes.admin.sheets import SheetAdmin
from criteria.law_authors import CLEARED, CONTENT_FIRST, OWN_WORK, VERIFIED, written_by

SOURCE = ("Nguồn và kiểm chứng", {"fields": ["source", "source_note", "verified_by", "verified_on"]})
PERIOD = ("Hiệu lực", {"fields": ["valid_from", "valid_to"]})


class VerifiedFilter(admin.SimpleListFilter):
    title = "kiểm chứng"
    parameter_name = "kiem-chung"

    def lookups(self, request, model_admin):
        return [("roi", "Đã kiểm chứng"), ("chua", "Chưa kiểm chứng")]

    def queryset(self, request, queryset):
        if self.value() in ("roi", "chua"):
            return queryset.filter(verified_on__isnull=self.value() == "chua")
        return queryset


def changes_content(row, form) -> bool:
    """Whether a form writes more of a fact than the day somebody verified it."""
    return row.pk is None or bool({*form.changed_data} - {"verified_on"})


class LawForm(ScopedForm):
    """What is changed goes back to unverified; a day of verification is another person's to write."""

    def clean(self):
        super().clean()
        content = changes_content(self.instance, self)
        verifying = "verified_on" in self.changed_data and self.cleaned_data.get("verified_on")
        if verifying and content:
            self.add_error("verified_on", CONTENT_FIRST)
        elif verifying and written_by(self.officer, type(self.instance), [self.instance.pk]):
            self.add_error("verified_on", OWN_WORK)
        elif content and "verified_on" in self.cleaned_data:
            self.cleaned_data["verified_on"] = None
        return self.cleaned_data


class SourcedAdmin(SheetAdmin, HistoryAdmin):
    """Facts written by one person and verified by another, who saves nothing but the day."""

    form = LawForm
    readonly_fields = ["verified_by"]

    def save_model(self, request, obj, form, change):
        self.sign(request, obj, form)
        super().save_model(request, obj, form, change)

    def sign(self, request, obj, form):
        """What was changed is unverified again; nobody verifies in another's name."""
        if changes_content(obj, form):
            obj.verified_by, obj.verified_on = None, None
        elif "verified_on" in form.changed_data:
            obj.verified_by = request.user if obj.verified_on else None
            obj._change_reason = VERIFIED if obj.verified_on else CLEARED


class LawAdmin(SourcedAdmin):
    """The texts and levels of a set, which keep who entered them."""

    def sign(self, request, obj, form):
        super().sign(request, obj, form)
        if changes_content(obj, form):
            obj.entered_by = request.user
