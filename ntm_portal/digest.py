"""The daily e-mail of an officer: what was told and not read yet, and what waits. Plain text."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from communes.models import Notice, Officer
from ntm_portal.my_work import Work, my_work
from ntm_portal.notice_links import notice_lines
from ntm_portal.work_lines import SHOWN

# What a mail about work alone leaves behind: the record by which the same day asks for no second one.
REMINDED = "Đã gửi thư nhắc việc ngày {day}."


@dataclass(frozen=True)
class Digest:
    """What one mail says: notices neither read nor mailed, and the lists of what waits."""

    officer: Officer
    today: datetime.date
    notices: list[Notice]
    work: Work
    site: str = field(default_factory=lambda: settings.SITE_URL.rstrip("/"))

    @property
    def subject(self) -> str:
        waiting = sum(part.count for part in self.work.waiting)
        return f"Nông thôn mới {self.today:%d/%m/%Y}: {waiting} việc chờ, {len(self.notices)} thông báo"

    def text(self) -> str:
        return render_to_string(
            "digest.txt", {"digest": self, "shown": notice_lines(self.officer, self.notices[:SHOWN])}
        )

    def message(self) -> EmailMessage:
        return EmailMessage(self.subject, self.text(), to=[self.officer.email])

    def keep(self) -> None:
        """Note that the mail went: which notices it told, or that it reminded of work alone."""
        now = timezone.now()
        if self.notices:
            Notice.objects.filter(pk__in=[notice.pk for notice in self.notices]).update(emailed_at=now)
        else:
            text = REMINDED.format(day=f"{self.today:%d/%m/%Y}")
            Notice.objects.create(recipient=self.officer, text=text, read_at=now, emailed_at=now)


def digests(today: datetime.date) -> Iterator[Digest]:
    """A digest for every officer who has an address, can sign in, got none today, and has what to read."""
    for officer in _recipients(today).select_related("agency", "scope_district"):
        notices = list(Notice.objects.visible_to(officer).unread().filter(emailed_at__isnull=True))
        work = my_work(officer, today)
        if notices or work.waiting:
            yield Digest(officer, today, notices, work)


def _recipients(today: datetime.date) -> QuerySet[Officer]:
    start = timezone.make_aware(datetime.datetime.combine(today, datetime.time.min))
    mailed = Notice.objects.filter(emailed_at__gte=start, emailed_at__lt=start + datetime.timedelta(days=1))
    officers = Officer.objects.filter(is_active=True).exclude(email="")
    if not settings.DEMO:
        officers = officers.filter(is_demo=False)
    return officers.exclude(pk__in=mailed.values("recipient"))
