"""Facts of law in sheets: a day of verification is vouched for by its sender, never of their own work."""

from functools import cached_property

from communes.resources import PortalResource
from communes.resources.base import OUTSIDE
from criteria.law_authors import CONTENT_FIRST, OWN_WORK, written_by

SET, FROM, TO = "Mã bộ tiêu chí", "Hiệu lực từ ngày", "Hiệu lực đến hết ngày"
VERIFIED_ON, VERIFIED_BY = "Ngày kiểm chứng", "Người kiểm chứng"


class SourcedResource(PortalResource):
    """Facts of law: what a line changes goes back to unverified, a day of verification is another's to give.

    Whoever imports such a day vouches for it: nobody signs for another.
    """

    derived = ("verified_by", "verified_on")

    @cached_property
    def own_work(self) -> set[int]:
        """The rows the officer entered or edited; one query for the file."""
        return written_by(self.officer, self.model)

    def after_init_instance(self, instance, new, row, **kwargs):
        super().after_init_instance(instance, new, row, **kwargs)
        self.verified_on_before = None if new else instance.verified_on
        self.content_before = None if new else self._content(instance)

    def _content(self, instance) -> list:
        values = zip(self.writable, self._values(instance), strict=True)
        return [value for column, value in values if column.attribute != "verified_on"]

    def changes_content(self, instance) -> bool:
        """Whether the line writes more than the day somebody verified the row."""
        return self.content_before != self._content(instance)

    def complete(self, instance):
        signed = instance.verified_on is not None and instance.verified_on != self.verified_on_before
        if self.changes_content(instance):
            if signed:
                self.faults.append(CONTENT_FIRST)
            instance.verified_on = None
        elif signed and instance.pk in self.own_work:
            self.faults.append(OWN_WORK)
        if instance.verified_on is None:
            instance.verified_by = None
        elif instance.verified_on != self.verified_on_before:
            instance.verified_by = self.officer


class LawResource(SourcedResource):
    """The texts and levels of a set, which keep who entered them."""

    derived = ("verified_by", "verified_on", "entered_by")

    def complete(self, instance):
        if self.changes_content(instance):
            instance.entered_by = self.officer
        super().complete(instance)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """A province's export lists the nation's rows too: those may come back, as they are."""
        if self.faults == [OUTSIDE] and self.before == self._values(instance):
            self.faults = []
        return super().skip_row(instance, original, row, import_validation_errors)
