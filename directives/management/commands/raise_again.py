"""`manage.py raise_again`: settled obstacles whose criterion is still not met are raised again."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from directives.actions import raise_again_due


class Command(BaseCommand):
    help = "Nêu lại vướng mắc đã giải quyết lâu mà tiêu chí vẫn chưa đạt; chạy lại trong ngày không đổi gì."

    def handle(self, *args, **options):
        looked = raise_again_due(timezone.localdate())
        self.stdout.write(
            f"Vướng mắc giải quyết từ {settings.OBSTACLE_REVIEW_DAYS} ngày trở lên: "
            f"nêu lại {len(looked.raised)}, tiêu chí đã đạt {looked.met}, chưa có kết quả {looked.unknown}."
        )
