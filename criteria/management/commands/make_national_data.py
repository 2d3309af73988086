"""`manage.py make_national_data`: illustrative rounds of the whole country, to measure speed on."""

from django.core.management.base import BaseCommand, CommandError

from criteria.national_data import RealRounds, Size, make_national_data, provinces_to_fill


class Command(BaseCommand):
    help = "Sinh số liệu minh họa cho cả nước để đo tốc độ; không chạy khi đã có kỳ báo cáo thật."

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=2, help="số kỳ của mỗi tỉnh; đủ bộ là 20")
        parser.add_argument("--months", type=int, default=3, help="số tháng giữa hai kỳ")
        parser.add_argument("--provinces", type=int, default=63, help="nhiều nhất bao nhiêu tỉnh")
        parser.add_argument("--standings-only", action="store_true", help="chỉ ghi dòng tổng hợp của xã")

    def handle(self, *args, **options):
        chosen = list(provinces_to_fill()[: options["provinces"]])
        if not chosen:
            raise CommandError("Không có tỉnh nào để sinh số liệu. Nạp danh mục trước: load_places.")
        size = Size(options["rounds"], options["months"], not options["standings_only"])
        try:
            made = make_national_data(chosen, size)
        except RealRounds as refused:
            raise CommandError(
                "Cơ sở dữ liệu này có kỳ báo cáo thật; không trộn số minh họa vào."
            ) from refused
        self.stdout.write(
            f"{len(chosen)} tỉnh, {size.rounds} kỳ, {made} kết quả của xã; không ghi số liệu chỉ tiêu."
        )
