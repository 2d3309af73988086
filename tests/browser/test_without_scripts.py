"""With scripts switched off everything reads and works the same."""

import pytest

from tests.browser.conftest import PHONE, sign_in
from tests.browser.screens import DISTRICT, PUBLIC

pytestmark = pytest.mark.browser


def test_screens_read_the_same_without_scripts(window):
    plain, scripted = window(java_script_enabled=False), window()
    for name, url in PUBLIC.items():
        plain.goto(url)
        scripted.goto(url)
        assert plain.locator("main").inner_text() == scripted.locator("main").inner_text(), name


def test_sign_in_and_out_work_without_scripts(window):
    page = window(java_script_enabled=False)
    sign_in(page, "nam")
    assert page.url.endswith("/viec-cua-toi/")
    page.get_by_role("button", name="Đăng xuất").click()
    assert page.get_by_role("link", name="Đăng nhập").is_visible()


def test_sign_in_says_in_vietnamese_what_went_wrong(window):
    page = window(java_script_enabled=False)
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("nam")
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    assert "chưa đúng" in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Lỗi: ")
    assert page.get_by_label("Tên đăng nhập").input_value() == "nam"


@pytest.mark.parametrize("options", [{}, {"size": PHONE}], ids=["desk", "phone"])
def test_choosing_a_round_works_without_scripts_and_keeps_the_filter(window, options):
    page = window("hoa", java_script_enabled=False, **options)
    page.goto(f"{DISTRICT}&loc=1-2")
    page.locator(".bar-choice summary").click()
    page.locator("select[name=ky]").select_option(label="11 tháng 2022 (30/11/2022) – Xã NTM 2021–2025")
    page.locator("select[name=so-lieu]").select_option(label="Gồm cả tự đánh giá")
    page.get_by_role("button", name="Xem", exact=True).click()
    for part in ("ky=2022-11-30", "so-lieu=tat-ca", "loc=1-2"):
        assert part in page.url
    assert "Số liệu đến ngày 30/11/2022" in page.locator(".stamp").inner_text()


def test_search_finds_a_commune_typed_without_marks(window):
    page = window(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("ngoc wang")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="Ngọk Wang").first.click()
    assert "/xa/23515/" in page.url
