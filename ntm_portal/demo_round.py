"""A demonstration round half way: Đăk Hà with a dossier at every stage, made as officers make them.

What the province's page says does not change: what was judged in this round adds one criterion and takes
one away in the same commune. Nothing here runs unless settings.DEMO is on; loading again changes nothing.
"""

import csv
import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer, Province
from criteria.actions import (
    Entry,
    Judged,
    completeness,
    open_round,
    record_figures,
    return_figures,
    review,
    submit,
)
from criteria.entering import as_typed, checked
from criteria.judging import Applied, Figure, Measure, judge_indicator
from criteria.levels import law_of, profiles_of
from criteria.models import ChangeSource, CriteriaSet, LapseReason, Round, Standing
from criteria.outcomes import Judgement, Outcome
from ntm_portal.demo import NOTE, DemoOfficer, load_officer

FIGURES = Path(__file__).resolve().parent.parent / "criteria" / "demo" / "dak-ha-quy-1-2024.csv"
DATA_ON, NAME, SET = datetime.date(2024, 3, 31), "Quý I năm 2024", "xa-ntm-2021-2025"
OPENS_ON, DUE_ON = datetime.date(2024, 4, 1), datetime.date(2024, 4, 15)
DAYS_TO_ANSWER = 10
DRAFTED = 41

# The dossiers: who sends each, how many households the commune has, and the criteria its figures do not meet.
DRAFT, SENT, RETURNED, VERIFIED, APPRAISED = "23503", "23510", "23518", "23521", "23504"
SENDERS = {DRAFT: "thai", SENT: "binh", RETURNED: "khanh", VERIFIED: "dung", APPRAISED: "tuan"}
HOUSEHOLDS = {DRAFT: 1230, SENT: 1480, RETURNED: 990, VERIFIED: 1710, APPRAISED: 1140}
SHORT = {DRAFT: {11, 15, 17}, RETURNED: {2, 5, 9, 10, 11, 18}, APPRAISED: {6, 17}}
LAPSED = {APPRAISED: {6: LapseReason.FIGURES}}
REASONS = {
    "2.2": "Chiều dài đường thôn chưa khớp với bảng kê của phòng Kinh tế và Hạ tầng; kiểm tra lại tử số.",
    "10.1": "Chưa có phiếu điều tra thu nhập; đính kèm biểu tổng hợp của Chi cục Thống kê.",
}
NO_LEVEL = "Mức chưa có trên cổng; xã đối chiếu với văn bản của tỉnh."

OFFICERS = [
    DemoOfficer("binh", "A", "Bình", "Cán bộ xã Đăk Ngọk", "commune", SENT, ("Nhập liệu",)),
    DemoOfficer("khanh", "Y", "Khánh", "Cán bộ xã Ngọk Réo", "commune", RETURNED, ("Nhập liệu",)),
    DemoOfficer("dung", "Trần Thị", "Dung", "Cán bộ xã Hà Mòn", "commune", VERIFIED, ("Nhập liệu",)),
    DemoOfficer("tuan", "A", "Tuấn", "Cán bộ xã Đăk Long", "commune", APPRAISED, ("Nhập liệu",)),
]


@transaction.atomic
def load_round_under_way() -> str:
    """Load the round after `load_demo`, with the officers who send; return a line for the operator."""
    province = Province.objects.in_force(DATA_ON).get(code="62")
    criteria_set = CriteriaSet.objects.get(code=SET)
    for person in OFFICERS:
        load_officer(person)
    if province.rounds.filter(criteria_set=criteria_set, data_on=DATA_ON).exists():
        return f"{NAME}: đã có."
    round = open_round(
        criteria_set=criteria_set,
        province=province,
        data_on=DATA_ON,
        by=None,
        name=NAME,
        illustrative_note=NOTE,
    )
    round.opens_on, round.due_on = OPENS_ON, DUE_ON
    round.save(update_fields=["opens_on", "due_on"])
    for code in SENDERS:
        _enter(round, code)
    for code in (SENT, RETURNED, VERIFIED, APPRAISED):
        _send(round, code)
    _review(round)
    return f"{NAME}: 1 kỳ đang nhập, {len(SENDERS)} hồ sơ của huyện Đăk Hà."


def _standing(round: Round, code: str) -> Standing:
    """The dossier as the database has it."""
    return Standing.objects.select_related("commune", "round__criteria_set").get(
        round=round, commune__code=code
    )


def _enter(round: Round, code: str) -> None:
    """Enter a commune's figures as its officer, the draft's only in part."""
    commune = Commune.objects.select_related("province").in_force(DATA_ON).get(code=code)
    law, profile = law_of(round), profiles_of([commune], DATA_ON)[commune.pk]
    short = _short_indicators(law, SHORT.get(code, set()))
    rows = _rows()
    entries = []
    for position, measure in enumerate(law.measures):
        figure = _figure(measure, rows[measure.code], code, position, is_short=measure.code in short)
        wanted = Outcome.NOT_MET if measure.code in short else Outcome.MET
        entries.append(_entry(commune, measure, law.applied(measure, profile), figure, wanted))
    entries = entries[:DRAFTED] if code == DRAFT else entries
    record_figures(round=round, entries=entries, by=_officer(SENDERS[code]), source=ChangeSource.DEMO)


def _entry(commune: Commune, measure: Measure, applied: Applied, figure: Figure, wanted: str) -> Entry:
    """A figure as its officer would enter it; where no level suggests the outcome, a note says why."""
    typed = as_typed(figure, "" if figure.answer == "none" else wanted)
    if figure.answer != "none" and judge_indicator(measure, applied, figure).outcome != wanted:
        typed["note"] = NO_LEVEL
    found = checked(measure, typed, before=None, applied=applied)
    return Entry(
        commune.pk,
        measure.id,
        **vars(found.figure),
        outcome=found.outcome,
        basis=found.basis,
        note=found.note,
    )


def _rows() -> dict[str, dict[str, str]]:
    with FIGURES.open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _short_indicators(law, numbers: set[int]) -> set[str]:
    """Codes of the indicators that keep the criteria of these numbers from being met."""
    return {code for code, row in _rows().items() if row["short"] and int(code.partition(".")[0]) in numbers}


def _figure(measure: Measure, row: dict[str, str], code: str, position: int, *, is_short: bool) -> Figure:
    """One figure of a commune: near the row's, a little better or worse from commune to commune."""
    said = row["short"] if is_short else row["met"]
    if said.isalpha():
        return Figure(answer=said)
    more = Decimal(int(code) * (position + 1) % 5) / 2
    better = (measure.comparator == ">=") != is_short
    wanted = Decimal(said) + (more if better else -more)
    part = Decimal(row["part"]) if row["part"] else None
    if not row["denominator"]:
        return Figure(value=Decimal(said) + (more if better else -more) / 5, part=part)
    whole = max(1, round(int(row["denominator"]) * HOUSEHOLDS[code] / 1000))
    rounding = ROUND_CEILING if better else ROUND_FLOOR
    top = (min(wanted, Decimal(100)) * whole / 100).quantize(Decimal(1), rounding)
    return Figure(numerator=top, denominator=Decimal(whole), part=part)


def _officer(username: str) -> Officer:
    return Officer.objects.get(username=username)


def _send(round: Round, code: str) -> None:
    numbers = dict(round.criteria_set.criteria.values_list("number", "id"))
    reasons = {numbers[number]: reason for number, reason in LAPSED.get(code, {}).items()}
    submit(standing=_standing(round, code), by=_officer(SENDERS[code]), lapse_reasons=reasons)


def _review(round: Round) -> None:
    """The district verifies two dossiers and sends one back; the province appraises one."""
    district, province = _officer("nam"), _officer("minh")
    for code in (VERIFIED, APPRAISED):
        review(round=round, verdicts=_as_sent(round, code), judgement=Judgement.VERIFIED, by=district)
    review(round=round, verdicts=_as_sent(round, APPRAISED), judgement=Judgement.APPRAISED, by=province)
    indicators = {measure.code: measure.id for measure in law_of(round).measures}
    return_figures(
        standing=_standing(round, RETURNED),
        reasons={indicators[code]: reason for code, reason in REASONS.items()},
        due_on=timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER),
        by=district,
    )


def _as_sent(round: Round, code: str) -> list[Judged]:
    """The outcomes a commune's own figures give, for a reviewer who agrees."""
    standing = _standing(round, code)
    return [
        Judged(standing.commune_id, criterion, outcome)
        for criterion, outcome in completeness(standing).outcomes.items()
    ]
