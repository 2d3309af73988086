"""The rows a reader sees of the round they chose: one commune each, from the packed standings.

Confirmed figures are public. What a commune says of itself is shown only inside the scope of the
officer who reads, whatever the URL asks for.
"""

from collections import namedtuple
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, Subquery, Value

from criteria.former import with_former_districts
from criteria.grid import CommuneRow, Summary
from criteria.models import CriteriaSet, CriterionResult, Recognition, Standing
from criteria.reading import EVERYTHING, Reading
from criteria.wording import day

Record = namedtuple(
    "Record",
    "round_id commune_id province_id district_id outcomes confirmed_outcomes updated_at "
    "recognition recognition_since has_carried "
    "commune__code commune__name commune__local_name commune__sort_key "
    "district__code district__kind district__name district__local_name district__sort_key",
)


def commune_rows(reading: Reading, **where) -> list[CommuneRow]:
    """The rows of the chosen round, with the round before beside them, in Vietnamese order; one query,
    and one more where communes have no district.

    `where` narrows the standings (`district=…`). An empty list when the province has no round.
    """
    if reading.round is None:
        return []
    before = reading.previous.pk if reading.previous else None
    return with_former_districts(fetch_rows({reading.round.pk: before}, reading, **where), district_label)


def fetch_rows(before_of: dict[int, int | None], reading, **where) -> list[CommuneRow]:
    """Rows of several rounds at once; `before_of` gives each round the one it is compared with.

    `reading` needs `criteria_set`, `basis`, `officer`, `recognised_on` and `carries_illustrative`.
    """
    wanted = {*before_of, *before_of.values()} - {None}
    values = (
        Standing.objects.filter(round__in=wanted, **where)
        .order_by()
        .annotate(
            recognition=_recognition(reading.criteria_set, OuterRef("round__data_on")),
            recognition_since=_recognition(reading.criteria_set, Value(reading.recognised_on)),
            has_carried=has_carried(reading),
        )
        .values_list(*Record._fields)
    )
    records = [Record(*row) for row in values]
    shown = {(record.round_id, record.commune_id): _shown(record, reading) for record in records}
    rows = [
        _commune_row(
            record,
            letters=shown[record.round_id, record.commune_id],
            previous=shown.get((before_of[record.round_id], record.commune_id), ""),
        )
        for record in records
        if record.round_id in before_of
    ]
    return sorted(rows, key=lambda row: (row.district_sort, row.sort_key, row.commune_id))


def has_carried(reading) -> Exists | Value:
    """Over standings: something was brought over from an earlier round; asked only where that was made up."""
    if not reading.carries_illustrative:
        return Value(False)
    return Exists(CriterionResult.objects.filter(standing=OuterRef("pk"), carried=True))


def _recognition(criteria_set: CriteriaSet, on) -> Subquery:
    """Over standings: a recognition of the set's level and tier is in force on the day `on`, an expression.

    None without one; else whether any of them is illustrative.
    """
    in_force = Recognition.objects.filter(
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=on),
        commune=OuterRef("commune"),
        criteria_set__tier=criteria_set.tier,
        criteria_set__level=criteria_set.level,
        decided_on__lte=on,
    )
    return Subquery(in_force.order_by("-illustrative").values("illustrative")[:1])


def shown_letters(outcomes: str, confirmed: str, *, basis: str, inside: bool) -> str:
    """The packed outcomes a reader sees: everything only when asked for, and inside their scope."""
    return outcomes if inside and basis == EVERYTHING else confirmed


def _shown(record: Record, reading) -> str:
    """The letters of a fetched standing that this reader may see on the chosen basis."""
    inside = reading.basis == EVERYTHING and covers(reading.officer, record)
    return shown_letters(record.outcomes, record.confirmed_outcomes, basis=reading.basis, inside=inside)


def covers(officer, record: Record) -> bool:
    """Whether the reader's scope reaches a fetched standing."""
    return bool(
        getattr(officer, "is_authenticated", False)
        and officer.covers(
            province_id=record.province_id, district_id=record.district_id, commune_id=record.commune_id
        )
    )


def _commune_row(record: Record, *, letters: str, previous: str) -> CommuneRow:
    confirmed = record.confirmed_outcomes
    return CommuneRow(
        province_id=record.province_id,
        commune_id=record.commune_id,
        code=record.commune__code,
        name=record.commune__local_name or record.commune__name,
        sort_key=record.commune__sort_key,
        district_id=record.district_id,
        district_code=record.district__code or "",
        district_name=district_label(
            record.district__kind, record.district__local_name or record.district__name or ""
        ),
        district_sort=record.district__sort_key or "",
        letters=letters,
        unconfirmed=unconfirmed(letters, confirmed),
        confirmed=confirmed,
        previous=previous,
        recognised=record.recognition is not None,
        recognised_since=record.recognition_since is not None,
        recognised_in_demo=bool(record.recognition or record.recognition_since),
        carried=bool(record.has_carried),
        updated_at=record.updated_at,
    )


def unconfirmed(letters: str, confirmed: str) -> frozenset[int]:
    """Positions of the letters shown that differ from the confirmed ones."""
    if letters == confirmed:
        return frozenset()
    return frozenset(
        at for at, (shown, sure) in enumerate(zip(letters, confirmed, strict=True)) if shown != sure
    )


def district_label(kind: str | None, name: str) -> str:
    """Tables leave the word "huyện" out; a city keeps its "TP"."""
    return {"Thành phố": f"TP {name}", "Thị xã": f"TX {name}"}.get(kind, name)


def summarise(reading: Reading, rows: list[CommuneRow]) -> Summary:
    """The rows with the size and bands of their criteria set."""
    if reading.criteria_set is None:
        return Summary(rows, 0, [])
    size = len(rows[0].letters) if rows else 0
    return Summary(rows, size, reading.criteria_set.bands)


def illustrative_note(reading: Reading, rows: Sequence[CommuneRow]) -> str:
    """What among the figures of a page is illustrative, in a sentence; "" when nothing is."""
    if reading.round is None:
        return ""
    if reading.round.illustrative:
        return reading.round.illustrative_note or "Số liệu minh họa, không phải số liệu thật."
    parts = []
    if reading.round.carries_illustrative and any(row.carried for row in rows):
        parts.append("kết quả chưa cập nhật, chuyển từ kỳ minh họa trước")
    if reading.previous and reading.previous.illustrative:
        parts.append(f"số liệu ngày {day(reading.previous.data_on)} dùng để so sánh")
    if any(row.recognised_in_demo for row in rows):
        parts.append("việc công nhận đạt chuẩn")
    return f"Một phần số liệu trang này là minh họa: {'; '.join(parts)}." if parts else ""
