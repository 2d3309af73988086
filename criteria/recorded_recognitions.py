"""Recording, in the administration or by a sheet, a recognition that was decided outside the portal.

A commune whose dossier is under way is recognised on the dossier, where its conditions are asked for.
"""

from collections.abc import Collection

from criteria.models import Recognition, RecognitionDossier, Standing
from criteria.models.recognition_dossiers import UNDER_WAY
from criteria.plan_progress import meets_all
from criteria.trends import ANYTHING_KNOWN
from criteria.wording import day

NO_SOURCE = "Ghi lại quyết định đã có: đưa tệp quyết định, ghi trang công bố, hoặc ghi nguồn."


def dossiers_under_way(**where) -> list[RecognitionDossier]:
    """Dossiers not settled yet with their sets; `where` narrows them (`commune=…`). One query."""
    found = RecognitionDossier.objects.filter(state__in=UNDER_WAY, **where)
    return list(found.select_related("criteria_set"))


def dossier_of(row: Recognition, dossiers: Collection[RecognitionDossier]) -> RecognitionDossier | None:
    """The one among the dossiers by which the same commune asks for the same level and tier."""
    mine = (one for one in dossiers if one.commune_id == row.commune_id)
    return next((one for one in mine if row.is_of(one.criteria_set)), None)


def ask_for_dossier(dossier: RecognitionDossier) -> str:
    """Where the decision belongs instead."""
    return (
        f"Xã đang có hồ sơ xét công nhận năm {dossier.year}; ghi quyết định ở hồ sơ ấy: "
        f"{dossier.get_absolute_url()}"
    )


def has_source(row: Recognition) -> bool:
    """Whether it says where the decision is to be read."""
    return bool(row.file or row.published_url or row.source_note.strip())


def doubt_of_last_round(row: Recognition) -> str:
    """That the last round up to the decision does not say the commune meets everything; "" where it does."""
    law = row.criteria_set
    of = {"round__criteria_set__level": law.level, "round__criteria_set__tier": law.tier}
    known = Standing.objects.filter(
        ANYTHING_KNOWN, commune=row.commune_id, round__withdrawn_at__isnull=True, **of
    ).filter(round__data_on__lte=row.decided_on)
    last = known.select_related("round").order_by("-round__data_on").first()
    if last is None:
        return "Cổng không có kỳ báo cáo nào của xã đến ngày quyết định; kiểm tra lại quyết định vừa ghi."
    if meets_all(last.confirmed_outcomes):
        return ""
    met = f"{last.confirmed_met}/{len(last.confirmed_outcomes)}"
    return (
        f"Theo kỳ số liệu đến ngày {day(last.round.data_on)}, xã đạt {met} tiêu chí, chưa đủ; "
        "kiểm tra lại quyết định vừa ghi."
    )
