"""The three things in a district that most need its leader's decision."""

from collections import defaultdict
from itertools import zip_longest

from django.urls import reverse

from communes.models import ScopeLevel
from criteria.beside import ALONE
from criteria.cells import UNMET
from criteria.models import Criterion, Round, Standing
from criteria.successors import round_url
from directives.deadlines import Status
from directives.following import follow, worst_first
from directives.models import Assignment, Obstacle, ObstacleState
from directives.obstacle_register import line_of
from directives.solutions import covered_cells
from ntm_portal.desk import Desk
from ntm_portal.work_lines import Line, Part

DECIDES = "directives.handle_obstacle"
SHOWN = 3


def decision_parts(desk: Desk) -> list[Part]:
    """Three lines: the worst of each kind in turn, so that no kind hides the others.

    The kinds are obstacles passed upwards, the longest open first; assignments overdue, the oldest deadline
    first; criteria with cells nobody deals with, the most communes first.
    """
    if desk.officer.scope_level != ScopeLevel.DISTRICT or not desk.may(DECIDES):
        return []
    kinds = [_escalated(desk), _overdue(desk), _alone(desk)]
    in_turn = [line for lines in zip_longest(*kinds) for line in lines if line]
    total = sum(len(lines) for lines in kinds)
    return [Part("Cần quyết định", in_turn[:SHOWN], total, "việc")]


def _escalated(desk: Desk) -> list[Line]:
    rows = Obstacle.objects.visible_to(desk.officer).filter(state=ObstacleState.ESCALATED)
    found = [line_of(row, desk.today) for row in rows.with_names().order_by("open_since", "id")]
    return [
        Line(
            f"{line.row.commune.full_name}, TC {line.row.criterion.number}: {line.row.text}",
            reverse("obstacle", args=[line.row.pk]),
            f"đã chuyển cấp trên, {line.row.unit_name} xử lý, tồn đọng {line.days} ngày",
            True,
            line.row.illustrative,
        )
        for line in found
    ]


def _overdue(desk: Desk) -> list[Line]:
    rows = Assignment.objects.visible_to(desk.officer).standing().filter(done_on__isnull=True)
    followed = worst_first(follow(rows.with_names(), desk.today))
    return [
        Line(
            f"{item.row.unit_name}: {item.row.task.name}",
            reverse("assignment", args=[item.row.pk]),
            item.label.lower(),
            True,
            bool(item.row.task.directive.illustrative_note),
        )
        for item in followed
        if item.status == Status.OVERDUE
    ]


def _alone(desk: Desk) -> list[Line]:
    """One line for each criterion, of the newest round, with cells nobody deals with."""
    province = desk.officer.scope_district.province
    round = Round.objects.readable(province=province).first()
    if round is None:
        return []
    criteria = list(Criterion.objects.filter(criteria_set=round.criteria_set_id).order_by("number"))
    covered = covered_cells(desk.officer, province, desk.officer.scope_district)
    standings = Standing.objects.visible_to(desk.officer).filter(round=round).order_by()
    alone = defaultdict(int)
    for commune, letters in standings.values_list("commune_id", "confirmed_outcomes"):
        for criterion, letter in zip(criteria, letters, strict=True):
            alone[criterion.pk] += letter in UNMET and (commune, criterion.pk) not in covered
    board = f"{round_url(desk.officer.scope_district, round)}&loc={ALONE}"
    worst = sorted((row for row in criteria if alone[row.pk]), key=lambda row: -alone[row.pk])
    return [
        Line(
            f"TC {row.number} {row.short_name}",
            board,
            f"{alone[row.pk]} xã chưa đạt, chưa có giải pháp",
            True,
        )
        for row in worst
    ]
