"""Illustrative rounds of every province of the country, in one go: what speed is measured on.

The same figures on every machine, made from the communes' codes. Standings and results of criteria only: the
indicators below them (9.3 million rows for twenty rounds) are on no screen of the country or of a province.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from simple_history.utils import bulk_create_with_history

from communes.models import Commune, Province
from criteria.models import CriteriaSet, CriterionResult, LapseReason, Recognition, Round, Standing
from criteria.outcomes import NO_DATA, Outcome
from criteria.stages import Stage

SET = "xa-ntm-2021-2025"
LAST_DAY = datetime.date(2024, 3, 31)
NOTE = "Số liệu minh họa sinh tự động để đo tốc độ, không phải số liệu thật."
DECISION = "Minh họa"

STANDING_COLUMNS = (
    "id", "round_id", "commune_id", "province_id", "district_id", "outcomes", "confirmed_outcomes", "met",
    "confirmed_met", "applicable", "updated_at", "stage", "entered",
)  # fmt: skip
RESULT_COLUMNS = (
    "standing_id", "criterion_id", "self_outcome", "verified_outcome", "appraised_outcome", "appraised_at",
    "lapse_reason", "carried",
)  # fmt: skip


class RealRounds(Exception):
    """The database holds rounds that are not illustrative; made-up ones may not stand among them."""


@dataclass(frozen=True)
class Size:
    """How much to make: rounds for each province, that many months apart; results below standings or not."""

    rounds: int = 2
    months: int = 3
    results: bool = True


@dataclass(frozen=True)
class Pace:
    """How one commune moves: what it has reached on the last day, how much a round adds, how hard each is."""

    reached: float
    step: float
    hardness: tuple[float, ...]
    known: bool

    @classmethod
    def of(cls, code: str, criteria: int) -> "Pace":
        random = Random(code)
        reached, step = random.uniform(0.5, 1.05), random.uniform(-0.004, 0.02)
        return cls(reached, step, tuple(random.random() for _ in range(criteria)), random.random() > 0.02)

    def letters(self, back: int) -> str:
        """The outcomes `back` rounds before the last one."""
        if not self.known:
            return NO_DATA * len(self.hardness)
        reached = self.reached - self.step * back
        return "".join(_letter(reached - hardness) for hardness in self.hardness)

    @cached_property
    def recognised(self) -> bool:
        return self.known and set(self.letters(1)) == {Outcome.MET}


def _letter(over: float) -> str:
    if over >= 0:
        return Outcome.MET.value
    return Outcome.BASICALLY_MET.value if over > -0.03 else Outcome.NOT_MET.value


def provinces_to_fill() -> QuerySet[Province]:
    """The provinces of the last day without rounds of their own, those filled before among them."""
    others = Round.objects.exclude(illustrative_note=NOTE)
    return Province.objects.in_force(LAST_DAY).exclude(rounds__in=others).order_by("code")


@transaction.atomic
def make_national_data(provinces: Iterable[Province], size: Size) -> int:
    """Rounds up to LAST_DAY for the provinces, all illustrative; how many standings.

    A round that is there already is left as it is. Raises RealRounds where anything real is reported.
    """
    if Round.objects.filter(illustrative=False).exists():
        raise RealRounds
    of = CriteriaSet.objects.get(code=SET)
    criteria = list(of.criteria.order_by("number").values_list("pk", flat=True))
    first = made = (Standing.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for province in provinces:
        rounds = _rounds(province, of, size)
        communes = list(Commune.objects.participating(LAST_DAY).filter(province=province).order_by("code"))
        paces = [Pace.of(commune.code, len(criteria)) for commune in communes]
        _recognise(of, communes, paces)
        for back, round in rounds:
            letters = [pace.letters(back) for pace in paces]
            before = [pace.letters(back + 1) for pace in paces]
            moment = connection.ops.adapt_datetimefield_value(_moment(round.data_on))
            _write(Standing, STANDING_COLUMNS, _standings(made, round, communes, letters, moment))
            if size.results:
                _write(CriterionResult, RESULT_COLUMNS, _results(made, criteria, letters, before, moment))
            made += len(communes)
    _number_on_from(Standing)
    return made - first


def _rounds(province: Province, of: CriteriaSet, size: Size) -> list[tuple[int, Round]]:
    """The rounds the province does not have yet, each with how many lie between it and the last."""
    days = dict(enumerate(_months_before(LAST_DAY, size.months * back) for back in range(size.rounds)))
    there = set(province.rounds.filter(criteria_set=of).values_list("data_on", flat=True))
    rounds = {
        back: Round(
            criteria_set=of,
            province=province,
            name=f"Tháng {day.month}/{day.year}",
            data_on=day,
            illustrative=True,
            illustrative_note=NOTE,
        )
        for back, day in days.items()
        if day not in there
    }
    return list(zip(rounds, bulk_create_with_history(list(rounds.values()), Round), strict=True))


def _months_before(last: datetime.date, months: int) -> datetime.date:
    """The end of the month so many months before."""
    year, month = divmod(last.year * 12 + last.month - months, 12)
    return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def _recognise(of: CriteriaSet, communes: Sequence[Commune], paces: Sequence[Pace]) -> None:
    Recognition.objects.bulk_create((
        Recognition(
            commune=commune, criteria_set=of, decision_number=DECISION, decided_on=LAST_DAY,
            year_achieved=LAST_DAY.year, illustrative=True,
        )
        for commune, pace in zip(communes, paces, strict=True)
        if pace.recognised
    ), ignore_conflicts=True)  # fmt: skip


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(1), datetime.UTC)


def _standings(first: int, round: Round, communes, letters: Sequence[str], moment) -> Iterator[tuple]:
    for pk, (commune, packed) in enumerate(zip(communes, letters, strict=True), start=first):
        known, met = packed.strip(NO_DATA) != "", packed.count(Outcome.MET)
        yield (
            pk, round.pk, commune.pk, commune.province_id, commune.district_id, packed, packed, met, met,
            len(packed), moment if known else None, (Stage.APPRAISED if known else Stage.DRAFT).value, 0,
        )  # fmt: skip


def _results(first: int, criteria: Sequence[int], letters, before, moment) -> Iterator[tuple]:
    for pk, (now, then) in enumerate(zip(letters, before, strict=True), start=first):
        for criterion, letter, earlier in zip(criteria, now, then, strict=True):
            if letter != NO_DATA:
                fell = earlier == Outcome.MET and letter != Outcome.MET
                reason = LapseReason.RECHECKED.value if fell else ""
                yield pk, criterion, "", "", letter, moment, reason, False


def _write(model, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Write rows by COPY on PostgreSQL, a prepared statement elsewhere."""
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", list(rows)
            )


def _number_on_from(model) -> None:
    """Let the next row's own key follow those written here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
