"""Pages of capital: what they say, to whom, of which years, with how many queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Allocation, place_columns
from tests import builders
from tests import funding_builders as build
from tests.capital_world import MILLION, capital_world, fill
from tests.crawling import Document
from tests.english import english_words
from tests.screen_parts import body_rows, heading, html, sentence, xlsx_text

HOME, HA, PXI, NATION = "/von/tinh/62/", "/von/huyen/615/", "/von/xa/23503/", "/von/ca-nuoc/"
# Session, officer, rights (2), place, years, programmes, sources, figures, rules, rows, works, debts, heads,
# places inside, questions.
MOST = {HOME: 16, HA: 15, PXI: 14, NATION: 15}


@pytest.fixture
def world(db):
    built = capital_world()
    fill(built)
    return built


@pytest.fixture
def as_officer(client, world):
    """A function that signs in one of the world's officers and gives the client."""

    def sign_in(name: str):
        client.force_login(getattr(world.officers, name))
        return client

    return sign_in


def test_page_says_counterpart_first(as_officer):
    page = html(as_officer("minh"), HOME)
    assert heading(page) == (
        "Tỉnh Kon Tum: vốn đối ứng 2023 đã bố trí 350/600 triệu đồng (58,3 %), còn thiếu 300 triệu đồng, "
        "trong đó 150 triệu đồng ở nơi chưa ghi đã bố trí; nơi hoặc chương trình khác vượt 50 triệu đồng"
    )
    assert sentence(page).startswith(
        "Tổng các nguồn 2023: kế hoạch 7 triệu đồng, đã bố trí 1,65 tỷ đồng, giải ngân 387,5 triệu đồng"
    )
    rows = body_rows(page, "Vốn đối ứng 2023 theo chương trình")
    assert rows[0][0].startswith("CT ntm50 % của nstw theo 12/NQ-HĐND, chưa kiểm chứng")
    assert "150 triệu đồng ở nơi chưa ghi số đã bố trí" in rows[0][0]
    assert rows[0][1:] == ["600", "350", "58,3 %", "87,5", "300", "50"]
    assert rows[1][1:] == ["–", "9", "–", "–", "–", "–"]
    assert "trước hết ngày 31/12/2023" in page and "Cộng 1 chương trình có số phải bố trí" in page


def test_places_come_worst_first_and_what_the_province_keeps_last(as_officer):
    rows = body_rows(html(as_officer("minh"), HOME), "Vốn 2023 theo địa bàn")
    assert [(row[0], *row[1:5]) for row in rows] == [
        ("Huyện Đăk HàNgười đứng đầu ghi gần nhất: Ông A Phương", "400", "100", "300", "0"),
        ("Huyện Đăk TôNgười đứng đầu ghi gần nhất: Bà Y Vân", "200", "200", "0", "0"),
        ("Cấp tỉnh giữ, chưa phân bổ", "–", "50", "0", "50"),
    ]


def test_commune_without_rows_is_listed_as_unknown(as_officer, world):
    builders.commune(world.ha, "Ngọk Wang", "23512")
    rows = body_rows(html(as_officer("nam"), HA), "Vốn 2023 theo địa bàn")
    assert [row[0].partition("Người")[0] for row in rows] == [
        "Xã Đăk Pxi", "Xã Đăk Ui", "Xã Ngọk Wang", "Cấp huyện giữ, chưa giao xã",
    ]  # fmt: skip
    assert rows[2][1:] == ["–"] * 7


def test_amounts_are_exact_to_the_dong_and_unknown_is_not_zero(as_officer, world):
    Allocation.objects.filter(commune=world.ui).update(disbursed=0)
    page = html(as_officer("nam"), HA)
    programmes = {row[0]: row[1:] for row in body_rows(page, "Vốn 2023 theo chương trình")}
    assert programmes["CT giam-ngheo"] == ["–", "99,000001", "–", "–"]
    sources = {row[0]: row[1:] for row in body_rows(page, "Vốn 2023 theo nguồn")}
    assert sources["Nguồn nhan-dan"] == ["7", "–", "–", "–"]
    places = {row[0]: row for row in body_rows(page, "Vốn 2023 theo địa bàn")}
    assert places["Xã Đăk UiNgười đứng đầu ghi gần nhất: chưa ghi"][5:] == ["300", "0", "0,0 %"]


def test_published_figures_show_what_nobody_explains(as_officer, world):
    build.published(world.home, "required")
    build.published(world.home, "arranged", amount=230_000 * MILLION)
    build.allocation(world.ui, world.poor, world.central, allocated=77 * MILLION, illustrative=True)
    page = html(as_officer("minh"), HOME)
    assert "Số đã công bố 2021–2025: đã bố trí 230/623,45 tỷ đồng (36,9 %), còn thiếu 393,45 tỷ đồng." in page
    rows = {row[0]: row[1:5] for row in body_rows(page, "Số đã công bố")}
    assert rows["2021–2025: Vốn đối ứng phải bố tríCác chương trình MTQG"] == [
        "623.450", "605,5", "622.844,5", "0",
    ]  # fmt: skip
    assert rows["2021–2025: Vốn đối ứng đã bố tríCác chương trình MTQG"][:3] == ["230.000", "350", "229.650"]


def test_published_sources_are_summed_and_rows_of_the_demonstration_explain_nothing(as_officer, world):
    for source, amount in ((world.central, 2000), (world.local, 100)):
        build.published(
            world.home, "source", capital_source=source, programme=world.ntm,
            amount=amount * MILLION, year_from=2023, year_to=2023,
        )  # fmt: skip
    build.allocation(world.ui, world.ntm, world.local, allocated=640 * MILLION, illustrative=True)
    rows = {row[0]: row[1:5] for row in body_rows(html(as_officer("minh"), HOME), "Số đã công bố")}
    assert rows["2023: Nguồn nstwCT ntm"] == ["2.000", "1.200", "800", "0"]
    assert rows["2023: Nguồn nsdpCT ntm"] == ["100", "350", "0", "250"]
    assert rows["2023: Cộng 2 nguồn đã công bốCT ntm"] == ["2.100", "1.550", "550", "0"]
    assert "/von/tinh/62/?nam=2023" not in html(as_officer("nam"), HA)


def test_works_debts_and_questions_stand_below(as_officer, world):
    road, goats = build.work_item(world.pxi), build.work_item(world.ui, "Nuôi dê", group="produce")
    build.line(road, world.ntm, world.central, amount=300 * MILLION)
    build.line(goats, world.ntm, world.central, amount=100 * MILLION)
    build.arrears(road, amount=40 * MILLION)
    build.arrears(goats, amount=70 * MILLION, settled_on=datetime.date(2024, 2, 1))
    build.question(road)
    build.question(goats, gone_at=builders.MOMENT)
    page = html(as_officer("minh"), HOME)
    assert "Hạ tầng 75 %, Sản xuất 25 %. Công trình, nội dung đã ghi chiếm 24,3 % vốn đã bố trí." in page
    assert '<b class="bad">40 triệu đồng</b> của 1 công trình' in page
    assert '<a href="/von/nghi-trung/"><b class="bad">1</b></a>' in page


def test_disbursement_is_read_against_the_calendar(as_officer, world, monkeypatch):
    monkeypatch.setattr("funding.views.capital.localdate", lambda: datetime.date(2023, 7, 2))
    rows = body_rows(html(as_officer("minh"), f"{HOME}?tu=2022&den=2023"), "Giải ngân so với thời gian")
    assert [row[:5] for row in rows] == [
        ["2022", "11", "–", "–", "100,0 %"],
        ["2023", "1.649,000001", "387,5", "23,5 %", "50,1 %"],
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "vốn đối ứng 2023 đã bố trí"),
        ("?nam=2022", "vốn đối ứng 2022 phải bố trí 5,5 triệu đồng, chưa ghi số đã bố trí"),
        ("?tu=2021&den=2025", "vốn đối ứng 2021–2025 đã bố trí 350/605,5 triệu đồng"),
        ("?tu=2022", "vốn đối ứng 2022 phải bố trí"),
        ("?nam=2030", "chưa ghi vốn năm 2030"),
    ],
)
def test_years_are_in_the_address(as_officer, query, words):
    assert words in heading(html(as_officer("minh"), HOME + query))


def test_what_nobody_wrote_down_is_no_shortfall_in_red(as_officer):
    """2022: 5,5 triệu đồng are owed and nobody said what was set aside; 2023: 250 lack."""
    client = as_officer("minh")
    unknown, short = (html(client, f"{HOME}?nam={year}") for year in (2022, 2023))
    for caption in ("Vốn đối ứng 2022 theo chương trình", "Vốn 2022 theo địa bàn"):
        assert 'class="n bad"' not in unknown.partition(caption)[2].partition("</table>")[0]
    said = body_rows(unknown, "Vốn đối ứng 2022 theo chương trình")[0]
    assert "Chưa ghi số đã bố trí; số còn thiếu tính như chưa bố trí" in said[0]
    assert said[1:] == ["5,5", "–", "–", "–", "5,5", "0"]
    for caption in ("Vốn đối ứng 2023 theo chương trình", "Vốn 2023 theo địa bàn"):
        assert 'class="n bad"' in short.partition(caption)[2].partition("</table>")[0]


@pytest.mark.parametrize("query", ["nam=abc", "nam=1999", "tu=2025&den=2021", "nam=20²³", "den=99999999999"])
def test_years_that_are_none_are_not_found(as_officer, query):
    assert as_officer("minh").get(f"{HOME}?{query}").status_code == 404


def test_years_without_rows_fall_back_to_the_phase(as_officer, world):
    Allocation.objects.all().delete()
    page = html(as_officer("minh"), HOME)
    assert "chưa ghi vốn năm" in heading(page) and not english_words(Document(page).text)


OPEN = {
    "nation": [NATION, HOME, HA, PXI, "/von/tinh/64/"],
    "minh": [HOME, HA, PXI],
    "nam": [HA, PXI],
    "thai": [PXI],
    "far": ["/von/tinh/64/", "/von/xa/23740/"],
    "none": [],
}


@pytest.mark.parametrize("who", OPEN)
def test_scope_decides_which_places_open(as_officer, who):
    client = as_officer(who)
    every = [NATION, HOME, "/von/tinh/64/", HA, "/von/huyen/612/", PXI, "/von/xa/23506/", "/von/xa/23740/"]
    found = {url: client.get(url).status_code for url in every}
    inside = set(OPEN[who]) | {"nation": set(every), "minh": {"/von/huyen/612/", "/von/xa/23506/"},
                               "nam": {"/von/xa/23506/"}}.get(who, set())  # fmt: skip
    assert found == {url: 200 if url in inside else 404 for url in every}
    files = {url: client.get(f"{url.rstrip('/')}.json").status_code for url in every}
    assert files == found


def test_home_leads_to_the_officers_own_place(as_officer):
    homes = {who: as_officer(who).get("/von/") for who in ("nation", "minh", "nam", "thai")}
    assert {who: answer["Location"] for who, answer in homes.items()} == {
        "nation": NATION, "minh": HOME, "nam": HA, "thai": PXI,
    }  # fmt: skip
    assert as_officer("nam").get("/von/?nam=2022").url.endswith("/?nam=2022")
    assert as_officer("none").get("/von/").status_code == 403
    assert as_officer("reader").get("/von/").status_code == 403
    assert as_officer("reader").get(HOME).status_code == 403


@pytest.mark.parametrize("url", ["/von/", HOME, HA, PXI, NATION, "/von/tinh/62.xlsx"])
def test_visitors_sign_in(client, world, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/dang-nhap/")


def test_district_officer_sees_nothing_the_province_keeps(as_officer, world):
    build.allocation(world.home, world.ntm, world.people, allocated=12_345_678)
    build.allocation(world.po, world.ntm, world.people, allocated=12_345_679)

    def said(who: str, page: str) -> str:
        client = as_officer(who)
        return html(client, page) + xlsx_text(client, f"{page.rstrip('/')}.xlsx")

    own = said("nam", HA)
    assert not [amount for amount in ("12345678", "12345679", "12,345678", "12,345679") if amount in own]
    assert "12345678" in said("minh", HOME) and "12345679" in said("minh", HOME)


def test_illustrative_rows_are_said_to_be(as_officer, world):
    assert "Minh họa." not in Document(html(as_officer("minh"), HOME)).text
    build.allocation(world.ui, world.ntm, world.people, illustrative=True)
    assert "Minh họa." in Document(html(as_officer("minh"), HOME)).text
    assert "minh họa" in as_officer("minh").get("/von/tinh/62.json").json()["thong_tin"]["Ghi chú"]


def test_pages_ask_a_fixed_number_of_times(as_officer, world):
    def asked(url: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return [query["sql"] for query in captured]

    client = as_officer("nation")
    few = {url: asked(url) for url in MOST}
    sources = [build.source(f"nguon-{at}", parent=world.people, position=9) for at in range(125)]
    Allocation.objects.bulk_create(
        Allocation(
            programme=programme, capital_source=source, year=2023, allocated=at, updated_at=builders.MOMENT,
            **place_columns(place),
        )
        for at, source in enumerate(sources)
        for programme in (world.ntm, world.poor)
        for place in (world.pxi, world.ui, world.ha, world.home)
    )  # fmt: skip
    assert Allocation.objects.count() > 1000
    many = {url: asked(url) for url in MOST}
    assert {url: len(found) for url, found in many.items()} == {url: len(found) for url, found in few.items()}
    assert not {url: len(found) for url, found in many.items() if len(found) > MOST[url]}


def test_bar_parts_follow_the_tree_and_say_all_of_it(as_officer, world):
    client = as_officer("minh")
    parts = client.get(HOME).context["parts"]
    assert [(label, amount) for _, label, amount, _ in parts] == [
        ("nstw", 1290 * MILLION + 1), ("ns-tinh", 359 * MILLION),
    ]  # fmt: skip
    assert 'class="money-bar"' in html(client, HOME) and 'aria-hidden="true"' in html(client, HOME)
    planned = client.get(f"{HOME}?so=ke-hoach").context["parts"]
    assert [(label, amount) for _, label, amount, _ in planned] == [("nhan-dan", 7 * MILLION)]


def test_codes_used_again_lead_to_the_place_of_the_year(as_officer, world):
    world.pxi.valid_to = datetime.date(2025, 6, 30)
    world.pxi.save()
    heir = builders.commune(world.home, "Đăk Pxi mới", "23503", valid_from=datetime.date(2025, 7, 1))
    client = as_officer("minh")
    assert heading(html(client, PXI)).startswith("Xã Đăk Pxi: ")
    assert heading(html(client, f"{PXI}?nam=2026")).startswith("Xã Đăk Pxi mới: ")
    reader = builders.officer("cua-xa-moi", heir)
    reader.groups.set(world.officers.thai.groups.all())
    client.force_login(reader)
    assert heading(html(client, PXI)).startswith("Xã Đăk Pxi mới: ")


def test_surplus_of_one_programme_is_said_beside_what_another_lacks(as_officer, world):
    build.rule(world.home, world.poor, world.works, ratio=5)
    client = as_officer("minh")
    assert heading(html(client, HOME)).endswith(
        "359/604,5 triệu đồng (59,4 %), còn thiếu 304,5 triệu đồng, trong đó 154,5 triệu đồng ở nơi chưa ghi "
        "đã bố trí; nơi hoặc chương trình khác vượt 59 triệu đồng"
    )
    links = [label for _, label, _ in client.get(HOME).context["page"].links]
    assert links == ["2022", "2023", "2021–2025"]
