"""Application configuration."""

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    name = "communes"
    verbose_name = "Địa bàn và cán bộ"
