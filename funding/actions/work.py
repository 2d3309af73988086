"""Recording work items with the lines that pay for them and their debts; overlap is asked about anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from funding.actions.allocations import lock_places
from funding.actions.overlap import find_overlap_in
from funding.models import Arrears, CapitalSource, OverlapQuestion, WorkFunding, WorkItem, place_columns
from funding.work_entries import DebtEntry, Facts, Fault, LineEntry, faults, seal, warnings

ADD, CHANGE = "funding.add_workitem", "funding.change_workitem"
OVERTAKEN = (
    "Người khác vừa sửa công trình này. Mở công trình ở một cửa sổ khác để xem số mới; bấm “Lưu” lần nữa thì "
    "ghi theo trang này."
)


class WorkRefused(ActionRefused):
    """An item that cannot stand, with every reason; nothing was written."""

    def __init__(self, found: list[Fault]):
        said = list(dict.fromkeys(fault.message for fault in found))
        super().__init__(f"{' '.join(said[:5])} Chưa ghi gì.")
        self.faults = found


class WorkOvertaken(ActionRefused):
    """Somebody saved the item since the officer opened it; `seal` is what it says now."""

    def __init__(self, now: str):
        super().__init__(OVERTAKEN)
        self.seal = now


@dataclass(frozen=True)
class Recorded:
    """The item, and what is odd about it in sentences."""

    item: WorkItem
    warnings: list[str]


@transaction.atomic
def record_work_item(
    *,
    facts: Facts,
    lines: Sequence[LineEntry] = (),
    debts: Sequence[DebtEntry] = (),
    by: Officer | None,
    illustrative: bool = False,
) -> Recorded:
    """Add an item with its lines and debts, and ask about overlap in its commune.

    Raises WorkRefused with every fault, ActionRefused without the permission or outside the scope.
    """
    refuse_without(by, ADD, "ghi công trình")
    _refuse_outside(by, facts.commune)
    lock_places({facts.commune.province_id})
    _refuse_faults(facts, lines, debts)
    item = WorkItem(**place_columns(facts.commune), **facts.columns, illustrative=illustrative)
    _save(item, by)
    _write(WorkFunding, item, [], lines, _line_columns, by)
    _write(Arrears, item, [], debts, _debt_columns, by)
    find_overlap_in(commune=facts.commune, by=by)
    return Recorded(item, warnings(facts, lines, debts))


@transaction.atomic
def change_work_item(
    *,
    item: WorkItem,
    facts: Facts,
    lines: Sequence[LineEntry],
    debts: Sequence[DebtEntry],
    by: Officer | None,
    seen: str | None = None,
) -> Recorded:
    """Make an item say this: lines and debts that are not named are taken away, their history stays.

    `seen` is the seal the officer opened the item with, None where nothing is to be compared. Raises
    WorkOvertaken when it says something else by now, WorkRefused with every fault, ActionRefused without
    the permission, outside the scope, or for a line of another item.
    """
    refuse_without(by, CHANGE, "sửa công trình")
    _refuse_outside(by, facts.commune)
    item = _locked(item)
    _refuse_outside(by, item.commune)
    kept_lines, kept_debts = list(item.funding.all()), list(item.arrears.all())
    now = seal(item, kept_lines, kept_debts)
    if seen is not None and seen != now:
        raise WorkOvertaken(now)
    _refuse_faults(facts, lines, debts)
    before = item.commune
    wanted = facts.columns | place_columns(facts.commune)
    if any(getattr(item, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(item, name, value)
        _save(item, by)
    _write(WorkFunding, item, kept_lines, lines, _line_columns, by)
    _write(Arrears, item, kept_debts, debts, _debt_columns, by)
    for commune in {before.pk: before, facts.commune.pk: facts.commune}.values():
        find_overlap_in(commune=commune, by=by)
    return Recorded(item, warnings(facts, lines, debts))


def _refuse_outside(by: Officer | None, commune: Commune) -> None:
    if by is not None and not covers_place(by, commune):
        raise ActionRefused(f"{commune.full_name} ở ngoài phạm vi phụ trách của bạn.")


def _refuse_faults(facts: Facts, lines: Sequence[LineEntry], debts: Sequence[DebtEntry]) -> None:
    named = {line.capital_source.pk for line in lines}
    nodes = CapitalSource.objects.filter(parent__in=named).values_list("parent_id", flat=True)
    if found := faults(facts, lines, debts, nodes=set(nodes), today=timezone.localdate()):
        raise WorkRefused(found)


def _locked(item: WorkItem) -> WorkItem:
    """The item as it is now, until the transaction ends."""
    # The order of those who look for overlap and of those who answer: province, questions, item.
    lock_places({item.province_id})
    asked = OverlapQuestion.objects.select_for_update(of=["self"]).filter(work_item__commune=item.commune_id)
    list(asked.order_by("pk").values_list("pk"))
    rows = WorkItem.objects.select_for_update(of=["self"])
    return rows.select_related("commune__district", "commune__province").get(pk=item.pk)


def _line_columns(line: LineEntry) -> dict:
    return {
        "programme_id": line.programme.pk,
        "capital_source_id": line.capital_source.pk,
        "content": nfc(line.content),
        "year": line.year,
        "amount": line.amount,
        "disbursed": line.disbursed,
        "document": nfc(line.document),
    }


def _debt_columns(debt: DebtEntry) -> dict:
    return {
        "amount": debt.amount,
        "as_of": debt.as_of,
        "document": nfc(debt.document),
        "settled_on": debt.settled_on,
    }


def _write(model, item: WorkItem, kept: list, entries: Sequence, columns, by: Officer | None) -> None:
    """Bring the rows of an item in line with the entries."""
    known = {row.pk: row for row in kept}
    if {entry.pk for entry in entries if entry.pk is not None} - known.keys():
        raise ActionRefused("Một dòng vốn hoặc nợ không còn ở công trình này; mở lại công trình rồi sửa.")
    stays = {entry.pk: entry for entry in entries if entry.pk in known and not _in_the_way(entry, kept)}
    for pk in known.keys() - stays.keys():
        known[pk]._history_user = by
        known[pk].delete()
    for entry in sorted(entries, key=lambda entry: entry.pk not in stays):
        row = known[entry.pk] if entry.pk in stays else model(work_item=item)
        wanted = columns(entry)
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            _save(row, by)


def _in_the_way(entry, kept: list) -> bool:
    """Whether an entry takes the place of another saved line, which may not have moved away yet."""
    if not isinstance(entry, LineEntry):
        return False
    return any(
        (row.programme_id, row.capital_source_id, row.content, row.year) == entry.key
        for row in kept
        if row.pk != entry.pk
    )


def _save(row, by: Officer | None) -> None:
    row._history_user = by
    row.save()
