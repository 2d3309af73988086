"""Agencies, officers and groups. Nobody can give away more than they have, nor change their own powers."""

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.utils.html import format_html_join

from communes.admin.filters import VisibleFilter
from communes.admin.forms import OfficerAddForm, OfficerChangeForm
from communes.admin.scoped import HistoryAdmin, ScopedAdmin
from communes.admin.sheets import SheetAdmin
from communes.models import Agency, Officer, ScopeLevel
from communes.resources import AgencyResource, OfficerResource
from communes.scope import groups_open_to, levels_open_to, scope_place

SCOPE = ["scope_level", "scope_province", "scope_district", "scope_commune"]
POWERS = ["is_active", "is_staff", "is_superuser", "groups"]
PERSON = ["last_name", "first_name", "title", "agency", "phone", "email"]
# What the portal does is in these apps; the framework's own tables are nobody's work.
PERMITTED_APPS = ("communes", "criteria", "directives", "funding")
VERBS = {"add": "Thêm", "change": "Sửa", "delete": "Xóa", "view": "Xem"}


@admin.register(Agency)
class AgencyAdmin(SheetAdmin, HistoryAdmin):
    resource_classes = [AgencyResource]
    joined = ("province", "district")
    autocomplete_fields = ["province", "district"]
    folded_fields = ("name", "short_name")
    search_fields = ["name"]
    list_display = ["short_name", "name", "kind", "province", "district"]
    list_filter = ["kind", ("province", VisibleFilter)]


@admin.register(Officer)
class OfficerAdmin(SheetAdmin, HistoryAdmin, UserAdmin):
    resource_classes = [OfficerResource]
    form = OfficerChangeForm
    add_form = OfficerAddForm
    joined = ("agency", "scope_province", "scope_district", "scope_commune")
    autocomplete_fields = ["agency", "scope_province", "scope_district", "scope_commune"]
    folded_fields = ("username", "last_name", "first_name", "title")
    search_fields = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined", "is_demo"]
    list_display = ["username", "full_name", "title", "agency", "scope", "is_active"]
    list_filter = ["is_active", "scope_level", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Người dùng", {"fields": PERSON}),
        ("Phạm vi phụ trách (thấy và ghi dòng nào)", {"fields": SCOPE}),
        ("Quyền (được làm gì)", {"fields": POWERS}),
        ("Tài khoản", {"fields": ["last_login", "date_joined", "is_demo"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        *fieldsets[1:4],
    ]
    actions = ["unlock"]

    @admin.display(description="họ và tên", ordering="first_name")
    def full_name(self, officer):
        return officer.get_full_name()

    @admin.display(description="phạm vi phụ trách")
    def scope(self, officer):
        return scope_place(officer) or officer.get_scope_level_display() or "Chưa có"

    @admin.action(description="Mở khóa đăng nhập (sau nhiều lần gõ sai mật khẩu)", permissions=["change"])
    def unlock(self, request, queryset):
        for officer in queryset:
            reset(username=officer.username)
        messages.success(request, f"Đã mở khóa đăng nhập cho {len(queryset)} tài khoản.")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "is_superuser"]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, *SCOPE, *POWERS] if obj is not None and obj.pk == request.user.pk else fixed

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "scope_level":
            open_levels = levels_open_to(request.user)
            choices = [(value, label) for value, label in ScopeLevel.choices if value in open_levels]
            kwargs["choices"] = [("", "---------"), *choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"queryset": groups_open_to(request.user), "widget": CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class PermissionsField(ModelMultipleChoiceField):
    """Permissions under Vietnamese words: the framework stores its own English sentence."""

    def label_from_instance(self, permission):
        return said_of(permission)


def said_of(permission: Permission) -> str:
    """ "Sửa xã": what the permission allows, in Vietnamese."""
    verb, _, _ = permission.codename.partition("_")
    model = permission.content_type.model_class()
    label = model._meta.verbose_name if model else permission.codename
    return f"{VERBS[verb]} {label}" if verb in VERBS else permission.name


admin.site.unregister(Group)


@admin.register(Group)
class PortalGroupAdmin(ScopedAdmin, GroupAdmin):
    folded_fields = ("name",)
    readonly_fields = ["allowed"]

    def get_fields(self, request, obj=None):
        """Who may only look reads the permissions in words; the framework would print its English ones."""
        return ["name", "permissions" if self.has_change_permission(request, obj) else "allowed"]

    @admin.display(description="quyền")
    def allowed(self, group):
        permissions = group.permissions.select_related("content_type")
        return format_html_join("", "{}<br>", sorted((said_of(permission),) for permission in permissions))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            permissions = Permission.objects.filter(content_type__app_label__in=PERMITTED_APPS)
            kwargs["queryset"] = permissions.exclude(codename__contains="historical")
            kwargs |= {"form_class": PermissionsField, "widget": CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)
