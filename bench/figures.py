"""Synthetic provinces that enter figures: communes by the hundred, and their forms filled in."""

import datetime
from dataclasses import replace
from decimal import Decimal

from django.db import transaction

from communes.models import Officer, Province
from criteria.actions import open_round
from criteria.entering import asks_number
from criteria.figure_ground import FigureGround, Saved, figure_ground
from criteria.figure_preview import FigureOrder
from criteria.figure_template import figure_template
from criteria.judging import Measure, ratio_value
from criteria.models import Answer, CriteriaSet, ImportBatch, IndicatorChange, IndicatorResult, Round
from criteria.standings import rewrite_entered
from tests import builders, entry_builders

SET = "xa-ntm-2021-2025"
DATA_ON = datetime.date(2023, 12, 31)
COMMUNES_OF_A_DISTRICT = 25
MAX_BYTES = 50 * 1024 * 1024


@transaction.atomic
def province_with(communes: int, code: str) -> tuple[Round, Officer]:
    """A province of that many communes with an open, empty round, and its officer who enters figures."""
    home = builders.province(f"Tỉnh thử {communes}", code)
    for number in range(communes):
        at, first = divmod(number, COMMUNES_OF_A_DISTRICT)
        if not first:
            here = builders.district(home, f"Huyện số {at + 1:02}", f"{code}{at:03}")
        builders.commune(here, f"Xã số {number + 1:04}", f"{code}{number:04}")
    officer = entry_builders.in_group(builders.officer(f"nguoi-nhap-{code}", home), "Thẩm định")
    open_round(criteria_set=CriteriaSet.objects.get(code=SET), province=home, data_on=DATA_ON, by=officer)
    return round_of(home), officer


def round_of(province: Province) -> Round:
    """The round as pages fetch it."""
    return Round.objects.select_related("criteria_set", "province").get(province=province, data_on=DATA_ON)


def filled_form(round: Round, officer: Officer) -> bytes:
    """The form of the whole province, every cell filled in by its officers."""
    ground = figure_ground(round, officer)
    return figure_template(_filled(ground), ground.dossiers, unit=round.province.full_name)


def _filled(ground: FigureGround) -> FigureGround:
    saved = {
        (dossier.standing_id, measure.id): _figure(measure, number + at)
        for number, dossier in enumerate(ground.dossiers)
        for at, measure in enumerate(ground.law.measures)
    }
    return replace(ground, saved=saved)


def _figure(measure: Measure, number: int) -> Saved:
    """A figure no row was filled with (version 0); every tenth carries a note."""
    note = f"Theo báo cáo số {number}." if number % 10 == 0 else ""
    if not asks_number(measure):
        return Saved(answer=Answer.NO if number % 7 == 0 else Answer.YES, note=note)
    part = Decimal(30 + number % 40) if measure.of_which else None
    if measure.has_ratio:
        top, bottom = Decimal(600 + number % 397), Decimal(1000 + number % 211)
        return Saved(top, bottom, ratio_value(top, bottom), part, note=note)
    return Saved(value=Decimal(35 + number % 60) + Decimal("0.5"), part=part, note=note)


def order_of(round: Round, content: bytes, officer: Officer) -> FigureOrder:
    return FigureOrder(content, "bieu.xlsx", round, officer, max_bytes=MAX_BYTES)


@transaction.atomic
def take_away(round: Round) -> None:
    """Leave the round without figures, as it was before any import."""
    figures = IndicatorResult.objects.filter(standing__round=round)
    changes = IndicatorChange.objects.filter(result__standing__round=round)
    for rows in (changes, figures, ImportBatch.objects.filter(round=round)):
        rows._raw_delete(rows.db)
    rewrite_entered(round.standings.values_list("pk", flat=True))
