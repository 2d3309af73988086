"""A commune's own dossiers: what came back and why, what is to be entered and sent, what was sent."""

from collections import defaultdict

from criteria.models import Indicator, ReturnedFigure, Standing
from criteria.stages import Stage
from criteria.wording import day, due_words
from ntm_portal.desk import Desk, due_of, sent_words
from ntm_portal.work_lines import Line, Part

ENTER, SEND = "criteria.change_indicatorresult", "criteria.submit_standing"
# Behind the titles for whoever neither enters nor sends: the work is somebody else's.
READS = " (bạn chỉ xem)"


def commune_parts(desk: Desk) -> list[Part]:
    """A commune's own dossiers: what came back and why, what is to be entered, what was sent."""
    acts = desk.may(ENTER) or desk.may(SEND)
    at = defaultdict(list)
    for standing in desk.standings:
        at[standing.stage].append(standing)
    sent = [*at[Stage.SUBMITTED], *at[Stage.VERIFIED], *at[Stage.APPRAISED]]
    total, indicators = len(desk.standings), _indicator_counts(desk)
    return [
        *_returned_indicators(desk, at[Stage.RETURNED], indicators, acts),
        Part(
            f"Hồ sơ đang nhập, chưa gửi{'' if acts else READS}",
            [
                Line(
                    _named(standing, desk),
                    desk.figures_url(standing),
                    f"đã nhập {standing.entered}/{indicators[standing.round_id]} chỉ tiêu, "
                    f"{due_words(due_of(standing), desk.today)}",
                    desk.late(standing),
                )
                for standing in at[Stage.DRAFT]
            ],
            total,
            "hồ sơ",
            waits=acts,
        ),
        Part(
            "Đã gửi hoặc đã thẩm định",
            [Line(_named(row, desk), desk.figures_url(row), sent_words(row).capitalize()) for row in sent],
            total,
            "hồ sơ",
            waits=False,
        ),
    ]


def _named(standing: Standing, desk: Desk) -> str:
    """The round; where the desk has several communes, as after a merger, whose dossier it is too.

    A commune may bear the name of one it took over from: the one that is no more says so.
    """
    commune = standing.commune
    if all(other.commune_id == commune.pk for other in desk.standings):
        return standing.round.name
    ended = commune.valid_to is not None and commune.valid_to < desk.today
    return f"{commune.full_name}{' (cũ)' if ended else ''}, {standing.round.name}"


def _indicator_counts(desk: Desk) -> dict[int, int]:
    """Round id → how many indicators its set has on its day."""
    sets = {round.criteria_set_id for round in desk.rounds.values()}
    rows = Indicator.objects.filter(criterion__criteria_set__in=sets)
    periods = defaultdict(list)
    for set_id, first, last in rows.values_list("criterion__criteria_set", "valid_from", "valid_to"):
        periods[set_id].append((first, last))
    return {
        round.pk: sum(
            first <= round.data_on and (last is None or last >= round.data_on)
            for first, last in periods[round.criteria_set_id]
        )
        for round in desk.rounds.values()
    }


def _returned_indicators(desk, standings, indicators, acts) -> list[Part]:
    """One list for each dossier that came back, of its indicators with the reason."""
    figures = ReturnedFigure.objects.filter(standing__in=standings, answered_at__isnull=True)
    of = defaultdict(list)
    for figure in figures.select_related("indicator").order_by("indicator__criterion", "indicator__position"):
        of[figure.standing_id].append(figure)
    return [
        Part(
            f"Bị trả lại: {desk.due(standing)}{'' if acts else READS}",
            [
                Line(
                    f"Chỉ tiêu {figure.indicator.code}",
                    f"{desk.figures_url(standing)}#r-{standing.commune_id}-{figure.indicator_id}",
                    figure.reason + _own_day(figure, standing),
                    figure.due_on < desk.today,
                )
                for figure in of[standing.pk]
            ],
            indicators[standing.round_id],
            "chỉ tiêu",
            waits=acts,
        )
        for standing in standings
    ]


def _own_day(figure: ReturnedFigure, standing: Standing) -> str:
    """The day of an indicator that is due on another day than its dossier."""
    return "" if figure.due_on == standing.return_due_on else f" (hạn {day(figure.due_on)})"
