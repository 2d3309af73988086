"""The administration site under the portal's own name."""

from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    site_header = "Quản trị cổng nông thôn mới"
    site_title = "Quản trị NTM"
    index_title = "Dữ liệu và người dùng"
