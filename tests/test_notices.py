"""The list of notices: one's own, unread first, marked as read by a POST."""

import datetime
import re

import pytest
from django.utils import timezone

from communes.models import Notice
from tests import builders
from tests.crawling import Document

pytestmark = pytest.mark.django_db

ADDRESS = "/thong-bao/"


@pytest.fixture
def thai():
    return builders.officer("thai", builders.commune(builders.district(builders.province())))


def notice(officer, text="Xã Đăk Pxi đã gửi kết quả.", **fields) -> Notice:
    return Notice.objects.create(recipient=officer, text=text, **{"url": "/xa/23503/", **fields})


def page(client, address=ADDRESS) -> Document:
    answer = client.get(address)
    assert answer.status_code == 200
    return Document(answer.content.decode())


def test_notices_are_unread_first_and_newest_first(client, thai):
    hour = datetime.timedelta(hours=1)
    notice(thai, "Một đã đọc.", read_at=timezone.now() - hour)
    notice(thai, "Hai chưa đọc.")
    notice(thai, "Ba chưa đọc.")
    notice(thai, "Bốn đã đọc.", read_at=timezone.now())
    client.force_login(thai)
    shown = page(client)
    assert re.findall("Một|Hai|Ba|Bốn", shown.text.partition("Đánh dấu đã đọc tất cả")[2])[0] == "Ba"
    said = re.sub(r"Đánh dấu đã đọc\s*: \w+ \w+ đọc\.", "", shown.text)
    assert re.findall("(Một|Hai|Ba|Bốn) ", said) == ["Ba", "Hai", "Bốn", "Một"]
    assert shown.parts["h1"] == ["Thông báo: 2 chưa đọc trên 4"]
    assert shown.links.count("/xa/23503/") == 4


def test_notices_are_the_officers_own(client, thai):
    notice(builders.officer("nam"), "Của người khác.")
    client.force_login(thai)
    assert "Của người khác" not in page(client).text
    assert "Chưa có thông báo nào" in page(client).text


def test_notice_is_marked_as_read_by_a_post_alone(client, thai):
    first, second = notice(thai), notice(thai)
    client.force_login(thai)
    page(client)
    assert Notice.objects.unread().count() == 2
    assert client.post(ADDRESS, {"thong-bao": first.pk}).url == ADDRESS
    assert list(Notice.objects.unread()) == [second]


def test_notice_of_another_is_not_marked(client, thai):
    other = notice(builders.officer("nam"))
    client.force_login(thai)
    client.post(ADDRESS, {"thong-bao": other.pk})
    client.post(ADDRESS)
    assert Notice.objects.get(pk=other.pk).read_at is None


def test_notices_are_marked_all_at_once_and_keep_when_they_were_read(client, thai):
    long_ago = timezone.now() - datetime.timedelta(days=3)
    read = notice(thai, read_at=long_ago)
    notice(thai)
    notice(thai)
    client.force_login(thai)
    client.post(ADDRESS)
    assert not Notice.objects.unread().exists()
    assert Notice.objects.get(pk=read.pk).read_at == long_ago


def test_notices_come_fifty_a_page(client, thai):
    for number in range(51):
        notice(thai, f"Thông báo số {number}.")
    client.force_login(thai)
    first = page(client)
    assert "?trang=2" in first.links
    assert "Thông báo số 50." in first.text and "Thông báo số 0." not in first.text
    assert "Thông báo số 0." in page(client, f"{ADDRESS}?trang=2").text
    oldest = Notice.objects.order_by("id").first()
    assert client.post(ADDRESS, {"thong-bao": oldest.pk, "trang": "2"}).url == f"{ADDRESS}?trang=2"


@pytest.mark.parametrize("method", ["get", "post"])
def test_notices_ask_a_visitor_to_sign_in(client, db, method):
    assert getattr(client, method)(ADDRESS).url == f"/dang-nhap/?next={ADDRESS}"


def test_work_page_shows_the_newest_and_how_many_are_unread(client, thai):
    for number in range(7):
        notice(thai, f"Thông báo số {number}.")
    client.force_login(thai)
    shown = page(client, "/viec-cua-toi/")
    assert "Thông báo: 7 chưa đọc" in shown.text
    assert re.findall(r"Thông báo số (\d)\.", shown.text) == ["6", "5", "4", "3", "2"]
    assert ADDRESS in shown.links
