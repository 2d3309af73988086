"""Pages of sheets of money: choosing, downloading, uploading, previewing, applying, undoing."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from criteria.models import ChangeSource
from funding.actions import record_allocations
from funding.allocation_template import FIRST_ROW
from funding.models import Allocation, FundingBatch
from tests import builders
from tests.house_rules import inline_code
from tests.money_sheets import COLUMN, Book
from tests.money_world import MILLION, PAY, YEAR, allow, nam, world

__all__ = ["nam", "world"]

pytestmark = pytest.mark.django_db

SHEET = reverse("funding-sheet")


def where(place, year=YEAR, kind="huyen") -> str:
    return f"?noi={kind}-{place.pk}&nam={year}"


def uploaded(client, book: Book | bytes, address: str):
    content = book if isinstance(book, bytes) else book.content
    return client.post(address, {"file": SimpleUploadedFile("von.xlsx", content)})


def preview(client, world, book: Book) -> str:
    """The address of the preview of a sheet that can be read."""
    response = uploaded(client, book, SHEET + where(world.district))
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def apply(client, address: str, **typed):
    page = client.get(address)
    seen = page.context["preview"].fingerprint
    return client.post(address, {"fingerprint": seen, **typed}, follow=True)


def text_of(response) -> str:
    html = response.content.decode()
    assert not inline_code(html)
    return html


def test_form_is_downloaded_for_a_place_year_and_programme(nam, world):
    response = nam.get(reverse("funding-template") + where(world.district) + "&ct=ntm")
    assert response["Content-Disposition"] == 'attachment; filename="von-2023-huyen-dak-ha-ct-ntm.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet.cell(FIRST_ROW + 1, COLUMN["place"]).value == "Huyện Đăk Hà"
    assert sheet.cell(FIRST_ROW + 13, COLUMN["place"]).value is None


@pytest.mark.parametrize("place", ["home", "away"])
def test_form_of_a_place_outside_the_scope_is_not_found(nam, world, place):
    kind = "tinh" if place == "home" else "huyen"
    address = where(getattr(world, place), kind=kind)
    assert nam.get(reverse("funding-template") + address).status_code == 404


@pytest.mark.parametrize("place", ["home", "away"])
def test_page_for_a_place_outside_the_scope_is_not_found_rather_than_anothers(nam, world, place):
    kind = "tinh" if place == "home" else "huyen"
    address = SHEET + where(getattr(world, place), kind=kind)
    assert nam.get(address).status_code == nam.post(address).status_code == 404
    assert nam.get(f"{SHEET}?noi=huyen-{'9' * 30}").status_code == 404


def test_page_starts_in_a_year_the_places_stood_and_says_when_another_is_shown(nam, world):
    world.district.communes.update(valid_to=date(YEAR, 6, 30))
    type(world.district).objects.filter(pk=world.district.pk).update(valid_to=date(YEAR, 6, 30))
    first = nam.get(SHEET)
    assert first.context["choice"].year == YEAR and "Tải biểu mẫu" in text_of(first)
    later = text_of(nam.get(SHEET + where(world.district, YEAR + 1)))
    assert f"Năm {YEAR + 1} không có đơn vị nào" in later and 'name="nam"' in later


def test_place_that_did_not_stand_in_the_year_is_said_to_be_another(nam, world):
    commune = world.district.communes.first()
    type(commune).objects.filter(pk=commune.pk).update(valid_to=date(YEAR - 1, 6, 30))
    page = text_of(nam.get(SHEET + where(commune, kind="xa")))
    assert f"Năm {YEAR} không có đơn vị đã chọn" in page
    assert "không có đơn vị đã chọn" not in text_of(nam.get(SHEET + where(world.district)))


def test_sheet_is_uploaded_previewed_applied_and_undone(nam, world):
    record_allocations(entries=[world.entry(planned=1)], by=world.officers["minh"], source=ChangeSource.TYPED)
    book = Book(world).fill(planned=5 * MILLION + 1, planned_document="12/QĐ").fill(source="dan", disbursed=7)
    address = preview(nam, world, book)
    page = text_of(nam.get(address))
    assert "Xem trước: 24 dòng, 2 thay đổi, 22 giữ nguyên, 0 lỗi" in page
    assert 'data-label="Cộng trong tệp">5,000001<' in page
    assert 'data-label="Trên cổng sau khi áp dụng">5,000001<' in page
    assert not FundingBatch.objects.exists()
    done = text_of(apply(nam, address))
    assert "Đã áp dụng 2 dòng thành Lô vốn số 1" in done
    assert "Kế hoạch 5,000001 (12/QĐ)" in done
    assert nam.get(address).status_code == 404
    assert "von.xlsx" in text_of(nam.get(reverse("funding-batches")))
    undo = reverse("funding-undo", args=[1])
    assert "2 dòng trở về như trước lô" in text_of(nam.get(undo))
    assert not FundingBatch.objects.filter(undone_at__isnull=False).exists()
    assert "Đã hoàn tác Lô vốn số 1: 2 dòng" in text_of(nam.post(undo, follow=True))
    assert Allocation.objects.get(capital_source=world.sources["ns-tinh"]).planned == 1
    assert "đã được hoàn tác" in text_of(nam.post(undo, follow=True))


def test_batch_says_what_it_was_for_and_one_that_changed_nothing_is_not_undone(nam, world):
    apply(nam, preview(nam, world, Book(world).fill(planned=5).fill(world.second, planned=6)))
    page = nam.get(reverse("funding-batch", args=[1]))
    assert f"· Huyện Đăk Hà, {YEAR} ·" in text_of(page) and "Hoàn tác lô này" in text_of(page)
    apply(nam, preview(nam, world, Book(world).fill(source="dan", planned=7)))
    assert f"· Xã Đăk Pxi, {YEAR} ·" in text_of(nam.get(reverse("funding-batch", args=[2])))
    FundingBatch.objects.get(number=2).changes.all().delete()
    page = text_of(nam.get(reverse("funding-batch", args=[2])))
    assert "lô này không đổi dòng nào" in page and "Hoàn tác lô này" not in page


def test_same_file_again_makes_no_batch(nam, world):
    book = Book(world).fill(planned=5)
    apply(nam, preview(nam, world, book))
    again = preview(nam, world, book)
    assert "0 dòng thay đổi nên không lập lô mới" in text_of(apply(nam, again))
    assert FundingBatch.objects.count() == 1


def test_sheet_of_another_year_is_refused_on_the_page_of_its_upload(nam, world):
    response = uploaded(nam, Book(world, year=2022), SHEET + where(world.district))
    assert response.status_code == 422
    assert "là biểu vốn năm 2022 của Huyện Đăk Hà" in text_of(response)


@pytest.mark.parametrize("content", [b"", b"x" * 50])
def test_files_that_are_no_sheet_are_refused(nam, world, content):
    assert uploaded(nam, content, SHEET + where(world.district)).status_code == 422


def test_bad_rows_are_listed_by_cell_and_nothing_can_be_applied(nam, world):
    book = Book(world).fill(planned="chờ", allocated=1)
    address = preview(nam, world, book)
    page = text_of(nam.get(address))
    assert f'<th scope="row">G{book.row()}</th>' in page
    assert "Một lỗi làm dừng cả biểu" in page
    assert "Biểu còn 1 lỗi" in text_of(apply(nam, address))
    assert not Allocation.objects.exists()


def test_jump_is_confirmed_on_the_page(nam, world):
    record_allocations(
        entries=[world.entry(year=YEAR - 1, planned=1)], by=world.officers["minh"], source=ChangeSource.TYPED
    )
    address = preview(nam, world, Book(world).fill(planned=10))
    assert "gấp 10 lần năm trước" in text_of(nam.get(address))
    assert "xác nhận" in text_of(apply(nam, address))
    assert "Đã áp dụng 1 dòng" in text_of(apply(nam, address, confirmed="1"))


@pytest.mark.parametrize(("choice", "planned"), [("mine", 3), ("theirs", 2), ("all", 3)])
def test_conflicts_are_chosen_on_the_page(nam, world, choice, planned):
    minh = world.officers["minh"]
    record_allocations(entries=[world.entry(planned=1)], by=minh, source=ChangeSource.TYPED)
    book = Book(world).fill(planned=3).fill(source="dan", planned=4)
    record_allocations(entries=[world.entry(planned=2)], by=minh, source=ChangeSource.TYPED)
    address = preview(nam, world, book)
    page = nam.get(address)
    [(plan, *_)] = page.context["conflicts"]
    assert "(Minh, " in text_of(page)
    apply(nam, address, **({"all_mine": "1"} if choice == "all" else {f"keep-{plan.key}": choice}))
    assert Allocation.objects.get(capital_source=world.sources["ns-tinh"]).planned == planned
    assert Allocation.objects.get(capital_source=world.sources["dan"]).planned == 4


def test_preview_that_is_no_longer_true_is_shown_again(nam, world):
    address = preview(nam, world, Book(world).fill(planned=5))
    seen = nam.get(address).context["preview"].fingerprint
    record_allocations(entries=[world.entry(planned=9)], by=world.officers["minh"], source=ChangeSource.TYPED)
    assert "đã đổi sau khi xem trước" in text_of(nam.post(address, {"fingerprint": seen}))
    assert Allocation.objects.get().planned == 9


def test_sheet_may_be_dropped(nam, world):
    address = preview(nam, world, Book(world).fill(planned=5))
    assert "Đã bỏ biểu" in text_of(nam.post(address, {"cancel": "1"}, follow=True))
    assert nam.get(address).status_code == 404


def test_sheet_of_one_officer_is_unknown_to_another(nam, world, client):
    address = preview(nam, world, Book(world).fill(planned=5))
    client.force_login(world.officers["minh"])
    assert client.get(address).status_code == 404


def test_batches_are_seen_by_the_province_and_by_who_applied_them(nam, world, client):
    apply(nam, preview(nam, world, Book(world).fill(planned=5)))
    page = reverse("funding-batch", args=[1])
    assert nam.get(page).status_code == 200
    for name, status in (("minh", 200), ("nga", 404), ("thai", 403)):
        client.force_login(world.officers[name])
        assert client.get(page).status_code == status, name


def test_officer_of_the_nation_chooses_a_province_first(client, world):
    boss = builders.officer("boss", "nation")
    allow(boss, *PAY)
    client.force_login(boss)
    world.officers["nam"] = boss
    assert "Huyện Đăk Hà" not in text_of(client.get(SHEET + "?nam=2023"))
    address = f"{SHEET}?tinh=62&noi=huyen-{world.district.pk}&nam=2023"
    assert "Huyện Đăk Hà" in text_of(client.get(address))
    response = uploaded(client, Book(world).fill(planned=5), address)
    assert "Đã áp dụng 1 dòng" in text_of(apply(client, response["Location"]))


@pytest.mark.parametrize("name", ["funding-sheet", "funding-template", "funding-batches", "funding-entry"])
def test_pages_of_money_need_the_permission(client, world, name):
    assert client.get(reverse(name))["Location"].startswith("/dang-nhap/")
    client.force_login(world.officers["thai"])
    response = client.get(reverse(name))
    assert response.status_code == 403
    assert "Nhập vốn là việc của cán bộ huyện, tỉnh" in response.content.decode()


def test_preview_asks_as_many_queries_for_one_change_as_for_many(nam, world, django_assert_max_num_queries):
    book = Book(world)
    for place in (world.commune, world.second, world.district):
        for source in ("nstw", "dan", "ns-tinh"):
            book.fill(place, source, planned=5, allocated=6)
    address = preview(nam, world, book)
    with django_assert_max_num_queries(20):
        nam.get(address)


def test_two_places_that_carried_one_code_and_name_in_the_year_are_told_apart(world, client):
    """2025: the province of before and the one of today bear one code; so does a commune of each."""
    ended, since = date(2025, 6, 30), date(2025, 7, 1)
    world.home.valid_to = ended
    world.home.save()
    heir = builders.province(world.home.name, world.home.code, valid_from=since)
    quoc = builders.officer("quoc", "nation")
    quoc.user_permissions.set(world.officers["minh"].user_permissions.all())
    client.force_login(quoc)
    address = f"{SHEET}?tinh={heir.code}&nam="
    options = {year: [label for _, label in client.get(f"{address}{year}").context["choice"].options]
               for year in (2024, 2025)}  # fmt: skip
    assert len(set(options[2025])) == len(options[2025])
    assert {"Tỉnh Kon Tum (đến 30/06/2025)", "Tỉnh Kon Tum (từ 01/07/2025)"} <= set(options[2025])
    assert "Tỉnh Kon Tum" in options[2024]
    page = client.get(f"{address}2025&noi=tinh-{heir.pk}").content.decode()
    assert "<h2>Tỉnh Kon Tum (từ 01/07/2025), năm 2025</h2>" in page
