"""Opening a reporting round."""

import datetime

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer, Province, ScopeLevel
from criteria.actions.permissions import ActionRefused
from criteria.actions.recording import forget, write_results
from criteria.models import CriteriaSet, CriterionResult, Round, Standing
from criteria.models.rounds import ANOTHER_PROVINCES
from criteria.outcomes import NO_DATA, Judgement
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

    Results of the latest earlier round of the same set are carried over, marked as not yet updated;
    reopening carries over anew what the round itself does not say.
    Raises ActionRefused without participating communes, for an officer below the
    province, or outside the officer's province.
    """
    _refuse_opening(criteria_set, province, by)
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
    if not created:
        # Two officers reopening at once take turns.
        opened = Round.objects.select_for_update(of=["self"]).get(pk=opened.pk)
    if created or opened.withdrawn_at:
        opened.withdrawn_at = None
        _give_standings(opened, communes)
        opened.carries_illustrative = _carry_over(opened)
        opened.save(update_fields=["withdrawn_at", "carries_illustrative"])
        rewrite_standings(opened)
    return opened


def _refuse_opening(criteria_set: CriteriaSet, province: Province, by: Officer | None) -> None:
    """Raise ActionRefused for another province's set, and for an officer below the province or of another."""
    if criteria_set.issued_by_id not in (None, province.pk):
        raise ActionRefused(ANOTHER_PROVINCES)
    if by is None:
        return
    if by.scope_level not in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
        raise ActionRefused("Kỳ này chưa mở; cán bộ cấp tỉnh mở kỳ báo cáo trước khi nhập số liệu.")
    if not Province.objects.visible_to(by).filter(pk=province.pk).exists():
        raise ActionRefused(f"{province.full_name} ở ngoài phạm vi phụ trách của bạn.")


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
    known = set(opened.standings.values_list("commune_id", flat=True))
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
        if commune.pk not in known
    )


def _carry_over(opened: Round) -> bool:
    """Copy the judgements of the round before, marked carried; nothing crosses to another set.

    What the round itself says stays. Returns whether illustrative results may be among the copies.
    """
    earlier = (
        Round.objects.readable(province=opened.province)
        .filter(criteria_set=opened.criteria_set, data_on__lt=opened.data_on)
        .first()
    )
    own = {_key(result): result for result in CriterionResult.objects.filter(standing__round=opened)}
    brought = _copies(earlier, opened) if earlier else {}
    written = [result for key, result in brought.items() if key not in own or not _says_something(own[key])]
    for key, result in own.items():
        if result.carried and key not in brought:
            forget(result)
            written.append(result)
    write_results(written, ["carried_at"])
    return bool(earlier and (earlier.illustrative or earlier.carries_illustrative))


def _copies(earlier: Round, opened: Round) -> dict[tuple[int, int], CriterionResult]:
    """Unsaved copies of the earlier round's results for the communes of the opened one, by their key."""
    standing_of = dict(opened.standings.values_list("commune_id", "id"))
    now = timezone.now()
    copies = {}
    for result in CriterionResult.objects.filter(standing__round=earlier).select_related("standing"):
        if result.standing.commune_id in standing_of:
            result.pk = None
            result.standing_id = standing_of[result.standing.commune_id]
            result.carried, result.carried_at, result.lapse_reason = True, now, ""
            copies[_key(result)] = result
    return copies


def _key(result: CriterionResult) -> tuple[int, int]:
    return result.standing_id, result.criterion_id


def _says_something(result: CriterionResult) -> bool:
    """Whether the round holds a judgement of its own on the cell."""
    return not result.carried and any(getattr(result, f"{name}_outcome") for name in Judgement.values)
