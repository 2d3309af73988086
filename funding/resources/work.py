"""Work items, the lines that pay for them, and arrears, to and from sheets; then overlap is asked anew."""

from collections import Counter

from django.core.exceptions import ValidationError

from communes.models import Commune
from communes.resources import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Text, Whole, YesNo
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import COMMUNE_WIDTH
from criteria.models import Criterion
from funding.actions.overlap import find_overlap_in
from funding.allocation_amounts import MAX_AMOUNT, TOO_LARGE
from funding.allocation_values import where_faults
from funding.models import (
    Arrears,
    CapitalSource,
    WorkFunding,
    WorkGroup,
    WorkItem,
    WorkKind,
    place_columns,
)
from funding.resources.counterpart import PHASE, PROGRAMME, SOURCE, programme_key, source_key

COMMUNE, SINCE, CODE, NAME = "Mã xã", "Xã có từ ngày", "Mã công trình", "Tên công trình, nội dung"
SET, NUMBER = "Mã bộ tiêu chí", "Số tiêu chí"
TWICE = "Xã có hai công trình cùng mã, tên và năm bắt đầu; sửa ở trang của công trình."


class WorkResource(PortalResource):
    """After rows of works are written, the communes they lie in are looked over for overlap again."""

    def commune_of(self, instance) -> Commune:
        return instance.work_item.commune

    def create_new(self, instances, result):
        super().create_new(instances, result)
        self.look_again(instances)

    def update_known(self, instances, result):
        super().update_known(instances, result)
        self.look_again(instances)

    def look_again(self, instances) -> None:
        communes = {self.commune_of(instance) for instance in instances}
        for commune in sorted(communes, key=lambda place: place.pk):
            find_overlap_in(commune=commune, by=self.officer)


class WorkItemResource(WorkResource):
    related = ("province", "district", "commune", "criterion__criteria_set")
    derived = ("province", "district")

    commune = Column("commune", COMMUNE, PlaceKey(Commune, COMMUNE_WIDTH, SINCE, "Tên xã"))
    commune_since = Column("commune__valid_from", SINCE, Day(), readonly=True)
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    code = Column("code", CODE, Text())
    name = Column("name", NAME, Text())
    kind = Column("kind", "Loại", Choice(WorkKind))
    group = Column("group", "Nhóm", Choice(WorkGroup))
    criteria_set = Column("criterion__criteria_set__code", SET, Text(), readonly=True)
    criterion = Column(
        "criterion",
        NUMBER,
        Key(Criterion, {SET: ("criteria_set__code", Text()), NUMBER: ("number", Whole())}),
    )
    year_from = Column("year_from", "Từ năm", Whole())
    year_to = Column("year_to", "Đến năm", Whole())
    cost = Column("cost", "Tổng mức đầu tư (đồng)", Whole())
    illustrative = Column("illustrative", "Minh họa", YesNo(), readonly=True)

    class Meta(PortalResource.Meta):
        model = WorkItem
        import_id_fields = ("commune", "code", "name", "year_from")

    def commune_of(self, instance):
        return instance.commune

    def known_rows(self):
        rows = list(WorkItem.objects.select_related(*self.related))
        count = Counter(self.key_of(row) for row in rows)
        self.doubled = {key for key, times in count.items() if times > 1}
        return {self.key_of(row): row for row in rows}

    def complete(self, instance):
        if instance.commune_id:
            for name, value in place_columns(instance.commune).items():
                setattr(instance, name, value)

    def check_rules(self, instance):
        check_amounts(instance, "cost")
        if self.key_of(instance) in self.doubled:
            raise ValidationError(TWICE)


def item_key() -> Key:
    """A work item by its commune, code and name; where several bear them, that is an error."""
    parts = {
        COMMUNE: ("commune__code", Code(COMMUNE_WIDTH)),
        SINCE: ("commune__valid_from", Day()),
        CODE: ("code", Text()),
        NAME: ("name", Text()),
    }
    return Key(WorkItem, parts)


class OfWorkResource(WorkResource):
    commune = Column("work_item__commune__code", COMMUNE, Text(), readonly=True)
    commune_since = Column("work_item__commune__valid_from", SINCE, Day(), readonly=True)
    code = Column("work_item__code", CODE, Text(), readonly=True)
    work_item = Column("work_item", NAME, item_key())


class WorkFundingResource(OfWorkResource):
    related = ("work_item__commune", "programme", "capital_source")

    phase = Column("programme__phase", PHASE, Text(), readonly=True)
    programme = Column("programme", PROGRAMME, programme_key())
    capital_source = Column("capital_source", SOURCE, source_key())
    content = Column("content", "Nội dung, tiểu dự án", Text())
    year = Column("year", "Năm", Whole())
    amount = Column("amount", "Số tiền (đồng)", Whole())
    disbursed = Column("disbursed", "Giải ngân (đồng)", Whole())
    document = Column("document", "Văn bản bố trí vốn", Text())

    class Meta(PortalResource.Meta):
        model = WorkFunding
        import_id_fields = ("work_item", "programme", "capital_source", "content", "year")

    def known_rows(self):
        self.nodes = nodes()
        return super().known_rows()

    def check_rules(self, instance):
        check_line(instance, self.nodes)


class ArrearsResource(OfWorkResource):
    related = ("work_item__commune",)

    as_of = Column("as_of", "Tính đến ngày", Day())
    amount = Column("amount", "Số nợ (đồng)", Whole())
    document = Column("document", "Văn bản xác nhận", Text())
    settled_on = Column("settled_on", "Trả xong ngày", Day())

    class Meta(PortalResource.Meta):
        model = Arrears
        import_id_fields = ("work_item", "as_of")

    def check_rules(self, instance):
        check_amounts(instance, "amount")


def nodes() -> set[int]:
    """Keys of the sources that have sources below: no money hangs on them."""
    return set(CapitalSource.objects.exclude(parent=None).values_list("parent_id", flat=True))


def check_amounts(row, *names: str) -> None:
    """Raise ValidationError for amounts beyond what a spreadsheet keeps to the đồng."""
    found = {name: TOO_LARGE for name in names if (getattr(row, name) or 0) > MAX_AMOUNT}
    if found:
        raise ValidationError(found)


def check_line(line: WorkFunding, nodes: set[int]) -> None:
    """Raise ValidationError for a source that is no leaf, of another phase, or over before the year."""
    check_amounts(line, "amount", "disbursed")
    if not (line.work_item_id and line.programme_id and line.capital_source_id and line.year):
        return
    if line.capital_source_id in nodes:
        text = f"{line.capital_source.short_name} có nguồn con; chọn một nguồn con."
        raise ValidationError({"capital_source": text})
    place = line.work_item.commune
    found = [fault.message for fault in where_faults(place, line.programme, line.capital_source, line.year)]
    if found:
        raise ValidationError({"year": found})
