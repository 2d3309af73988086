"""The administration site under the portal's own name."""

from django.contrib.admin import AdminSite
from django.views.i18n import JavaScriptCatalog


class PortalAdminSite(AdminSite):
    site_header = "Quản trị cổng nông thôn mới"
    site_title = "Quản trị NTM"
    index_title = "Dữ liệu và người dùng"

    def i18n_javascript(self, request, extra_context=None):
        """Wording for the admin's scripts; our catalogue comes last and fills what Django's lacks."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "ntm_portal"])(request)
