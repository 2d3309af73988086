"""Recording money by place, programme, source and year, each row against the version its officer saw."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from communes.models import Officer, Province
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.models import ChangeSource
from funding.allocation_values import (
    EMPTY,
    Place,
    Remark,
    Values,
    remarks_on,
    tidied,
    value_faults,
    values_of,
    where_faults,
)
from funding.models import (
    ALLOCATION_FIELDS,
    Allocation,
    AllocationChange,
    CapitalSource,
    FundingBatch,
    Programme,
    place_columns,
)

CHANGE = "funding.change_allocation"
ROWS_TOGETHER = 500
WRITTEN = [*ALLOCATION_FIELDS, "version", "updated_at", "updated_by", "illustrative"]


class RowKey(NamedTuple):
    """What names a row: (province, district or None, commune or None, programme, source, year)."""

    province: int
    district: int | None
    commune: int | None
    programme: int
    source: int
    year: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as an officer wants it; what is left out is blank.

    `version` is the one the officer saw (0: there was no row), None where nothing is to be compared.
    """

    place: Place
    programme: Programme
    capital_source: CapitalSource
    year: int
    planned: int | None = None
    allocated: int | None = None
    disbursed: int | None = None
    planned_document: str = ""
    allocated_document: str = ""
    disbursed_document: str = ""
    version: int | None = None

    @property
    def values(self) -> Values:
        return tidied(values_of(self))

    @property
    def key(self) -> RowKey:
        return row_key(self.place, self.programme.pk, self.capital_source.pk, self.year)


@dataclass(frozen=True)
class Conflict:
    """An entry, and the row somebody else saved since its officer looked; None: there is none."""

    entry: Entry
    current: Allocation | None


@dataclass(frozen=True)
class Fault:
    """Why an entry cannot stand: the field ("" for the whole row) and a sentence."""

    entry: Entry
    field: str
    message: str


class AllocationsRefused(ActionRefused):
    """Entries that cannot stand, every one with every reason; nothing was written."""

    def __init__(self, faults: list[Fault]):
        said = list(dict.fromkeys(fault.message for fault in faults))
        super().__init__(f"{' '.join(said[:5])} Chưa ghi gì.")
        self.faults = faults


class AllocationsOvertaken(ActionRefused):
    """Somebody saved other amounts since the officer looked; nothing was written."""

    def __init__(self, conflicts: list[Conflict]):
        super().__init__(
            f"{len(conflicts)} dòng vừa được người khác sửa; chọn giữ số của bạn hoặc lấy số mới. "
            "Chưa ghi gì."
        )
        self.conflicts = conflicts


@dataclass(frozen=True)
class Recorded:
    """The rows written, how many entries said what was there already, and what is odd in the written."""

    written: list[Allocation]
    unchanged: int
    warnings: list[tuple[Entry, Remark]]


@transaction.atomic
def record_allocations(
    *,
    entries: Sequence[Entry],
    by: Officer | None,
    source: str,
    batch: FundingBatch | None = None,
    reason: str = "",
) -> Recorded:
    """Record rows of money and log every change; all of them or nothing.

    Raises AllocationsRefused with every fault of every entry, AllocationsOvertaken for versions no longer
    the ones seen, ActionRefused without the permission. Rows of the demonstration are marked illustrative.
    """
    refuse_without(by, CHANGE, "nhập vốn")
    lock_places({entry.key.province for entry in entries})
    if faults := list(entry_faults(entries, by)):
        raise AllocationsRefused(faults)
    rows = kept_rows(entry.key for entry in entries)
    pending, overtaken = [], []
    for entry in entries:
        row = rows.get(entry.key)
        if entry.values == (values_of(row) if row else EMPTY):
            continue
        if entry.version is not None and entry.version != (row.version if row else 0):
            overtaken.append(Conflict(entry, row))
        else:
            pending.append((entry, row))
    if overtaken:
        raise AllocationsOvertaken(overtaken)
    now = timezone.now()
    changes = [_change(entry, row, by, now, source) for entry, row in pending]
    for change in changes:
        change.batch, change.reason = batch, reason[:300]
    write_changes(changes)
    warnings = [(entry, remark) for entry, _ in pending for remark in remarks_on(entry.values)]
    written = [change.allocation for change in changes]
    return Recorded(written, len(entries) - len(written), warnings)


def lock_places(province_ids: set[int]) -> None:
    """Let two officers who write money of one province take turns; both columns of money are then theirs."""
    # Rows that are not there yet cannot be locked; who only refers to the province is not kept waiting.
    locked = Province.objects.select_for_update(no_key=True).filter(pk__in=province_ids)
    list(locked.order_by("pk").values_list("pk"))


def row_key(place: Place, programme_id: int, source_id: int, year: int) -> RowKey:
    columns = place_columns(place)
    return RowKey(*columns.values(), programme_id, source_id, year)


def key_of(row: Allocation) -> RowKey:
    return RowKey(
        row.province_id, row.district_id, row.commune_id, row.programme_id, row.capital_source_id, row.year
    )


def kept_rows(keys: Iterable[RowKey]) -> dict[RowKey, Allocation]:
    """The saved rows of these keys, with who saved them."""
    wanted = set(keys)
    found = Allocation.objects.filter(
        province__in={key.province for key in wanted},
        programme__in={key.programme for key in wanted},
        year__in={key.year for key in wanted},
    ).select_related("updated_by")
    if len(of := {key.source for key in wanted}) == 1:
        found = found.filter(capital_source__in=of)
    return {key: row for row in found.order_by() if (key := key_of(row)) in wanted}


def entry_faults(entries: Sequence[Entry], by: Officer | None) -> Iterable[Fault]:
    """Every reason why an entry cannot stand."""
    sources = {entry.capital_source.pk for entry in entries}
    nodes = set(CapitalSource.objects.filter(parent__in=sources).values_list("parent_id", flat=True))
    seen = set()
    for entry in entries:
        if by is not None and not covers_place(by, entry.place):
            yield Fault(entry, "", f"{entry.place.full_name} ở ngoài phạm vi phụ trách của bạn.")
        if entry.capital_source.pk in nodes:
            named = entry.capital_source.short_name
            yield Fault(entry, "", f"{named} có nguồn con; ghi số tiền vào từng nguồn con.")
        if entry.key in seen:
            yield Fault(entry, "", f"{entry.capital_source.short_name} được ghi hai lần trong một lần gửi.")
        seen.add(entry.key)
        where = where_faults(entry.place, entry.programme, entry.capital_source, entry.year)
        for remark in (*where, *value_faults(entry.values)):
            yield Fault(entry, remark.field, remark.message)


def _change(entry: Entry, row: Allocation | None, by, now: datetime.datetime, source: str):
    """The row as the entry wants it, and the log of that."""
    before = values_of(row) if row else None
    if row is None:
        row = Allocation(
            programme=entry.programme,
            capital_source=entry.capital_source,
            year=entry.year,
            version=0,
            **place_columns(entry.place),
        )
    if before in (None, EMPTY):
        row.illustrative = source == ChangeSource.DEMO
    return log(row, before, entry.values, by=by, at=now, source=source)


def log(row: Allocation, before: Values | None, after: Values, *, by, at, source: str) -> AllocationChange:
    """Give the row its new values, version, moment and author; the change, neither of them saved."""
    for name, value in after._asdict().items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at, row.updated_by = at, by
    return AllocationChange(
        allocation=row,
        before=before and before._asdict(),
        after=after._asdict(),
        version=row.version,
        at=at,
        by=by,
        source=source,
    )


def write_changes(changes: Sequence[AllocationChange]) -> None:
    """Save the rows of the changes, then the changes."""
    rows = [change.allocation for change in changes]
    Allocation.objects.bulk_create([row for row in rows if row.pk is None], batch_size=ROWS_TOGETHER)
    Allocation.objects.bulk_update(
        [row for row in rows if row.version > 1], WRITTEN, batch_size=ROWS_TOGETHER // 5
    )
    AllocationChange.objects.bulk_create(changes, batch_size=ROWS_TOGETHER)
