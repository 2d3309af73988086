"""Importing a sheet: what it would change, what stops it, applying it and taking it back."""

import datetime

import pytest
from django.utils import timezone

from communes.models import Commune, Province
from criteria.actions import ActionRefused, Judged, record_results, undo_batch
from criteria.models import ChangeSource, CriterionResult, ImportBatch, LapseReason, Round, Standing
from criteria.sheet_ground import SheetOrder
from criteria.status_import import apply_preview, read_status_sheet
from tests import builders
from tests.sheet_builders import HEADER, line, xlsx

DAY = datetime.date(2023, 12, 31)
DAK_HA = ["I", "Huyện Đăk Hà"]
PXI, WANG = line(marks="xx x "), line(name="Ngọk Wang", code="", marks="xxxxx", stt=2)


class World:
    """Kon Tum with two districts, three communes in the programme and a township outside it."""

    def __init__(self):
        self.province = builders.province()
        self.dak_ha = builders.district(self.province)
        self.pxi = builders.commune(self.dak_ha, "Đăk Pxi", "23503")
        self.wang = builders.commune(self.dak_ha, "Ngọk Wang", "23515")
        kon_plong = builders.district(self.province, "Kon Plông", "613")
        self.long = builders.commune(kon_plong, "Đăk Long", "23485")
        Commune.objects.create(
            code="23500", name="Đăk Hà", kind="Thị trấn", province=self.province, district=self.dak_ha
        )
        self.set = builders.criteria_set(5)

    def order(self, *rows, **asked) -> SheetOrder:
        content = asked.pop("content", None) or xlsx([HEADER, *rows])
        asked = {
            "data_on": DAY,
            "blank": "not-met",
            "criteria_set": self.set,
            "province": self.province,
        } | asked
        return SheetOrder(content=content, file_name="bieu.xlsx", **asked)

    def preview(self, *rows, **asked):
        return read_status_sheet(self.order(*rows, **asked))

    def apply(self, *rows, **asked):
        preview = self.preview(*rows, **asked)
        return apply_preview(preview, by=preview.order.officer, lapse_reason=LapseReason.RECHECKED)


@pytest.fixture
def world(db):
    return World()


def state() -> dict[str, str]:
    """Commune → its packed row, in every round."""
    return {
        f"{standing.commune.name} {standing.round.data_on}": standing.outcomes
        for standing in Standing.objects.select_related("commune", "round")
    }


def counts(preview) -> tuple[int, int, int]:
    return tuple(preview.tally[kind] for kind in ("new", "changed", "unchanged"))


def said(preview) -> str:
    return "\n".join(f"{error.cell}: {error.message}" for error in preview.all_errors)


def test_preview_writes_nothing(world):
    preview = world.preview(DAK_HA, PXI, WANG)
    assert (preview.rows, counts(preview), preview.opens_round) == (2, (10, 0, 0), True)
    assert "không có 1 xã của chương trình: Xã Đăk Long (Huyện Kon Plông)." in preview.warnings[0].message
    assert not Round.objects.exists()
    assert not CriterionResult.objects.exists()


def test_apply_opens_the_round_and_records_one_batch(world):
    batch = world.apply(DAK_HA, PXI, WANG)
    assert (batch.number, batch.rows, batch.opened_round, batch.changes.count()) == (1, 2, True, 10)
    day = DAY.isoformat()
    assert state() == {f"Đăk Pxi {day}": "MMNMN", f"Ngọk Wang {day}": "MMMMM", f"Đăk Long {day}": "....."}
    assert Standing.objects.get(commune=world.pxi).confirmed_met == 3


def test_empty_cell_means_what_the_officer_says(world):
    world.apply(DAK_HA, PXI, blank="no-data")
    assert Standing.objects.get(commune=world.pxi).outcomes == "MM.M."
    changed = world.preview(DAK_HA, PXI, blank="not-met")
    assert counts(changed) == (2, 0, 3)


def test_same_sheet_twice_changes_nothing(world):
    world.apply(DAK_HA, PXI, WANG)
    again = world.preview(DAK_HA, PXI, WANG)
    assert counts(again) == (0, 0, 10)
    assert apply_preview(again, by=None) is None
    assert ImportBatch.objects.count() == 1


def test_later_sheet_shows_old_and_new(world):
    world.apply(DAK_HA, PXI)
    preview = world.preview(DAK_HA, line(marks="xxxxx"))
    changed = [cell for cell in preview.cells if cell.kind == "changed"]
    assert [(cell.cell, cell.number, cell.before_label, cell.after_label) for cell in changed] == [
        ("F3", 3, "Chưa đạt", "Đạt"),
        ("H3", 5, "Chưa đạt", "Đạt"),
    ]


def test_next_round_starts_from_the_one_before(world):
    world.apply(DAK_HA, PXI, data_on=datetime.date(2022, 12, 31))
    preview = world.preview(DAK_HA, line(marks="xxxxx"))
    assert counts(preview) == (5, 0, 0)
    assert preview.cells[2].before_label == "Chưa đạt (kỳ trước)"


def test_undo_restores_the_former_state_cell_by_cell(world):
    world.apply(DAK_HA, PXI, WANG)
    before = state()
    batch = world.apply(DAK_HA, line(marks="  xx "), WANG)
    assert state() != before
    undone = undo_batch(batch=batch, by=None)
    assert (undone.restored, undone.kept) == (3, [])
    assert state() == before


def test_undo_of_the_first_batch_withdraws_its_round_and_it_can_come_back(world):
    batch = world.apply(DAK_HA, PXI)
    undo_batch(batch=batch, by=None)
    assert Round.objects.get().withdrawn_at
    assert set(state().values()) == {"....."}
    assert world.apply(DAK_HA, PXI).opened_round
    assert Round.objects.get().withdrawn_at is None


def test_undo_keeps_and_lists_cells_changed_since(world):
    world.apply(DAK_HA, WANG)
    batch = world.apply(DAK_HA, PXI)
    third = world.set.criteria.get(number=3)
    record_results(
        round=Round.objects.get(),
        cells=[Judged(world.pxi.pk, third.pk, "M")],
        judgement="appraised",
        by=None,
        source=ChangeSource.TYPED,
    )
    assert [change.result.criterion for change in batch.changes_not_undoable()] == [third]
    undone = undo_batch(batch=batch, by=None)
    batch.refresh_from_db()
    assert undone.restored == 4
    assert undone.kept == list(batch.changes_not_undoable())
    assert Standing.objects.get(commune=world.pxi).outcomes == "..M.."
    with pytest.raises(ActionRefused, match="đã được hoàn tác"):
        undo_batch(batch=batch, by=None)


def test_one_error_stops_the_whole_file_and_all_are_named(world):
    bad = line(marks="xxxxx")
    bad[4] = "gần xong"
    rows = [DAK_HA, bad, WANG, line(name="Đăk Hà", code="23500"), line(name="Xã Lạ", code="")]
    preview = world.preview(*rows)
    assert [error.cell for error in preview.errors] == ["E3", "C5", "B6"]
    assert said(preview).startswith("E3: “gần xong” không phải là kết quả; ghi Đạt, Chưa đạt,")
    with pytest.raises(ActionRefused, match="còn 3 lỗi"):
        apply_preview(preview, by=None)
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        [PXI, [2, "Ngọk Wang", "23503", *"xxxxx"]],
        [PXI, WANG, WANG],
        [PXI, ["I", "Huyện Lạ"], WANG],
        [PXI, ["II", "Huyện Kon Plông"], WANG],
        [PXI, [2, "Ngọk Wang", "23515", "gần xong"]],
    ],
)
def test_commune_of_a_faulty_row_is_not_called_absent(world, rows):
    preview = world.preview(*rows)
    assert preview.errors
    [absent] = preview.warnings
    assert absent.message == "Biểu không có 1 xã của chương trình: Xã Đăk Long (Huyện Kon Plông)."


def test_valid_rows_alone_are_applied_when_asked(world):
    preview = world.preview(DAK_HA, line(marks="-xxxx"), WANG)
    batch = apply_preview(preview, by=None, valid_only=True)
    assert (batch.rows, batch.valid_rows_only) == (1, True)
    assert Standing.objects.get(commune=world.pxi).outcomes == "....."
    assert Standing.objects.get(commune=world.wang).outcomes == "MMMMM"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"data_on": timezone.localdate() + datetime.timedelta(days=1)}, "ở tương lai"),
        ({"data_on": datetime.date(2020, 12, 31)}, "không có hiệu lực"),
        ({"content": b"%PDF-1.7"}, "không phải bảng tính"),
        ({"content": xlsx([["STT", "Tên xã", "TC 1", "TC 2"], [1, "Đăk Pxi", "x", "x"]])}, "Thiếu 3 cột"),
        ({"data_on": datetime.date(2025, 7, 1)}, "Ngày 01/07/2025 không có Tỉnh Kon Tum"),
    ],
)
def test_sheet_that_cannot_be_imported_is_refused_whole(world, asked, says):
    Province.objects.update(valid_to=builders.LAST_DAY)
    world.province.refresh_from_db()
    preview = world.preview(PXI, **asked)
    assert says in said(preview)
    assert not preview.may_apply(valid_only=True)


def test_closed_round_is_refused(world):
    world.apply(DAK_HA, PXI)
    Round.objects.update(closed_at=timezone.now())
    assert "đã khóa" in said(world.preview(DAK_HA, PXI))


def test_day_of_the_title_is_compared(world):
    content = xlsx([["Số liệu đến ngày 30/11/2022"], HEADER, PXI])
    assert "ghi ngày 30/11/2022" in world.preview(content=content).warnings[0].message


def test_figures_changed_after_the_preview_are_not_overwritten(world):
    world.apply(DAK_HA, PXI)
    preview = world.preview(DAK_HA, line(marks="xxxxx"))
    world.apply(DAK_HA, line(marks="    x"))
    with pytest.raises(ActionRefused, match="đã đổi sau khi xem trước"):
        apply_preview(preview, by=None)


def test_officer_writes_inside_the_scope_only(world):
    hoa = builders.officer("hoa", world.province, permissions=["appraise_standing"])
    nam = builders.officer("nam", world.dak_ha, permissions=["verify_standing"])
    assert "cán bộ cấp tỉnh mở kỳ" in said(world.preview(PXI, officer=nam, judgement="verified"))
    world.apply(PXI, officer=hoa)
    rows = [line(marks="xxxxx"), line(name="Đăk Long", code="23485")]
    assert "không được ghi loại đánh giá này" in said(world.preview(*rows, officer=nam))
    preview = world.preview(*rows, officer=nam, judgement="verified")
    assert said(preview) == "C3: Xã Đăk Long (mã 23485, Huyện Kon Plông) ở ngoài phạm vi phụ trách của bạn."
    assert apply_preview(preview, by=nam, valid_only=True).applied_by == nam
    stranger = builders.officer("stranger")
    assert "không được ghi loại đánh giá này" in said(world.preview(*rows, officer=stranger))
