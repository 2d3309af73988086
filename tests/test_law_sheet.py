"""Indicators and levels from a sheet: what it writes, what it refuses, and who may then verify it."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from criteria.actions import ActionRefused
from criteria.actions.law_sheets import apply_law
from criteria.actions.verifying import verify, waiting_of
from criteria.definition_files import FOLDER, read_definitions
from criteria.law_sheet import LawOrder, preview_law
from criteria.law_sheet_headers import headings_of
from criteria.law_sheet_template import law_template
from criteria.levels import law_of
from criteria.loading import load_definitions
from criteria.models import CriteriaSet, Indicator, OutcomeBasis, Round, Threshold
from tests import builders, entry_builders
from tests.sheet_builders import xlsx

pytestmark = pytest.mark.django_db
LABELS = headings_of("group").labels
START, LATER = datetime.date(2022, 3, 8), datetime.date(2024, 3, 1)
WATER = {
    "number": 1, "code": "1.1", "text": "Tỷ lệ hộ dùng nước sạch", "kind": "Tỷ lệ phần trăm", "unit": "%",
    "comparator": "≥", "mức:1": 95, "mức:2": "85,5", "where": "Phụ lục I, trang 3",
}  # fmt: skip
PLAN = {"number": 2, "code": "2.10", "text": "Có quy hoạch chung", "kind": "Có hoặc không", "mức:": "Đạt"}


class World:
    """A national set by groups with three criteria, a province, its administrator and two of the nation's."""

    def __init__(self):
        self.law = builders.criteria_set(3, threshold_axis="group")
        self.province = builders.province()
        self.people = {name: builders.officer(name, "nation", is_superuser=True) for name in ("ha", "son")}
        models = ("indicator", "threshold", "criterion")
        kept = [f"{verb}_{model}" for verb in ("add", "change") for model in models]
        self.people["lan"] = builders.officer("lan", self.province, permissions=kept)

    def order(self, *rows, **fields) -> LawOrder:
        table = [list(LABELS.values()), *([row.get(name) for name in LABELS] for row in rows)]
        usual = {
            "content": xlsx(table), "file_name": "chi-tieu.xlsx", "criteria_set": self.law,
            "document": "QĐ 318/QĐ-TTg", "since": START,
        }  # fmt: skip
        return LawOrder(**usual | fields)

    def apply(self, *rows, by="ha", **fields):
        order = self.order(*rows, **fields)
        return apply_law(order=order, seen=preview_law(order).fingerprint, by=self.people[by])

    def waiting(self, who: str):
        return waiting_of(self.law, self.people[who])

    def sign(self, who: str, lines):
        return verify(lines=lines, document="QĐ 318/QĐ-TTg", page="trang 3", by=self.people[who])


@pytest.fixture
def world(db):
    return World()


def test_sheet_writes_rows_nobody_verified_and_again_changes_nothing(world):
    preview, _ = world.apply(WATER, PLAN)
    assert (preview.new, preview.changed, preview.unchanged) == (2, 0, 0)
    water = Indicator.objects.get(code="1.1")
    assert (water.kind, water.comparator, water.valid_from) == ("percent", ">=", START)
    assert water.source_note == "Phụ lục I, trang 3, QĐ 318/QĐ-TTg"
    levels = {row.profile: row.value for row in water.thresholds.all()}
    assert levels == {"1": 95, "2": Decimal("85.5")}
    assert Indicator.objects.get(code="2.10").thresholds.get().text == "Đạt"
    written = [*Indicator.objects.all(), *Threshold.objects.all()]
    assert {(row.entered_by, row.verified_on) for row in written} == {(world.people["ha"], None)}
    assert water.history.get().history_change_reason == "Nạp biểu chi-tieu.xlsx"
    again, effects = world.apply(WATER, PLAN)
    assert (again.new, again.changed, again.unchanged, again.changes, effects) == (0, 0, 2, 0, [])
    assert (Indicator.history.count(), Threshold.history.count()) == (2, 3)


def test_template_sent_back_as_it_is_changes_nothing(world):
    world.apply(WATER, PLAN)
    content = law_template(world.law, START)
    preview = preview_law(world.order(content=content))
    assert not preview.errors
    assert (preview.unchanged, preview.changes) == (2, 0)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[4]] == list(LABELS.values())


def test_sheet_says_every_fault_with_its_cell_and_writes_nothing(world):
    rows = [
        {**WATER, "mức:1": "chín mươi", "kind": "tỷ trọng"},
        {**WATER, "code": 1.1},
        {**WATER, "number": 7},
        {**WATER, "code": "1.2", "mức:2": 120},
        {"number": 1, "code": "1.3"},
        {**PLAN, "number": ""},
        {**WATER, "code": "1.4", "comparator": ""},
        {**WATER, "code": "1.5", "comparator": ">>", "has_ratio": "?"},
    ]
    preview = preview_law(world.order(*rows))
    at = {finding.cell: finding.message for finding in preview.errors}
    assert "không có trong danh sách" in at["F2"]
    assert "không phân biệt được 1.1 với 1.10" in at["D3"]
    assert "chưa có tiêu chí ấy" in at["B4"]
    assert "từ 0 đến 100" in at["N5"]
    assert "Ghi nội dung chỉ tiêu" in at["E6"]
    assert "Ghi kiểu số liệu" in at["F6"]
    assert "Ghi số tiêu chí" in at["A7"]
    assert "Ghi ≥, ≤ hoặc =" in at["N8"]
    assert at["H9"] == "“>>” không phải dấu so sánh; ghi ≥, ≤ hoặc =." and "“?” không hiểu được" in at["I9"]
    with pytest.raises(ActionRefused, match="còn lỗi"):
        world.apply(*rows)
    assert not Indicator.objects.exists()


def test_day_excel_made_of_a_number_is_said_to_be_one(world):
    first_of_may = datetime.date(2026, 5, 1)
    rows = [
        {**WATER, "code": first_of_may, "mức:1": first_of_may},
        {**WATER, "number": first_of_may, "known": first_of_may},
    ]
    found = {finding.cell: finding.message for finding in preview_law(world.order(*rows)).errors}
    assert found.keys() == {"D2", "M2", "A3", "C3"}
    assert all(said.startswith("Excel đã đổi số thành ngày tháng (01/05/2026);") for said in found.values())


def test_code_said_to_be_there_is_told_when_it_is_not(world):
    world.apply(WATER)
    rows = [{**WATER, "known": "9.9"}, {**WATER, "number": 7, "known": "8.8", "code": "7.1"}]
    found = {finding.cell: finding.message for finding in preview_law(world.order(*rows)).errors}
    assert found.keys() == {"C2", "B3", "C3"}
    assert "không có chỉ tiêu mang mã 9.9" in found["C2"] and "mang mã 8.8" in found["C3"]


def test_code_changed_from_a_later_day_is_found_again(world):
    world.apply(WATER)
    renamed = {**WATER, "known": "1.1", "code": "1.5"}
    for changes in (1, 0):
        preview, _ = world.apply(renamed, since=LATER, document="QĐ 211")
        assert (preview.changes, preview.errors) == (changes, [])


def test_code_that_stands_twice_is_told_whatever_else_is_wrong(world):
    rows = [
        {**WATER, "number": "x"},
        {**WATER, "number": 7},
        WATER,
        {"number": "", "code": "1.1", "kind": "?"},
    ]
    cells = [finding.cell for finding in preview_law(world.order(*rows)).errors]
    assert cells == ["A2", "B3", "D3", "D4", "A5", "D5", "F5"]


def test_sheet_gives_criteria_to_a_set_without_rounds_only(world):
    named = {"number": 4, "criterion": "Nhà ở dân cư"}
    preview, _ = world.apply(named)
    assert (preview.changes, world.law.criteria.get(number=4).name) == (1, "Nhà ở dân cư")
    place = builders.commune(builders.district(world.province))
    builders.round_with({place: "...."}, of=world.law)
    found = preview_law(world.order({**named, "number": 5})).errors
    assert [finding.cell for finding in found] == ["A2"]
    assert "đã có kỳ báo cáo" in found[0].message


def test_whoever_loaded_a_row_cannot_verify_it_and_another_can(world):
    world.apply(WATER)
    assert all(line.own for line in world.waiting("ha") if line.indicator)
    with pytest.raises(ActionRefused, match="không tự kiểm chứng"):
        world.sign("ha", world.waiting("ha"))
    assert not Threshold.objects.filter(verified_on__isnull=False).exists()
    [water] = [line for line in world.waiting("son") if line.indicator]
    assert (water.own, water.level_words) == (False, ["nhóm 1: ≥ 95 %", "nhóm 2: ≥ 85,5 %"])
    with pytest.raises(ActionRefused, match="trang, điều"):
        verify(lines=[water], document="QĐ 318", page=" ", by=world.people["son"])
    world.sign("son", [water])
    assert {row.verified_by for row in Threshold.objects.all()} == {world.people["son"]}
    # Amended afterwards it waits again, also for the one who only corrected it.
    world.apply({**WATER, "mức:1": 96}, by="son")
    assert Threshold.objects.get(profile="1").verified_on is None
    assert Threshold.objects.get(profile="2").verified_on is not None
    with pytest.raises(ActionRefused, match="không tự kiểm chứng"):
        world.sign("son", [line for line in world.waiting("son") if line.indicator])


def test_levels_decide_only_after_the_second_person(world):
    place = builders.commune(builders.district(world.province))
    place.classifications.create(kind="group", value="2", decision="QĐ 9", valid_from=START)
    round = builders.round_with({place: "..."}, of=world.law)
    world.apply(WATER)
    water = Indicator.objects.get()
    entered = entry_builders.figure(round.standings.get(), water, 90)
    effects = world.sign("son", [line for line in world.waiting("son") if line.indicator])
    entered.refresh_from_db()
    assert [(effect.before, effect.after) for effect in effects] == [("", "M")]
    assert (entered.outcome, entered.basis) == ("M", OutcomeBasis.RULE)


def test_amendment_ends_the_old_level_the_day_before_and_past_rounds_read_it(world):
    world.apply(WATER)
    preview, _ = world.apply({**WATER, "mức:2": 90}, since=LATER, document="QĐ 211/QĐ-TTg")
    assert preview.changed == 1
    old, new = Threshold.objects.filter(profile="2").order_by("valid_from")
    assert (old.value, old.valid_to) == (Decimal("85.5"), datetime.date(2024, 2, 29))
    assert (new.value, new.valid_from, new.verified_on) == (90, LATER, None)
    assert "QĐ 211/QĐ-TTg" in new.source_note
    for on, level in ((datetime.date(2023, 12, 31), Decimal("85.5")), (LATER, 90)):
        law = law_of(Round(criteria_set=world.law, province=world.province, data_on=on))
        [measure] = law.measures
        assert {row.value for row in law.levels[measure.id] if row.profile == "2"} == {level}


def test_amendment_of_a_text_opens_a_new_row_with_its_levels(world):
    world.apply(WATER)
    world.apply({**WATER, "text": "Tỷ lệ hộ dùng nước sạch tập trung"}, since=LATER, document="QĐ 211")
    old, new = Indicator.objects.order_by("valid_from")
    assert (old.valid_to, new.valid_from) == (datetime.date(2024, 2, 29), LATER)
    assert {(row.profile, row.value) for row in new.thresholds.all()} == {("1", 95), ("2", Decimal("85.5"))}
    for on, text in ((datetime.date(2023, 12, 31), old.text), (LATER, new.text)):
        law = law_of(Round(criteria_set=world.law, province=world.province, data_on=on))
        assert [measure.text for measure in law.measures] == [text]


def test_code_put_right_stays_when_sheet_and_files_are_loaded_again(world):
    load_definitions(read_definitions(FOLDER))
    law = CriteriaSet.objects.get(code="xa-ntm-2026-2030")
    known = Indicator.objects.get(criterion__criteria_set=law, code="1.a")
    row = {"number": 1, "known": "1.a", "code": "1.1"}
    for changed in (1, 0):
        preview, _ = world.apply(row, criteria_set=law, since=law.valid_from)
        assert preview.changed == changed
    known.refresh_from_db()
    assert (known.code, known.position, known.entered_by) == ("1.1", 1, world.people["ha"])
    count = Indicator.objects.count()
    load_definitions(read_definitions(FOLDER))
    assert Indicator.objects.count() == count
    assert not Indicator.objects.filter(criterion__criteria_set=law, code="1.a").exists()


def test_pages_take_a_sheet_to_the_second_person(client, world):
    client.force_login(world.people["ha"])
    base = f"/tieu-chi/{world.law.code}"
    assert client.get(f"{base}/nap/bieu-mau/").status_code == 200
    file = SimpleUploadedFile("chi-tieu.xlsx", world.order(WATER, PLAN).content)
    sent = {"file": file, "document": "QĐ 318/QĐ-TTg", "since": "08/03/2022"}
    preview = client.post(f"{base}/nap/", sent, follow=True)
    assert "Xem trước: 2 chỉ tiêu mới, 0 đổi, 0 giữ nguyên" in preview.content.decode()
    seen = {"fingerprint": preview.context["preview"].fingerprint}
    done = client.post(preview.request["PATH_INFO"], seen, follow=True).content.decode()
    assert "Đã nạp: 2 chỉ tiêu mới" in done
    assert "bạn đã nhập" in done
    assert "0/" not in done
    client.force_login(world.people["son"])
    keys = [line.key for line in world.waiting("son") if line.indicator]
    form = {"dong": keys, "document": "QĐ 318/QĐ-TTg", "page": "Phụ lục I"}
    signed = client.post(f"{base}/kiem-chung/", form, follow=True).content.decode()
    assert "Đã kiểm chứng 2 dòng" in signed
    assert Indicator.objects.filter(verified_by=world.people["son"]).count() == 2
    assert "đã nạp 2 chỉ tiêu" in client.get("/tieu-chi/").content.decode()


def test_page_tells_what_waits_for_others_from_nothing_at_all(client, world):
    page = f"/tieu-chi/{world.law.code}/kiem-chung/"
    client.force_login(world.people["lan"])
    said = client.get(page).content.decode()
    assert "không có dòng nào chờ bạn kiểm chứng" in said
    assert "Còn 3 dòng chờ kiểm chứng, ngoài phạm vi bạn được ghi" in said
    assert "không còn gì chờ kiểm chứng" not in said
    world.law.criteria.update(verified_by=world.people["son"], verified_on=START)
    said = client.get(page).content.decode()
    assert "không còn gì chờ kiểm chứng" in said and "ngoài phạm vi bạn được ghi:" not in said


def test_pages_are_for_those_who_may_write_the_set(client, world):
    base = f"/tieu-chi/{world.law.code}"
    clerk = builders.officer("thai", world.province)
    client.force_login(world.people["lan"])
    assert client.get(f"{base}/nap/").status_code == 403
    client.force_login(clerk)
    for page in (f"{base}/nap/", f"{base}/kiem-chung/", "/tieu-chi/kiem-chung/"):
        assert client.get(page).status_code == 403
    world.law.issued_by = world.province
    world.law.save()
    client.force_login(world.people["lan"])
    assert client.get(f"{base}/nap/").status_code == 200
    world.law.issued_by = builders.province("Gia Lai", "64")
    world.law.save()
    assert client.get(f"{base}/nap/").status_code == 404
    assert client.get(f"{base}/kiem-chung/").status_code == 404
