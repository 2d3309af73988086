"""Pages of directives: what each person sees and may do there, bad input kept, fixed queries."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directives.actions import report
from directives.models import Extension, ProgressReport
from tests import directive_builders as build
from tests.directive_world import directive_world

DIRECTIVE = "/chi-thi/62/05-ct-ubnd-2024/"
TASK = f"{DIRECTIVE}nhiem-vu/1/"
LATER = timezone.localdate() + datetime.timedelta(days=60)


@pytest.fixture
def world(db):
    built = directive_world()
    built.given = build.assignment(built.task, built.agency, due_on=LATER)
    return built


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"(<[^>]+>|\s)+", " ", answer.content.decode())


def page_of(world) -> str:
    return f"/nhiem-vu/{world.given.pk}/"


def sign_in(client, world, person: str):
    client.force_login(getattr(world.people, person))
    return client


def test_directive_page_says_counts_that_add_up(client, world):
    build.assignment(world.task, world.district)
    build.assignment(world.task, world.commune, done_on=datetime.date(2024, 6, 3))
    build.assignment(build.task(world.directive, 2), world.commune, done_on=datetime.date(2024, 8, 1))
    shown = text(sign_in(client, world, "director").get(DIRECTIVE))
    assert "Chỉ thị số 05/CT-UBND: 50,0 % (2/4) việc hoàn thành, 1 việc quá hạn" in shown
    assert "4 việc đã giao của 2 nhiệm vụ" in shown
    for words in (
        "đúng hạn 1 25,0 % (1/4)",
        "Hoàn thành quá hạn 1 25,0 %",
        "Trong hạn 1",
        "Quá hạn 1 25,0 %",
    ):
        assert words in shown
    assert "Sở NN&amp;PTNT H. Đăk Hà" in shown


def test_directive_list_counts_inside_the_scope(client, world):
    build.assignment(world.task, world.commune)
    shown = text(sign_in(client, world, "director").get("/chi-thi/"))
    assert "0,0 % (0/2)" in shown
    assert "Phạm vi: Tỉnh Kon Tum." in shown
    assert "0,0 % (0/1)" in text(sign_in(client, world, "commune").get("/chi-thi/"))
    assert "0,0 % (0/1)" not in text(sign_in(client, world, "far_district").get("/chi-thi/"))


@pytest.mark.parametrize(
    "url", ["/chi-thi/", DIRECTIVE, TASK, "/nhiem-vu/", "/nhiem-vu/1/", f"{DIRECTIVE[:-1]}.csv"]
)
def test_visitors_are_sent_to_sign_in(client, world, url):
    answer = client.get(url)
    assert answer.status_code == 302
    assert answer.url.startswith("/dang-nhap/")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("director", 200),
        ("department", 200),
        ("district", 404),
        ("commune", 404),
        ("far_district", 404),
        ("reader", 403),
        ("stranger", 404),
    ],
)
def test_assignment_page_is_open_to_those_it_concerns(client, world, person, status):
    assert sign_in(client, world, person).get(page_of(world)).status_code == status


def test_assignment_page_shows_the_five_clear_things(client, world):
    shown = text(sign_in(client, world, "department").get(page_of(world)))
    for words in (
        "Rõ người Sở NN&amp;PTNT (chủ trì); người đứng đầu: Bà Nguyễn Thị Mai",
        "Rõ việc Giảm nghèo bền vững",
        f"Rõ thời hạn {LATER:%d/%m/%Y}",
        "Rõ kết quả Giảm tỷ lệ hộ nghèo",
        "Rõ trách nhiệm Chủ trì",
    ):
        assert words in shown


def test_words_typed_before_the_session_ended_are_given_back(client, world):
    sent = {"do": "report", "report-text": "Đã mở ba lớp dạy nghề.", "report-percent": "60"}
    answer = client.post(page_of(world), sent)
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "nội dung vừa gửi chưa được ghi" in shown
    assert "Đã mở ba lớp dạy nghề." in shown
    assert f"/dang-nhap/?next={page_of(world)}" in shown
    assert not ProgressReport.objects.exists()


def test_unit_reports_and_issuer_returns_then_accepts(client, world):
    sent = {"do": "report", "report-text": "Đã xong.", "report-percent": "100", "report-says_done": "on"}
    assert "chờ đơn vị giao xác nhận" in text(
        sign_in(client, world, "department").post(page_of(world), sent, follow=True)
    )
    row = ProgressReport.objects.get()
    answer = {"do": "answer-return", "report": row.pk, "answer-answer": ""}
    assert "Ghi lý do trả lại" in text(sign_in(client, world, "director").post(page_of(world), answer))
    answer["answer-answer"] = "Thiếu danh sách."
    assert "Đã trả lại báo cáo" in text(client.post(page_of(world), answer, follow=True))
    again = report(
        assignment=world.given, text="Đã bổ sung.", percent=100, says_done=True, by=world.people.department
    )
    accept = {"do": "answer-accept", "report": again.pk, "answer-answer": ""}
    assert "Hoàn thành đúng hạn" in text(client.post(page_of(world), accept, follow=True))


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        ("nhiều", "Ghi tiến độ bằng số nguyên từ 0 đến 100."),
        ("101", "Tiến độ từ 0 đến 100 %."),
        ("-1", "Tiến độ từ 0 đến 100 %."),
        ("", "Ghi tiến độ từ 0 đến 100."),
    ],
)
def test_report_form_keeps_the_text_when_the_percent_is_wrong(client, world, percent, said):
    sent = {"do": "report", "report-text": "Đã mở lớp.", "report-percent": percent}
    shown = sign_in(client, world, "department").post(page_of(world), sent)
    assert said in text(shown)
    assert "Đã mở lớp." in shown.content.decode()
    assert not ProgressReport.objects.exists()


def test_report_of_a_cell_offers_no_completion(client, world):
    world.given = build.assignment(
        world.task, world.agency, commune=world.commune, criterion=world.criteria[0], closes_when_met=True
    )
    shown = text(sign_in(client, world, "department").get(page_of(world)))
    assert "Gửi báo cáo" in shown
    assert "Đã hoàn thành, đề nghị xác nhận" not in shown


def test_extension_is_asked_and_granted_on_the_page(client, world):
    until = LATER + datetime.timedelta(days=30)
    sent = {"do": "extend", "extend-until": f"{until:%d/%m/%Y}", "extend-reason": "Mưa lũ."}
    sign_in(client, world, "department").post(page_of(world), sent)
    grant = {"do": "extension-grant", "extension": Extension.objects.get().pk, "extension-answer": ""}
    shown = text(sign_in(client, world, "director").post(page_of(world), grant, follow=True))
    assert f"đã gia hạn; hạn ban đầu {LATER:%d/%m/%Y}" in shown
    sign_in(client, world, "department")
    assert "Xin gia hạn (mỗi việc một lần)" not in text(client.get(page_of(world)))
    assert "chỉ được gia hạn một lần" in text(client.post(page_of(world), sent))


@pytest.mark.parametrize("name", ["answer-accept", "extension-grant"])
@pytest.mark.parametrize("key", ["", "0", "9" * 30, "x"])
def test_answer_to_what_is_not_there_is_not_found(client, world, name, key):
    sent = {"do": name, "report": key, "extension": key}
    assert sign_in(client, world, "director").post(page_of(world), sent).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        f"/nhiem-vu/{'9' * 30}/",
        f"/nhiem-vu/tep/{'9' * 30}/",
        f"{DIRECTIVE}nhiem-vu/{'9' * 30}/",
        "/chi-thi/62/x/",
    ],
)
def test_addresses_of_nothing_are_not_found(client, world, url):
    assert sign_in(client, world, "director").get(url).status_code == 404


def test_own_list_holds_what_the_unit_was_given(client, world):
    build.assignment(world.task, world.district)
    shown = text(sign_in(client, world, "district").get("/nhiem-vu/"))
    assert "Việc của đơn vị tôi: 1/1 chưa xong, 1 quá hạn" in shown
    assert "UBND huyện Đăk Hà" in shown
    assert "Sở NN" not in shown.replace("Sở NN&amp;PTNT báo", "")
    everything = text(sign_in(client, world, "director").get("/nhiem-vu/"))
    assert "Việc đã giao, Tỉnh Kon Tum: 2/2 chưa xong" in everything


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_files_hold_the_rows_of_the_scope(client, world, ending):
    build.assignment(world.task, world.commune)
    for url in (f"{DIRECTIVE[:-1]}.{ending}", f"/nhiem-vu.{ending}?xem=tat-ca"):
        answer = sign_in(client, world, "commune").get(url)
        assert answer.status_code == 200
        if ending != "xlsx":
            body = answer.content.decode()
            assert "UBND xã Đăk Pxi" in body
            assert "Nguyễn Thị Mai" not in body
            assert "Tính đến ngày" in body


def test_illustrative_directive_says_so_everywhere(client, world):
    type(world.directive).objects.update(illustrative_note="Nhiệm vụ và việc đã giao là minh họa.")
    sign_in(client, world, "director")
    for url in ("/chi-thi/", DIRECTIVE, TASK, page_of(world), "/nhiem-vu/?xem=tat-ca"):
        assert "Nhiệm vụ và việc đã giao là minh họa." in text(client.get(url)), url
    assert "minh họa" in client.get(f"{DIRECTIVE[:-1]}.json").content.decode()


@pytest.mark.parametrize("query", ["xem=sai", "loc=sai", "don-vi=cq-0", "don-vi=sai"])
def test_list_narrowed_to_what_is_none_is_not_found(client, world, query):
    sign_in(client, world, "director")
    for url in ("/nhiem-vu/", "/nhiem-vu.json"):
        assert client.get(f"{url}?{query}").status_code == 404


@pytest.mark.parametrize(
    ("url", "most"), [("/chi-thi/", 10), (DIRECTIVE, 14), (TASK, 16), ("/nhiem-vu/?xem=tat-ca", 12)]
)
def test_queries_are_fixed_however_many_assignments(client, world, url, most):
    sign_in(client, world, "director")
    client.get(url)
    before = _queries(client, url)
    tasks = [build.task(world.directive, position) for position in range(2, 12)]
    for task in tasks:
        for unit in (world.agency, world.district, *world.communes):
            build.assignment(task, unit)
        build.assignment(
            task, world.commune, commune=world.commune, criterion=world.criteria[0], closes_when_met=True
        )
    # Following assignments that close with a cell asks three queries more, however many there are.
    assert _queries(client, url) <= before + 4
    assert _queries(client, url) <= most


def _queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_report_of_another_unit_cannot_be_downloaded(client, world):
    row = build.report(world.given, file="reports/x.pdf", file_name="x.pdf", file_type="application/pdf")
    assert sign_in(client, world, "district").get(f"/nhiem-vu/tep/{row.pk}/").status_code == 404
