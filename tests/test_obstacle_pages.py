"""The register of obstacles, raising one from a cell, and one obstacle: as officers use them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communes.models import Officer
from criteria.working_days import after_working_days
from directives.models import Comment, Obstacle
from tests import builders
from tests import directive_builders as build
from tests.obstacle_world import built, text, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db

REGISTER = "/vuong-mac/"
WORDS = {"text": "Chưa giải phóng mặt bằng", "cause": "land"}


def add_url(world, criterion=0) -> str:
    return f"/vuong-mac/them/?xa={world.commune.pk}&tc={world.criteria[criterion].pk}"


def filled(world, **fields) -> dict:
    """The form as a page shows it, with what was typed."""
    due = after_working_days(timezone.localdate(), 20)
    return {**WORDS, "unit": f"agency-{world.lead.pk}", "due_on": f"{due:%d/%m/%Y}", **fields}


def sign_in(client, world, who) -> None:
    client.force_login(getattr(world.people, who))


# Who


@pytest.mark.parametrize("path", ["", ".json", "them/", "1/"])
def test_visitors_are_asked_to_sign_in(client, db, path):
    url = f"/vuong-mac{path}" if path.startswith(".") else REGISTER + path
    answer = client.get(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/dang-nhap/")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("thai", 200),
        ("nam", 200),
        ("kien", 200),
        ("lan", 200),
        ("neighbour", 404),
        ("foreign", 404),
        ("stranger", 404),
        ("reader", 403),
    ],
)
def test_obstacle_is_for_those_whose_scope_reaches_it(world, client, who, code):
    found = world.raised()
    sign_in(client, world, who)
    assert client.get(f"{REGISTER}{found.pk}/").status_code == code
    assert client.post(f"{REGISTER}{found.pk}/", {"do": "take_up"}).status_code in (code, 302)
    assert (found.text in text(client.get(REGISTER))) is (code == 200)
    assert client.get(add_url(world)).status_code == code


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_key_nobody_has_is_not_found(world, client, pk):
    sign_in(client, world, "nam")
    assert client.get(f"{REGISTER}{pk}/").status_code == 404
    assert client.get(f"/vuong-mac/them/?xa={pk}&tc={pk}").status_code == 404
    assert [client.get(f"{REGISTER}?{name}={pk}").status_code for name in ("xa", "tc", "huyen")] == [404] * 3
    assert client.get(f"{REGISTER}?trang={pk}").status_code == 200


# Raising


def test_form_is_filled_in_from_the_cell(world, client):
    sign_in(client, world, "thai")
    shown = text(client.get(add_url(world)))
    assert "<h1>Nêu vướng mắc: Xã Đăk Pxi, tiêu chí 1 Tiêu chí số 1</h1>" in shown
    assert "Kết quả đã xác nhận: <b>Chưa đạt</b>" in shown
    due = after_working_days(timezone.localdate(), 20)
    assert f"<summary>Đơn vị xử lý: Sở A; hạn {due:%d/%m/%Y} (đổi nếu cần)</summary>" in shown
    assert f'<option value="agency-{world.lead.pk}" selected>Sở A' in shown
    assert "Chưa ghi được" not in shown


def test_two_answers_raise_an_obstacle(world, client):
    sign_in(client, world, "thai")
    answer = client.post(add_url(world), filled(world))
    found = Obstacle.objects.get()
    assert answer.url == f"{REGISTER}{found.pk}/"
    assert (found.text, found.cause, found.unit) == (WORDS["text"], "land", world.lead)
    assert "Đã nêu vướng mắc; Sở A được báo." in text(client.get(answer.url))


def test_bad_form_keeps_what_was_typed_and_says_everything_at_once(world, client):
    sign_in(client, world, "thai")
    typed = filled(world, text="", cause="", due_on="31/02/2026", unit="agency-0")
    shown = text(client.post(add_url(world), typed))
    for said in ("Ghi vướng mắc bằng một câu.", "Chọn nguyên nhân.", "Ghi ngày dạng", "Chọn một đơn vị"):
        assert said in shown
    assert 'value="31/02/2026"' in shown
    assert "<details open>" in shown
    assert not Obstacle.objects.exists()
    shown = text(client.post(add_url(world), filled(world, due_on="01/02/2020")))
    assert "Hạn giải quyết phải từ hôm nay trở đi." in shown
    assert f">\n{WORDS['text']}</textarea>" in shown
    assert '<option value="land" selected>' in shown


@pytest.mark.parametrize(("criterion", "said"), [(1, "đã đạt"), (0, None), (2, None)])
def test_form_is_not_offered_for_a_cell_that_is_met(world, client, criterion, said):
    sign_in(client, world, "thai")
    shown = text(client.get(add_url(world, criterion)))
    assert ('name="text"' in shown) is (said is None)
    assert said is None or f"Tiêu chí này {said} theo kết quả đã xác nhận" in shown
    client.post(add_url(world, criterion), filled(world))
    assert Obstacle.objects.exists() is (said is None)


def test_form_shows_what_is_open_there_already(world, client):
    found = world.raised()
    sign_in(client, world, "nam")
    shown = text(client.get(add_url(world)))
    assert "Đang mở ở tiêu chí này: 1 vướng mắc" in shown
    assert f'href="{REGISTER}{found.pk}/"' in shown


# One obstacle


@pytest.mark.parametrize(
    ("who", "state", "offered"),
    [
        ("kien", "raised", {"take_up", "settle", "escalate"}),
        ("kien", "working", {"settle", "escalate"}),
        ("lan", "escalated", {"take_up", "settle", "escalate"}),
        ("kien", "escalated", set()),
        ("thai", "raised", set()),
        ("nam", "raised", set()),
        ("thai", "settled", {"confirm", "reject", "again"}),
        ("nam", "settled", {"again"}),
        ("kien", "confirmed", {"again"}),
    ],
)
def test_page_offers_the_steps_the_reader_may_take(world, client, who, state, offered):
    found = world.at(state)
    sign_in(client, world, who)
    shown = text(client.get(f"{REGISTER}{found.pk}/"))
    assert set(re.findall(r'name="do" value="(\w+)"', shown)) == offered


@pytest.mark.parametrize(
    ("who", "state", "sent", "after"),
    [
        ("kien", "raised", {"do": "take_up"}, "working"),
        ("kien", "working", {"do": "settle", "settle-result": "Đã cấp", "settle-effect": "met"}, "settled"),
        ("kien", "raised", {"do": "escalate", "escalate-reason": "Vượt quyền", "to": "other"}, "escalated"),
        ("thai", "settled", {"do": "confirm"}, "confirmed"),
        ("thai", "settled", {"do": "reject", "reject-reason": "Chưa nhận vốn"}, "working"),
        ("nam", "confirmed", {"do": "again", "again-reason": "Vốn bị cắt"}, "raised"),
    ],
)
def test_step_taken_on_the_page_is_kept_with_who_and_when(world, client, who, state, sent, after):
    found = world.at(state)
    if sent.pop("to", ""):
        sent["escalate-to"] = f"agency-{world.other.pk}"
    sign_in(client, world, who)
    answer = client.post(f"{REGISTER}{found.pk}/", sent)
    assert answer.url == f"{REGISTER}{found.pk}/"
    assert Obstacle.objects.get(pk=found.pk).state == after
    step = found.steps.last()
    shown = text(client.get(answer.url))
    assert f"<b>{step.get_action_display()}</b> – {getattr(world.people, who)}, " in shown
    assert step.text in shown


def test_bad_step_keeps_what_was_typed(world, client):
    found = world.raised()
    sign_in(client, world, "kien")
    sent = {"do": "settle", "settle-result": "Đã cấp vốn đợt 1", "settle-effect": ""}
    shown = text(client.post(f"{REGISTER}{found.pk}/", sent))
    assert "<title>Lỗi: " in shown
    assert "Chưa ghi được" in shown and "Chọn tác động đến tiêu chí." in shown
    assert "Đã cấp vốn đợt 1</textarea>" in shown
    assert Obstacle.objects.get().state == "raised"


def test_step_somebody_was_faster_with_shows_what_was_typed(world, client):
    found = world.at("settled")
    sign_in(client, world, "kien")
    sent = {"do": "settle", "settle-result": "Đã cấp vốn đợt 2", "settle-effect": "met"}
    shown = text(client.post(f"{REGISTER}{found.pk}/", sent))
    assert "Bước này không còn chờ bạn" in shown
    assert "<li>Đã cấp vốn đợt 2</li>" in shown
    assert found.steps.count() == 2


def test_page_shows_comments_and_explanations_of_the_obstacle(world, client):
    found = world.raised()
    comment = build.comment(world.commune)
    Comment.objects.filter(pk=comment.pk).update(obstacle=found)
    asked = build.explanation(world.lead, commune=world.commune, obstacle=found)
    sign_in(client, world, "lan")
    shown = text(client.get(f"{REGISTER}{found.pk}/"))
    assert "Góp ý của người dân: 1" in shown and comment.text in shown
    assert f'href="/giai-trinh/{asked.pk}/"' in shown
    assert f'href="/giai-trinh/them/?vuong-mac={found.pk}"' in shown
    sign_in(client, world, "thai")
    shown = text(client.get(f"{REGISTER}{found.pk}/"))
    assert comment.text not in shown and "/giai-trinh/them/" not in shown


@pytest.mark.parametrize("path", ["register", "one", "add"])
def test_pages_keep_to_their_queries(world, client, path):
    found = world.raised()
    url = {"register": REGISTER, "one": f"{REGISTER}{found.pk}/", "add": add_url(world)}[path]
    sign_in(client, world, "nam")
    few = queries(client, url)
    officer = Officer.objects.get(username="thai")
    for number in range(29):
        place = builders.commune(world.district, name=f"Xã số {number}")
        other = build.obstacle(place, world.criteria[0], world.lead, raised_by=officer)
        build.step(found, by=officer)
        build.obstacle(world.commune, world.criteria[0], world.district, text=f"Việc {number}")
        build.explanation(world.lead, commune=world.commune, obstacle=found)
        assert other.pk
    many = queries(client, url)
    assert len(many) == len(few) <= {"register": 6, "one": 13, "add": 12}[path]


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]
