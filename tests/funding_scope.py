"""What `funding` keeps of a commune, one row each, for the tests that ask who sees what."""

from communes.models import Commune
from funding.models import (
    Allocation,
    AllocationChange,
    Arrears,
    CapitalSource,
    CounterpartRule,
    OverlapQuestion,
    Programme,
    PublishedFigure,
    WorkFunding,
    WorkItem,
)
from tests import funding_builders as build

OF_COMMUNE = {
    Allocation: "commune_id",
    AllocationChange: "allocation__commune_id",
    WorkItem: "commune_id",
    WorkFunding: "work_item__commune_id",
    Arrears: "work_item__commune_id",
    OverlapQuestion: "work_item__commune_id",
}
OF_PROVINCE = [(CounterpartRule, "province__code"), (PublishedFigure, "province__code")]


def furnish(place: Commune) -> None:
    """Money of a commune with its log, a work item with a line, a debt and a question."""
    programme = Programme.objects.first() or build.programme()
    source = CapitalSource.objects.first() or build.source()
    build.change(build.allocation(place, programme, source))
    item = build.work_item(place)
    build.line(item, programme, source)
    build.arrears(item)
    build.question(item)
    if not CounterpartRule.objects.filter(province=place.province).exists():
        build.rule(place.province, programme, source)
        build.published(place.province)
