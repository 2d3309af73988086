"""Import and export pages: preview, confirm, and what travels in lists of officers and of results."""

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from communes.admin.sheets import PrivateUpload
from communes.models import Agency, Officer, Province
from communes.resources import OfficerResource
from communes.resources.files import CsvFile, SheetFile, XlsxFile
from criteria.actions import undo_batch
from criteria.models import CriterionResult, ImportBatch, ResultChange, Standing
from criteria.resources import CriterionResultResource
from tests.admin_world import FOREIGN, build
from tests.house_rules import inline_code
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

HEADINGS = ["Mã tỉnh", "Tên cơ quan, đơn vị", "Tên viết tắt", "Loại"]
HEALTH = ["62", "Sở Y tế", "Sở Y tế", "Sở, ban, ngành"]
RESULT = ["Mã bộ tiêu chí", "Mã tỉnh", "Số liệu đến ngày", "Mã xã", "Số tiêu chí", "Loại đánh giá", "Kết quả"]
ROUND = ["xa-ntm-2021-2025", "62", "31/12/2023"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


def upload(client, *rows, headings=HEADINGS, file=XlsxFile, name="co-quan.xlsx"):
    content = file().export_data(tablib.Dataset(*rows, headers=headings))
    return client.post(
        reverse("admin:communes_agency_import"),
        {"format": "0", "resource": "0", "import_file": SimpleUploadedFile(name, content)},
    )


def confirm(client, page, **changes):
    data = {**page.context["confirm_form"].initial, **changes}
    return client.post(reverse("admin:communes_agency_process_import"), data, follow=True)


def test_page_previews_then_applies(client, world):
    client.force_login(world.people["lan"])
    page = upload(client, HEALTH)
    assert "1 dòng mới, 0 dòng đổi" in page.content.decode()
    assert not inline_code(page.content.decode())
    assert not Agency.objects.filter(name="Sở Y tế").exists()
    done = confirm(client, page)
    assert "Đã nhập: 1 mới, 0 đổi, 0 giữ nguyên." in done.content.decode()
    assert (
        Agency.objects.get(name="Sở Y tế").history.get().history_change_reason == "Nhập từ tệp co-quan.xlsx"
    )
    assert not list(PrivateUpload.folder().iterdir())


def test_page_shows_every_fault_and_offers_no_confirmation(client, world):
    client.force_login(world.people["lan"])
    page = upload(client, ["99", "", "S", "Chợ"], file=CsvFile)
    html = page.content.decode()
    assert "confirm_form" not in page.context
    assert "Có 3 lỗi, chưa ghi gì" in html
    assert all(f"<td>{cell}</td>" in html for cell in ("A2", "B2", "D2"))
    assert not inline_code(html)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 damaged"])
def test_page_refuses_what_is_no_sheet_in_a_sentence(client, world, content):
    client.force_login(world.people["lan"])
    file = SimpleUploadedFile("bieu.xlsx", content)
    page = client.post(reverse("admin:communes_agency_import"), {"format": "0", "import_file": file})
    assert page.status_code == 200
    [message] = page.context["form"].errors["import_file"]
    assert message.endswith(".") and "Error" not in message


def test_page_refuses_a_file_too_large(client, world, settings):
    settings.STATUS_SHEET_MAX_BYTES = 10
    client.force_login(world.people["lan"])
    assert upload(client, HEALTH).context["form"].errors["import_file"]


def test_page_confirms_only_what_this_officer_uploaded(client, world):
    client.force_login(world.people["lan"])
    page = upload(client, HEALTH)
    client.force_login(world.people["boss"])
    assert "hết hiệu lực" in confirm(client, page).content.decode()
    client.force_login(world.people["lan"])
    page = upload(client, HEALTH)
    assert "hết hiệu lực" in confirm(client, page, import_file_name="../../etc/passwd").content.decode()
    assert not Agency.objects.filter(name="Sở Y tế").exists()


def test_page_says_when_the_data_changed_since_the_preview(client, world):
    client.force_login(world.people["lan"])
    page = upload(client, ["64", FOREIGN, "Sở NN", "Sở, ban, ngành"], HEALTH)
    assert "confirm_form" not in page.context
    page = upload(client, HEALTH)
    Province.objects.filter(pk=world.home["province"].pk).update(code="61")
    done = confirm(client, page)
    assert "chưa ghi gì" in done.content.decode()
    assert not Agency.objects.filter(name="Sở Y tế").exists()


def test_page_applies_nothing_but_what_was_previewed(client, world):
    client.force_login(world.people["lan"])
    agency = world.home["agency"]
    page = upload(client, ["62", agency.name, "Sở NN&MT", "Sở, ban, ngành"])
    assert page.context["result"].change_count == 1
    Agency.objects.filter(pk=agency.pk).update(short_name="Sở NN&PTNT")
    done = confirm(client, page)
    assert "Số liệu đã đổi sau khi xem trước" in done.content.decode()
    assert Agency.objects.get(pk=agency.pk).short_name == "Sở NN&PTNT"


def test_batch_says_what_an_empty_cell_meant_in_words(client, world):
    client.force_login(world.people["lan"])
    html = client.get(
        f"/quan-tri/criteria/importbatch/{world.home['importbatch'].pk}/change/"
    ).content.decode()
    assert "Chưa có số liệu" in html
    assert "no-data" not in html


def test_page_needs_permission_to_add_and_change(client, world):
    reader = Officer.objects.create_user(
        "doc", is_staff=True, scope_level="province", scope_province=world.home["province"]
    )
    client.force_login(reader)
    assert client.get(reverse("admin:communes_agency_import")).status_code == 403
    assert client.get(reverse("admin:communes_agency_export")).status_code == 403


# Officers


def test_officers_go_out_without_passwords(world):
    sheet = OfficerResource(officer=world.people["lan"]).export()
    assert "password" not in " ".join(sheet.headers).lower()
    assert "pbkdf2" not in sheet.export("csv") and "md5" not in sheet.export("csv")
    assert FOREIGN.lower() not in sheet.export("csv").lower()


def test_officers_come_in_without_powers(world):
    headings = ["Tên đăng nhập", "Tên", "Phạm vi phụ trách", "Mã đơn vị phụ trách", "Nhóm quyền"]
    rows = ["moi", "Hoa", "Một xã", "62503", "Quản trị"]
    result = OfficerResource(officer=world.people["lan"]).import_data(tablib.Dataset(rows, headers=headings))
    assert (result.new_count, result.error_count) == (1, 0)
    added = Officer.objects.get(username="moi")
    assert (added.is_superuser, added.is_staff, added.has_usable_password()) == (False, False, False)
    assert (added.scope_commune, list(added.groups.all())) == (world.home["commune"], [])


@pytest.mark.parametrize(
    "row",
    [
        ["moi", "Cả nước", ""],
        ["moi", "Một tỉnh", "64"],
        ["moi", "", ""],
        ["moi", "Một xã", ""],
        ["boss", "Một tỉnh", "62"],
        ["lan", "Một huyện", "625"],
    ],
)
def test_officers_beyond_the_scope_are_refused(world, row):
    headings = ["Tên đăng nhập", "Phạm vi phụ trách", "Mã đơn vị phụ trách"]
    result = OfficerResource(officer=world.people["lan"]).import_data(tablib.Dataset(row, headers=headings))
    assert result.error_count
    assert not Officer.objects.filter(username="moi").exists()
    assert Officer.objects.get(username="lan").scope_level == "province"


# Results


def record(officer, *rows, headings=RESULT):
    dataset = tablib.Dataset(*rows, headers=headings)
    return CriterionResultResource(officer=officer).import_data(dataset, file_name="ket-qua.xlsx")


def test_results_go_out_and_come_back_unchanged(world):
    lan = world.people["lan"]
    sheet = CriterionResultResource(officer=lan).export()
    assert len(sheet) == 5
    again = SheetFile().create_dataset(XlsxFile().export_data(sheet))
    result = CriterionResultResource(officer=lan).import_data(again)
    assert (result.same_count, result.written_count, result.error_count) == (5, 0, 0)


def test_results_are_recorded_as_a_batch_that_can_be_undone(world):
    lan = world.people["lan"]
    result = record(
        lan,
        [*ROUND, "62503", 1, "Tỉnh thẩm định", "Chưa đạt", "Rà soát lại"],
        [*ROUND, 62503.0, "3", "tỉnh thẩm định", "Cơ bản đạt", ""],
        headings=[*RESULT, "Lý do bị tụt"],
    )
    assert (result.new_count, result.change_count, result.error_count) == (1, 1, 0)
    [batch] = result.batches
    assert (batch.file_name, batch.rows, batch.applied_by) == ("ket-qua.xlsx", 1, lan)
    standing = world.home["standing"]
    assert Standing.objects.get(pk=standing.pk).outcomes == "NMB"
    reasons = ResultChange.objects.filter(batch=batch, source="sheet", by=lan).values_list("lapse_reason")
    assert sorted(reasons) == [("",), ("recheck",)]
    undo_batch(batch=batch, by=lan)
    assert Standing.objects.get(pk=standing.pk).outcomes == "MM."


def test_results_take_a_judgement_back_in_words_only(world):
    row = [*ROUND, "62503", 1, "Tỉnh thẩm định"]
    assert record(world.people["lan"], [*row, ""]).error_count == 1
    assert record(world.people["lan"], [*row, "Chưa có số liệu"]).change_count == 1
    assert Standing.objects.get(pk=world.home["standing"].pk).outcomes == ".M."


@pytest.mark.parametrize(
    ("person", "row", "cells"),
    [
        ("lan", [*ROUND, "62503", 9, "Tỉnh thẩm định", "Đạt"], ["E2"]),
        ("lan", [*ROUND, "62999", 1, "Tỉnh thẩm định", "gần xong"], ["D2", "G2"]),
        ("lan", ["xa-ntm-2021-2025", "64", "31/12/2023", "64503", 1, "Tỉnh thẩm định", "Đạt"], ["C2", "D2"]),
        ("lan", ["xa-ntm-2021-2025", "62", "31/12/2024", "62503", 1, "Tỉnh thẩm định", "Đạt"], ["C2"]),
        ("nam", [*ROUND, "62503", 1, "Tỉnh thẩm định", "Chưa đạt"], ["F2"]),
        ("thai", [*ROUND, "62506", 1, "Xã tự đánh giá", "Đạt"], ["D2"]),
    ],
)
def test_results_that_may_not_be_recorded_are_faults(world, person, row, cells):
    result = record(world.people[person], row)
    assert [error.cell for error in result.cell_errors()] == cells
    assert ImportBatch.objects.count() == 2


def test_results_of_a_closed_round_are_refused(world):
    round = world.home["round"]
    type(round).objects.filter(pk=round.pk).update(closed_at="2024-01-05T00:00:00Z")
    result = record(world.people["lan"], [*ROUND, "62503", 1, "Tỉnh thẩm định", "Chưa đạt"])
    assert "đã khóa" in result.cell_errors()[0].message
    assert (
        CriterionResult.objects.get(standing=world.home["standing"], criterion__number=1).appraised_outcome
        == "M"
    )
