"""Entry sheets of figures that are refused, whole or by rows: other forms, conflicts, locks, scopes."""

from decimal import Decimal

import pytest

from criteria.actions import ActionRefused
from criteria.figure_columns import FormMark, checksum_of
from criteria.figure_ground import figure_ground
from criteria.figure_import import apply_figures
from criteria.models import IndicatorChange, IndicatorResult, Round
from tests import builders
from tests.entry_builders import entry_world
from tests.figure_sheet_builders import (
    applied,
    change,
    filled,
    form_of,
    joined,
    kept,
    messages,
    opened,
    preview,
    saved,
    typed,
)


@pytest.fixture
def world(db):
    return entry_world()


def test_figure_saved_meanwhile_is_a_conflict_and_theirs_stands(world):
    place = world.communes[0]
    typed(world, place, world.loose, value=Decimal(50))
    content = change(world, i1_2={"Kỳ này": 55}, i1_4={"Kỳ này": "Có"})
    typed(world, place, world.loose, world.officer, value=Decimal(52))
    found = preview(world.round, content)
    assert [len(found.changed), len(found.conflicts), found.error_count] == [1, 1, 0]
    plan = found.conflicts[0]
    assert [plan.before_words, plan.after_words] == ["52", "55"]
    batch = apply_figures(found, by=None)
    assert batch.figure_changes.count() == 1
    assert kept(world, place, world.loose).value == 52


def test_conflict_settled_for_the_sheet_overwrites(world):
    place = world.communes[0]
    content = change(world, i1_2={"Kỳ này": 55})
    typed(world, place, world.loose, world.officer, value=Decimal(52))
    found = preview(world.round, content)
    assert apply_figures(found, by=None, mine=[found.conflicts[0].key])
    assert kept(world, place, world.loose).value == 55


def test_row_nobody_touched_is_no_conflict(world):
    place = world.communes[0]
    typed(world, place, world.loose, value=Decimal(50), note="Cũ")
    content = change(world, i1_4={"Kỳ này": "Có"})
    typed(world, place, world.loose, world.officer, value=Decimal(52), note="Mới")
    found = preview(world.round, content)
    assert [len(found.changed), len(found.conflicts)] == [1, 0]


def test_figures_changed_after_the_preview_refuse_it(world):
    found = preview(world.round, change(world, i1_2={"Kỳ này": 55}))
    typed(world, world.communes[0], world.loose, world.officer, value=Decimal(52))
    with pytest.raises(ActionRefused, match="đã đổi sau khi xem trước"):
        apply_figures(found, by=None)
    assert kept(world, world.communes[0], world.loose).value == 52
    assert not IndicatorChange.objects.filter(batch__isnull=False).exists()


def test_dossier_with_the_reviewers_takes_no_figures(world):
    content = change(world, i1_4={"Kỳ này": "Có"})
    dossier = world.round.standings.filter(commune=world.communes[0])
    dossier.update(submitted_at=builders.MOMENT, submitted_by=world.officer)
    found = preview(world.round, content)
    assert messages(found) == [f"Xã Xã số 01 {dossier.get().why_locked}."]
    assert not preview(world.round, form_of(world.round)).errors


def test_closed_round_takes_no_figures(world):
    content = change(world, i1_4={"Kỳ này": "Có"})
    Round.objects.filter(pk=world.round.pk).update(closed_at=builders.MOMENT)
    assert "đã khóa" in messages(preview(world.round, content))[0]


def test_rows_outside_the_scope_are_counted_as_errors(world):
    content = filled(form_of(world.round), world.communes[0], i1_4={"Kỳ này": "Có"})
    found = preview(world.round, content, world.officer)
    assert [len(found.outside), found.error_count, len(found.changed)] == [8, 8, 1]
    assert found.as_json()["errors"][0]["message"] == (
        "8 dòng ở ngoài phạm vi phụ trách của bạn; bỏ các dòng ấy."
    )
    assert applied(world.round, content, world.officer, valid_only=True).figure_changes.count() == 1


def test_officer_who_may_not_enter_is_refused(world):
    nam = builders.officer("nam", world.communes[0].district)
    found = preview(world.round, change(world, i1_4={"Kỳ này": "Có"}), nam)
    assert "không được giao việc nhập số liệu" in messages(found)[0]


def test_form_of_another_round_is_refused_by_name(world):
    found = preview(world.round, form_of(world.before))
    assert messages(found) == [
        "Tệp này là biểu của kỳ “Kỳ 31/12/2022” (số liệu đến ngày 31/12/2022); hãy tải biểu mẫu của kỳ "
        "“Kỳ 31/12/2023” (số liệu đến ngày 31/12/2023)."
    ]
    with pytest.raises(ActionRefused):
        apply_figures(found, by=None, valid_only=True)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ({"version": 7}, "biểu mẫu phiên bản 7, nay không còn dùng"),
        ({"set_code": "xa-khac"}, "biểu của bộ tiêu chí xa-khac"),
        ({"round_id": 999999}, "là biểu của kỳ khác; hãy tải biểu mẫu của kỳ “Kỳ 31/12/2023”"),
        ({"checksum": "0" * 12}, "Bộ tiêu chí đã thay đổi chỉ tiêu sau khi biểu này được tải"),
    ],
)
def test_other_form_is_refused_by_name(world, mark, said):
    sheet = opened(form_of(world.round))
    checksum = checksum_of(figure_ground(joined(world.round), None).law.measures)
    own = {"version": 1, "round_id": world.round.pk, "set_code": "xa-ntm-2021-2025", "checksum": checksum}
    assert sheet["A1"].value == str(FormMark(**own))
    sheet["A1"].value = str(FormMark(**own | mark))
    assert said in messages(preview(world.round, saved(sheet)))[0]


def test_form_without_its_mark_is_refused(world):
    sheet = opened(form_of(world.round))
    sheet["A1"].value = None
    assert "Biểu mất dòng thông tin ẩn" in messages(preview(world.round, saved(sheet)))[0]


def test_errors_stop_the_whole_sheet_unless_valid_rows_are_asked_for(world):
    content = change(world, i1_2={"Kỳ này": "nhiều"}, i1_4={"Kỳ này": "Có"})
    with pytest.raises(ActionRefused, match="còn 1 dòng lỗi nên chưa ghi gì"):
        applied(world.round, content)
    assert not IndicatorResult.objects.exists()
    batch = applied(world.round, content, valid_only=True)
    assert batch.valid_rows_only
    assert list(IndicatorResult.objects.values_list("indicator", flat=True)) == [world.asked.pk]
