"""The pages of yearly plans: what everybody reads, what only officers do, what was typed and is wrong."""

import datetime
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communes.models import Participation
from criteria.models import Target, TargetSheet
from criteria.target_entries import read_entry
from tests import builders
from tests.crawling import Document
from tests.plan_world import plan_world
from tests.sheet_builders import xlsx
from tests.test_target_sheet import HEAD

pytestmark = pytest.mark.django_db
PAGE, ENTRY = "/ke-hoach/62/?nam=2023", "/ke-hoach/62/nhap/?nam=2023"


@pytest.fixture
def world(db):
    built = plan_world(last_name="Nguyễn Kín", is_staff=True)
    built.rounds(
        {built.pxi: "NNNNN", built.mar: "NNNNN", built.binh: "....."},
        {built.pxi: "MMMMM", built.mar: "MMNNM", built.binh: "....."},
    )
    return built


def text(answer) -> str:
    assert answer.status_code == 200
    return Document(answer.content.decode()).text


def test_visitors_read_approved_plans_without_officers(client, world):
    world.plan(world.pxi, q1="1", q4="2")
    late = world.plan(world.mar, q2="3")
    world.plan(world.mar, by=world.nam, seen=late, q4="4", said={"reason": "Chưa công bố"})
    page = text(client.get(PAGE))
    assert "1/2 xã đăng ký năm 2023 đã đạt đủ tiêu chí" in page
    assert "còn 1 TC: 3 (hạn 30/06/2023, chậm)" in page and "chưa đạt, ngoài kế hoạch: 4" in page
    commune = text(client.get("/ke-hoach/62/xa/23515/?nam=2023"))
    for said in (page, commune):
        assert "Kín" not in said and "Chưa công bố" not in said and "chờ duyệt" not in said
    client.force_login(world.nam)
    inside = text(client.get("/ke-hoach/62/xa/23515/?nam=2023"))
    assert "Chưa công bố" in inside and "Kín" in inside


def test_what_is_not_known_outside_the_plan_is_not_said_to_be_unmet(client, world):
    world.plan(world.binh, q1="1")
    page, commune = text(client.get(PAGE)), text(client.get("/ke-hoach/62/xa/23440/?nam=2023"))
    assert "chưa có số liệu, ngoài kế hoạch: 2, 3, 4, 5" in page and "chưa đạt, ngoài kế hoạch" not in page
    assert "chưa có số liệu ngoài kế hoạch: TC 2, 3, 4, 5" in commune
    [row] = json.loads(client.get("/ke-hoach/62.json?nam=2023").content)["xa"]
    assert (row["ngoai_ke_hoach"], row["ngoai_ke_hoach_chua_co_so_lieu"]) == ("", "2, 3, 4, 5")


def test_screen_and_files_say_the_same(client, world):
    world.plan(world.pxi, q1="1", q4="2")
    world.plan(world.mar, q2="3")
    world.plan(world.binh, registered=False, q1="1")
    page = text(client.get(PAGE))
    assert "4 lượt tiêu chí kế hoạch: 2 đã đạt, 1 chậm, 1 chưa có số liệu" in page
    data = json.loads(client.get("/ke-hoach/62.json?nam=2023").content)
    assert sum(row["ke_hoach"] for row in data["xa"]) == sum(row["ke_hoach"] for row in data["huyen"]) == 4
    assert [row["thuc_hien"] for row in data["thang"]][5::6] == [0, 2]
    assert data["thong_tin"]["Số liệu đã xác nhận đến ngày"] == "31/12/2023"
    district = json.loads(client.get("/ke-hoach/62.json?nam=2023&huyen=615").content)
    assert {row["ten"] for row in district["xa"]} == {"Đăk Pxi", "Đăk Mar"}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/ke-hoach/62.xlsx?nam=2023").content))
    assert len(book.sheetnames) == 3


@pytest.mark.parametrize(
    "query", ["nam=99999", "nam=1999", "nam=x", "bo=khong-co", "huyen=999", "nam=2023\0"]
)
def test_choices_that_cannot_be_are_not_found(client, world, query):
    assert client.get(f"/ke-hoach/62/?{query}").status_code == 404


def test_faults_are_said_at_their_fields_and_nothing_is_saved(client, world):
    client.force_login(world.minh)
    pxi, mar = world.pxi.pk, world.mar.pk
    sent = {f"seen-{pxi}": "", f"q1-{pxi}": "1, 9", f"q2-{pxi}": "1"}
    sent |= {f"seen-{mar}": "", f"q1-{mar}": "2"}
    answer = client.post(ENTRY, {**sent, "document": "1/KH"})
    said = text(answer)
    assert "không có tiêu chí 9" in said and "Tiêu chí 1 đã ghi ở quý I" in said
    assert 'value="1, 9"' in answer.content.decode() and not Target.objects.exists()
    said = text(client.post(ENTRY, {f"seen-{mar}": "", f"q1-{mar}": "2"}))
    assert "Ghi văn bản giao kế hoạch" in said and not Target.objects.exists()


def test_district_proposes_and_the_province_approves_on_the_page(client, world):
    client.force_login(world.nam)
    pxi = world.pxi.pk
    sent = {f"seen-{pxi}": "", f"dk-{pxi}": "on", f"q3-{pxi}": "TC 1 và TC 2"}
    assert "chờ tỉnh duyệt" in text(client.post(ENTRY, sent, follow=True))
    assert "1 bản chờ duyệt" in text(client.get(PAGE))
    client.force_login(world.minh)
    plan = Target.objects.waiting().get()
    answer = client.post("/ke-hoach/62/duyet/?nam=2023", {"ban": plan.pk, "document": "1/KH"}, follow=True)
    assert "Đã duyệt kế hoạch của 1 xã" in text(answer)
    assert "1/1 xã đăng ký năm 2023" in text(client.get(PAGE))


def test_row_left_alone_is_not_written_whatever_others_did(client, world):
    client.force_login(world.minh)
    pxi, mar = world.pxi.pk, world.mar.pk
    world.plan(world.mar, q1="1")
    # A page opened before Đăk Mar had a plan: its row still says nothing, and is left alone.
    sent = {f"seen-{pxi}": "", f"q1-{pxi}": "1", f"seen-{mar}": "", "document": "1/KH"}
    assert "Đã lưu kế hoạch của 1 xã" in text(client.post(ENTRY, sent, follow=True))
    assert {plan.commune: plan.version for plan in Target.objects.all()} == {world.mar: 1, world.pxi: 1}
    # The same page with something typed there is refused: its officer has not seen what is saved.
    assert "vừa được người khác sửa" in text(client.post(ENTRY, {**sent, f"q2-{mar}": "2"}))
    assert Target.objects.count() == 2


def test_sheet_goes_from_upload_to_undo(client, world):
    client.force_login(world.minh)
    content = xlsx([HEAD, ["23503", "Đăk Pxi", "", "Có", "1", "", "", ""]])
    sent = {"file": SimpleUploadedFile("kh.xlsx", content), "document": "1/KH"}
    answer = client.post("/ke-hoach/62/nhap/bieu/?nam=2023", sent)
    address = answer["Location"]
    preview = client.get(address)
    assert "kế hoạch của 1 xã thay đổi" in text(preview)
    seen = preview.context["preview"].fingerprint
    assert "Đã áp dụng Biểu số 1" in text(client.post(address, {"fingerprint": seen}, follow=True))
    assert Target.objects.in_force().count() == 1
    assert client.get(address).status_code == 404
    done = client.post("/ke-hoach/62/nhap/bieu-so/1/?nam=2023", follow=True)
    assert "1 xã trở về như trước" in text(done)
    assert not Target.objects.in_force().exists() and TargetSheet.objects.get().undone_by == world.minh
    client.force_login(world.nam)
    assert client.get("/ke-hoach/62/nhap/bieu-so/1/?nam=2023").status_code == 404


def test_sheet_with_faults_comes_back_with_them_marked(client, world):
    client.force_login(world.minh)
    rows = [
        HEAD,
        ["23503", "Đăk Pxi", "", "", "9", "", "", ""],
        ["23515", "Đăk Mar", "", "Có", 1, "", "", ""],
    ]
    sent = {"file": SimpleUploadedFile("kh.xlsx", xlsx(rows)), "document": "1/KH"}
    address = client.post("/ke-hoach/62/nhap/bieu/?nam=2023", sent)["Location"]
    marked = address.replace("/?", "/loi.xlsx?")
    assert marked in Document(client.get(address).content.decode()).links
    answer = client.get(marked)
    assert "bieu-ke-hoach-co-loi.xlsx" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    said = {cell.coordinate: cell.comment.text for line in sheet.iter_rows() for cell in line if cell.comment}
    assert said.keys() == {"D2", "E2"}
    assert "ghi Có hoặc Không" in said["D2"] and "không có tiêu chí 9" in said["E2"]
    assert [cell.value for cell in sheet[3]][:5] == ["23515", "Đăk Mar", None, "Có", 1]
    client.force_login(world.nam)
    assert client.get(marked).status_code == 404


def test_registered_communes_stand_on_the_other_screens(client, world):
    world.plan(world.pxi, q1="1")
    world.plan(world.mar, q2="3")
    world.plan(world.binh, by=world.minh, registered=False, q1="1")
    assert "Kế hoạch năm 2023 1/2 xã đăng ký đã đạt đủ tiêu chí" in text(client.get("/tinh/62/"))
    board = text(client.get("/tinh/62/bang-theo-doi/?loc=dang-ky"))
    assert "2/3 xã của tỉnh, 5 tiêu chí" in board
    assert "Xã đăng ký đạt chuẩn năm 2023" in text(client.get("/xa/23503/"))
    assert "Xã đăng ký đạt chuẩn năm 2023" not in text(client.get("/xa/23440/"))
    criterion = "/tieu-chi/xa-ntm-2021-2025/3/?tinh=62"
    assert "Xã đăng ký năm 2023?" in text(client.get(criterion))
    assert "1/3 xã, xã còn ít" in text(client.get(f"{criterion}&loc=dang-ky"))
    data = json.loads(client.get("/tieu-chi/xa-ntm-2021-2025/3.json?tinh=62&loc=tat-ca").content)
    assert {row["ten"]: row["dang_ky"] for row in data["xa"]}["Đăk Mar"] == "Có"


def test_entry_is_offered_only_where_its_page_opens(client, world):
    world.plan(world.pxi, q1="1")
    elsewhere = builders.province("Gia Lai", "64")
    builders.commune(builders.district(elsewhere, "Đak Đoa", "626"), "Tân Bình", "23640")
    client.force_login(world.nam)
    for place, status in (
        ("62/{}?nam=2023", 200),
        ("62/{}?nam=2023&huyen=615", 200),
        ("62/{}?nam=2023&huyen=612", 404),
        ("64/{}?nam=2023", 403),
    ):
        address = f"/ke-hoach/{place}"
        assert client.get(address.format("nhap/")).status_code == status
        offered = "Lập, sửa kế hoạch" in text(client.get(address.format("")))
        assert offered == (status == 200), address


def test_quarters_say_what_is_missing_and_late_is_said_of_criteria_alone(client, world):
    world.plan(world.pxi, q1="1")
    page = text(client.get(PAGE))
    assert "Còn thiếu so KH" in page and "Chậm so KH" not in page


def test_illustrative_plans_say_so_everywhere(client, world):
    world.plan(world.pxi, q1="1")
    Target.objects.update(illustrative=True)
    assert "minh họa trên trang này: chỉ tiêu kế hoạch năm" in text(client.get(PAGE))
    assert "minh họa trên trang này" in text(client.get("/ke-hoach/62/xa/23503/?nam=2023"))
    assert "Kế hoạch năm 2023 (minh họa)" in text(client.get("/tinh/62/"))
    assert "Xã đăng ký 2023 (minh họa)" in text(client.get("/huyen/615/"))
    assert "năm 2023 (minh họa)" in text(client.get("/xa/23503/"))
    assert "minh họa" in client.get("/ke-hoach/62.csv?nam=2023").content.decode()


def test_every_fault_of_a_field_is_said_at_once_there(client, world):
    client.force_login(world.minh)
    pxi = world.pxi.pk
    said = client.post(ENTRY, {f"seen-{pxi}": "", f"q1-{pxi}": "một, hai", f"q2-{pxi}": "12.5, 9"}).content
    page = Document(said.decode()).text
    for fault in ("“một” không phải", "“hai” không phải", "“12.5” không rõ", "không có tiêu chí 9"):
        assert page.count(fault) == 2, "in the summary and at the field"
    assert "ghi các số tiêu chí cách nhau bằng dấu phẩy, ví dụ 2, 10." in page
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("2.10.", "2.10"),
        ("TC 2.10., 3", "2.10"),
        ("2..10", "2..10"),
        (".2.10", "2.10"),
        ("1.2..10.", "1.2..10"),
    ],
)
def test_numbers_with_points_between_are_asked_about(typed, named):
    read = read_entry({"q1": typed}, {number: number for number in range(1, 20)})
    assert [said.partition(" không rõ")[0] for _, said in read.faults] == [f"“{named}”"]
    assert set(read.quarters) <= {3}


@pytest.mark.parametrize("typed", ["2, 10.", "2. 10", "tc2; tc10", "2 và 10"])
def test_numbers_with_a_point_at_their_end_are_read(typed):
    read = read_entry({"q1": typed}, {2: 2, 10: 10})
    assert (read.faults, read.quarters) == ((), {2: 1, 10: 1})


def test_year_after_the_province_ended_is_offered_only_with_a_plan(client, world, monkeypatch):
    world.home.valid_to = datetime.date(2025, 6, 30)
    world.home.save()
    monkeypatch.setattr("criteria.plan_reading.timezone.localdate", lambda: datetime.date(2026, 11, 28))
    choice = client.get("/ke-hoach/62/").context["choice"]
    assert (choice.year, choice.years) == (2025, [2025])
    answer = client.get("/ke-hoach/62/?nam=2026")
    assert answer.status_code == 404 and "chọn năm kế hoạch đến 2025" in answer.content.decode()
    world.plan(world.pxi, year=2026, q1="1")
    assert client.get("/ke-hoach/62/?nam=2026").context["choice"].years == [2025, 2026]
    world.home.valid_to = None
    world.home.save()
    assert client.get("/ke-hoach/62/?nam=2027").context["choice"].years == [2026, 2027]


def test_plan_of_a_commune_that_ends_is_not_carried_over(client, world):
    old = world.plan(world.mar, q1="4")
    client.force_login(world.minh)
    page = "/ke-hoach/62/xa/23515/?nam=2023"
    assert client.get(page).context["may_carry"]
    world.mar.valid_to = datetime.date(2023, 12, 31)
    world.mar.save()
    assert not client.get(page).context["may_carry"]
    sent = {"reason": "Mưa lũ", "document": "1/KH"}
    answer = client.post(f"/ke-hoach/62/chuyen-tiep/{old.pk}/?nam=2023", sent, follow=True)
    assert "là đơn vị cũ, có đến hết ngày 31/12/2023" in answer.content.decode()
    assert Target.objects.count() == 1


def test_pages_of_a_district_outside_the_scope_are_not_found(client, world):
    client.force_login(world.nam)
    for page in ("nhap/", "nhap/bieu-mau/", "nhap/bieu/"):
        assert client.get(f"/ke-hoach/62/{page}?nam=2023&huyen=615").status_code == 200
        answer = client.get(f"/ke-hoach/62/{page}?nam=2023&huyen=612")
        assert answer.status_code == 404, page
        assert "Không có huyện này trong phạm vi của bạn" in answer.content.decode()


def test_template_without_communes_is_not_handed_out(client, world):
    Participation.objects.all().delete()
    client.force_login(world.minh)
    answer = client.get("/ke-hoach/62/nhap/bieu-mau/?nam=2023")
    assert answer.status_code == 404 and "Không có xã nào để lập kế hoạch" in answer.content.decode()
