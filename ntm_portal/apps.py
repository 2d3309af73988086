"""Application configuration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "ntm_portal"
    verbose_name = "Cổng nông thôn mới"


class PortalAdminConfig(AdminConfig):
    default_site = "ntm_portal.admin_site.PortalAdminSite"
