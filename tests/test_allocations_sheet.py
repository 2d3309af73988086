"""Sheets of money: the form filled in, read against what is saved, applied as a batch, undone."""

from decimal import Decimal

import pytest

from criteria.actions import ActionRefused
from funding.actions import (
    AllocationsOvertaken,
    apply_funding_batch,
    kept_by_undoing,
    undo_funding_batch,
)
from funding.allocation_amounts import MAX_AMOUNT
from funding.allocation_import import apply_allocations
from funding.allocation_template import HEADER_ROW
from funding.allocation_values import values_of
from funding.models import Allocation, AllocationChange, FundingBatch
from funding.sums import Money
from tests.money_sheets import COLUMN, Book, record
from tests.money_world import MILLION, YEAR, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

# Three places × two programmes × four leaves.
ROWS = 24


def totals() -> Money:
    rows = Allocation.objects.values_list("planned", "allocated", "disbursed")
    summed = Money()
    for row in rows:
        summed = summed.plus(Money(*row))
    return summed


# The form


def test_form_is_an_a4_sheet_with_a_row_for_each_place_programme_and_leaf(world):
    record(world, world.entry(planned=MAX_AMOUNT, planned_document="12/QĐ-UBND"))
    book = Book(world)
    sheet, row = book.sheet, book.row()
    assert len(book.rows) == ROWS
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.column_dimensions["A"].hidden
    cell = sheet.cell(row, COLUMN["planned"])
    assert (cell.value, cell.fill.fgColor.rgb, cell.protection.locked) == (MAX_AMOUNT, "FFFFF7CC", False)
    assert sheet.cell(row, COLUMN["place"]).protection.locked
    assert {sheet.cell(at, 3).font.name for at in book.rows} == {"Times New Roman"}
    assert "(đồng)" in sheet.cell(HEADER_ROW + 1, COLUMN["planned"]).value
    assert sheet.cell(row, COLUMN["planned_document"]).value == "12/QĐ-UBND"
    assert not sheet.cell(row, 1).value.startswith("=")


@pytest.mark.parametrize(
    ("place", "by", "rows"),
    [("home", "minh", 48), ("district", "minh", 24), ("commune", "nam", 8), ("away", "nga", 16)],
)
def test_form_holds_the_place_and_all_inside_it(world, place, by, rows):
    assert len(Book(world, getattr(world, place), by=by).rows) == rows


def test_form_leaves_out_sources_that_ended_before_the_year(world):
    assert len(Book(world, year=2025).rows) == ROWS
    world.sources["ns-huyen"].ends_on = "2024-12-31"
    world.sources["ns-huyen"].save()
    assert len(Book(world, year=2025).rows) == ROWS * 3 // 4


def test_form_as_downloaded_changes_nothing(world):
    record(world, world.entry(planned=MILLION), world.entry(source="dan", disbursed=5))
    found = Book(world).preview()
    assert (found.rows, found.unchanged, found.planned, found.errors) == (ROWS, ROWS, [], [])
    assert found.may_apply
    assert (found.stated, found.now) == (Money(MILLION, None, 5), Money(MILLION, None, 5))


# Applying


def test_sheet_is_applied_as_one_numbered_batch_and_adds_up_to_the_dong(world):
    record(world, world.entry(planned=1, allocated=7))
    book = Book(world).fill(planned=123_456_789_012_345, planned_document="12/QĐ")
    book.fill(world.district, "nstw", allocated=10**9 + 1).fill(world.second, "dan", disbursed="1.000.001")
    found = book.preview()
    assert (len(found.changed), found.unchanged, found.errors) == (3, ROWS - 3, [])
    batch = book.apply()
    assert (batch.number, batch.applied_by, batch.changes.count()) == (1, world.officers["nam"], 3)
    assert batch.sha256
    assert found.stated == found.after() == totals() == Money(123_456_789_012_345, 10**9 + 8, 1_000_001)
    assert set(batch.changes.values_list("source", "reason")) == {("sheet", "Biểu vốn von.xlsx")}


def test_same_file_again_changes_nothing(world):
    book = Book(world).fill(planned=5).fill(source="dan", planned_document="1")
    assert book.apply()
    assert book.preview().planned == []
    assert book.apply() is None
    assert FundingBatch.objects.count() == 1


def test_blank_cells_keep_and_xoa_clears(world):
    record(world, world.entry(planned=5, planned_document="a", allocated=6, disbursed=7))
    book = Book(world).fill(planned="", planned_document=" xóa ", allocated="XÓA", disbursed=None)
    book.apply()
    row = Allocation.objects.get()
    assert (row.planned, row.planned_document, row.allocated, row.disbursed) == (5, "", None, 7)


def test_sheet_sorted_again_and_with_moved_columns_is_read(world):
    book = Book(world).fill(planned=5).fill(world.second, "dan", disbursed=6)
    rows = [[cell.value for cell in book.sheet[row]] for row in book.rows]
    for row, values in zip(book.rows, sorted(rows, key=lambda values: str(values[5])), strict=True):
        for column, value in enumerate(values, start=1):
            book.sheet.cell(row, column).value = value
    book.sheet.move_range(f"L{HEADER_ROW + 1}:L{book.sheet.max_row}", cols=3)
    found = book.preview()
    assert found.errors == []
    assert {plan.slot.label: plan.wanted.amounts for plan in found.changed} == {
        "Xã Đăk Pxi, CT ntm, NS tỉnh": (5, None, None),
        "Xã Ngọk Wang, CT ntm, Nhân dân": (None, None, 6),
    }


def test_sheet_may_hold_a_part_of_its_rows(world):
    book = Book(world).fill(planned=5)
    book.sheet.delete_rows(book.row() + 1, 30)
    assert len(book.preview().changed) == 1


# Warnings and questions


def test_odd_rows_are_warned_of_and_applied(world):
    book = Book(world).fill(allocated=5, disbursed=6)
    found = book.preview()
    assert len(found.warnings) == 3
    assert book.apply()


def test_tenfold_jump_is_applied_only_when_confirmed(world):
    record(world, world.entry(year=YEAR - 1, planned=MILLION))
    book = Book(world).fill(planned=10 * MILLION)
    [asked] = book.preview().asking
    assert "gấp 10 lần năm trước" in asked.message
    with pytest.raises(ActionRefused, match="xác nhận"):
        book.apply()
    assert book.apply(confirmed=True)


# Conflicts


def conflicting(world) -> Book:
    """A sheet filled over version 1, of which minh meanwhile changed plan and disbursement."""
    record(world, world.entry(planned=1, allocated=1, disbursed=1))
    book = Book(world).fill(planned=3, allocated=4)
    record(world, world.entry(planned=2, allocated=1, disbursed=9))
    return book


def test_conflict_is_shown_and_left_out_unless_the_sheet_wins(world):
    book = conflicting(world)
    [plan] = book.preview().conflicts
    assert (plan.saved.amounts, plan.wanted.amounts) == ((2, 1, 9), (3, 4, 9))
    assert book.apply() is None
    assert Allocation.objects.get().planned == 2
    assert book.apply(mine={plan.key}).changes.count() == 1
    assert values_of(Allocation.objects.get()).amounts == (3, 4, 9)


def test_cells_others_changed_but_the_sheet_did_not_stay(world):
    record(world, world.entry(planned=1, allocated=1))
    book = Book(world).fill(allocated=4)
    record(world, world.entry(planned=2, allocated=1))
    assert book.preview().conflicts == []
    book.apply()
    assert values_of(Allocation.objects.get()).amounts == (2, 4, None)


def test_sheet_is_refused_when_rows_changed_after_the_preview(world):
    book = Book(world).fill(planned=5)
    found = book.preview()
    record(world, world.entry(planned=7))
    with pytest.raises(ActionRefused, match="đã đổi sau khi xem trước"):
        apply_allocations(book.preview(), by=book.by, seen=found.fingerprint)
    with pytest.raises(AllocationsOvertaken):
        apply_allocations(found, by=book.by, seen=found.fingerprint)
    assert not FundingBatch.objects.exists()


# Undoing


def test_undoing_puts_every_row_back(world):
    record(world, world.entry(planned=1, planned_document="a"))
    batch = Book(world).fill(planned=5).fill(source="dan", planned=6).apply()
    undone = undo_funding_batch(batch=batch, by=world.officers["nam"])
    assert (undone.restored, undone.kept) == (2, [])
    assert [values_of(row)[:4] for row in Allocation.objects.order_by("id")] == [
        (1, None, None, "a"), (None, None, None, ""),
    ]  # fmt: skip
    batch.refresh_from_db()
    assert batch.undone_by == world.officers["nam"]
    assert AllocationChange.objects.filter(source="undo").count() == 2
    with pytest.raises(ActionRefused, match="đã được hoàn tác"):
        undo_funding_batch(batch=batch, by=world.officers["nam"])


def test_undoing_keeps_and_lists_what_changed_since(world):
    batch = Book(world).fill(planned=5).fill(source="dan", planned=6).apply()
    record(world, world.entry(planned=8))
    [kept] = kept_by_undoing(batch)
    assert kept.after["planned"] == 5
    undone = undo_funding_batch(batch=batch, by=world.officers["nam"])
    assert (undone.restored, undone.kept) == (1, [kept])
    assert {row.planned for row in Allocation.objects.all()} == {8, None}
    batch.refresh_from_db()
    assert kept_by_undoing(batch) == [kept]


def test_undoing_two_batches_in_either_order_gives_the_same(world):
    record(world, world.entry(planned=1))
    first = Book(world).fill(planned=5).apply()
    second = Book(world).fill(planned=6).apply()
    assert undo_funding_batch(batch=first, by=world.officers["nam"]).restored == 0
    assert undo_funding_batch(batch=second, by=world.officers["nam"]).restored == 1
    assert Allocation.objects.get().planned == 1


def test_undoing_needs_the_scope_of_every_row(world):
    book = Book(world, world.home, by="minh").fill(planned=5).fill(world.home, planned=6)
    batch = book.apply()
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        undo_funding_batch(batch=batch, by=world.officers["nam"])
    with pytest.raises(ActionRefused, match="không được giao việc"):
        undo_funding_batch(batch=batch, by=world.officers["thai"])


def test_applying_needs_the_permission(world):
    with pytest.raises(ActionRefused, match="không được giao việc nhập vốn từ biểu"):
        apply_funding_batch(
            province=world.home, entries=[], by=world.officers["thai"], file_name="a", sha256="0"
        )


def test_amounts_in_cells_are_exact_as_spreadsheets_keep_them(world):
    book = Book(world).fill(planned=float(MAX_AMOUNT)).fill(source="dan", planned=Decimal("12345678901"))
    book.apply()
    assert set(Allocation.objects.values_list("planned", flat=True)) == {MAX_AMOUNT, 12_345_678_901}
