"""What an administrator has left to fill in, so that the others' work finds its way."""

from django.urls import reverse

from communes.models import Officer, Reorganisation
from criteria.models import Criterion, CriterionLead, LeadRole, Threshold
from directives.models import Assignment, Task
from ntm_portal.desk import Desk
from ntm_portal.work_lines import Line, Part

MANAGE = "communes.change_officer"
# The administration's lists, each with what chooses the rows that lack something.
ROUNDS = ("criteria_round", "?due_on__isnull=True&closed_at__isnull=True&withdrawn_at__isnull=True")
LEADS = ("criteria_criterionlead", "")
SCOPELESS = ("communes_officer", "?scope_level__exact=&is_active__exact=1")
GROUPLESS = ("communes_officer", "?groups__isnull=True&is_active__exact=1")
LEVELS = ("criteria_threshold", "?kiem-chung=chua")


def administrator_parts(desk: Desk) -> list[Part]:
    """One list of what is missing: due days, units in charge, scopes and groups, verified levels."""
    officers = Officer.objects.visible_to(desk.officer).filter(is_active=True)
    undue = [round for round in desk.rounds.values() if round.due_on is None]
    found = [
        _gap("Kỳ đang mở chưa có hạn báo cáo", len(undue), len(desk.rounds), "kỳ", ROUNDS),
        _gap("Tiêu chí chưa có đơn vị phụ trách", *_criteria_without_lead(desk), "tiêu chí", LEADS),
        _gap("Cán bộ chưa được giao phạm vi", *_lacking(officers, scope_level=""), "cán bộ", SCOPELESS),
        _gap("Cán bộ chưa thuộc nhóm quyền", *_lacking(officers, groups=None), "cán bộ", GROUPLESS),
        _gap("Mức đạt chuẩn chưa kiểm chứng", *_lacking(Threshold.objects, verified_on=None), "mức", LEVELS),
        _tasks_not_given(desk),
        _not_applied(desk),
    ]
    lines = [line for line in found if line]
    return [Part("Quản trị: còn thiếu", lines, len(found), "mục")]


def _tasks_not_given(desk: Desk) -> Line | None:
    """The tasks of directives nobody was given, with the list of directives where they are given."""
    tasks = Task.objects.visible_to(desk.officer)
    given = Assignment.objects.standing().values("task")
    missing, total = tasks.exclude(pk__in=given).distinct().count(), tasks.distinct().count()
    if not missing or not desk.may("directives.view_directive"):
        return None
    return Line("Nhiệm vụ chưa giao cho ai", reverse("directives"), f"{missing} trên {total} nhiệm vụ")


def _not_applied(desk: Desk) -> Line | None:
    """The reorganisations that were prepared and wait to be applied or given up."""
    rows = Reorganisation.objects.visible_to(desk.officer)
    missing, total = rows.under_way().count(), rows.count()
    text = "Đợt sắp xếp đơn vị hành chính chưa áp dụng"
    return Line(text, reverse("reorganisations"), f"{missing} trên {total} đợt") if missing else None


def _lacking(rows, **missing) -> tuple[int, int]:
    """(rows that lack something, all rows)."""
    return rows.filter(**missing).count(), rows.count()


def _gap(text: str, missing: int, total: int, unit: str, place: tuple[str, str]) -> Line | None:
    """A line that leads to the administration's list of the rows that lack something; None without any."""
    changelist, query = place
    url = f"{reverse(f'admin:{changelist}_changelist')}{query}"
    return Line(text, url, f"{missing} trên {total} {unit}") if missing else None


def _criteria_without_lead(desk: Desk) -> tuple[int, int]:
    """(criteria of the open rounds no unit is in charge of on the round's day, all of them)."""
    sets = {round.criteria_set_id for round in desk.rounds.values()}
    criteria = {}
    for set_id, pk in Criterion.objects.filter(criteria_set__in=sets).values_list("criteria_set", "id"):
        criteria.setdefault(set_id, set()).add(pk)
    leads = list(CriterionLead.objects.visible_to(desk.officer).filter(role=LeadRole.LEAD))
    wanted, led = set(), set()
    for round in desk.rounds.values():
        wanted |= {(round.province_id, pk) for pk in criteria.get(round.criteria_set_id, ())}
        led |= {(lead.province_id, lead.criterion_id) for lead in leads if lead.holds_on(round.data_on)}
    return len(wanted - led), len(wanted)
