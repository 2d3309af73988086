"""`manage.py send_digest`: one e-mail to each officer who has something to read; run daily by a timer."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ntm_portal.digest import Digest, digests


class Command(BaseCommand):
    help = "Gửi thư tổng hợp: thông báo chưa đọc và việc đang chờ; mỗi cán bộ nhiều nhất một thư một ngày."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="In thư ra màn hình, không gửi, không ghi."
        )

    def handle(self, *args, **options):
        address = urlsplit(settings.SITE_URL)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise CommandError(
                "Đặt SITE_URL là địa chỉ của cổng, ví dụ https://ntm.example.gov.vn, rồi chạy lại."
            )
        if not options["dry_run"]:
            # First, so that today's mails tell what is raised again today.
            call_command("raise_again", stdout=self.stdout)
        sent, failed = 0, []
        for digest in digests(timezone.localdate()):
            if options["dry_run"]:
                self.stdout.write(f"Gửi {digest.officer.email}: {digest.subject}\n{digest.text()}")
            elif fault := self._send(digest):
                failed.append(digest.officer.email)
                self.stderr.write(f"Không gửi được {digest.officer.email}: {fault}")
                continue
            sent += 1
        self.stdout.write(
            f"{'Sẽ gửi' if options['dry_run'] else 'Đã gửi'} {sent} thư, lỗi {len(failed)} thư."
        )
        if failed:
            raise CommandError(f"Không gửi được {len(failed)} thư: {', '.join(failed)}.")

    def _send(self, digest: Digest) -> str:
        """Send one mail and note that it went; what went wrong, or ""."""
        try:
            digest.message().send()
        except Exception as error:  # Whatever one address does, the others still get their mail.
            return f"{type(error).__name__}: {error}"
        digest.keep()
        return ""
