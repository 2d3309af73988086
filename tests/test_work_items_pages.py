"""The pages of work items: who sees what, filters, sums, files, one item, typing and correcting, queries."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.actions.work import change_work_item
from funding.models import OverlapQuestion, WorkItem
from tests import builders
from tests import funding_builders as build
from tests.screen_parts import body_rows, csv_rows, heading, html, sentence, text_of, xlsx_text
from tests.work_world import MILLION, facts, furnished, line, sign_in, typed, work_world

pytestmark = pytest.mark.django_db
LIST, ADD = "/von/cong-trinh/", "/von/cong-trinh/them/"


@pytest.fixture
def world():
    return work_world()


def names(answer) -> set[str]:
    return {row.name for row in answer.context["page"]}


def three_items(world):
    """In Đăk Pxi one with money, debt and question; one without money; one of Đăk Tô."""
    first = furnished(world, name="Đường thôn 3", code="DA-01")
    build.question(first)
    build.work_item(world.second, "Chăn nuôi bò", group="produce", kind="model", cost=None,
                    year_from=2021, year_to=2022, illustrative=True)  # fmt: skip
    furnished(world, world.foreign, name="Nhà rông", group="culture", cost=100 * MILLION)
    return first


def test_list_adds_up_what_is_known(world, client):
    three_items(world)
    page = html(sign_in(client, world, "minh"), LIST)
    assert heading(page) == "3 công trình, nội dung đầu tư"
    assert "Tổng mức đầu tư 1 tỷ đồng (ghi ở 2/3 công trình)" in sentence(page)
    assert "giải ngân 400 triệu đồng (40,0 %)" in sentence(page)
    assert "nợ đọng 100 triệu đồng ở 2 công trình; 1 công trình có câu hỏi nghi trùng" in sentence(page)
    rows = {row[0].split("Mã")[0]: row[1:] for row in body_rows(page, "Xếp theo xã")}
    assert rows["Đường thôn 3"] == ["Đăk Pxi", "Hạ tầng", "2023", "900", "500", "200", "50", "1 câu hỏi"]
    assert rows["Chăn nuôi bòminh họa"] == ["Ngọk Wang", "Sản xuất", "2021–2022", "–", "–", "–", "–", "không"]
    assert "1/3 công trình trong trang là minh họa" in page
    assert [text_of(cell) for cell in page.split("<tfoot>")[1].split("<td")[1:4]] != []
    assert client.get(LIST).context["sums"] == ["1.000", "1.000", "400", "100"]


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("minh", {"Đường thôn 3", "Chăn nuôi bò", "Nhà rông"}),
        ("nam", {"Đường thôn 3", "Chăn nuôi bò"}),
        ("thai", {"Đường thôn 3"}),
        ("nga", {"Nhà rông"}),
    ],
)
def test_list_holds_the_scope(world, client, who, found):
    three_items(world)
    answer = sign_in(client, world, who).get(LIST)
    assert names(answer) == found
    assert answer.context["totals"].items == len(found)
    files = json.loads(client.get("/von/cong-trinh.json").content)
    assert {row["ten"] for row in files["cong_trinh"]} == found
    assert {row["ten"] for row in files["von_cong_trinh"]} <= found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nhom=produce", {"Chăn nuôi bò"}),
        ("nam=2021", {"Chăn nuôi bò"}),
        ("nam=2023", {"Đường thôn 3", "Nhà rông"}),
        ("no-dong=1", {"Đường thôn 3", "Nhà rông"}),
        ("nghi-trung=1", {"Đường thôn 3"}),
        ("huyen={away}", {"Nhà rông"}),
        ("xa={commune}", {"Đường thôn 3"}),
        ("chuong-trinh={ntm}", {"Đường thôn 3", "Nhà rông"}),
        ("tieu-chi={criterion}", {"Nhà rông"}),
        ("huyen={bare}", set()),
        ("xa={empty}", set()),
        ("nam=2024", set()),
        ("nhom=&nam=&huyen=", {"Đường thôn 3", "Chăn nuôi bò", "Nhà rông"}),
    ],
)
def test_filters_hold_for_list_sums_and_files(world, client, query, found):
    three_items(world)
    criterion = builders.criteria_set(2).criteria.get(number=1)
    WorkItem.objects.filter(name="Nhà rông").update(criterion=criterion)
    keys = {"away": world.away.pk, "commune": world.commune.pk, "ntm": world.programmes["ntm"].pk}
    bare = builders.district(world.home, "Ia H'Drai", "618")
    keys |= {"bare": bare.pk, "empty": builders.commune(bare, "Ia Đal").pk}
    query = query.format(criterion=criterion.pk, **keys)
    answer = sign_in(client, world, "minh").get(f"{LIST}?{query}")
    assert names(answer) == found
    assert answer.context["totals"].items == len(found)
    assert {
        row["Tên công trình, nội dung"] for row in csv_rows(client, f"/von/cong-trinh.csv?{query}")
    } == found


@pytest.mark.parametrize(
    "query",
    [
        "nhom=la",
        "nam=x",
        "nam=1066",
        "huyen=" + "9" * 30,
        "huyen=615x",
        "huyen={away}",
        "xa={foreign}",
        "tieu-chi=-1",
        "chuong-trinh=0",
    ],
)
@pytest.mark.parametrize("page", [LIST, "/von/cong-trinh.csv"])
def test_filter_that_is_nothing_or_outside_the_scope_is_not_found(world, client, page, query):
    """A Nam asks for what there is not, or for the next district: never every item instead."""
    three_items(world)
    query = query.format(away=world.away.pk, foreign=world.foreign.pk)
    answer = sign_in(client, world, "nam").get(f"{page}?{query}")
    assert answer.status_code == 404
    assert "Bỏ phần lọc khỏi địa chỉ để xem tất cả." in answer.content.decode()


def test_second_of_a_question_is_doubted_too_until_it_is_answered(world, client):
    first, second = build.work_item(world.commune, "Một"), build.work_item(world.commune, "Hai")
    question = build.question(first, second=second)
    sign_in(client, world, "thai")
    assert names(client.get(f"{LIST}?nghi-trung=1")) == {"Một", "Hai"}
    OverlapQuestion.objects.filter(pk=question.pk).update(gone_at=builders.MOMENT)
    assert names(client.get(f"{LIST}?nghi-trung=1")) == set()


def test_files_are_in_dong_and_inert(world, client):
    three_items(world)
    WorkItem.objects.filter(name="Nhà rông").update(name="=1+1")
    sign_in(client, world, "minh")
    found = json.loads(client.get("/von/cong-trinh.json?nhom=infra").content)
    assert found["thong_tin"]["Lọc"] == "nhóm Hạ tầng"
    assert found["cong_trinh"][0]["tong_muc_dau_tu"] == 900_000_000
    assert found["von_cong_trinh"][0]["giai_ngan"] == 200_000_000
    rows = {row["Tên công trình, nội dung"]: row for row in csv_rows(client, "/von/cong-trinh.csv")}
    assert rows["Chăn nuôi bò"]["Vốn bố trí (đồng)"] == ""
    assert "'=1+1" in rows
    assert "1/3 công trình" in rows["'=1+1"]["Ghi chú"]
    assert "500000000" in xlsx_text(client, "/von/cong-trinh.xlsx").replace(".0", "")


def test_list_has_pages(world, client):
    for number in range(31):
        build.work_item(world.commune, f"Đường số {number}")
    sign_in(client, world, "nam")
    assert client.get(LIST).context["pages"] == [1, 2]
    first, second = client.get(LIST), client.get(f"{LIST}?trang=2")
    assert (len(first.context["page"]), len(second.context["page"])) == (30, 1)
    assert "Hiện 30 trong 31 công trình" in first.content.decode()


@pytest.mark.parametrize(
    ("who", "list_", "one", "add", "change"),
    [
        ("minh", 200, 200, 200, 200),
        ("nam", 200, 200, 200, 200),
        ("thai", 200, 200, 403, 403),
        ("nga", 200, 404, 200, 404),
        ("khach", 403, 403, 403, 403),
    ],
)
def test_pages_are_for_those_who_may_and_their_scope(world, client, who, list_, one, add, change):
    item = furnished(world)
    sign_in(client, world, who)
    urls = [LIST, f"{LIST}{item.pk}/", ADD, f"{LIST}{item.pk}/sua/"]
    assert [client.get(url).status_code for url in urls] == [list_, one, add, change]
    seal = client.get(urls[3]).context["seal"] if change == 200 else ""
    posted = client.post(urls[3], typed(world, seal=seal))
    assert posted.status_code == (302 if change == 200 else change)
    assert item.funding.exists() is (change != 200)


def test_visitor_signs_in_first(world, client):
    for url in (LIST, "/von/cong-trinh.csv", ADD, f"{LIST}1/", f"{LIST}1/sua/"):
        assert client.get(url)["Location"] == f"/dang-nhap/?next={url}"


def test_item_shows_money_debts_questions_and_history(world, client):
    item = furnished(world, cost=400 * MILLION)
    other = build.work_item(world.commune, "Đường GTNT thôn 3")
    build.question(item, second=other, reason="Hai tên giống nhau.")
    build.question(item, kind="paid", state="none", answer="Vốn bổ sung", answered_at=builders.MOMENT,
                   answered_by=world.officers["nam"])  # fmt: skip
    page = html(sign_in(client, world, "thai"), f"{LIST}{item.pk}/")
    assert "vốn bố trí 500 triệu đồng (125,0 % tổng mức); giải ngân 200 triệu đồng (40,0 %" in sentence(page)
    assert "vượt tổng mức đầu tư 100 triệu đồng" in page
    assert "còn nợ đọng 50 triệu đồng ở 1 công trình (tính đến 31/12/2023), chưa đủ điều kiện" in page
    assert body_rows(page, "Vốn của công trình") == [
        ["CT ntm", "nstw", "–", "2023", "500", "200", "chưa ghi"]
    ]
    assert body_rows(page, "Đơn vị tính")[0][1:] == ["50", "chưa ghi", "chưa trả xong"]
    assert f'<a href="{LIST}{other.pk}/">Đường GTNT thôn 3</a>' in page
    assert "Nam trả lời lúc 15:00 31/12/2023: Vốn bổ sung" in page
    assert "Sửa công trình" not in page
    change_work_item(
        item=item, facts=facts(world, cost=700 * MILLION), debts=[], by=world.officers["nam"],
        lines=[line(world, pk=item.funding.get().pk, amount=450 * MILLION, disbursed=200 * MILLION)],
    )  # fmt: skip
    page = html(client, f"{LIST}{item.pk}/")
    assert "Nam: " in page
    for said in ("Tổng mức đầu tư 400 → 700", "bố trí 500 → 450", "bỏ nợ 50 tính đến 31/12/2023"):
        assert said in page


@pytest.mark.parametrize(
    ("url", "most"),
    [(LIST, 15), ("/von/cong-trinh.xlsx", 14), (f"{LIST}{{}}/", 16), (f"{LIST}{{}}/sua/", 12)],
)
def test_pages_keep_to_their_queries(world, client, url, most):
    item = furnished(world)
    build.question(item)
    sign_in(client, world, "minh")
    url = url.format(item.pk)
    few = queries(client, url)
    for number in range(30):
        more = furnished(world, world.second if number % 2 else world.commune, name=f"Công trình {number}")
        build.question(more, second=item)
        build.line(item, world.programmes["ntm"], world.sources["nstw"], content=f"Nội dung {number}")
        build.arrears(item, amount=number + 1)
    many = queries(client, url)
    assert len(many) == len(few)
    assert len(many) <= most


def queries(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def test_permissions_named_by_the_pages_exist():
    for name in ("view_workitem", "add_workitem", "change_workitem"):
        assert Permission.objects.filter(content_type__app_label="funding", codename=name).exists()
