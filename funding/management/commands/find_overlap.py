"""`manage.py find_overlap`: ask again, for every province, whether two programmes pay for one work."""

from django.core.management.base import BaseCommand

from communes.models import Province
from funding.actions.overlap import find_overlap


class Command(BaseCommand):
    help = "Rà soát trùng lặp vốn của mọi tỉnh; chạy lại trong ngày không đổi gì."

    def handle(self, *args, **options):
        for province in Province.objects.filter(workitem_rows__isnull=False).distinct().order_by("code"):
            asked = find_overlap(province=province)
            self.stdout.write(
                f"{province.full_name}: rà soát {asked.works} công trình, nêu {asked.new} câu hỏi mới, "
                f"{asked.again} câu hỏi nghi trở lại, {asked.gone} câu hỏi không còn nghi."
            )
