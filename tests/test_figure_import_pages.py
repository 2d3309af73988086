"""The pages and the command of entry sheets of figures, as those who use them and those who may not."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from criteria.models import BatchKind, ImportBatch, IndicatorResult, PendingUpload, Round
from tests import builders
from tests.entry_builders import entry_world, in_group
from tests.figure_sheet_builders import change, filled, form_of, kept, opened, own_file, row_of, typed
from tests.sheet_builders import xlsx


@pytest.fixture
def world(db):
    return entry_world()


@pytest.fixture
def page(world, client):
    """A browser signed in as the officer who enters for the first commune."""
    client.force_login(world.officer)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def mine(world, **indicators) -> bytes:
    """The officer's own form, filled in."""
    return filled(form_of(world.round, world.officer), world.communes[0], **indicators)


def send(page, world, content: bytes, name="bieu.xlsx"):
    """Upload and follow to the preview."""
    sent = {"file": SimpleUploadedFile(name, content)}
    return page.post(f"/nhap-lieu/ky/{world.round.pk}/tai-len/", sent, follow=True)


def apply(page, preview, **more):
    fields = {"fingerprint": preview.context["preview"].fingerprint, **more}
    return page.post(preview.request["PATH_INFO"], fields, follow=True)


def names_in(response) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return {sheet.cell(at, 2).value for at in range(7, sheet.max_row - 3)}


def test_upload_preview_apply_undo(page, world):
    preview = send(page, world, mine(world, i1_2={"Kỳ này": 55}, i1_4={"Kỳ này": "Có"}))
    assert "Xem trước: 4 dòng, 2 thay đổi, 2 giữ nguyên, 0 cảnh báo, 0 lỗi" in text(preview)
    assert "<td>1.4</td><td>chưa có số liệu</td><td>Có, Đạt</td>" in text(preview)
    assert not IndicatorResult.objects.exists()
    done = apply(page, preview)
    assert done.request["PATH_INFO"] == "/nhap-lieu/lo/1/"
    assert "Đã áp dụng 2 ô số liệu thành lô số 1." in text(done)
    assert "Các số liệu đã ghi: 2" in text(done)
    assert not PendingUpload.objects.exists()
    assert "Số liệu chỉ tiêu" in text(page.get("/nhap-lieu/"))
    assert "2 ô của 1 xã trở về như trước lô" in text(page.get("/nhap-lieu/lo/1/hoan-tac/"))
    undone = page.post("/nhap-lieu/lo/1/hoan-tac/", follow=True)
    assert "Đã hoàn tác lô số 1: 2 ô trở về như trước." in text(undone)
    assert kept(world, world.communes[0], world.loose).value is None


def test_same_file_again_makes_no_batch(page, world):
    content = mine(world, i1_2={"Kỳ này": 55})
    apply(page, send(page, world, content))
    again = send(page, world, content)
    assert "0 thay đổi, 4 giữ nguyên" in text(again)
    assert "Không có gì thay đổi, kết thúc" in text(again)
    assert "0 ô thay đổi nên không lập lô mới" in text(apply(page, again))
    assert ImportBatch.objects.count() == 1


def test_errors_are_listed_and_only_valid_rows_can_be_applied(page, world):
    preview = send(page, world, mine(world, i1_2={"Kỳ này": "nhiều"}, i1_4={"Kỳ này": "Có"}))
    assert "<title>Lỗi: " in text(preview)
    assert "“nhiều” không phải là số." in text(preview)
    assert "còn 1 dòng lỗi nên chưa ghi gì" in text(apply(page, preview))
    done = apply(page, preview, valid_only="1")
    assert "chỉ các dòng hợp lệ" in text(done)
    assert kept(world, world.communes[0], world.asked).answer == "yes"
    assert kept(world, world.communes[0], world.loose) is None


def test_conflict_is_settled_by_the_officer(page, world):
    content = mine(world, i1_2={"Kỳ này": 55})
    typed(world, world.communes[0], world.loose, world.officer, value=Decimal(52))
    preview = send(page, world, content)
    assert "1 xung đột" in text(preview)
    assert "(thai, " in text(preview)
    theirs = apply(page, preview)
    assert "0 ô thay đổi nên không lập lô mới" in text(theirs)
    again = send(page, world, content)
    name = f"keep-{world.communes[0].pk}-{world.loose.pk}"
    assert f'name="{name}" value="mine"' in text(again)
    apply(page, again, **{name: "mine"})
    assert kept(world, world.communes[0], world.loose).value == 55


def test_figures_changed_between_preview_and_apply_are_shown_again(page, world):
    preview = send(page, world, mine(world, i1_2={"Kỳ này": 55}))
    typed(world, world.communes[0], world.loose, value=Decimal(52))
    shown = apply(page, preview)
    assert "Số liệu của kỳ đã đổi sau khi xem trước" in text(shown)
    assert "1 xung đột" in text(shown)
    assert kept(world, world.communes[0], world.loose).value == 52


def test_error_file_marks_the_cells_and_keeps_what_was_typed(page, world):
    typed(world, world.communes[0], world.loose, value=Decimal(50))
    content = mine(world, i1_1={"Tử số": "mười", "Mẫu số": 20}, i1_2={"Kỳ này": 55}, i1_4={"Kỳ này": "Có"})
    typed(world, world.communes[0], world.loose, value=Decimal(52))
    preview = send(page, world, content)
    sent = page.get(f"{preview.request['PATH_INFO']}loi.xlsx")
    sheet = opened(sent.content)
    before = opened(content)
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert values == [[cell.value for cell in line] for line in before.iter_rows()]
    bad = sheet.cell(row_of(sheet, "Xã Xã số 01", "1.1"), 9)
    assert "“mười” không phải là số" in bad.comment.text
    assert bad.fill.start_color.rgb.endswith("F4B6B2")
    conflict = sheet.cell(row_of(sheet, "Xã Xã số 01", "1.2"), 11)
    assert "cổng đang có 52; tệp ghi 55" in conflict.comment.text
    assert sheet.protection.sheet
    assert sheet.cell(row_of(sheet, "Xã Xã số 01", "1.4"), 11).comment is None


def test_error_file_of_a_csv_is_a_workbook(page, world):
    rows = "Xã,Mã,Kỳ này\nXã Xã số 01,1.4,có lẽ\nXã Xã số 01,1.2,=1+1\n"
    preview = send(page, world, rows.encode("utf-8-sig"), "bieu.csv")
    sheet = opened(page.get(f"{preview.request['PATH_INFO']}loi.xlsx").content)
    assert [cell.value for cell in sheet[2]] == ["Xã Xã số 01", "1.4", "có lẽ"]
    assert [sheet["C3"].value, sheet["C3"].data_type] == ["=1+1", "s"] or sheet["C3"].value == "'=1+1"
    assert "Chọn “Có” hoặc “Không”" in sheet["C2"].comment.text


def test_file_of_another_round_is_refused_on_the_upload_page(page, world):
    shown = send(page, world, form_of(world.before, world.officer))
    assert "Tệp này là biểu của kỳ “Kỳ 31/12/2022”" in text(shown)
    assert not PendingUpload.objects.exists()


def test_upload_without_a_file_says_so(page, world):
    shown = page.post(f"/nhap-lieu/ky/{world.round.pk}/tai-len/", {})
    assert "Chọn tệp biểu số liệu." in text(shown)


def test_too_large_a_file_is_refused(page, world, settings):
    settings.STATUS_SHEET_MAX_BYTES = 1000
    assert "Tệp lớn hơn mức cho phép" in text(send(page, world, mine(world)))


def test_preview_shows_no_more_than_two_hundred_rows(client, world):
    rows = [["Xã Lạ", "", "1.1", 1, 2, "", ""] for _ in range(205)]
    client.force_login(in_group(builders.officer("hoa", world.round.province), "Nhập liệu"))
    shown = send(client, world, own_file(*rows))
    assert "205 lỗi" in text(shown)
    assert text(shown).count("<td>Không tìm thấy xã") == 200


def test_rows_outside_the_scope_are_grouped(page, world):
    shown = send(page, world, change(world, i1_4={"Kỳ này": "Có"}))
    assert "8 dòng ở ngoài phạm vi phụ trách của bạn" in text(shown)
    assert "Xã số 02" not in text(shown)
    errors = text(page.get(shown.request["PATH_INFO"] + "?xem=loi"))
    assert "Lỗi (8)" in errors and "Không có dòng nào." not in errors
    assert errors.count("<td>Xã ở ngoài phạm vi phụ trách của bạn; bỏ dòng này.</td>") == 8


def test_empty_workbook_is_not_called_by_another_sheets_name(page, world):
    said = text(send(page, world, xlsx([])))
    assert "Tệp rỗng, không có ô nào ghi gì" in said and "biểu tổng hợp." not in said


def test_template_follows_scope_and_choice(client, world):
    address = f"/nhap-lieu/ky/{world.round.pk}/bieu-mau/"
    here, there = world.communes[0].district, world.foreign.district
    client.force_login(in_group(builders.officer("nga", here), "Nhập liệu"))
    assert names_in(client.get(address)) == {"Xã Xã số 01", "Xã Xã số 02"}
    assert client.get(f"{address}?huyen={there.code}").status_code == 404
    assert client.get(f"{address}?xa={world.foreign.code}").status_code == 404
    client.force_login(in_group(builders.officer("hoa", here.province), "Nhập liệu"))
    sent = client.get(f"{address}?huyen={there.code}")
    assert names_in(sent) == {"Xã Diên Bình"}
    assert sent["Content-Disposition"] == 'attachment; filename="so-lieu-chi-tieu-' + (
        f'{world.foreign.code}-2023-12-31.xlsx"'
    )
    assert names_in(client.get(f"{address}?xa={world.communes[0].code}")) == {"Xã Xã số 01"}


def test_pages_let_in_only_who_enters_figures_here(client, world):
    home, elsewhere = world.round.province, builders.province("Gia Lai", "64")
    addresses = [f"/nhap-lieu/ky/{world.round.pk}/{name}/" for name in ("bieu-mau", "tai-len")]
    assert client.get(addresses[0]).status_code == 302
    for username, scope, group, expected in [
        ("doc", home, "Chỉ đạo", 403),
        ("tra", home, "Thẩm tra", 403),
        ("khach", None, "Nhập liệu", 403),
        ("xa", elsewhere, "Nhập liệu", 404),
        ("nhap", home, "Nhập liệu", 200),
    ]:
        client.force_login(in_group(builders.officer(username, scope), group))
        assert {client.get(address).status_code for address in addresses} == {expected}, username


def test_upload_of_another_officer_is_not_found(page, client, world):
    preview = send(page, world, mine(world, i1_4={"Kỳ này": "Có"}))
    client.force_login(in_group(builders.officer("hoa", world.round.province), "Nhập liệu"))
    for ending in ("", "loi.xlsx"):
        assert client.get(f"{preview.request['PATH_INFO']}{ending}").status_code == 404
    upload = PendingUpload.objects.get()
    assert upload.kind == BatchKind.FIGURES
    client.force_login(world.officer)
    assert client.get(f"/nhap-lieu/xem-truoc/{upload.pk}/").status_code == 404


def test_cancel_forgets_the_file(page, world):
    preview = send(page, world, mine(world, i1_4={"Kỳ này": "Có"}))
    page.post(preview.request["PATH_INFO"], {"cancel": "1"})
    assert not PendingUpload.objects.exists()
    assert not IndicatorResult.objects.exists()


def test_pages_of_an_illustrative_round_say_so(page, world):
    Round.objects.filter(pk=world.round.pk).update(illustrative=True, illustrative_note="Số liệu thử.")
    assert "Số liệu thử." in text(page.get(f"/nhap-lieu/ky/{world.round.pk}/tai-len/"))
    assert "Số liệu thử." in text(send(page, world, mine(world, i1_4={"Kỳ này": "Có"})))


@pytest.mark.parametrize("communes", [1, 12])
def test_preview_asks_a_fixed_number_of_queries(client, db, communes, django_assert_max_num_queries):
    world = entry_world(communes)
    client.force_login(in_group(builders.officer("nga", world.communes[0].district), "Nhập liệu"))
    content = own_file(*[[place.full_name, "", "1.4", "", "", "Có", ""] for place in world.communes])
    address = send(client, world, content).request["PATH_INFO"]
    with django_assert_max_num_queries(28):
        assert f"{communes} thay đổi" in text(client.get(address))


def test_command_previews_then_applies(world, tmp_path, capsys):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(change(world, i1_4={"Kỳ này": "Có"}))
    call_command("import_figures", path, round=world.round.pk, json=True)
    told = json.loads(capsys.readouterr().out)
    assert [told["rows"], told["changed"], told["unchanged"], told["batch"]] == [12, 1, 11, None]
    assert not IndicatorResult.objects.exists()
    call_command("import_figures", path, round=world.round.pk, apply=True)
    assert "Đã áp dụng: Lô số 1." in capsys.readouterr().out


def test_command_writes_nothing_when_there_are_errors(world, tmp_path, capsys):
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(change(world, i1_2={"Kỳ này": "nhiều"}, i1_4={"Kỳ này": "Có"}))
    with pytest.raises(CommandError, match="Còn lỗi"):
        call_command("import_figures", path, round=world.round.pk, apply=True)
    assert not IndicatorResult.objects.exists()
    with pytest.raises(SystemExit):
        call_command("import_figures", path, round=world.round.pk, apply=True, json=True)
    call_command("import_figures", path, round=world.round.pk, apply=True, valid_only=True)
    assert IndicatorResult.objects.count() == 1
    with pytest.raises(CommandError, match="Không có kỳ báo cáo số 999999"):
        call_command("import_figures", path, round=999999)
