"""A criterion falls from đạt with one of four reasons only, whichever way it is recorded; lists say which."""

import io
import json

import pytest
import tablib
from django.core.management import CommandError, call_command

from criteria.actions import ActionRefused, Judged, record_results, undo_batch
from criteria.models import ChangeSource, CriterionResult, ImportBatch, LapseReason, ResultChange, Round
from criteria.resources import CriterionResultResource
from tests import builders
from tests.sheet_builders import HEADER, line, xlsx
from tests.test_import_pages import apply, page, text, upload, world

__all__ = ["page", "world"]

GOOD, WORSE = [HEADER, line(marks="xxxxx")], [HEADER, line(marks="xx  x")]
LINE = {
    "Mã bộ tiêu chí": "xa-ntm-2021-2025",
    "Mã tỉnh": "62",
    "Số liệu đến ngày": "31/12/2023",
    "Mã xã": "23503",
    "Số tiêu chí": 3,
    "Loại đánh giá": "Tỉnh thẩm định",
    "Kết quả": "Chưa đạt",
}


@pytest.fixture
def met(page, world):
    """A round in which Đăk Pxi meets everything."""
    apply(page, upload(page, world, GOOD))
    return Round.objects.get()


def letters() -> str:
    return Round.objects.get().standings.get(commune__code="23503").outcomes


def record(round, world, outcome, judgement="appraised", **more):
    cell = Judged(world.pxi.pk, world.set.criteria.get(number=3).pk, outcome)
    return record_results(
        round=round, cells=[cell], judgement=judgement, by=None, source=ChangeSource.TYPED, **more
    )


@pytest.mark.parametrize("outcome", ["N", "B"])
def test_fall_without_a_reason_is_refused_and_named(met, world, outcome):
    with pytest.raises(ActionRefused, match=r"TC 3 của .*Đăk Pxi từ Đạt xuống không đạt; chọn lý do bị tụt"):
        record(met, world, outcome)
    assert letters() == "MMMMM"
    record(met, world, outcome, lapse_reason=LapseReason.RULE)
    assert (letters(), ResultChange.objects.latest("id").lapse_reason) == (f"MM{outcome}MM", "rule")


@pytest.mark.parametrize("where", ["cell", "all"])
def test_reason_that_is_none_of_the_four_is_refused(met, world, where):
    cell = Judged(
        world.pxi.pk, world.set.criteria.get(number=3).pk, "N", lapse_reason="mua" * (where == "cell")
    )
    with pytest.raises(
        ActionRefused, match="Lý do bị tụt không hợp lệ; chọn một trong các lý do: số liệu giảm,"
    ):
        record_results(
            round=met,
            cells=[cell],
            judgement="appraised",
            by=None,
            source=ChangeSource.TYPED,
            lapse_reason="mua" * (where == "all"),
        )
    assert letters() == "MMMMM"


@pytest.mark.parametrize("outcome", ["", "A"])
def test_data_taken_back_and_what_does_not_apply_are_no_fall(met, world, outcome):
    record(met, world, outcome)
    assert letters()[2] == (outcome or ".")


def test_fall_keeps_its_reason_until_the_criterion_is_met_again(met, world):
    record(met, world, "B", lapse_reason=LapseReason.FIGURES)
    record(met, world, "N")
    assert CriterionResult.objects.get(criterion__number=3).lapse_reason == "figures"
    record(met, world, "M")
    assert CriterionResult.objects.get(criterion__number=3).lapse_reason == ""


def test_preview_asks_for_the_reason_only_where_something_falls(page, world):
    assert "Lý do bị tụt" not in text(upload(page, world, GOOD))
    apply(page, upload(page, world, GOOD))
    asked = text(upload(page, world, WORSE))
    assert "Lý do bị tụt của 2 ô từ Đạt xuống không đạt" in asked
    assert asked.count("▼ bị tụt") == 2
    for label in LapseReason.labels:
        assert label in asked


@pytest.mark.parametrize(
    ("reason", "says"), [("", "Chọn lý do bị tụt rồi áp dụng."), ("bừa", "Chọn một trong bốn lý do.")]
)
def test_preview_without_a_reason_is_not_applied(met, page, world, reason, says):
    answer = text(apply(page, upload(page, world, WORSE), lapse_reason=reason))
    assert says in answer
    assert "<title>Lỗi: " in answer
    assert letters() == "MMMMM"


def test_reason_of_a_sheet_stands_in_the_batch_the_profile_and_the_changes(met, page, world):
    builders.round_with({world.pxi: "MMMMM"}, of=world.set, data_on=builders.FIRST_DAY)
    applied = apply(page, upload(page, world, WORSE), lapse_reason="figures")
    assert text(applied).count("(bị tụt: số liệu giảm)") == 2
    assert "Bị tụt: số liệu giảm. Biểu tổng hợp bieu.xlsx" in text(page.get("/xa/23503/"))
    assert text(page.get("/thay-doi/?tinh=62")).count("<td>Số liệu giảm</td>") == 2
    rows = page.get("/thay-doi.json?tinh=62").json()["thay_doi"]
    assert [row["ly_do"] for row in rows] == ["Số liệu giảm"] * 2


def test_upload_can_be_dropped_without_a_reason(met, page, world):
    preview = upload(page, world, WORSE)
    assert b'name="cancel" value="1" formnovalidate' in preview.content
    page.post(preview.request["PATH_INFO"], {"cancel": "1"})
    assert ImportBatch.objects.count() == 1


def test_undone_fall_needs_its_reason_again(met, page, world):
    apply(page, upload(page, world, WORSE), lapse_reason="figures")
    undo_batch(batch=ImportBatch.objects.get(number=2), by=None)
    assert letters() == "MMMMM"
    assert not CriterionResult.objects.exclude(lapse_reason="").exists()
    with pytest.raises(ActionRefused, match="chọn lý do bị tụt"):
        record(met, world, "N")


def test_command_takes_the_reason(met, tmp_path):
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(xlsx(WORSE))
    args = ["import_status", str(file), "--criteria-set", "xa-ntm-2021-2025", "--province", "62"]
    args += ["--data-on", "2023-12-31", "--blank", "not-met"]
    with pytest.raises(CommandError, match="chọn lý do bị tụt"):
        call_command(*args, stdout=io.StringIO())
    assert letters() == "MMMMM"
    out = io.StringIO()
    call_command(*args, "--lapse-reason", "refused", "--json", stdout=out)
    assert json.loads(out.getvalue())["changed"] == 2
    assert set(CriterionResult.objects.exclude(lapse_reason="").values_list("lapse_reason", flat=True)) == {
        "refused"
    }


def read(officer, **more):
    row = {**LINE, **more}
    sheet = tablib.Dataset(list(row.values()), headers=list(row))
    return CriterionResultResource(officer=officer).import_data(sheet)


def test_list_of_results_names_the_line_without_a_reason(met, world):
    [fault] = read(world.hoa).cell_errors()
    assert (fault.cell, fault.heading) == ("2", "Lý do bị tụt")
    assert "ghi lý do bị tụt: số liệu giảm, rà soát lại" in fault.message
    [fault] = read(world.hoa, **{"Lý do bị tụt": "mưa"}).cell_errors()
    assert fault.cell == "H2"
    assert letters() == "MMMMM"


def test_list_of_results_takes_the_reason_and_gives_it_back(met, world):
    assert read(world.hoa, **{"Lý do bị tụt": "rà soát lại"}).written_count == 1
    assert letters() == "MMNMM"
    sheet = CriterionResultResource(officer=world.hoa).export()
    assert [row["Lý do bị tụt"] for row in sheet.dict if row["Số tiêu chí"] == 3] == ["Rà soát lại"]
    again = read(world.hoa, **{"Lý do bị tụt": "Số liệu giảm"})
    assert (again.written_count, again.same_count) == (0, 1)
