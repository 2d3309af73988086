"""Residents' comments on their pages: sending, what looks like a machine's, erasing, moderating, queries."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directives.actions import publish_comment, send_comment
from directives.comment_forms import About, stamp
from directives.models import Comment
from directives.views.comments import comments_beside
from tests import directive_builders as build
from tests.people_world import PeopleWorld, people_world

pytestmark = pytest.mark.django_db
EMAIL = "hang@example.vn"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def stamped(about: About, age=MINUTE) -> str:
    return stamp(about, timezone.now() - age)


def typed(world, age=MINUTE, **given) -> dict:
    """What a browser sends from the first commune's page, whose form is a minute old."""
    commune = world.communes[0]
    return {
        "xa": commune.pk,
        "dau": stamped(About(commune), age),
        "text": "Đường thôn 3 còn lầy lội.",
        "name": "Y Hằng",
        "email": EMAIL,
        "trang_web": "",
        **given,
    }


def test_visitor_sends_a_comment_and_is_given_a_code(world, client):
    answer = client.post("/gop-y/gui/", typed(world))
    assert answer["Location"] == f"/xa/{world.communes[0].code}/"
    comment = Comment.objects.get()
    assert (comment.state, comment.commune, comment.email) == ("waiting", world.communes[0], EMAIL)
    page = said(client.get(answer["Location"]))
    assert "Góp ý sẽ hiện ở trang này sau khi được duyệt." in page
    code = re.search(r"Mã xóa của bạn: ([0-9A-Z-]{19})\.", page)[1]
    assert code not in said(client.get(answer["Location"]))
    assert "lầy lội" not in page
    client.post("/gop-y/xoa/", {"code": code, "what": "ten"})
    comment.refresh_from_db()
    assert (comment.name, comment.email) == ("Người dân", "")


def test_visitor_comments_on_a_criterion(world, client):
    about = About(criterion=world.criterion, province=world.home)
    page = said(client.get(f"/gop-y/gui/?tc={world.criterion.pk}&tinh={world.home.pk}"))
    assert "Góp ý về tiêu chí 1 Tiêu chí số 1" in page
    data = typed(world, xa="", tc=world.criterion.pk, tinh=world.home.pk, dau=stamped(about))
    answer = client.post("/gop-y/gui/", data)
    assert answer["Location"] == "/tieu-chi/xa-ntm-2021-2025/1/?tinh=62"
    comment = Comment.objects.get()
    assert (comment.criterion, comment.commune, comment.province) == (world.criterion, None, world.home)


def test_commune_that_ended_is_shown_as_of_its_last_day(world, client):
    commune = world.communes[0]
    type(commune).objects.filter(pk=commune.pk).update(valid_to=datetime.date(2025, 6, 30))
    answer = client.post("/gop-y/gui/", typed(world))
    assert answer["Location"] == f"/xa/{commune.code}/?ngay=2025-06-30"


@pytest.mark.parametrize(
    "given",
    [{}, {"xa": "9" * 30}, {"xa": "0"}, {"xa": "x"}, {"tc": "1"}, {"tc": "9" * 30, "tinh": "1"}],
)
def test_page_nobody_has_is_not_found(world, client, given):
    assert client.post("/gop-y/gui/", given).status_code == 404
    assert client.get("/gop-y/gui/", given).status_code == 404


def test_errors_come_at_once_and_keep_what_was_typed(world, client):
    data = typed(world, text=" ", name="", email="hang@", dau="x")
    page = said(client.post("/gop-y/gui/", data))
    for error in ("Ghi nội dung góp ý.", "Ghi họ và tên.", "Ghi thư điện tử dạng", "Trang đã mở quá lâu"):
        assert error in page
    assert 'value="hang@"' in page
    page = said(client.post("/gop-y/gui/", typed(world, text="Chữ <b>đậm</b>", name="a@b.vn", email="x")))
    assert "Chữ &lt;b&gt;đậm&lt;/b&gt;</textarea>" in page
    assert 'value="a@b.vn"' in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"age": datetime.timedelta(seconds=1)}, "Góp ý được gửi quá nhanh"),
        ({"age": datetime.timedelta(hours=25)}, "Trang đã mở quá lâu"),
        ({"age": -MINUTE}, "Góp ý được gửi quá nhanh"),
        ({"dau": ""}, "Trang đã mở quá lâu"),
        ({"trang_web": "http://mua.hang"}, "Ô không dùng đến đã bị điền tự động"),
        ({"text": "http://a https://b www.c"}, "không quá 2 liên kết"),
        ({"text": "x" * 2001}, "Góp ý dài quá 2.000 chữ cái"),
        ({"name": "x" * 121}, "Họ và tên dài quá 120 chữ cái"),
        ({"email": "x" * 250 + "@a.vn"}, "Thư điện tử dài quá 254 chữ cái"),
        ({"text": "a\x00b"}, "Chưa gửi được góp ý"),
    ],
)
def test_machines_are_asked_again_and_text_is_kept(world, client, given, error):
    page = said(client.post("/gop-y/gui/", typed(world, **given)))
    assert error in page
    assert given.get("text", "Đường thôn 3 còn lầy lội.").replace("\x00", "�")[:1] in page
    assert 'value="http://mua.hang"' not in page
    assert not Comment.objects.exists()


def test_form_asked_again_is_taken_when_sent_again(world, client):
    answer = client.post("/gop-y/gui/", typed(world, trang_web="x"))
    again = typed(world, dau=answer.context["comments"]["form"].stamp)
    assert client.post("/gop-y/gui/", again).status_code == 302
    old = client.post("/gop-y/gui/", typed(world, age=datetime.timedelta(days=2)))
    renewed = old.context["comments"]["form"].stamp
    assert "quá nhanh" in said(client.post("/gop-y/gui/", typed(world, dau=renewed)))
    young = client.post("/gop-y/gui/", typed(world, dau=renewed)).context["comments"]["form"].stamp
    assert young == renewed


def test_stamp_of_another_page_is_not_taken(world, client):
    other = stamped(About(world.communes[1]))
    assert "Trang đã mở quá lâu" in said(client.post("/gop-y/gui/", typed(world, dau=other)))


def test_sender_over_the_limit_keeps_the_text(world, client, settings):
    settings.COMMENTS_PER_HOUR = 1
    client.post("/gop-y/gui/", typed(world))
    page = said(client.post("/gop-y/gui/", typed(world, text="Lần thứ hai")))
    assert "đã gửi 1 góp ý trong một giờ qua" in page
    assert "Lần thứ hai</textarea>" in page
    assert client.post("/gop-y/gui/", typed(world), REMOTE_ADDR="10.1.1.1").status_code == 302
    forged = client.post("/gop-y/gui/", typed(world), headers={"X-Forwarded-For": "10.9.9.9"})
    assert "trong một giờ qua" in said(forged)


def test_form_needs_its_token(world):
    careful = Client(enforce_csrf_checks=True)
    assert careful.post("/gop-y/gui/", typed(world)).status_code == 403
    assert careful.post("/gop-y/xoa/", {"code": "x", "what": "ten"}).status_code == 403
    assert not Comment.objects.exists()


def test_trap_is_hidden_from_everybody(world, client):
    page = said(client.get(f"/gop-y/gui/?xa={world.communes[0].pk}"))
    trap = re.search(r"<div hidden>(.*?)</div>", page)[1]
    assert 'name="trang_web"' in trap
    assert 'tabindex="-1"' in trap
    assert page.count('name="trang_web"') == 1
    assert "<script" not in page


def test_erasing_asks_for_code_and_extent(world, client):
    page = said(client.post("/gop-y/xoa/", {"code": "", "what": "la"}))
    assert "Ghi mã xóa." in page
    assert "Chọn một trong hai mục." in page
    page = said(client.post("/gop-y/xoa/", {"code": "2222-2222-2222-2222", "what": "ten"}))
    assert "Không có góp ý nào mang mã này" in page
    assert 'value="2222-2222-2222-2222"' in page
    for odd in ("\ud83d", "é", "x" * 61):
        assert (
            client.post("/gop-y/xoa/", {"code": odd.encode("utf-8", "replace"), "what": "ten"}).status_code
            == 200
        )


def test_whole_comment_is_withdrawn_with_the_code(world, client):
    place = world.communes[0]
    comment, code = send_comment(
        text="Bỏ", name="A", email="", address="x", province=place.province, commune=place
    )
    answer = client.post("/gop-y/xoa/", {"code": code, "what": "tat-ca"}, follow=True)
    assert "Đã xóa góp ý của bạn" in said(answer)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("gone", "")


def test_published_comments_stand_beside_a_page_in_two_queries(world, rf):
    place = world.communes[0]
    for number in range(25):
        row = build.comment(place, text=f"Ý kiến {number}", email=EMAIL)
        if number:
            publish_comment(comment=row, by=world.hoa)
    build.comment(world.communes[1])
    with CaptureQueriesContext(connection) as queries:
        beside = comments_beside(rf.get("/"), commune=place)["comments"]
        str(beside["form"])
    assert len(queries) == 2
    assert (beside["total"], len(beside["rows"])) == (24, 20)
    assert "Ý kiến 0" not in {row.text for row in beside["rows"]}
    criterion = world.criterion
    with CaptureQueriesContext(connection) as queries:
        beside = comments_beside(rf.get("/"), criterion=criterion, province=world.home)["comments"]
    assert (len(queries), beside["total"]) == (1, 0)
