"""Directives: entered here with their signed file, followed on their pages."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.urls import reverse

from communes.admin.filters import VisibleFilter
from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin
from communes.admin.sheets import SheetAdmin
from criteria.evidence_files import ACCEPTED, RefusedFile, check_file, too_large
from directives.admin.links import address_of, link
from directives.models import Directive
from directives.resources import DirectiveResource
from directives.resources.directives import TWICE, check_supersedes

# A box in which a sentence can be read whole.
WIDE = {"class": "vLargeTextField"}


class KeptFile:
    """The file a directive has, under the name it was sent with, at the address that asks who reads it."""

    def __init__(self, directive: Directive):
        self.url = reverse("directive-file", args=address_of(directive))
        self.name = directive.file_name

    def __str__(self):
        return self.name


class SignedFileWidget(AdminFileWidget):
    def format_value(self, value):
        return KeptFile(value.instance) if self.is_initial(value) else None

    def is_initial(self, value):
        return bool(value and getattr(value, "instance", None) is not None)


class DirectiveForm(ScopedForm):
    class Meta:
        widgets = {
            "title": AdminTextInputWidget(attrs=WIDE),
            "illustrative_note": AdminTextInputWidget(attrs=WIDE),
            "file": SignedFileWidget(attrs={"accept": ACCEPTED}),
        }
        help_texts = {
            "file": "Bản đã ký: tệp PDF hoặc ảnh quét. Chỉ cán bộ trong tỉnh đã đăng nhập tải được."
        }

    def clean_file(self):
        """The file as it is kept; its name and fingerprint go to the row with it."""
        sent = self.cleaned_data.get("file")
        if isinstance(sent, UploadedFile):
            max_bytes = settings.EVIDENCE_MAX_MB * 1024 * 1024
            if sent.size > max_bytes:
                raise ValidationError(too_large(max_bytes))
            try:
                checked = check_file(sent.read(), sent.name or "", max_bytes=max_bytes)
            except RefusedFile as refusal:
                raise ValidationError(str(refusal)) from refusal
            self.instance.file_name, self.instance.file_sha256 = checked.name, checked.sha256
            return ContentFile(checked.content, name=checked.sha256[:32])
        if sent is False:
            self.instance.file_name = self.instance.file_sha256 = ""
        return sent

    def _post_clean(self):
        super()._post_clean()
        for check in (check_once, check_supersedes):
            if not self.errors:
                try:
                    check(self.instance)
                except ValidationError as error:
                    self.add_error(None, error)


def check_once(directive: Directive) -> None:
    """Raise ValidationError for a number of the year that is taken: the key follows from it, on no form."""
    same = Directive.objects.filter(province=directive.province_id, key=directive.key)
    if same.exclude(pk=directive.pk).exists():
        raise ValidationError({"number": TWICE})


@admin.register(Directive)
class DirectiveAdmin(SheetAdmin, HistoryAdmin):
    resource_classes = [DirectiveResource]
    form = DirectiveForm
    place_path = "province"
    joined = ("province", "supersedes")
    autocomplete_fields = ["province"]
    folded_fields = ("number", "title", "issuer", "signer")
    search_fields = ["number"]
    list_display = ["number", "kind", "signed_on", "title", "issuer", "task_count", "page"]
    list_filter = ["kind", ("province", VisibleFilter), "signed_on"]
    date_hierarchy = None
    fields = [
        "province", "kind", "number", "signed_on", "issuer", "signer", "title", "summary", "file",
        "supersedes", "illustrative_note", "page", "sheet",
    ]  # fmt: skip
    readonly_fields = ["page", "sheet", "signed_file"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(tasks_there=Count("tasks", distinct=True))

    def get_fields(self, request, obj=None):
        """Whoever only reads gets the file by its own address: the stored path leads nowhere."""
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        names = self.fields if obj else [name for name in self.fields if name not in self.readonly_fields]
        if writes and not self.shows_past(request):
            return names
        return ["signed_file" if name == "file" else name for name in names]

    def get_readonly_fields(self, request, obj=None):
        """A directive stays in its province."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "province"] if obj and "province" not in fixed else fixed

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "supersedes" and (own := self._edited(request)):
            field.queryset = field.queryset.filter(province=own.province_id).exclude(pk=own.pk)
        return field

    def _edited(self, request) -> Directive | None:
        pk = (request.resolver_match.kwargs.get("object_id") if request.resolver_match else None) or ""
        return self.get_queryset(request).filter(pk=int(pk)).first() if pk.isdecimal() else None

    @admin.display(description="số nhiệm vụ", ordering="tasks_there")
    def task_count(self, directive):
        return directive.tasks_there

    @admin.display(description="trang theo dõi")
    def page(self, directive):
        return link("Mở trang theo dõi", "directive", *address_of(directive))

    @admin.display(description="nhiệm vụ")
    def sheet(self, directive):
        return link("Nhập nhiệm vụ từ biểu", "task-sheet", *address_of(directive))

    @admin.display(description="tệp văn bản")
    def signed_file(self, directive):
        if not directive.file:
            return "Chưa có"
        return link(directive.file_name, "directive-file", *address_of(directive))
