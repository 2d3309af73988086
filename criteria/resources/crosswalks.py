"""Crosswalks between two sets, to and from sheets."""

from communes.resources import PortalResource
from communes.resources.columns import Choice, Column, Day, Text, Whole
from communes.resources.keys import Key
from criteria.models import Criterion, CriterionLink, Source
from criteria.resources.sourced import VERIFIED_BY, VERIFIED_ON, LawResource

OLD_SET, OLD, NEW_SET, NEW = "Mã bộ cũ", "Số tiêu chí cũ", "Mã bộ mới", "Số tiêu chí mới"


def _criterion(of: str, number: str) -> Key:
    return Key(Criterion, {of: ("criteria_set__code", Text()), number: ("number", Whole())})


class CriterionLinkResource(LawResource):
    related = ("old__criteria_set", "new__criteria_set__issued_by", "verified_by")

    old_set = Column("old__criteria_set__code", OLD_SET, Text(), readonly=True)
    old = Column("old", OLD, _criterion(OLD_SET, OLD))
    old_name = Column("old__name", "Tên tiêu chí cũ", Text(), readonly=True)
    new_set = Column("new__criteria_set__code", NEW_SET, Text(), readonly=True)
    new = Column("new", NEW, _criterion(NEW_SET, NEW))
    new_name = Column("new__name", "Tên tiêu chí mới", Text(), readonly=True)
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = CriterionLink
        import_id_fields = ("old", "new")
