"""The pages that take in a sheet of tasks, as bà Lan, and as those who may not."""

import io

import openpyxl
import pytest

from communes.admin.sheets import PrivateUpload
from directives.models import Assignment, Task
from tests import builders, directive_builders
from tests.house_rules import inline_code
from tests.task_sheet_builders import ALLOWED, World, officer, row

pytestmark = pytest.mark.django_db
GOOD = [row(1, "Sở Y tế; các huyện, thành phố"), row(2, "xã Đăk Pxi", criteria="11")]
SAID_OF_PAGE = "Nhập nhiệm vụ từ biểu là việc của cán bộ cấp tỉnh"


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def lan(world, client):
    """A browser signed in as bà Lan."""
    client.force_login(world.lan)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def upload(browser, world, rows=GOOD, **asked):
    """Upload and follow to the preview."""
    return browser.post(world.url, world.form(rows, **asked), follow=True)


def apply(browser, preview, **fields):
    seen = {"fingerprint": preview.context["preview"].fingerprint, **fields}
    return browser.post(preview.request["PATH_INFO"], seen, follow=True)


def test_upload_preview_apply_result(lan, world):
    preview = upload(lan, world)
    assert "Xem trước: 2 nhiệm vụ mới, 4 việc giao mới" in text(preview)
    assert "Chủ trì, hạn 28/06/2024: Sở Y tế; huyện Đăk Hà; huyện Tu Mơ Rông" in text(preview)
    assert not Task.objects.exists()
    result = apply(lan, preview)
    assert result.request["PATH_INFO"].endswith("/ket-qua/")
    assert "Đã thêm 2 nhiệm vụ, giao 4 việc" in text(result)
    assert Assignment.objects.count() == 4
    assert not list(PrivateUpload.folder().iterdir())


def test_upload_of_the_same_sheet_again_changes_nothing(lan, world):
    apply(lan, upload(lan, world))
    preview = upload(lan, world)
    assert "Xem trước: 0 nhiệm vụ mới, 0 việc giao mới" in text(preview)
    assert "Không có gì mới, kết thúc" in text(preview)
    assert "Biểu không có gì mới: 0 nhiệm vụ, 0 việc được thêm" in text(apply(lan, preview))
    assert (Task.objects.count(), Assignment.objects.count()) == (2, 4)


def test_preview_with_faults_lists_each_and_offers_no_way_on(lan, world):
    preview = upload(lan, world, [row(1, "Sở Lạ", role="Khác"), row(2)])
    page = text(preview)
    assert "Biểu có 2 lỗi, chưa ghi gì" in page
    assert "<b>F2</b>: Không có cơ quan “Sở Lạ”" in page
    assert "<b>G2</b>: “Khác” không phải vai trò" in page
    assert "Áp dụng:" not in page
    assert "Biểu còn lỗi nên chưa ghi gì" in text(apply(lan, preview))
    assert not Task.objects.exists()


def test_upload_that_is_no_sheet_stays_on_the_form_with_the_set_kept(lan, world):
    page = upload(lan, world, content=b"%PDF-1.4")
    assert "Tệp không phải bảng tính" in text(page)
    assert f'<option value="{world.set.pk}" selected>' in text(page)
    page = lan.post(world.url, {})
    assert "Chọn tệp biểu nhiệm vụ." in text(page)
    assert "Chọn bộ tiêu chí." in text(page)


def test_preview_overtaken_is_shown_again(lan, world):
    preview = upload(lan, world)
    directive_builders.task(world.directive, 1, name="Nhiệm vụ 1")
    again = apply(lan, preview)
    assert "đã đổi sau khi xem trước" in text(again)
    assert "1/2 nhiệm vụ mới" in text(again)
    assert not Assignment.objects.exists()


def test_preview_cancelled_forgets_the_sheet(lan, world):
    preview = upload(lan, world)
    apply(lan, preview, cancel="1")
    assert not list(PrivateUpload.folder().iterdir())
    assert lan.get(preview.request["PATH_INFO"]).status_code == 404
    assert not Task.objects.exists()


def test_preview_belongs_to_who_uploaded_it_and_to_its_directive(lan, world, client):
    address = upload(lan, world).request["PATH_INFO"]
    other = directive_builders.directive(world.province, "06/CT-UBND")
    assert lan.get(address.replace(world.directive.key, other.key)).status_code == 404
    client.force_login(officer("minh", world.province))
    assert client.get(address).status_code == 404
    assert client.get(f"{world.url}khong-co/").status_code == 404


def test_two_sheets_wait_side_by_side(lan, world):
    first, second = upload(lan, world), upload(lan, world, [row(7, "Sở Y tế")])
    apply(lan, first)
    apply(lan, second)
    assert sorted(Task.objects.values_list("position", flat=True)) == [1, 2, 7]


@pytest.mark.parametrize("page", ["", "bieu-mau/", "abc/", "abc/ket-qua/"])
@pytest.mark.parametrize(
    ("permissions", "place", "status"),
    [
        (["view_directive"], "province", 403),
        (["view_directive", "direct_assignment"], "province", 403),
        (["view_directive", "add_task"], "province", 403),
        (ALLOWED, "dak_ha", 403),
        (ALLOWED, "pxi", 403),
        (ALLOWED, None, 404),
    ],
)
def test_pages_are_closed_to_others(client, world, page, permissions, place, status):
    client.force_login(officer("other", getattr(world, place) if place else None, permissions))
    for answer in (client.get(world.url + page), client.post(world.url + page)):
        assert answer.status_code == status
        assert (SAID_OF_PAGE in text(answer)) == (status == 403)


def test_pages_of_another_province_are_not_found(client, world):
    client.force_login(officer("other", builders.province("Gia Lai", "64")))
    assert client.get(world.url).status_code == 404
    client.logout()
    assert client.get(world.url).status_code == 302


def test_pages_say_what_is_illustrative_and_hold_no_inline_code(lan, world):
    world.directive.illustrative_note = "Nhiệm vụ là minh họa."
    world.directive.save()
    pages = [lan.get(world.url), upload(lan, world)]
    pages.append(apply(lan, pages[1]))
    for page in pages:
        assert "Nhiệm vụ là minh họa." in text(page)
        assert not inline_code(page.content.decode())


def test_template_is_downloaded_under_the_number_of_the_directive(lan, world):
    response = lan.get(f"{world.url}bieu-mau/")
    assert response["Content-Disposition"] == 'attachment; filename="nhiem-vu-05-ct-ubnd.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet["A1"].value == "Biểu nhiệm vụ của Chỉ thị số 05/CT-UBND"
