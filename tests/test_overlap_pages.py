"""The page of overlap questions: who sees which, what stands beside what, answering, files."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.actions.overlap import answer_question, find_overlap
from funding.models import CapitalSource, OverlapQuestion, Programme, QuestionState
from tests import builders
from tests import funding_builders as build

pytestmark = pytest.mark.django_db
PAGE = "/von/nghi-trung/"


@pytest.fixture
def place():
    return builders.commune(builders.district(builders.province()))


def ask(place, number=1, **fields):
    """So many questions in a commune, each of a pair of roads that two programmes pay."""
    ntm, poverty = (row_of(Programme, code, build.programme) for code in ("ntm", "giam-ngheo"))
    source = row_of(CapitalSource, "nstw", build.source)
    for at in range(number):
        for programme, name in ((ntm, "Đường GTNT"), (poverty, "Đường giao thông nông thôn")):
            item = build.work_item(
                place, f"{name} thôn {at + 1}", **{"cost": 2_000 * build.MILLION, **fields}
            )
            build.line(item, programme, source, content="Dự án 1", amount=1_250_500_000)
    find_overlap(province=place.province)


def row_of(model, code, built):
    return model.objects.filter(code=code).first() or built(code)


def signed_in(client, scope, *codenames, username="minh"):
    officer = builders.officer(username, scope)
    wanted = [f"{verb}_overlapquestion" for verb in codenames or ("view", "answer")]
    officer.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(officer)
    return officer


def shown(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, question, text="Hai đoạn khác nhau.", state="none", address=PAGE):
    form = {"cau-hoi": question.pk, "y-kien": text, "tra-loi": state}
    return client.post(address, form)


def test_strangers_sign_in_and_those_without_the_permission_are_refused(client, place):
    assert client.get(PAGE).status_code == 302
    client.force_login(builders.officer("la", place))
    assert client.get(PAGE).status_code == 403
    assert client.get("/von/nghi-trung.json").status_code == 403


def test_both_sides_stand_with_their_money_and_the_reason(client, place):
    ask(place)
    signed_in(client, place.province)
    page = shown(client)
    assert "<h1>1 câu hỏi chờ trả lời trên 1 câu đã nêu</h1>" in page
    assert page.count('<table class="data stacked">') == 2
    assert page.count("1.250,5</td>") == 2
    for words in ("Đường GTNT thôn 1", "Đường giao thông nông thôn thôn 1", "CT ntm", "CT giam-ngheo"):
        assert words in page
    assert "Hai tên cùng chỉ một việc (mức giống 100 %)" in page
    assert "không phải kết luận chi trùng" in page
    assert "minh họa" not in page


def test_only_questions_of_the_scope_are_shown_and_answered(client, place):
    ask(place)
    foreign = builders.district(place.province, "Đăk Tô", "612")
    signed_in(client, foreign)
    page = shown(client)
    assert "0 câu hỏi chờ trả lời trên 0 câu đã nêu" in page
    assert "Đường GTNT" not in page
    assert send(client, OverlapQuestion.objects.get()).status_code == 404
    assert json.loads(client.get("/von/nghi-trung.json").content)["nghi_trung"] == []


def test_an_answer_is_kept_and_the_filters_too(client, place):
    ask(place, 2)
    officer = signed_in(client, place)
    question = OverlapQuestion.objects.order_by("pk")[0]
    sent = send(client, question, state="done", address=f"{PAGE}?ly-do=ten-giong")
    assert (sent.status_code, sent["Location"]) == (302, f"{PAGE}?ly-do=ten-giong")
    question.refresh_from_db()
    assert (question.state, question.answered_by) == (QuestionState.ADJUSTED, officer)
    page = shown(client)
    assert "1 câu hỏi chờ trả lời trên 2 câu đã nêu" in page
    assert "Ý kiến trả lời: Hai đoạn khác nhau." in page
    assert page.index("<b>Chờ trả lời</b>") < page.index("<b>Đã điều chỉnh</b>")


def test_a_refused_answer_keeps_what_was_typed_at_its_field(client, place):
    ask(place)
    signed_in(client, place)
    question = OverlapQuestion.objects.get()
    page = send(client, question, "x" * 501).content.decode()
    assert f'<a href="#y-kien-{question.pk}">' in page
    assert f'aria-invalid="true" aria-describedby="loi-{question.pk}">{"x" * 501}</textarea>' in page
    assert "Ghi lý do" in send(client, question, "  ").content.decode()
    assert "Chọn “Không trùng”" in send(client, question, state="open").content.decode()
    assert OverlapQuestion.objects.get().state == QuestionState.OPEN


def test_what_was_typed_stays_when_somebody_answered_meanwhile(client, place):
    ask(place)
    signed_in(client, place)
    question = OverlapQuestion.objects.get()
    answer_question(question=question, state="none", answer="Rồi.", by=None)
    page = send(
        client, question, "Ý kiến của tôi.", address=f"{PAGE}?trang-thai=cho-tra-loi"
    ).content.decode()
    assert "Người quản trị đã trả lời câu hỏi này: không trùng" in page
    assert "<p>Ý kiến của tôi.</p>" in page


def test_readers_see_no_form_and_may_not_answer(client, place):
    ask(place)
    signed_in(client, place, "view")
    assert "<textarea" not in shown(client)
    assert send(client, OverlapQuestion.objects.get()).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("trang-thai=cho-tra-loi", 1),
        ("trang-thai=khong-trung", 1),
        ("trang-thai=khong-con-nghi", 1),
        ("trang-thai=da-dieu-chinh", 0),
        ("ly-do=ten-giong", 3),
        ("ly-do=vuot-von", 0),
        ("trang=99", 3),
    ],
)
def test_filters_narrow_the_list(client, place, query, count):
    ask(place, 3)
    one, two, _ = OverlapQuestion.objects.order_by("pk")
    answer_question(question=one, state="none", answer="Rồi.", by=None)
    OverlapQuestion.objects.filter(pk=two.pk).update(gone_at=builders.MOMENT)
    signed_in(client, place.province)
    assert shown(client, f"{PAGE}?{query}").count('<section class="question"') == count


@pytest.mark.parametrize(
    "query",
    ["huyen=1234567890123456789", "huyen=9", "huyen={away}", "xa=9", "xa=²", "trang-thai=la", "ly-do=x"],
)
@pytest.mark.parametrize("address", [PAGE, "/von/nghi-trung.json"])
def test_filter_that_is_nothing_or_outside_the_scope_is_not_found(client, place, address, query):
    ask(place)
    away = builders.district(builders.province("Gia Lai", "64"), "Chư Păh", "627")
    signed_in(client, place.province)
    answer = client.get(f"{address}?{query.format(away=away.pk)}")
    assert answer.status_code == 404
    assert "Bỏ phần lọc khỏi địa chỉ để xem tất cả." in answer.content.decode()


def test_district_no_question_is_about_is_named_and_finds_none(client, place):
    ask(place)
    empty = builders.district(place.province, "Đăk Tô", "612")
    signed_in(client, place.province)
    page = shown(client, f"{PAGE}?huyen={empty.pk}")
    assert "Lọc: Huyện: Huyện Đăk Tô" in page
    assert "Không có câu hỏi nào khớp bộ lọc" in page


def test_the_district_chosen_is_counted_alone(client, place):
    ask(place)
    ask(builders.commune(builders.district(place.province, "Đăk Tô", "612"), "Kon Đào"))
    signed_in(client, place.province)
    page = shown(client, f"{PAGE}?huyen={place.district_id}")
    assert "1 câu hỏi chờ trả lời trên 1 câu đã nêu" in page
    assert "Kon Đào" not in page
    assert "Huyện Đăk Tô" in page


def test_illustrative_items_are_said_to_be(client, place):
    ask(place, illustrative=True)
    signed_in(client, place)
    assert "Dòng ghi “minh họa”" in shown(client)
    facts = json.loads(client.get("/von/nghi-trung.json").content)["thong_tin"]
    assert facts["Ghi chú"].startswith("Dòng ghi “minh họa”")


def test_files_carry_every_line_in_whole_dong(client, place):
    ask(place)
    signed_in(client, place)
    body = json.loads(client.get("/von/nghi-trung.json?trang-thai=cho-tra-loi").content)
    assert body["thong_tin"]["Tổng hợp"] == "1 câu hỏi chờ trả lời trên 1 câu đã nêu"
    assert body["thong_tin"]["Lọc"] == "Trạng thái: Chờ trả lời"
    assert [(row["ben"], row["so_tien"]) for row in body["nghi_trung"]] == [(1, 1250500000), (2, 1250500000)]
    assert "Đường GTNT thôn 1" in client.get("/von/nghi-trung.csv").content.decode("utf-8-sig")
    assert client.get("/von/nghi-trung.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("address", [PAGE, "/von/nghi-trung.json"])
def test_queries_do_not_grow_with_the_questions(client, place, address):
    signed_in(client, place.district)
    taken = []
    for commune, number in ((place, 1), (builders.commune(place.district, "Đăk Ui"), 29)):
        ask(commune, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        taken.append(len(queries))
    assert OverlapQuestion.objects.count() == 30
    assert taken[0] == taken[1] <= 12
