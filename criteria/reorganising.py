"""What a reorganisation finds in rounds and dossiers: figures stay as taken, units in charge have heirs."""

from collections.abc import Sequence

from django.db.models import Count, Q

from communes.journal import Journal
from communes.models import Officer
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind
from criteria import reorganising_leads
from criteria.models import Recognition, RecognitionDossier, Round, Standing
from criteria.models.recognition_dossiers import UNDER_WAY
from criteria.stages import Stage

NAMED = 5


def _rounds(plan: Plan):
    """Rounds that are not withdrawn, with how many of the predecessors stand in them."""
    inside = Count("standings", filter=Q(standings__commune__in=plan.predecessor_ids))
    found = Round.objects.filter(withdrawn_at__isnull=True, standings__commune__in=plan.predecessor_ids)
    return found.annotate(inside=inside).select_related("province").order_by("data_on", "id")


def refusals(plan: Plan) -> list[str]:
    """Rounds of the day or later that hold communes which are gone by then: a round never mixes two trees."""
    return [
        f"{round.name} của {round.province.prose_name} (số liệu ngày {round.data_on:%d/%m/%Y}) có "
        f"{round.inside} đơn vị cũ; hủy kỳ ấy rồi mở lại sau khi áp dụng."
        for round in _rounds(plan).filter(data_on__gte=plan.effective_on)
    ]


def touched(plan: Plan) -> list[TouchedKind]:
    """Rounds still open, dossiers under way, recognitions shown beside the successors; units in charge."""
    rounds = list(_rounds(plan).filter(closed_at__isnull=True, data_on__lt=plan.effective_on))
    under_way = Standing.objects.filter(
        round__in=rounds,
        commune__in=plan.predecessor_ids,
        stage__in=[Stage.SUBMITTED, Stage.VERIFIED, Stage.RETURNED],
    ).select_related("commune", "round")
    dossiers = RecognitionDossier.objects.filter(commune__in=plan.predecessor_ids, state__in=UNDER_WAY)
    dossiers = dossiers.select_related("commune").order_by("id")
    recognised = Recognition.objects.filter(commune__in=plan.predecessor_ids, revoked_on__isnull=True)
    kinds = [
        TouchedKind(
            "kỳ còn mở có đơn vị cũ: giữ nguyên, đơn vị kế thừa làm tiếp được đến khi khóa kỳ",
            len(rounds),
            [f"{round.name} ({round.inside} xã)" for round in rounds[:NAMED]],
        ),
        TouchedKind(
            "hồ sơ đang thẩm tra, thẩm định của đơn vị cũ: giữ nguyên trong kỳ của mình",
            under_way.count(),
            [f"{row.commune.full_name} ({row.get_stage_display().lower()})" for row in under_way[:NAMED]],
        ),
        TouchedKind(
            "hồ sơ xét công nhận đang làm của đơn vị cũ: giữ nguyên, chỉ nhận quyết định trước ngày ấy",
            dossiers.count(),
            [f"{row.commune.full_name}, năm {row.year}" for row in dossiers[:NAMED]],
        ),
        TouchedKind("lần công nhận của đơn vị cũ: giữ nguyên, hiện bên cạnh đơn vị mới", recognised.count()),
    ]
    return [kind for kind in kinds if kind.count] + reorganising_leads.touched(plan)


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    """Units in charge pass to their heirs; nothing else moves."""
    return reorganising_leads.follow(plan, journal)
