"""`manage.py set_up`: all that a portal needs before it serves, in one process."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Chuẩn bị cơ sở dữ liệu, danh mục, bộ tiêu chí và tệp tĩnh; chạy lại không mất dữ liệu."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_places", stdout=self.stdout)
        call_command("load_criteria", stdout=self.stdout)
        call_command("load_funding", stdout=self.stdout)
        # A real server gets the groups that officers are put in, and nothing made up.
        call_command("load_demo" if settings.DEMO else "load_groups", stdout=self.stdout)
        call_command("collectstatic", verbosity=0, interactive=False)
