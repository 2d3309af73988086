"""Requests for explanation: who may ask about what, who answers, and how the answers are counted."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communes.models import Notice
from criteria.actions import ActionRefused
from criteria.models import CriterionLead
from criteria.working_days import after_working_days
from directives.actions import About, answer_explanation, ask_explanation
from directives.answering import asked_of
from directives.models import ExplanationRequest
from tests import directive_builders as build
from tests.obstacle_world import built, text, world

__all__ = ["built", "world"]

pytestmark = pytest.mark.django_db

LIST = "/giai-trinh/"
QUESTION = "Vì sao tiêu chí chưa đạt?"


def about(world, kind: str) -> About:
    """The cell of Đăk Pxi, an assignment to its district about it, or an obstacle there."""
    if kind == "obstacle":
        return About(obstacle=world.raised())
    if kind == "assignment":
        given = build.assignment(build.task(build.directive(world.province)), world.district)
        return About(assignment=given)
    return About(world.commune, world.criteria[0])


def ask(world, who, kind="cell", **fields) -> ExplanationRequest:
    by = who and getattr(world.people, who)
    return ask_explanation(about=about(world, kind), by=by, **{"question": QUESTION, **fields})


def add_url(world, kind="cell") -> str:
    found = about(world, kind)
    if kind == "cell":
        return f"/giai-trinh/them/?xa={found.commune.pk}&tc={found.criterion.pk}"
    return f"/giai-trinh/them/?{'viec' if kind == 'assignment' else 'vuong-mac'}={found.row.pk}"


def told(officer) -> list[str]:
    return list(Notice.objects.filter(recipient=officer).order_by("id").values_list("text", flat=True))


# Asking


@pytest.mark.parametrize("kind", ["cell", "assignment", "obstacle"])
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("nam", True),
        ("kien", True),
        ("lan", True),
        ("thai", False),
        ("foreign", False),
        ("neighbour", False),
        ("reader", False),
        ("stranger", False),
    ],
)
def test_leaders_ask_about_what_their_scope_reaches(world, who, may, kind):
    if may:
        asked = ask(world, who, kind)
        assert asked.asked_by == getattr(world.people, who)
        return
    with pytest.raises(ActionRefused):
        ask(world, who, kind)
    assert not ExplanationRequest.objects.exists()


@pytest.mark.parametrize(
    ("kind", "unit"), [("cell", "lead"), ("assignment", "district"), ("obstacle", "lead")]
)
def test_unit_that_has_to_do_with_it_is_asked(world, kind, unit):
    asked = ask(world, "lan", kind)
    assert asked.unit == getattr(world, unit)
    assert asked.due_on == after_working_days(timezone.localdate(), 5)
    assert [asked.assignment_id is not None, asked.obstacle_id is not None] == [
        kind == "assignment",
        kind == "obstacle",
    ]
    officer = world.people.nam if kind == "assignment" else world.people.kien
    assert told(officer)[-1].startswith("Yêu cầu giải trình về ")


def test_cell_without_a_unit_in_charge_is_explained_by_the_commune(world):
    CriterionLead.objects.all().delete()
    assert ask(world, "nam").unit == world.commune
    assert told(world.people.thai)[-1].startswith("Yêu cầu giải trình về tiêu chí 1 của xã Đăk Pxi, hạn ")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"question": " "}, "Ghi nội dung"),
        ({"question": "a" * 501}, "không quá 500"),
        ({"due_on": datetime.date(2020, 1, 1)}, "từ hôm nay"),
    ],
)
def test_request_that_says_too_little_is_refused(world, fields, said):
    with pytest.raises(ActionRefused, match=said):
        ask(world, "nam", **fields)


def test_only_a_unit_that_has_to_do_with_it_may_be_chosen(world):
    assert ask(world, "nam", unit=world.commune).unit == world.commune
    for kind, unit in (("cell", world.people.neighbour.scope_commune), ("assignment", world.lead)):
        with pytest.raises(ActionRefused, match="trong danh sách"):
            ask(world, "lan", kind, unit=unit)


def test_same_question_is_not_asked_twice_while_it_waits(world):
    asked = ask(world, "nam")
    with pytest.raises(ActionRefused, match="đang chờ trả lời"):
        ask(world, "lan")
    answer_explanation(request=asked, answer="Thiếu vốn.", by=world.people.kien)
    assert ask(world, "nam").pk != asked.pk


# Answering


@pytest.mark.parametrize("who", ["nam", "hoa", "lan", "thai", "neighbour", "foreign", "reader", "stranger"])
def test_others_do_not_answer_for_the_unit(world, who):
    asked = ask(world, "nam")
    with pytest.raises(ActionRefused):
        answer_explanation(request=asked, answer="Thiếu vốn.", by=getattr(world.people, who))
    assert ExplanationRequest.objects.get().answer == ""


def test_unit_answers_once_and_whoever_asked_is_told(world):
    asked = ask(world, "nam")
    with pytest.raises(ActionRefused, match="Ghi nội dung giải trình"):
        answer_explanation(request=asked, answer=" \n ", by=world.people.kien)
    done = answer_explanation(request=asked, answer="Thiếu vốn.\nĐã xin bổ sung.", by=world.people.kien)
    assert (done.answer, done.answered_by) == ("Thiếu vốn.\nĐã xin bổ sung.", world.people.kien)
    assert told(world.people.nam) == [f"Sở A đã trả lời yêu cầu giải trình: {QUESTION}"]
    with pytest.raises(ActionRefused, match="đã được trả lời lúc"):
        answer_explanation(request=asked, answer="Khác.", by=world.people.kien)


# Pages


@pytest.mark.parametrize("path", ["", "them/", "1/"])
def test_visitors_are_asked_to_sign_in(client, db, path):
    assert client.get(LIST + path).url.startswith("/dang-nhap/")


@pytest.mark.parametrize(
    ("who", "code"),
    [("thai", 200), ("nam", 200), ("kien", 200), ("foreign", 404), ("neighbour", 404), ("reader", 403)],
)
def test_request_is_for_those_whose_scope_reaches_it(world, client, who, code):
    asked = ask(world, "nam")
    client.force_login(getattr(world.people, who))
    assert client.get(f"{LIST}{asked.pk}/").status_code == code
    assert (QUESTION in text(client.get(LIST))) is (code == 200)


@pytest.mark.parametrize("kind", ["cell", "assignment", "obstacle"])
@pytest.mark.parametrize(("who", "code"), [("nam", 200), ("thai", 403), ("foreign", 404)])
def test_form_is_for_leaders_of_the_place(world, client, kind, who, code):
    client.force_login(getattr(world.people, who))
    assert client.get(add_url(world, kind)).status_code == code


@pytest.mark.parametrize("query", ["", "?xa=1", "?viec=0", "?vuong-mac=x", f"?viec={'9' * 30}"])
def test_form_about_nothing_is_not_found(world, client, query):
    client.force_login(world.people.nam)
    assert client.get(f"{LIST}them/{query}").status_code == 404
    assert client.get(f"{LIST}{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("kind", ["cell", "assignment", "obstacle"])
def test_question_is_asked_on_the_page(world, client, kind):
    client.force_login(world.people.nam)
    url = add_url(world, kind)
    unit = f"district-{world.district.pk}" if kind == "assignment" else f"agency-{world.lead.pk}"
    sent = {"question": QUESTION, "unit": unit, "due_on": "01/02/2020"}
    shown = text(client.post(url, sent))
    assert "Hạn trả lời phải từ hôm nay trở đi." in shown and f"{QUESTION}</textarea>" in shown
    sent["due_on"] = f"{timezone.localdate():%d/%m/%Y}"
    answer = client.post(url, sent)
    assert answer.url == f"{LIST}{ExplanationRequest.objects.get().pk}/"


def test_answer_is_given_on_the_page(world, client):
    asked = ask(world, "nam")
    url = f"{LIST}{asked.pk}/"
    client.force_login(world.people.nam)
    assert 'name="answer"' not in text(client.get(url))
    client.force_login(world.people.kien)
    assert "Ghi nội dung giải trình." in text(client.post(url, {"answer": " "}))
    assert client.post(url, {"answer": "Thiếu vốn."}).url == url
    shown = text(client.get(url))
    assert "<p>Thiếu vốn.</p>" in shown and "đã trả lời đúng hạn" in shown
    shown = text(client.post(url, {"answer": "Sửa lại."}))
    assert "đã được trả lời lúc" in shown and "Sửa lại." in shown
    assert ExplanationRequest.objects.get().answer == "Thiếu vốn."


@pytest.fixture
def answered(world):
    """Of nine: seven answered, six of them in time; one waits in term, one is overdue."""
    due = datetime.date(2024, 3, 4)
    moment = datetime.datetime(2024, 3, 4, 3, 0, tzinfo=datetime.UTC)
    for number in range(9):
        at = moment + datetime.timedelta(days=number == 6)
        done = {"answer": "Thiếu vốn.", "answered_at": at, "answered_by": world.people.kien}
        build.explanation(
            world.lead,
            commune=world.commune,
            criterion=world.criteria[0],
            question=f"Việc {number}",
            due_on=datetime.date(2099, 1, 5) if number == 8 else due,
            **(done if number < 7 else {}),
        )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 9),
        ("?loc=cho-tra-loi", 2),
        ("?loc=qua-han", 1),
        ("?loc=da-tra-loi", 7),
        ("?xem=cua-don-vi", 9),
    ],
)
def test_list_says_how_many_were_answered(world, answered, client, query, found):
    client.force_login(world.people.kien)
    shown = text(client.get(LIST + query))
    assert "Yêu cầu giải trình: đã trả lời 7/9 (77,8 %), đúng hạn 6/9, quá hạn chưa trả lời 1/9</h1>" in shown
    assert f"trên {found} yêu cầu" in shown
    body = json.loads(client.get(f"/giai-trinh.json{query}").content)
    assert len(body["giai_trinh"]) == found
    assert body["thong_tin"]["Tổng hợp"].startswith("đã trả lời 7/9 (77,8 %)")


@pytest.mark.parametrize("query", ["loc=sai", "xem=sai"])
def test_list_narrowed_to_what_is_none_is_not_found(world, client, query):
    client.force_login(world.people.kien)
    for address in (LIST, "/giai-trinh.json"):
        assert client.get(f"{address}?{query}").status_code == 404


def test_list_of_the_own_unit_leaves_others_out(world, answered, client):
    client.force_login(world.people.hoa)
    assert "chưa có yêu cầu nào" in text(client.get(f"{LIST}?xem=cua-don-vi"))


def test_answer_is_in_time_until_the_end_of_the_term(world):
    """A term that ends on a Saturday ends with the Monday."""
    asked = ask(world, "nam")
    ExplanationRequest.objects.update(due_on=datetime.date(2024, 3, 2))
    answer_explanation(request=asked, answer="Thiếu vốn.", by=world.people.kien)
    for day, label in ((4, "đúng hạn"), (5, "quá hạn")):
        at = datetime.datetime(2024, 3, day, 3, 0, tzinfo=datetime.UTC)
        ExplanationRequest.objects.update(answered_at=at)
        row = ExplanationRequest.objects.get()
        assert label in asked_of(row, timezone.localdate()).label


@pytest.mark.parametrize("path", ["list", "one", "add"])
def test_pages_keep_to_their_queries(world, client, path):
    asked = ask(world, "nam")
    url = {"list": LIST, "one": f"{LIST}{asked.pk}/", "add": add_url(world)}[path]
    client.force_login(world.people.nam)
    few = queries(client, url)
    for number in range(29):
        found = build.obstacle(world.commune, world.criteria[0], world.lead, text=f"Việc {number}")
        build.explanation(world.lead, commune=world.commune, obstacle=found, asked_by=world.people.lan)
    many = queries(client, url)
    assert len(many) == len(few) <= {"list": 6, "one": 5, "add": 12}[path]


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]
