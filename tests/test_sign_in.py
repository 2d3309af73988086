"""Who gets in, what a wrong password says, and where an officer lands."""

import re

import pytest
from django.test import override_settings
from django.utils.html import strip_tags

from communes.models import Officer
from tests import builders

PASSWORD = "rừng-xanh-núi-đỏ-17"
ADDRESS, OTHER_ADDRESS = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def nam(db) -> Officer:
    """A Nam, leader of Đăk Hà."""
    return builders.officer("nam", builders.district(builders.province()), password=PASSWORD)


def sign_in(client, password=PASSWORD, username="nam", address=ADDRESS):
    return client.post("/dang-nhap/", {"username": username, "password": password}, REMOTE_ADDR=address)


def text(answer) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_right_password_leads_to_the_own_work(client, nam):
    answer = sign_in(client)
    assert signed_in(client)
    assert (answer.status_code, answer.url) == (302, "/viec-cua-toi/")
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize("password,username", [("sai", "nam"), (PASSWORD, "ai-do"), ("", "nam")])
def test_wrong_password_says_what_to_check(client, nam, password, username):
    answer = sign_in(client, password, username)
    assert not signed_in(client)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in text(answer)
    assert "<title>Lỗi: Đăng nhập" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


def test_inactive_officer_stays_out(client, nam):
    Officer.objects.update(is_active=False)
    sign_in(client)
    assert not signed_in(client)


def test_officer_made_inactive_is_out_at_once(client, nam):
    sign_in(client)
    Officer.objects.update(is_active=False)
    assert client.get("/trang-cua-toi/").status_code == 302
    assert "/dang-nhap/" in client.get("/trang-cua-toi/").url


def test_demo_account_is_refused_on_a_real_server(client, nam):
    Officer.objects.update(is_demo=True)
    with override_settings(DEMO=False):
        assert "chưa đúng" in text(sign_in(client))
        assert not signed_in(client)
    sign_in(client)
    assert signed_in(client)
    with override_settings(DEMO=False):
        assert "/dang-nhap/" in client.get("/trang-cua-toi/").url


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_guessing_locks_this_name_from_this_address_only(client, nam):
    hoa = builders.officer("hoa", nam.scope_district, password=PASSWORD)
    answers = [sign_in(client, "sai").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "Đã nhập sai quá nhiều lần. Chờ 15 phút rồi thử lại" in text(locked)
    assert not signed_in(client)
    assert sign_in(client, username=hoa.username).status_code == 302
    client.logout()
    assert sign_in(client, address=OTHER_ADDRESS).status_code == 302


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_right_password_forgets_earlier_slips(client, nam):
    for password in ("sai", "sai", PASSWORD, "sai", "sai"):
        answer = sign_in(client, password)
    assert answer.status_code == 200


def test_lock_lasts_as_long_as_its_page_says(settings):
    assert settings.AXES_COOLOFF_TIME * 60 == 15


@pytest.mark.parametrize(
    "level,lands", [("nation", "/"), ("province", "/tinh/62/"), ("district", "/huyen/615/"), (None, "/")]
)
def test_own_place_follows_the_scope(client, nam, level, lands):
    district = nam.scope_district
    scope = {"province": district.province, "district": district, "nation": "nation"}.get(level)
    client.force_login(builders.officer("ai", scope))
    assert client.get("/trang-cua-toi/").url == lands


def test_own_place_of_a_commune_officer_is_its_profile(client, nam):
    client.force_login(builders.officer("thai", builders.commune(nam.scope_district, code="23503")))
    assert client.get("/trang-cua-toi/").url == "/xa/23503/"


def test_own_place_asks_a_visitor_to_sign_in(client, db):
    assert client.get("/trang-cua-toi/").url == "/dang-nhap/?next=/trang-cua-toi/"


def test_sign_in_leads_nowhere_else(client, nam):
    answer = client.post(
        "/dang-nhap/", {"username": "nam", "password": PASSWORD, "next": "https://example.com/"}
    )
    assert answer.url == "/viec-cua-toi/"


def test_sign_out_takes_a_post(client, nam):
    sign_in(client)
    assert client.get("/dang-xuat/").status_code == 405
    client.post("/dang-xuat/")
    assert not signed_in(client)


@pytest.mark.django_db
def test_menu_leads_to_importing_only_whoever_it_opens_for(client):
    """An officer moved elsewhere may keep the group and have no judgement to give there."""
    district = builders.district(builders.province())
    for name, permissions, opens in (
        ("gives", ["add_importbatch", "verify_standing"], True),
        ("moved", ["add_importbatch"], False),
    ):
        client.force_login(builders.officer(name, district, permissions=permissions))
        assert (client.get("/nhap-lieu/").status_code == 200) == opens
        assert ('href="/nhap-lieu/"' in client.get("/huyen/615/").content.decode()) == opens
