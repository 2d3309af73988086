"""Rules of counterpart capital, to and from sheets."""

from django.core.exceptions import ValidationError

from communes.models import Province
from communes.resources.columns import Choice, Column, Day, Number, Text
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import FROM, PROVINCE_WIDTH, TO
from criteria.models import Source
from criteria.resources.sourced import VERIFIED_BY, VERIFIED_ON, SourcedResource
from funding.models import CapitalSource, CounterpartRule, Programme

PHASE, PROGRAMME, SOURCE = "Giai đoạn", "Mã chương trình", "Mã nguồn vốn"


def programme_key() -> Key:
    return Key(Programme, {PHASE: ("phase", Text()), PROGRAMME: ("code", Text())})


def source_key(heading: str = SOURCE) -> Key:
    return Key(CapitalSource, {PHASE: ("phase", Text()), heading: ("code", Text())})


class CounterpartRuleResource(SourcedResource):
    related = ("province", "programme", "base", "verified_by")

    province = Column("province", "Mã tỉnh", PlaceKey(Province, PROVINCE_WIDTH, FROM))
    province_name = Column("province__name", "Tên tỉnh", Text(), readonly=True)
    phase = Column("programme__phase", PHASE, Text(), readonly=True)
    programme = Column("programme", PROGRAMME, programme_key())
    base = Column("base", "Mã nguồn tính đối ứng", source_key("Mã nguồn tính đối ứng"))
    ratio = Column("ratio", "Tỷ lệ đối ứng (%)", Number())
    document = Column("document", "Văn bản quy định", Text())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(SourcedResource.Meta):
        model = CounterpartRule
        import_id_fields = ("province", "programme", "base", "valid_from")

    def check_rules(self, instance):
        check_phase(instance)


def check_phase(rule: CounterpartRule) -> None:
    """Raise ValidationError for a base of another phase than the programme's."""
    if rule.programme_id and rule.base_id and rule.programme.phase != rule.base.phase:
        raise ValidationError({"base": "Nguồn vốn và chương trình phải cùng giai đoạn."})
