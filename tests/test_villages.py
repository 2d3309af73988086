"""Villages of a commune: who writes what of them, what is refused, what the page and the files say."""

import datetime
import io

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from communes.models import Officer, Village
from communes.resources import VillageResource
from criteria.actions import ActionRefused
from criteria.actions.villages import (
    VillageEntry,
    VillagesRefused,
    record_village_standings,
    version_of,
)
from criteria.law_planning import Planner
from criteria.models import CriteriaSet, Standing, VillageStanding
from criteria.village_counts import VillageRow, VillageSummary
from ntm_portal.groups import load_groups
from tests import builders
from tests.crawling import Document
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

DAY, LATER = datetime.date(2023, 12, 31), datetime.date(2024, 6, 30)
PEOPLE = {  # who → (group, where, may read, may write)
    "thai": ("Nhập liệu", "commune", True, True),
    "minh": ("Thẩm định", "province", True, True),
    "nam": ("Thẩm tra", "district", True, False),
    "leader": ("Chỉ đạo", "commune", True, False),
    "neighbour": ("Nhập liệu", "other", False, False),
    "far": ("Quản trị", "foreign", False, False),
    "no-group": ("", "commune", False, False),
    "no-scope": ("Quản trị", None, False, False),
}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        load_groups()
        home = builders.province()
        pxi = builders.commune(builders.district(home), "Đăk Pxi", "23503")
        places = {
            "commune": pxi, "district": pxi.district, "province": home, None: None,
            "other": builders.commune(pxi.district, "Đăk Mar", "23504"),
            "foreign": builders.province("Gia Lai", "64"),
        }  # fmt: skip
        for name, (group, where, *_) in PEOPLE.items():
            builders.officer(name, places[where], groups=Group.objects.filter(name=group), is_staff=True)
        builders.round_with({pxi: "MNM"}, of=builders.criteria_set(3))
        builders.criteria_set(3, "thon", level="village", issued_by=home, short_name="Thôn NTM")
        for name in ("10", "2", "Kon Pao"):
            Village.objects.create(commune=pxi, name=name)
        yield places


@pytest.fixture
def world(built, db):
    return built


def of_villages() -> CriteriaSet:
    return CriteriaSet.objects.get(code="thon")


def officer(name: str) -> Officer:
    return Officer.objects.get(username=name)


def entries(*letters: str, **fields) -> list[VillageEntry]:
    villages = Village.objects.filter(commune__code="23503").order_by("sort_key")
    return [VillageEntry(village, said, **fields) for village, said in zip(villages, letters, strict=False)]


def record(world, said, by="thai", **fields) -> int:
    given = {"commune": world["commune"], "criteria_set": of_villages(), "data_on": DAY}
    return record_village_standings(entries=said, by=by and officer(by), **{**given, **fields})


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(officer(name))
    return client


def form(**changes) -> dict:
    """What the page sends when nothing was touched, with changes; names as the page writes them."""
    sent = {}
    for village in Village.objects.filter(commune__code="23503"):
        row = village.standings.filter(data_on=DAY).first()
        letters, key = row.outcomes if row else "...", village.pk
        sent |= {f"tc{at}-{key}": letter for at, letter in enumerate(letters, start=1)}
        note = row.note if row else ""
        sent |= {f"ghi-chu-{key}": note, f"ghi-chu-cu-{key}": note}
        sent |= {f"chu-{key}": letters, f"da-thay-{key}": version_of(row)}
    return sent | changes


PAGE = "/thon/23503/?bo=thon&ngay=2023-12-31"


@pytest.mark.parametrize("name", PEOPLE)
def test_villages_are_read_and_written_by_whoever_may(world, name):
    *_, reads, writes = PEOPLE[name]
    record(world, entries("MM."), by=None)
    before = list(VillageStanding.objects.values_list())
    client = signed_in(name)
    for url in (PAGE, "/thon/23503.json?bo=thon&ngay=2023-12-31"):
        assert client.get(url).status_code in ((200,) if reads else (403, 404))
    key = Village.objects.get(name="10").pk
    client.post(PAGE, form(**{f"tc1-{key}": "N"}))
    try:
        record(world, entries("", "", "NNN")[2:], by=name)
    except ActionRefused:
        assert not writes
    assert (list(VillageStanding.objects.values_list()) != before) == writes
    assert VillageStanding.objects.count() == (3 if writes else 1)


def test_visitors_are_sent_to_sign_in(world):
    assert "dang-nhap" in Client().get(PAGE).url
    assert Client().post(PAGE, form()).status_code == 403


def test_recording_keeps_who_when_and_what_was_said_before(world):
    assert record(world, entries("MM.", "MNM")) == 2
    row = VillageStanding.objects.get(village__name="2")
    assert (row.outcomes, row.recorded_by, row.illustrative) == ("MM.", officer("thai"), False)
    again = [VillageEntry(row.village, "MMM", " Đã làm đường ", version_of(row))]
    assert record(world, again, by="minh") == 1
    assert [(old.outcomes, old.history_user) for old in row.history.all()] == [
        ("MMM", officer("minh")), ("MM.", officer("thai")),
    ]  # fmt: skip
    row.refresh_from_db()
    assert row.note == "Đã làm đường"
    assert record(world, [VillageEntry(row.village, "MMM", "Đã làm đường", "")]) == 0
    assert record(world, entries("...", "...")[2:]) == 0
    assert Standing.objects.get().outcomes == "MNM"


def test_recording_says_every_fault_and_writes_nothing(world):
    foreign = Village.objects.create(commune=world["other"], name="Lạ")
    gone = Village.objects.create(commune=world["commune"], name="Cũ", valid_to=datetime.date(2020, 1, 1))
    wrong = [
        *entries("MMM", "MM", "MZM"),
        VillageEntry(foreign, "MMM"),
        VillageEntry(gone, "MMM"),
    ]
    with pytest.raises(VillagesRefused) as refusal:
        record(world, wrong)
    assert refusal.value.faults.keys() == {entry.village.pk for entry in wrong[1:]}
    with pytest.raises(VillagesRefused, match="không quá 300"):
        record(world, entries("MMM", note="a" * 301))
    assert not VillageStanding.objects.exists()


@pytest.mark.parametrize(
    "fields,says",
    [
        ({"data_on": datetime.date(2100, 1, 1)}, "không được sau hôm nay"),
        ({"data_on": datetime.date(2010, 1, 1)}, "không có hiệu lực"),
        ({"set": {"level": "commune"}}, "không phải bộ tiêu chí của cấp thôn"),
        ({"set": {"issued_by": "foreign"}}, "bộ của tỉnh khác"),
        ({"commune": {"valid_to": datetime.date(2023, 6, 30)}}, "không còn hoặc chưa có"),
    ],
    ids=lambda part: "" if isinstance(part, str) else next(iter(part)),
)
def test_recording_refuses_days_and_sets_that_do_not_fit(world, fields, says):
    fields = dict(fields)
    of, place = of_villages(), world["commune"]
    for name, value in fields.pop("set", {}).items():
        setattr(of, name, world.get(value, value))
    place = type(place).objects.get(pk=place.pk)
    for name, value in fields.pop("commune", {}).items():
        setattr(place, name, value)
    with pytest.raises(ActionRefused, match=says):
        record(world, entries("MMM"), criteria_set=of, commune=place, **fields)
    assert record(world, entries("MMM")) == 1


def test_page_tells_what_another_saved_and_keeps_what_was_chosen(world):
    client, key = signed_in("thai"), Village.objects.get(name="2").pk
    record(world, entries("MM.", "MMM"))
    stale = form(**{f"tc3-{key}": "M", f"ghi-chu-{key}": "Của tôi"})
    other = VillageStanding.objects.get(village=key)
    record(world, [VillageEntry(other.village, "NM.", "", version_of(other))], by="minh")
    page = client.post(PAGE, stale).content.decode()
    assert "người khác vừa ghi khác (TC 1 chưa đạt, TC 3 chưa có số liệu" in page
    assert 'value="Của tôi"' in page and VillageStanding.objects.get(village=key).outcomes == "NM."
    sent = form(**{f"tc1-{key}": "M", f"tc3-{key}": "M"})
    answer = client.post(PAGE, sent)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert VillageStanding.objects.get(village=key).outcomes == "MMM"


def test_page_leaves_untouched_villages_as_another_saved_them(world):
    client, (two, ten) = signed_in("thai"), Village.objects.filter(name__in=["2", "10"]).order_by("sort_key")
    record(world, entries("MM.", "MMM"))
    stale = form(**{f"tc1-{ten.pk}": "N"})
    row = VillageStanding.objects.get(village=two)
    record(world, [VillageEntry(two, "NNN", "", version_of(row))], by="minh")
    assert client.post(PAGE, stale).status_code == 302
    assert [VillageStanding.objects.get(village=one).outcomes for one in (two, ten)] == ["NNN", "NMM"]


def test_page_says_counts_day_and_who_judged(world):
    record(world, entries("MAM", "MNM"))
    page = Document(signed_in("nam").get(PAGE).content.decode())
    assert page.parts["h1"] == ["Xã Đăk Pxi: 1/3 thôn đạt đủ 3 tiêu chí"]
    assert "2/3 thôn có số liệu đến ngày 31/12/2023. Xã tự đánh giá" in page.text
    assert page.text.index("Thôn 2 ") < page.text.index("Thôn 10 ") < page.text.index("Thôn Kon Pao")
    assert "Lưu kết quả" not in page.text and "chỉ xem được" in page.text
    later = Document(signed_in("thai").get(f"/thon/23503/?ngay={LATER}").content.decode())
    assert "3 thôn, chưa có số liệu" in later.parts["h1"][0] and "Lưu kết quả ngày 30/06/2024" in later.text
    assert signed_in("thai").get("/thon/23503/?bo=khac").status_code == 404


def test_page_without_villages_criteria_or_set_says_what_to_do_next(world):
    client = signed_in("thai")
    assert "Đề nghị quản trị viên thêm thôn" in signed_in("neighbour").get("/thon/23504/").content.decode()
    of_villages().criteria.all().delete()
    assert "nạp tiêu chí từ biểu" in client.get("/thon/23503/").content.decode()
    of_villages().delete()
    page = client.get("/thon/23503/").content.decode()
    assert "chưa có bộ tiêu chí thôn" in page and "Đề nghị quản trị viên của tỉnh" in page
    assert client.get("/thon/23503.csv").status_code == 404


def test_files_carry_the_day_the_basis_and_what_is_made_up(world):
    record(world, entries("MN.", note="=1+1"), by=None, illustrative=True)
    client, query = signed_in("minh"), "?bo=thon&ngay=2023-12-31"
    said = client.get(f"/thon/23503.json{query}").json()
    assert said["thon"][0]["tc1"] == "Đạt" and said["thon"][0]["so_dat"] == 1
    assert said["thon"][1]["so_dat"] is None and said["thong_tin"]["Số liệu đến ngày"] == "31/12/2023"
    assert (
        "xã tự đánh giá" in said["thong_tin"]["Cơ sở số liệu"] and "dùng thử" in said["thong_tin"]["Ghi chú"]
    )
    assert "'=1+1" in client.get(f"/thon/23503.csv{query}").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(f"/thon/23503.xlsx{query}").content)).active
    assert [cell.value for cell in list(sheet.rows)[-3]][:4] == [
        "Thôn 2",
        "Đạt",
        "Chưa đạt",
        "Chưa có số liệu",
    ]


def asked(client, url: str) -> tuple[str, int]:
    """The page, and how often it asked the database."""
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url).content.decode()
    return page, len(captured)


def test_profile_names_the_villages_to_those_in_charge_at_one_query(world):
    client, profile = signed_in("thai"), "/xa/23503/"
    page, unsaid = asked(client, profile)
    assert "3 thôn, chưa có số liệu" in page
    record(world, entries("MMM", "MN."))
    page, said = asked(client, profile)
    assert "1/3 thôn đạt đủ 3 tiêu chí; 2/3 thôn có số liệu, đến ngày 31/12/2023" in page
    assert 'href="/thon/23503/?ngay=2023-12-31&amp;bo=thon"' in page
    assert "/thon/" not in Client().get(profile).content.decode()
    VillageStanding.objects.all().delete()
    Village.objects.all().delete()
    assert (unsaid, asked(client, profile)[1]) == (said, said - 1)


def test_page_asks_as_much_for_thirty_villages_as_for_three(world):
    client = signed_in("thai")
    record(world, entries("MMM"))
    few = asked(client, PAGE)[1]
    for at in range(30):
        Village.objects.create(commune=world["commune"], name=f"Số {at}")
    record(world, entries(*["MMM"] * 33))
    page, many = asked(client, PAGE)
    assert "33/33 thôn đạt đủ" in page and many == few <= 12


def test_set_in_use_takes_no_criterion_and_keeps_its_level(world):
    of = of_villages()
    assert not of.is_used
    record(world, entries("MMM"))
    assert of.is_used
    fourth = of.criteria.model(criteria_set=of, number=4, name="Thêm", short_name="Thêm")
    with pytest.raises(Exception, match="kết quả của thôn"):
        fourth.full_clean()
    of.level = "commune"
    with pytest.raises(Exception, match="không đổi cấp"):
        of.full_clean()
    order = type("Order", (), {"criteria_set": of_villages(), "since": DAY})()
    assert Planner(order, None, []).has_results


def test_villages_come_in_by_a_sheet_of_the_administration(world):
    lan = builders.officer("lan", world["province"], groups=Group.objects.filter(name="Quản trị"))
    headings = ["Mã xã", "Loại", "Tên thôn", "Số hộ", "Đồng bào DTTS", "Hiệu lực từ ngày"]
    rows = [
        ["23503", "Làng", "Kon Pao", 120, "Có", "01/01/2016"],
        ["23503", "thôn", "2", None, None, "01/01/2016"],
    ]
    assert counts(read(VillageResource, lan, headings, *rows)) == (1, 0, 1)
    made = Village.objects.get(kind="Làng")
    assert (made.households, made.is_minority, made.search_key) == (120, True, "konpao")
    assert Village.objects.get(name="2").is_minority is None
    assert faults(read(VillageResource, officer("far"), headings, rows[0]))
    assert faults(read(VillageResource, lan, headings, ["23503", "Buôn", "X", None, None, "01/01/2016"]))


@pytest.mark.parametrize(
    "letters,all_met,has_data",
    [
        ("MMM", True, True),
        ("MAM", True, True),
        ("AAA", False, True),
        ("MM.", False, True),
        ("MBM", False, True),
        ("...", False, False),
        ("", False, False),
    ],
)
def test_row_meets_all_that_applies(letters, all_met, has_data):
    row = VillageRow("Thôn 1", letters)
    assert (row.meets_all, row.has_data) == (all_met, has_data)
    said = VillageSummary([row], 3, DAY).headline
    assert said == (f"{int(all_met)}/1 thôn đạt đủ 3 tiêu chí" if has_data else "1 thôn, chưa có số liệu")
