"""Finding a place or a criterion, and addresses that name nothing."""

import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


@pytest.mark.parametrize(
    "typed,found",
    [
        ("dak ha", "Huyện Đăk Hà"),
        ("ĐẮC HÀ", "Huyện Đăk Hà"),
        ("dakha", "Huyện Đăk Hà"),
        ("ngoc wang", "Xã Ngọk Wang"),
        ("psi", "Xã Đăk Pxi"),
        ("23503", "Xã Đăk Pxi"),
        ("tc 17", "TC 17 Môi trường"),
        ("kon tum", "Tỉnh Kon Tum"),
    ],
)
def test_search_without_marks_by_alias_code_and_number(client, typed, found):
    page = client.get("/tim-kiem/", {"q": typed}).content.decode()
    assert found in page
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    assert all(client.get(link).status_code == 200 for link in links[:6])


@pytest.mark.parametrize("typed", ["", "!!!", "\x00", "khong co gi nhu the", "²"])
def test_search_for_nothing_finds_nothing(client, typed):
    page = client.get("/tim-kiem/", {"q": typed}).content.decode()
    assert "<tbody>" not in page


@pytest.mark.parametrize(
    "url",
    ["/tinh/62/?ky=2023-02-30", "/tinh/62/?ky=2020-01-01", "/tinh/62/?bo=khong-co", "/thay-doi/?tinh=%00",
     "/thay-doi/?huyen=%00", "/xa/99999/", "/huyen/999/"],
)  # fmt: skip
def test_addresses_that_name_nothing_are_not_found_in_vietnamese(client, url):
    answer = client.get(url)
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()
