"""The open rounds: where to enter, which may be closed, and how the dossiers of each stand."""

from django.urls import reverse

from communes.models import ScopeLevel
from criteria.models import Round
from criteria.stages import Stage
from criteria.wording import day, due_words
from ntm_portal.desk import Desk, round_query
from ntm_portal.work_lines import Line, Part


def round_parts(desk: Desk) -> list[Part]:
    """The rounds: where to enter, which may be closed, and how the dossiers of each stand."""
    live = desk.live
    settled = [round for round in desk.rounds.values() if round not in live and desk.counts[round.pk]]
    parts = []
    if desk.may("criteria.change_indicatorresult"):
        parts.append(_rounds_to_enter(desk))
    if desk.may("criteria.close_round") and desk.officer.scope_level == ScopeLevel.PROVINCE:
        lines = [
            Line(
                round.name,
                f"{reverse('admin:criteria_round_changelist')}?q={round.name}",
                "mọi hồ sơ đã thẩm định; chọn kỳ rồi chọn Khóa kỳ",
            )
            for round in settled
        ]
        parts.append(Part("Kỳ có thể khóa", lines, len(desk.rounds), "kỳ đang mở"))
    lines = [_round_line(desk, round) for round in live or settled[:1]]
    return [*parts, Part("Tình hình các kỳ", lines, len(desk.rounds), "kỳ đang mở", waits=False)]


def _rounds_to_enter(desk: Desk) -> Part:
    lines = [
        Line(
            round.name,
            reverse("entry-round", args=[round.pk]),
            f"{desk.counts[round.pk][Stage.DRAFT]}/{desk.counts[round.pk].total()} xã chưa gửi, "
            f"{due_words(round.due_on, desk.today)}",
            round.due_on is not None and round.due_on < desk.today,
        )
        for round in desk.live
        if desk.counts[round.pk][Stage.DRAFT]
    ]
    return Part("Nhập liệu", lines, len(desk.rounds), "kỳ đang mở", waits=False)


def _round_line(desk: Desk, round: Round) -> Line:
    counts = desk.counts[round.pk]
    stages = ", ".join(f"{counts[stage]} {stage.label.lower()}" for stage in Stage if counts[stage])
    opens = f"mở từ {day(round.opens_on)}, " if round.opens_on and round.opens_on > desk.today else ""
    said = f"{opens}{due_words(round.due_on, desk.today)}: {stages}"
    return Line(f"{round.name} ({round.province.display_name})", _board_url(desk, round), said)


def _board_url(desk: Desk, round: Round) -> str:
    """The board of the officer's district, else of the province."""
    district = desk.officer.scope_district
    board = district.get_absolute_url() if district else f"{round.province.get_absolute_url()}bang-theo-doi/"
    return f"{board}{round_query(round)}"


def _admin_url(round: Round) -> str:
    """Where a round is closed."""
    return reverse("admin:criteria_round_change", args=[round.pk])
