"""Load the demonstration data and print who may sign in."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ntm_portal import (
    demo_directive,
    demo_funding,
    demo_recognition,
    demo_reorganisation,
    demo_round,
    demo_targets,
    demo_two_level,
    demo_villages,
)
from ntm_portal.demo import OFFICERS, load_demo, sign_ins


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa của Kon Tum và các tài khoản dùng thử; chạy lại không đổi gì."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("DEMO đang tắt: máy chủ thật không nạp dữ liệu và tài khoản dùng thử.")
        call_command("load_groups", stdout=self.stdout)
        self.stdout.write(load_demo())
        self.stdout.write(demo_round.load_round_under_way())
        self.stdout.write(demo_targets.load_targets())
        self.stdout.write(demo_two_level.load_two_level_round())
        self.stdout.write(demo_directive.load_directive())
        self.stdout.write(demo_funding.load_money())
        self.stdout.write(demo_recognition.load_recognition())
        self.stdout.write(demo_villages.load_villages())
        self.stdout.write(demo_reorganisation.load_reorganisation())
        self.stdout.write("Tài khoản dùng thử (tên, mật khẩu, vai trò):")
        groups = (OFFICERS, demo_round.OFFICERS, demo_directive.OFFICERS, demo_reorganisation.OFFICERS)
        for line in (line for people in groups for line in sign_ins(people)):
            self.stdout.write(line)
