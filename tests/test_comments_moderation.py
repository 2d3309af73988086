"""Moderating on its pages: publishing, answering, obstacles, erasing when asked, scope, queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives.actions import publish_comment, send_comment
from directives.models import Comment, Obstacle
from tests import directive_builders as build
from tests.people_world import PeopleWorld, people_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def sent(world, commune=0, **given) -> Comment:
    place = world.communes[commune]
    fields = {"text": "Đường thôn 3 còn lầy lội.", "name": "Y Hằng", "email": "", "address": "x", **given}
    return send_comment(province=place.province, commune=place, **fields)[0]


def test_moderator_publishes_answers_and_makes_an_obstacle(world, client):
    comment = sent(world)
    client.force_login(world.hoa)
    address = f"/gop-y/{comment.pk}/"
    assert "1/1 chờ duyệt" in said(client.get("/gop-y/"))
    answer = client.post(address, {"lam": "publish", "seen": "waiting"}, follow=True)
    assert "Đã đăng góp ý" in said(answer)
    assert "Đăng công khai dưới tên Sở NN&amp;PTNT." in said(answer)
    assert "Đã đăng trả lời" in said(client.post(address, {"lam": "answer", "answer": "Rõ."}, follow=True))
    data = {"lam": "obstacle", "commune": world.communes[0].pk, "criterion": world.criterion.pk}
    bad = said(client.post(address, {**data, "text": "", "cause": "la", "criterion": "9" * 30}))
    for error in ("Ghi vướng mắc bằng một câu.", "Chọn nguyên nhân trong danh sách.", "Chọn tiêu chí trong"):
        assert error in bad
    client.post(address, {**data, "text": "Đường chưa cứng hóa", "cause": "capital"})
    obstacle = Obstacle.objects.get()
    assert reverse("obstacle", args=[obstacle.pk]) in said(client.get(address))
    comment.refresh_from_db()
    assert (comment.obstacle, comment.answered_as) == (obstacle, "Sở NN&PTNT")


def test_moderator_is_told_what_was_not_done_and_keeps_the_text(world, client):
    comment = sent(world)
    client.force_login(world.minh)
    address = f"/gop-y/{comment.pk}/"
    assert "Ghi lý do không đăng." in said(client.post(address, {"lam": "refuse", "seen": "waiting"}))
    page = said(client.post(address, {"lam": "refuse", "reason": "Nêu tên", "seen": "public"}))
    assert "vừa được người khác xử lý" in page
    assert 'value="Nêu tên"' in page
    assert "Chọn một việc để làm." in said(client.post(address, {"lam": "la"}))
    assert "Đăng góp ý trước khi trả lời" in said(client.post(address, {"lam": "answer", "answer": "Rõ"}))
    client.post(address, {"lam": "refuse", "reason": "Nêu\x00 tên", "seen": "waiting"})
    comment.refresh_from_db()
    assert (comment.state, comment.refusal) == ("refused", "Nêu tên")
    assert "Lý do không đăng: Nêu tên" in said(client.get(address))


def test_moderator_erases_when_asked(world, client):
    comment = sent(world)
    client.force_login(world.lan)
    address = f"/gop-y/{comment.pk}/"
    assert "Thông tin người gửi đã xóa" in said(client.post(address, {"lam": "erase"}, follow=True))
    assert "Người gửi đã rút góp ý" in said(client.post(address, {"lam": "withdraw"}, follow=True))
    comment.refresh_from_db()
    assert (comment.state, comment.erased_by) == ("gone", world.lan)


def test_moderation_is_for_moderators_in_their_scope(world, client):
    comment = sent(world)
    pages = ["/gop-y/", "/gop-y.json", f"/gop-y/{comment.pk}/"]
    for page in pages:
        assert client.get(page)["Location"] == f"/dang-nhap/?next={page}"
    for who in ("thai", "nam", "leader", "stranger"):
        client.force_login(getattr(world, who))
        assert {client.get(page).status_code for page in pages} == {403}
    client.force_login(world.away)
    assert client.get(pages[2]).status_code == client.post(pages[2], {"lam": "publish"}).status_code == 404
    assert "0/0 chờ duyệt" in said(client.get("/gop-y/"))
    client.force_login(world.hoa)
    assert client.get(f"/gop-y/{'9' * 30}/").status_code == 404


def test_list_shows_what_waits_first_and_filters(world, client):
    first, second = sent(world, text="Cũ"), sent(world, commune=1, text="Mới")
    publish_comment(comment=second, by=world.hoa)
    client.force_login(world.hoa)
    assert [row.text for row in client.get("/gop-y/").context["page"]] == ["Cũ", "Mới"]
    for query, texts in (
        ("trang-thai=public", ["Mới"]),
        (f"xa={world.communes[0].pk}", ["Cũ"]),
        (f"tc={world.criterion.pk}", []),
        ("trang=x", ["Cũ", "Mới"]),
    ):
        assert [row.text for row in client.get(f"/gop-y/?{query}").context["page"]] == texts
    assert first.state == "waiting"
    for query in ("trang-thai=la", "xa=" + "9" * 30, "tc=x"):
        assert client.get(f"/gop-y/?{query}").status_code == 404


@pytest.mark.parametrize("who", ["hoa", "lan"])
def test_list_asks_as_many_queries_for_one_comment_as_for_thirty(world, client, who):
    comment = build.comment(world.communes[0])
    client.force_login(getattr(world, who))

    def asked() -> list[int]:
        counts = []
        for page in ("/gop-y/", "/gop-y.json", f"/gop-y/{comment.pk}/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    few = asked()
    for number in range(29):
        row = build.comment(world.communes[number % 3], criterion=world.criterion if number % 2 else None)
        publish_comment(comment=row, by=world.minh)
    assert asked() == few
    assert max(few) <= 14
