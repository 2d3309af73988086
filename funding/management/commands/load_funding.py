"""Load programmes, capital sources and published figures into the database; safe to run again."""

from django.core.management.base import BaseCommand

from funding.loading import load_phases, read_phases
from funding.published import load_published


class Command(BaseCommand):
    help = "Nạp chương trình, nguồn vốn và số vốn đã công bố từ tệp của dự án; chạy lại không đổi gì."

    def handle(self, *args, **options):
        for loaded in [*load_phases(read_phases()), load_published()]:
            self.stdout.write(str(loaded))
