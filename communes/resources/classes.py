"""Classes of communes (groups 1, 2, 3, areas, đặc biệt khó khăn…), to and from sheets."""

from communes.models import Classification, ClassificationKind, Commune
from communes.resources.base import PortalResource
from communes.resources.columns import Choice, Column, Day, Text
from communes.resources.keys import PlaceKey
from communes.resources.places import COMMUNE_WIDTH, FROM, TO


class ClassificationResource(PortalResource):
    """One line for each class of a commune from a day; the group is 1, 2 or 3, by its decision."""

    related = ("commune",)

    commune = Column("commune", "Mã xã", PlaceKey(Commune, COMMUNE_WIDTH, FROM, "Tên xã"))
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    kind = Column("kind", "Phân loại", Choice(ClassificationKind))
    value = Column("value", "Giá trị", Text())
    decision = Column("decision", "Văn bản", Text())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())

    class Meta(PortalResource.Meta):
        model = Classification
        import_id_fields = ("commune", "kind", "valid_from")
