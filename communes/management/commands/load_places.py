"""`manage.py load_places`: provinces, districts and communes, before and since 01/07/2025."""

from django.core.management.base import BaseCommand, CommandError

from communes.seeding import SeedConflict, load


class Command(BaseCommand):
    help = "Nạp danh mục tỉnh, huyện, xã của cả nước (chạy lại không làm thay đổi gì)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--province",
            default="",
            metavar="MÃ",
            help="Chỉ nạp một tỉnh theo mã trước 01/07/2025 (62 là Kon Tum) và các xã mới kế thừa.",
        )

    def handle(self, *args, province, **options):
        try:
            tallies = load(province)
        except SeedConflict as conflict:
            raise CommandError(str(conflict)) from conflict
        for tally in tallies:
            self.stdout.write(str(tally))
        if not any(tally.new or tally.changed for tally in tallies):
            self.stdout.write("Danh mục đã đầy đủ, không có gì thay đổi.")
