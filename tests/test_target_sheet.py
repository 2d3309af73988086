"""Yearly plans from a sheet: every fault with its cell at once, the same sheet twice, undo."""

import datetime

import pytest

from criteria.actions import ActionRefused
from criteria.actions.target_sheets import apply_target_sheet, undo_target_sheet
from criteria.actions.targets import approve_targets
from criteria.models import Target, TargetSheet
from criteria.target_sheet import preview_targets
from criteria.target_template import target_template
from tests import builders
from tests.plan_world import plan_world
from tests.sheet_builders import xlsx

pytestmark = pytest.mark.django_db

HEAD = ["Mã xã", "Xã", "Huyện", "Đăng ký đạt chuẩn", "Quý I", "Quý II", "Quý III", "Quý IV"]
LIMIT = 5 * 1024 * 1024


@pytest.fixture
def world(db):
    return plan_world()


def preview(world, *rows, by=None, **order):
    return preview_targets(xlsx([HEAD, *rows]), world.order(**order), by or world.minh, LIMIT)


def apply(world, content: bytes, by=None, **order) -> TargetSheet:
    by, order = by or world.minh, world.order(**order)
    seen = preview_targets(content, order, by, LIMIT).fingerprint
    return apply_target_sheet(content=content, file_name="kh.xlsx", order=order, seen=seen, by=by)


def test_sheet_writes_what_its_preview_showed_and_again_changes_nothing(world):
    content = xlsx(
        [
            HEAD,
            ["23503", "Xã Đăk Pxi", "Huyện Đăk Hà", "Có", "1", "TC 2, TC 3", "", 4],
            ["", "Đăk Mar", "Đăk Hà", "Không", "", "", "5", ""],
            ["23440", "Diên Bình", "", "", "", "", "", ""],
        ]
    )
    found = preview_targets(content, world.order(), world.minh, LIMIT)
    assert not found.errors and (found.rows, len(found.changes), found.left_alone) == (3, 2, 1)
    assert found.changes[0].after == "đăng ký đạt chuẩn; quý I: TC 1; quý II: TC 2, 3; quý IV: TC 4"
    sheet = apply(world, content)
    plans = {plan.commune.name: plan for plan in Target.objects.in_force()}
    assert plans.keys() == {"Đăk Pxi", "Đăk Mar"} and not plans["Đăk Mar"].registered
    assert plans["Đăk Pxi"].quarters == dict(zip(world.pks, (1, 2, 2, 4), strict=False))
    assert {plan.sheet for plan in plans.values()} == {sheet}
    again = preview_targets(content, world.order(), world.minh, LIMIT)
    assert (again.changes, again.same) == ([], 2)
    with pytest.raises(ActionRefused, match="không có gì mới"):
        apply(world, content)
    assert Target.objects.count() == 2


def test_sheet_says_every_fault_with_its_cell_at_once(world):
    found = preview(
        world,
        ["23503", "Đăk Pxi", "", "có lẽ", "9", "2", "2", "mười"],
        ["23503", "Đăk Pxi", "", "Có", "1", "", "", ""],
        ["99999", "Đăk Mar", "", "Có", "", "", "", ""],
        ["", "Diên Bình", "Đăk Hà", "Có", "", "", "", ""],
        ["23515", "Đăk Mar", "", "", "1", "", "", ""],
        ["", "", "", "Có", "", "", "", ""],
        ["abc", "Đăk Mar", "", "Có", "", "", "", ""],
    )
    cells = {error.cell for error in found.errors}
    assert {"A3", "A4", "B5", "D6", "B7", "A8"} <= cells
    assert not found.changes and not TargetSheet.objects.exists()
    alone = preview(world, ["23503", "Đăk Pxi", "", "có lẽ", "9", "2", "2", "mười"])
    assert [error.cell for error in alone.errors] == ["D2", "E2", "G2", "H2"]


def test_row_says_all_its_faults_at_once(world):
    found = preview(
        world,
        ["99999", "Đăk Mar", "", "", "9", "", "", ""],
        ["abc", "Làng Lạ", "", "có lẽ", "", "", "", "mười"],
        ["", "", "", "", "2.1", "", "", ""],
        ["23503", "Đăk Pxi", "", "", datetime.date(2024, 2, 10), "", "", ""],
        ["23503", "Đăk Pxi", "", "Có", "9", "", "", ""],
        ["xyz", "", "", "", "", "", "", ""],
    )
    assert [error.cell for error in found.errors] == [
        "A2", "D2", "E2", "A3", "B3", "D3", "H3", "B4", "D4", "E4", "D5", "E5", "A6", "E6", "A7",
    ]  # fmt: skip


def test_number_with_a_fraction_is_not_taken_for_two_criteria(world):
    found = preview(world, ["23503", "Đăk Pxi", "", "Có", 2.1, 1, "", ""])
    assert [error.cell for error in found.errors] == ["E2"] and "dạng Văn bản" in found.errors[0].message
    assert not preview(world, ["23503", "Đăk Pxi", "", "Có", "2,1", "", "", ""]).errors
    found = preview(
        world, ["23503", "Đăk Pxi", "", datetime.date(2024, 1, 2), datetime.date(2024, 2, 10), "", "", ""]
    )
    assert [error.cell for error in found.errors] == ["D2", "E2"]
    assert found.errors[0].message == "“02/01/2024” không rõ nghĩa; ghi Có hoặc Không."
    assert found.errors[1].message.startswith("Excel đã đổi số thành ngày tháng (10/02/2024); đổi ô sang")
    found = preview(world, ["23503", "Đăk Pxi", "", "Có", "2.1", "", "", ""])
    assert [error.cell for error in found.errors] == ["E2"] and "ví dụ 2, 10" in found.errors[0].message


def test_place_of_another_day_is_told_with_the_day_of_the_plan(world):
    found = preview(world, ["99999", "Đăk Mar", "", "Có", "", "", "", ""])
    assert [error.message for error in found.errors] == [
        "Mã xã 99999 không có trong tỉnh vào ngày 01/01/2023; sửa mã hoặc chọn lại tỉnh."
    ]


def test_sheet_outside_the_scope_is_refused_and_a_districts_sheet_waits(world):
    found = preview(world, ["23440", "Diên Bình", "", "Có", "1", "", "", ""], by=world.nam)
    assert ["ở ngoài phạm vi" in error.message for error in found.errors] == [True]
    apply(world, xlsx([HEAD, ["23503", "", "", "Có", "1", "", "", ""]]), by=world.nam, document="")
    assert Target.objects.waiting().get().commune == world.pxi and not Target.objects.in_force().exists()


def test_sheet_asks_for_the_document_and_the_reason(world):
    world.plan(world.pxi, q1="1")
    row = ["23503", "Đăk Pxi", "", "Có", "", "1", "", ""]
    said = [error.message for error in preview(world, row, document="").errors]
    assert len(said) == 2 and "văn bản" in said[0] and "lý do" in said[1]
    assert not preview(world, row, reason="Mưa lũ").errors


def test_sheet_seen_before_somebody_else_wrote_is_not_applied(world):
    content = xlsx([HEAD, ["23503", "Đăk Pxi", "", "Có", "1", "", "", ""]])
    order = world.order(reason="Mưa lũ")
    seen = preview_targets(content, order, world.minh, LIMIT).fingerprint
    world.plan(world.pxi, q2="2")
    with pytest.raises(ActionRefused, match="đã đổi sau khi xem trước"):
        apply_target_sheet(content=content, file_name="kh.xlsx", order=order, seen=seen, by=world.minh)
    assert not TargetSheet.objects.exists()


def test_undoing_a_sheet_puts_back_what_it_replaced_and_keeps_what_came_after(world):
    first = world.plan(world.pxi, q1="1")
    proposal = world.plan(world.pxi, by=world.nam, seen=first, q2="1", said={"reason": "Mưa lũ"})
    rows = [[code, "", "", "Có", "", "", "1", ""] for code in ("23503", "23515", "23440")]
    sheet = apply(world, xlsx([HEAD, *rows]), reason="Giao lại")
    later = Target.objects.in_force().get(commune=world.mar)
    world.plan(world.mar, seen=later, q4="1", said={"reason": "Rà soát"})
    undone = undo_target_sheet(sheet=sheet, by=world.minh)
    assert {row.commune for row in undone.taken_back} == {world.pxi, world.binh}
    assert [row.commune for row in undone.kept] == [world.mar]
    assert set(Target.objects.filter(commune=world.pxi).in_force()) == {first}
    assert set(Target.objects.filter(commune=world.pxi).waiting()) == {proposal}
    assert not Target.objects.filter(commune=world.binh).in_force().exists()
    assert Target.objects.in_force().get(commune=world.mar).version == 2
    with pytest.raises(ActionRefused, match="đã được hoàn tác"):
        undo_target_sheet(sheet=sheet, by=world.minh)


def test_undoing_keeps_a_proposal_the_province_approved(world):
    sheet = apply(world, xlsx([HEAD, ["23503", "", "", "Có", "1", "", "", ""]]), by=world.nam)
    approve_targets(province=world.home, targets=[Target.objects.get().pk], document="1/KH", by=world.minh)
    assert undo_target_sheet(sheet=sheet, by=world.nam).taken_back == []
    assert Target.objects.in_force().exists()


def test_template_comes_back_unchanged(world):
    world.plan(world.pxi, q1="1", q2="2,3")
    content = target_template(world.order(), [world.pxi, world.mar, world.binh])
    found = preview_targets(content, world.order(), world.minh, LIMIT)
    assert not found.fatal and not found.errors
    assert (found.rows, found.same, found.left_alone, found.changes) == (3, 1, 2, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng"),
        (xlsx([["STT", "Xã"], [1, "Đăk Pxi"]]), "Không tìm thấy dòng tiêu đề"),
        (xlsx([HEAD], [HEAD]), "nhiều trang tính"),
        (xlsx([HEAD]), "không có xã nào"),
        (xlsx([[*HEAD, "Quý I"]]), "hai cột"),
    ],
)
def test_file_without_one_table_is_refused_whole(world, content, said):
    assert said in preview_targets(content, world.order(), world.minh, LIMIT).fatal[0].message


def test_sheets_below_the_province_are_ones_own(world):
    apply(world, xlsx([HEAD, ["23503", "", "", "Có", "1", "", "", ""]]), by=world.nam)
    apply(world, xlsx([HEAD, ["23440", "", "", "Có", "1", "", "", ""]]))
    foreign = builders.officer("xa", builders.province("Gia Lai", "64"))
    nobody = builders.officer("ai")
    readers = (world.minh, world.nam, foreign, nobody)
    assert [TargetSheet.objects.visible_to(who).count() for who in readers] == [2, 1, 0, 0]
