"""Which of the three groups a commune is in on a day, by which decision, in a sentence."""

from communes.models import Classification, ClassificationKind, Commune
from criteria.models import Round, ThresholdAxis


def group_note(commune: Commune, round: Round) -> str:
    """The commune's group on the round's day; "" where the levels of the set do not differ by group.

    A commune in no group has no level, and the sentence says so. One query, of such sets only.
    """
    if round.criteria_set.threshold_axis != ThresholdAxis.GROUP:
        return ""
    held = Classification.objects.in_force(round.data_on).filter(
        commune=commune, kind=ClassificationKind.GROUP
    )
    found = held.order_by("-valid_from").first()
    day = f"{round.data_on:%d/%m/%Y}"
    if found is None:
        return (
            f"Đến ngày {day} xã chưa phân nhóm, nên chưa có mức đạt chuẩn theo nhóm để so; chỉ tiêu có mức "
            "chung vẫn so được."
        )
    decision = found.decision or "chưa ghi văn bản"
    since = f"{found.valid_from:%d/%m/%Y}"
    return f"Xã thuộc nhóm {found.group_number} ({decision}, từ {since}), xét vào ngày {day}."
