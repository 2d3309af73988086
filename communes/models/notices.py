"""Notices: what the portal tells an officer happened."""

from django.db import models
from django.db.models import F

from communes.models.people import Officer


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """The officer's own notices."""
        return self.filter(recipient=officer) if officer.is_active and officer.pk else self.none()

    def unread(self):
        return self.filter(read_at__isnull=True)

    def unread_first(self):
        """Unread ones, newest first, then those read, last read first."""
        return self.order_by(F("read_at").desc(nulls_first=True), "-id")


class Notice(models.Model):
    """One line for one officer, with the address of the page it is about."""

    recipient = models.ForeignKey(Officer, models.CASCADE, related_name="notices", verbose_name="người nhận")
    text = models.CharField("nội dung", max_length=300)
    url = models.CharField("địa chỉ", max_length=200, blank=True)
    at = models.DateTimeField("lúc", auto_now_add=True)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)
    emailed_at = models.DateTimeField("gửi thư lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-id"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]

    def __str__(self):
        return self.text
