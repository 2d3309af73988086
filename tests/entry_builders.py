"""Builders for entry and review: indicators, levels, figures, and a small province that enters them."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import Group

from communes.models import Commune, Officer
from criteria.judging import ratio_value
from criteria.models import (
    Criterion,
    Evidence,
    EvidenceUse,
    Indicator,
    IndicatorChange,
    IndicatorResult,
    ReturnedFigure,
    Round,
    Standing,
    Threshold,
)
from criteria.standings import rewrite_entered
from ntm_portal.groups import load_groups
from tests import builders

START = datetime.date(2022, 3, 8)
BEFORE = datetime.date(2022, 12, 31)


def indicator(of: Criterion, code="", **fields) -> Indicator:
    """An indicator entered as a ratio in percent, unless `fields` say otherwise."""
    position = of.indicators.count() + 1
    return Indicator.objects.create(
        criterion=of,
        position=position,
        code=code or f"{of.number}.{position}",
        **{
            "text": "Tỷ lệ hộ được sử dụng nước sạch",
            "kind": "percent",
            "unit": "%",
            "comparator": ">=",
            "has_ratio": True,
            "valid_from": START,
            **fields,
        },
    )


def yes_no(of: Criterion, code="", **fields) -> Indicator:
    """An indicator answered "có" or "không"."""
    bare = {"text": "Có tổ dịch vụ công", "kind": "bool", "unit": "", "comparator": "", "has_ratio": False}
    return indicator(of, code, **{**bare, **fields})


def threshold(of: Indicator, level=80, *, verified_by: Officer | None = None, **fields) -> Threshold:
    """The nation's level for everybody, in words when `level` is a text; verified when somebody did."""
    words = isinstance(level, str)
    return Threshold.objects.create(
        indicator=of,
        **{
            "profile": "",
            "comparator": "" if words else ">=",
            "value": None if words else Decimal(str(level)),
            "text": level if words else "",
            "valid_from": START,
            "verified_by": verified_by,
            "verified_on": START if verified_by else None,
            **fields,
        },
    )


def figure(standing: Standing, of: Indicator, value=None, **fields) -> IndicatorResult:
    """What was entered, written as it is; `fields` may give numerator, denominator, outcome, basis…"""
    for name in ("numerator", "denominator", "part"):
        if fields.get(name) is not None:
            fields[name] = Decimal(str(fields[name]))
    value = ratio_value(fields.get("numerator"), fields.get("denominator")) if value is None else value
    built = IndicatorResult.objects.create(
        standing=standing,
        indicator=of,
        value=None if value is None else Decimal(str(value)),
        **{"updated_at": builders.MOMENT, **fields},
    )
    rewrite_entered([standing.pk])
    return built


def in_group(officer: Officer, *names: str) -> Officer:
    """The officer, put in the portal's groups of these names and fetched again."""
    load_groups()
    officer.groups.add(*Group.objects.filter(name__in=names))
    return Officer.objects.get(pk=officer.pk)


@dataclass
class EntryWorld:
    """A province with a district of several communes, one criterion, and two rounds of one set.

    `ratio` has a verified level of ≥ 80 %, `loose` an unverified one, `bare` none; `asked` is answered
    "có" or "không" against a verified level in words.
    """

    criterion: Criterion
    ratio: Indicator
    loose: Indicator
    bare: Indicator
    asked: Indicator
    communes: list[Commune]
    foreign: Commune
    before: Round
    round: Round
    officer: Officer

    def standing(self, commune: Commune | None = None, of: Round | None = None) -> Standing:
        return Standing.objects.get(round=of or self.round, commune=commune or self.communes[0])


def entry_world(communes: int = 2, **fields) -> EntryWorld:
    """Build the world; `fields` go to the open round. The officer enters for the first commune."""
    home = builders.province()
    here, there = builders.district(home), builders.district(home, "Đăk Tô", "612")
    places = [builders.commune(here, f"Xã số {number:02}") for number in range(1, communes + 1)]
    foreign = builders.commune(there, "Diên Bình")
    law = builders.criteria_set(1)
    criterion = law.criteria.get()
    lan = builders.officer("lan", home)
    ratio = indicator(criterion)
    loose = indicator(criterion, text="Thu nhập bình quân đầu người", kind="number", has_ratio=False,
                      unit="triệu đồng/người/năm")  # fmt: skip
    bare = indicator(criterion, text="Tỷ lệ đường thôn được cứng hóa")
    asked = yes_no(criterion)
    threshold(ratio, 80, verified_by=lan)
    threshold(loose, 48)
    threshold(asked, "Đạt", verified_by=lan)
    letters = dict.fromkeys([*places, foreign], ".")
    before = builders.round_with(letters, of=law, data_on=BEFORE)
    opened = builders.round_with(letters, of=law, **fields)
    thai = in_group(builders.officer("thai", places[0]), "Nhập liệu")
    return EntryWorld(criterion, ratio, loose, bare, asked, places, foreign, before, opened, thai)


def measure(standing: Standing, indicator) -> None:
    """A figure with its change, sent back, and a file shown for it."""
    of, now = {"standing": standing, "indicator": indicator}, builders.MOMENT
    figure = IndicatorResult.objects.create(**of, updated_at=now)
    IndicatorChange.objects.create(result=figure, version=1, at=now, source="typed")
    ReturnedFigure.objects.create(
        **of, judgement="verified", reason="Thiếu biên bản", due_on=builders.DATA_ON, returned_at=now
    )
    file = Evidence.objects.create(commune=standing.commune, sha256="0" * 64, size=1, added_at=now)
    EvidenceUse.objects.create(evidence=file, **of, added_at=now)
