"""Every officer changes their own password, in the administration or not."""

import pytest

from tests import builders

URL, OLD, NEW = "/doi-mat-khau/", "cu-rat-dai-2025", "moi-rat-dai-2026"

pytestmark = pytest.mark.django_db


@pytest.fixture
def thai(client):
    officer = builders.officer("thai", builders.commune(builders.district(builders.province())), password=OLD)
    client.force_login(officer)
    return officer


def sent(client, **fields):
    given = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    return client.post(URL, {**given, **fields}, follow=True)


def test_password_is_changed_by_an_officer_outside_the_administration(client, thai):
    assert not thai.is_staff
    assert "Đã đổi mật khẩu." in sent(client).content.decode()
    thai.refresh_from_db()
    assert thai.check_password(NEW)


@pytest.mark.parametrize(
    "fields",
    [{"old_password": "sai"}, {"new_password2": "khac"}, {"new_password1": "1", "new_password2": "1"}],
)
def test_password_wrongly_given_is_not_changed(client, thai, fields):
    assert "Chưa ghi được" in sent(client, **fields).content.decode()
    thai.refresh_from_db()
    assert thai.check_password(OLD)


def test_visitors_have_no_password_to_change(client):
    assert client.get(URL).url.startswith("/dang-nhap/")
