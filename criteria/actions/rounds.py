"""Opening a reporting round."""

import datetime

from django.db import transaction

from communes.models import Commune, Officer, Province, ScopeLevel
from criteria.actions.permissions import ActionRefused
from criteria.models import CriteriaSet, CriterionResult, Round, Standing
from criteria.outcomes import NO_DATA
from criteria.standings import rewrite_standings


@transaction.atomic
def open_round(
    *,
    criteria_set: CriteriaSet,
    province: Province,
    data_on: datetime.date,
    by: Officer | None,
    name: str = "",
    illustrative_note: str = "",
) -> Round:
    """Open (or reopen after withdrawal) the round of a day and give each participating commune a standing.

    Results of the latest earlier round of the same set are carried over, marked as not yet updated.
    Raises ActionRefused without participating communes, for an officer below the
    province, or outside the officer's province.
    """
    if by is not None:
        if by.scope_level not in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
            raise ActionRefused("Kỳ này chưa mở; cán bộ cấp tỉnh mở kỳ báo cáo trước khi nhập số liệu.")
        if not Province.objects.visible_to(by).filter(pk=province.pk).exists():
            raise ActionRefused(f"{province.full_name} ở ngoài phạm vi phụ trách của bạn.")
    communes = _participants(province, data_on)
    opened, created = Round.objects.get_or_create(
        criteria_set=criteria_set,
        province=province,
        data_on=data_on,
        defaults={
            "name": name or f"Kỳ {data_on:%d/%m/%Y}",
            "illustrative": bool(illustrative_note),
            "illustrative_note": illustrative_note,
        },
    )
    if opened.withdrawn_at:
        opened.withdrawn_at = None
        opened.save(update_fields=["withdrawn_at"])
    if created:
        _give_standings(opened, communes)
        _carry_over(opened)
        rewrite_standings(opened)
    return opened


def _participants(province: Province, on: datetime.date) -> list[Commune]:
    """The communes counted on that day; ActionRefused when there are none."""
    in_province = Commune.objects.filter(province=province)
    communes = list(in_province.participating(on))
    if not communes:
        raise ActionRefused(
            f"Ngày {on:%d/%m/%Y} {province.full_name} không có xã nào tham gia chương trình; "
            "kiểm tra ngày số liệu hoặc danh sách xã tham gia."
        )
    return communes


def _give_standings(opened: Round, communes: list[Commune]) -> None:
    blank = NO_DATA * opened.criteria_set.criteria.count()
    Standing.objects.bulk_create(
        Standing(
            round=opened,
            commune=commune,
            province_id=commune.province_id,
            district_id=commune.district_id,
            outcomes=blank,
            confirmed_outcomes=blank,
        )
        for commune in communes
    )


def _carry_over(opened: Round) -> None:
    """Copy the judgements of the round before, marked carried; nothing crosses to another set."""
    earlier = (
        Round.objects.readable(province=opened.province)
        .filter(criteria_set=opened.criteria_set, data_on__lt=opened.data_on)
        .first()
    )
    if earlier is None:
        return
    standing_of = dict(opened.standings.values_list("commune_id", "id"))
    copies = []
    for result in CriterionResult.objects.filter(standing__round=earlier).select_related("standing"):
        if result.standing.commune_id in standing_of:
            result.pk = None
            result.standing_id = standing_of[result.standing.commune_id]
            result.carried = True
            copies.append(result)
    CriterionResult.objects.bulk_create(copies, batch_size=500)
