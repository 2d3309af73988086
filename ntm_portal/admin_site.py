"""The administration site under the portal's own name and look (`templates/admin/`, `static/admin.css`)."""

from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags import admin_list
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.views.i18n import JavaScriptCatalog

from communes.naming import sort_key

APPS = ["criteria", "directives", "funding", "communes"]


class PortalAdminSite(AdminSite):
    site_header = "Quản trị cổng nông thôn mới"
    site_title = "Quản trị NTM"
    index_title = "Dữ liệu và người dùng"

    def get_app_list(self, request, app_label=None):
        """The work first, then places and people, then the framework's own; names in Vietnamese order."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: sort_key(str(model["name"])))
        return sorted(apps, key=lambda app: APPS.index(app["app_label"]) if app["app_label"] in APPS else 99)

    def i18n_javascript(self, request, extra_context=None):
        """Wording for the admin's scripts; our catalogue comes last and fills what Django's lacks."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "ntm_portal"])(request)

    def login(self, request, extra_context=None):
        """One door for everybody: the portal's own sign-in page."""
        if request.user.is_authenticated:
            # Signed in without access to the administration: asking for the password again cannot help.
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def boolean_icon(value: bool | None) -> str:
    """The yes, no or unknown sign of lists and forms, said in Vietnamese to those who cannot see it."""
    name, said = {True: ("yes", "Có"), False: ("no", "Không")}.get(value, ("unknown", "Chưa rõ"))
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), said)


# Django writes "True" and "False" there and offers no setting for it.
admin_list._boolean_icon = boolean_icon
