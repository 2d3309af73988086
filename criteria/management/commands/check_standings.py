"""Recompute every standing from its results and name each difference."""

from django.core.management.base import BaseCommand, CommandError

from criteria.models import Round, Standing
from criteria.standings import differences


class Command(BaseCommand):
    help = "Tính lại kết quả của mọi xã trong mọi kỳ từ từng tiêu chí; kết thúc bằng mã 1 khi có chỗ khác."

    def handle(self, *args, **options):
        found = 0
        for round in Round.objects.select_related("criteria_set", "province"):
            for standing, field, stored, recomputed in differences(round):
                found += 1
                label = Standing._meta.get_field(field).verbose_name
                self.stdout.write(
                    f"{round} – {standing.commune}: {label} đang ghi {stored}, tính lại {recomputed}"
                )
        if found:
            raise CommandError(f"{found} chỗ khác nhau.", returncode=1)
        self.stdout.write(f"Đã tính lại {Standing.objects.count()} dòng kết quả: không có chỗ nào khác.")
