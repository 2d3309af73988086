"""The pages of a reorganisation, as the nation's administrator and as those who only look."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.timezone import localtime

from communes.actions import prepare
from communes.admin.sheets import PrivateUpload
from communes.models import Commune, Reorganisation, ReorganisationHeir
from communes.reorganising import PlannedLine
from ntm_portal.groups import load_groups
from tests import builders, directive_builders
from tests.reorganisation_builders import NEW_DAY, World, line, sent, workbook

pytestmark = pytest.mark.django_db
UPLOAD = "/sap-xep/chuan-bi/"


@pytest.fixture
def world(db):
    load_groups()
    built = World()
    everything = Group.objects.filter(name="Quản trị")
    built.nation = builders.officer("trung-uong", "nation", groups=everything, is_staff=True)
    built.thai = builders.officer("thai", built.pxi, groups=Group.objects.filter(name="Nhập liệu"))
    built.nam.groups.set(Group.objects.filter(name="Chỉ đạo"))
    return built


@pytest.fixture
def quoc(world, client):
    """A browser signed in as the nation's administrator."""
    client.force_login(world.nation)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def lines(world) -> list[PlannedLine]:
    """Đăk Hà's three units into one xã of Quảng Ngãi that the portal does not know yet."""
    return [
        PlannedLine(commune.code, "23500", "Đăk Hà", "Xã", "51")
        for commune in (world.town, world.pxi, world.ui)
    ]


def prepared(world, heirs=()) -> Reorganisation:
    return prepare(
        name="Sắp xếp Đăk Hà", decision="NQ 1/NQ", effective_on=NEW_DAY, lines=lines(world), heirs=heirs,
        by=world.nation,
    )  # fmt: skip


def confirm(client, found, step: str):
    """Open the page that asks once more, and confirm it."""
    address = reverse(f"reorganisation-{step}", args=[found.pk])
    shown = client.get(address)
    assert shown.status_code == 200, text(shown)
    seen = shown.context.get("fingerprint") or shown.context["page"].fingerprint
    return client.post(address, {"fingerprint": seen}, follow=True)


def test_from_the_sheet_to_applied_and_back(quoc, world):
    heirs = [["Huyện", "615", "Đăk Hà", "23500", "Đăk Hà"]]
    preview = quoc.post(UPLOAD, sent(workbook(world.lines()[:3], heirs)), follow=True)
    assert "Xem trước: 3 đơn vị cũ thành 1 đơn vị mới" in text(preview)
    assert not Reorganisation.objects.exists()
    seen = {"fingerprint": preview.context["preview"].fingerprint}
    page = quoc.post(preview.request["PATH_INFO"], seen, follow=True)
    assert "Sắp xếp năm 2025: đã chuẩn bị, chưa áp dụng" in text(page)
    assert "3 đơn vị cấp xã kết thúc ngày trước 01/07/2025, 1 đơn vị mới tiếp nhận" in text(page)
    assert not list(PrivateUpload.folder().iterdir())
    found = Reorganisation.objects.get()
    assert Commune.objects.filter(code="23500").count() == 1
    applied = confirm(quoc, found, "apply")
    assert "Đã áp dụng." in text(applied)
    assert "Sắp xếp năm 2025: đã áp dụng" in text(applied)
    world.thai.refresh_from_db()
    assert world.thai.scope_commune.valid_from == NEW_DAY
    undone = confirm(quoc, found, "undo")
    assert "Đã hoàn tác:" in text(undone)
    world.thai.refresh_from_db()
    assert world.thai.scope_commune == world.pxi


def test_sheet_sent_twice_is_prepared_once(quoc, world):
    preview = quoc.post(UPLOAD, sent(workbook(world.lines()[:3])), follow=True)
    seen = {"fingerprint": preview.context["preview"].fingerprint}
    first, second = (quoc.post(preview.request["PATH_INFO"], seen) for _ in range(2))
    found = Reorganisation.objects.get()
    assert first["Location"] == second["Location"] == f"/sap-xep/{found.pk}/"


def test_sheet_with_faults_lists_each_and_offers_no_way_on(quoc, world):
    rows = [line(world.pxi, "23500", "Đăk Hà", "Làng", "51"), line(world.ui, "23500", "Đăk Hà", "Xã", "99")]
    preview = quoc.post(UPLOAD, sent(workbook(rows)), follow=True)
    assert "Biểu có 2 lỗi, chưa lưu gì" in text(preview)
    assert "<b>E2</b>: “Làng” không phải loại đơn vị" in text(preview)
    assert "<b>F3</b>: Vào ngày 01/07/2025 không có tỉnh" in text(preview)
    assert "Lưu bản chuẩn bị" not in text(preview)
    seen = {"fingerprint": preview.context["preview"].fingerprint}
    assert "Biểu còn lỗi nên chưa lưu gì" in text(quoc.post(preview.request["PATH_INFO"], seen))
    cancelled = quoc.post(preview.request["PATH_INFO"], {"cancel": "1"}, follow=True)
    assert "Đã bỏ biểu vừa tải lên" in text(cancelled)
    assert quoc.get(preview.request["PATH_INFO"]).status_code == 404
    assert not Reorganisation.objects.exists()


def test_sheet_overtaken_is_shown_again(quoc, world):
    preview = quoc.post(UPLOAD, sent(workbook(world.lines()[:3])), follow=True)
    again = quoc.post(preview.request["PATH_INFO"], {"fingerprint": "cũ"})
    assert "Danh mục đơn vị đã đổi sau khi xem trước" in text(again)
    assert not Reorganisation.objects.exists()


def test_form_says_what_is_missing(quoc, world):
    page = text(quoc.post(UPLOAD, {"effective_on": "01/01/2016"}))
    for words in ("Ghi tên đợt sắp xếp.", "Ghi ngày sau 01/01/2016.", "Chọn tệp biểu sắp xếp."):
        assert words in page
    assert "Tệp không phải bảng tính" in text(quoc.post(UPLOAD, sent(b"%PDF-1.4")))


def test_template_is_downloaded_and_bad_questions_are_answered(quoc, world):
    answer = quoc.get("/sap-xep/bieu-mau/?tinh=62&ngay=01/07/2025")
    assert answer["Content-Disposition"] == 'attachment; filename="sap-xep-kon-tum-01-07-2025.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Đơn vị", "Kế thừa"]
    for query in ("tinh=99&ngay=01/07/2025", "tinh=62&ngay=01/01/0001", "tinh=62&ngay=x", "tinh=51"):
        page = quoc.get(f"/sap-xep/bieu-mau/?{query}")
        assert page.status_code == 200
        assert "Chưa ghi được, sửa các chỗ sau" in text(page)


def test_heirs_are_named_on_the_page_and_nobody_is_written_over(quoc, world):
    found = prepared(world)
    address = f"/sap-xep/{found.pk}/ke-thua/"
    page = quoc.get(address)
    row = f"h-{world.dak_ha.pk}"
    assert f'<select id="{row}" name="{row}">' in text(page)
    sent_heirs = {
        row: "xa:23500",
        f"cb-{world.nam.pk}": "khong",
        "h-999": "xa:1",
        "seen": page.context["seen"],
    }
    saved = quoc.post(address, sent_heirs, follow=True)
    assert "Đã lưu 2 nơi kế thừa." in text(saved)
    stored = {(heir.district, heir.officer): heir.heir_commune_code for heir in found.heirs.all()}
    assert stored == {(world.dak_ha, None): "23500", (None, world.nam): ""}
    again = quoc.post(address, sent_heirs | {row: "tinh:51"})
    assert "Nơi kế thừa đã được người khác đổi" in text(again)
    assert '<option value="xa:23500" selected>' in text(again)
    assert found.history.count() == 2


def test_heir_that_was_not_offered_is_not_taken(quoc, world):
    found = prepared(world)
    address = f"/sap-xep/{found.pk}/ke-thua/"
    seen = quoc.get(address).context["seen"]
    quoc.post(address, {f"h-{world.dak_ha.pk}": "xa:99999", "seen": seen})
    assert not ReorganisationHeir.objects.exists()


def test_apply_confirmed_after_a_change_is_asked_again(quoc, world):
    found = prepared(world)
    address = f"/sap-xep/{found.pk}/ap-dung/"
    seen = {"fingerprint": quoc.get(address).context["page"].fingerprint}
    builders.officer("moi", world.pxi)
    assert "Có thay đổi sau khi bạn mở trang này" in text(quoc.post(address, seen))
    found.refresh_from_db()
    assert found.applied_at is None


def test_apply_sent_twice_happens_once(quoc, world):
    found = prepared(world)
    address = f"/sap-xep/{found.pk}/ap-dung/"
    seen = {"fingerprint": quoc.get(address).context["page"].fingerprint}
    quoc.post(address, seen)
    changes = found.changes.count()
    again = quoc.post(address, seen, follow=True)
    found.refresh_from_db()
    told = f"Không làm được bước này: đã áp dụng lúc {localtime(found.applied_at):%H:%M %d/%m/%Y}"
    assert told in text(again)
    assert found.changes.count() == changes > 0


def test_units_are_not_reorganised_twice_for_one_day(quoc, world):
    first, second = prepared(world), prepared(world)
    confirm(quoc, first, "apply")
    page = quoc.get(f"/sap-xep/{second.pk}/ap-dung/")
    assert "đã được sắp xếp trong đợt “Sắp xếp Đăk Hà” đang áp dụng; hoàn tác đợt ấy trước." in text(page)
    assert "đã được sắp xếp" in text(confirm(quoc, second, "apply"))
    second.refresh_from_db()
    assert second.applied_at is None
    confirm(quoc, first, "undo")
    confirm(quoc, second, "apply")
    second.refresh_from_db()
    assert second.applied_at


def test_withdrawn_is_kept_and_cannot_be_applied(quoc, world):
    found = prepared(world)
    page = quoc.post(f"/sap-xep/{found.pk}/huy/", follow=True)
    assert "Đã hủy bản chuẩn bị" in text(page)
    assert "Áp dụng…" not in text(page)
    told = quoc.get(f"/sap-xep/{found.pk}/ap-dung/", follow=True)
    assert "Không làm được bước này: đã hủy bản chuẩn bị lúc" in text(told)


def test_those_below_the_province_see_who_merges_and_no_officer(quoc, world, client):
    found = prepared(world)
    for officer in (world.thai, world.nam):
        client.force_login(officer)
        page = text(client.get(f"/sap-xep/{found.pk}/"))
        assert "Xã Đăk Pxi (23503)" in page
        for hidden in ("Cán bộ đổi phạm vi", "Nơi kế thừa", "Áp dụng…", "(nam)"):
            assert hidden not in page
        listed = client.get(f"/sap-xep/{found.pk}.json").json()
        assert "ke_thua" not in listed
        assert len(listed["don_vi"]) == 3
        assert "Chuẩn bị từ biểu" not in text(client.get("/sap-xep/"))


def test_files_hold_the_lines_and_the_heirs(quoc, world):
    found = prepared(world)
    listed = quoc.get(f"/sap-xep/{found.pk}.json").json()
    assert listed["thong_tin"]["Tình trạng"] == "Đã chuẩn bị, chưa áp dụng"
    assert listed["don_vi"][0] == {
        "ma_moi": "23500", "ten_moi": "Đăk Hà", "loai": "Xã", "ma_tinh_moi": "51", "ma_cu": "23500",
        "ten_cu": "Thị trấn Đắk Hà", "huyen_cu": "Huyện Đăk Hà", "nhap": "Toàn bộ",
    }  # fmt: skip
    assert quoc.get(f"/sap-xep/{found.pk}.csv").content.decode("utf-8-sig").count("\r\n") == 4
    again = quoc.post(UPLOAD, sent(quoc.get(f"/sap-xep/{found.pk}.xlsx").content), follow=True)
    assert "Xem trước: 3 đơn vị cũ thành 1 đơn vị mới" in text(again)


def test_my_work_tells_administrators_what_was_not_applied(quoc, world):
    prepared(world)
    assert "Đợt sắp xếp đơn vị hành chính chưa áp dụng" in text(quoc.get("/viec-cua-toi/"))


def test_administration_reads_and_leads_to_the_page(quoc, world):
    found = prepared(world)
    page = quoc.get(f"/quan-tri/communes/reorganisation/{found.pk}/change/")
    assert f'<a href="/sap-xep/{found.pk}/">Mở trang</a>' in text(page)
    assert 'name="_save"' not in text(page)
    assert "Sắp xếp đơn vị</a>" in text(quoc.get("/quan-tri/"))


@pytest.mark.parametrize("step", ["", "ke-thua/", "ap-dung/"])
def test_pages_keep_to_their_queries(quoc, world, django_assert_max_num_queries, step):
    """The same number with 3 communes and with 33, with 2 officers and with 32."""
    found = prepared(world)
    counted = []
    for more in (True, False):
        with django_assert_max_num_queries(80) as captured:
            assert quoc.get(f"/sap-xep/{found.pk}/{step}").status_code == 200
        counted.append(len(captured))
        if more:
            _grow(world, found)
    assert counted[0] == counted[1]


def _grow(world, found: Reorganisation) -> None:
    for at in range(30):
        place = builders.commune(world.dak_ha, f"Xã số {at}", valid_to=builders.LAST_DAY)
        builders.officer(f"can-bo-{place.code}", place)
        found.lines.create(
            predecessor=place, predecessor_code=place.code, predecessor_name=place.full_name,
            successor_code=f"8{at:04}", successor_name=f"Mới {at}", successor_kind="Xã",
            successor_province_code="51",
        )  # fmt: skip


def test_notes_of_two_orders_stand_apart_each_with_its_order(quoc, world):
    for number, note in (("4/CT-UBND", "Chưa biết người ký."), ("5/CT-UBND", "Nhiệm vụ viết lại.")):
        directive_builders.directive(world.kon_tum, number=number, illustrative_note=note)
    shown = text(quoc.get(prepared(world).get_absolute_url()))
    assert "4/CT-UBND: Chưa biết người ký.</li>" in shown
    assert "5/CT-UBND: Nhiệm vụ viết lại.</li>" in shown
