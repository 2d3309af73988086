"""The pages of the import, as the officers who use them, and as those who may not."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from criteria.models import ImportBatch, PendingUpload, Round, Standing
from tests import builders
from tests.sheet_builders import HEADER, line, xlsx

UPLOAD = "/nhap-lieu/bieu-tong-hop/"
GOOD = [HEADER, ["I", "Huyện Đăk Hà"], line(marks="xx x "), line(name="Ngọk Wang", code="23515")]


class World:
    def __init__(self):
        self.province = builders.province()
        self.dak_ha = builders.district(self.province)
        self.pxi = builders.commune(self.dak_ha, "Đăk Pxi", "23503")
        self.wang = builders.commune(self.dak_ha, "Ngọk Wang", "23515")
        self.set = builders.criteria_set(5)
        self.hoa = self.entering("hoa", self.province)

    def entering(self, name, scope):
        """An officer whose group lets them import."""
        judging = ["change_indicatorresult", "verify_standing", "appraise_standing"]
        return builders.officer(name, scope, permissions=["add_importbatch", *judging])

    def form(self, rows, **asked) -> dict:
        content = asked.pop("content", None) or xlsx(rows)
        usual = {
            "file": SimpleUploadedFile("bieu.xlsx", content),
            "province": self.province.pk,
            "criteria_set": self.set.pk,
            "data_on": "31/12/2023",
            "blank": "not-met",
            "judgement": "appraised",
        }
        return {key: value for key, value in (usual | asked).items() if value is not None}


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def page(world, client):
    """A browser signed in as Y Hoa."""
    client.force_login(world.hoa)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def upload(page, world, rows=GOOD, **asked):
    """Upload and follow to the preview."""
    return page.post(UPLOAD, world.form(rows, **asked), follow=True)


def apply(page, preview, **more):
    fields = {
        "fingerprint": preview.context["preview"].fingerprint,
        "lapse_reason": "recheck",
        **more,
    }
    return page.post(preview.request["PATH_INFO"], fields, follow=True)


def test_upload_preview_apply_undo(page, world):
    preview = upload(page, world)
    assert "Xem trước: 2 dòng xã, 10 ô mới, 0 ô thay đổi, 0 ô giữ nguyên" in text(preview)
    assert "áp dụng biểu sẽ mở kỳ mới" in text(preview)
    assert not Round.objects.exists()
    applied = apply(page, preview)
    assert applied.request["PATH_INFO"] == "/nhap-lieu/lo/1/"
    assert "Đã áp dụng 10 ô thành lô số 1." in text(applied)
    assert Standing.objects.get(commune=world.pxi).outcomes == "MMNMN"
    assert not PendingUpload.objects.exists()
    undone = page.post("/nhap-lieu/lo/1/hoan-tac/", follow=True)
    assert "Đã hoàn tác lô số 1: 10 ô trở về như trước." in text(undone)
    assert Standing.objects.get(commune=world.pxi).outcomes == "....."
    assert "Đã hoàn tác" in text(page.get("/nhap-lieu/"))


def test_same_sheet_again_makes_no_batch(page, world):
    apply(page, upload(page, world))
    again = upload(page, world)
    assert "0 ô mới, 0 ô thay đổi, 10 ô giữ nguyên" in text(again)
    assert "0 ô thay đổi nên không lập lô mới" in text(apply(page, again))
    assert ImportBatch.objects.count() == 1


def test_every_error_is_shown_and_only_valid_rows_can_be_applied(page, world):
    bad = line(marks="xxxxx")
    bad[4] = "gần xong"
    preview = upload(page, world, [HEADER, bad, line(name="Ngọk Wang", code="23515"), line("Xã Lạ", "")])
    assert "2 lỗi" in text(preview)
    assert "<b>E2</b>: “gần xong” không phải là kết quả; ghi Đạt, Chưa đạt" in text(preview)
    assert "còn 2 lỗi nên chưa ghi gì" in text(apply(page, preview))
    applied = apply(page, preview, valid_only="1")
    assert "chỉ các dòng hợp lệ" in text(applied)
    assert Standing.objects.get(commune=world.pxi).outcomes == "....."
    assert Standing.objects.get(commune=world.wang).outcomes == "MMMMM"


def test_errors_beyond_what_a_screen_holds_are_counted(page, world):
    rows = [HEADER, *(line(f"Xã Lạ {number}", "", stt=number) for number in range(1, 251))]
    preview = upload(page, world, rows)
    assert "250 lỗi, hiện 200 lỗi đầu" in text(preview)
    assert preview.content.count(b"<li>") < 220


def test_form_says_everything_that_is_missing(page, world):
    answer = page.post(UPLOAD, {})
    for sentence in ("Chọn tệp biểu tổng hợp.", "Ghi ngày số liệu.", "Chọn ô trống nghĩa là gì."):
        assert sentence in text(answer)
    assert "checked" not in text(page.get(UPLOAD)).split("Ô trống trong biểu")[1].split("</fieldset>")[0]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"content": b"%PDF-1.4"}, "không phải bảng tính"),
        ({"content": xlsx([["Báo cáo"]])}, "Không tìm thấy dòng tiêu đề"),
        ({"data_on": "31/12/2019"}, "không có hiệu lực"),
        ({"data_on": "2023/31/12"}, "Ghi ngày dạng 31/12/2023."),
        ({"data_on": f"{timezone.localdate() + datetime.timedelta(days=2):%d/%m/%Y}"}, "ở tương lai"),
        ({"blank": None}, "Chọn ô trống nghĩa là gì."),
        ({"province": 0}, "ngoài phạm vi phụ trách"),
        ({"file": SimpleUploadedFile("rong.xlsx", b"")}, "Tệp rỗng"),
    ],
)
def test_sheet_that_cannot_be_read_stays_on_the_form(page, world, asked, says):
    answer = upload(page, world, **asked)
    assert says in text(answer)
    assert answer.request["PATH_INFO"] == UPLOAD
    assert not PendingUpload.objects.exists()


def test_file_too_large_is_refused(page, world, settings):
    settings.STATUS_SHEET_MAX_BYTES = 1000
    assert "lớn hơn mức cho phép" in text(upload(page, world))


def test_figures_changed_meanwhile_are_shown_again(page, world):
    apply(page, upload(page, world))
    preview = upload(page, world, [HEADER, line(marks="xxxxx")])
    apply(page, upload(page, world, [HEADER, line(marks="     ")]))
    answer = apply(page, preview)
    assert "Số liệu của kỳ đã đổi sau khi xem trước" in text(answer)
    assert ImportBatch.objects.count() == 2


def test_upload_can_be_dropped_and_old_ones_are_forgotten(page, world):
    preview = upload(page, world)
    page.post(preview.request["PATH_INFO"], {"cancel": "1"})
    assert not PendingUpload.objects.exists()
    upload(page, world)
    PendingUpload.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=2))
    upload(page, world)
    assert PendingUpload.objects.count() == 1


def test_nobody_sees_the_upload_of_another(page, world, client):
    path = upload(page, world).request["PATH_INFO"]
    client.force_login(world.entering("minh", world.province))
    assert client.get(path).status_code == 404
    assert client.post(path, {"cancel": "1"}).status_code == 404


def test_batch_of_another_district_or_officer_is_not_seen(page, world, client):
    apply(page, upload(page, world))
    client.force_login(world.entering("nam", world.dak_ha))
    assert "Chưa có lô nào" in text(client.get("/nhap-lieu/"))
    assert client.get("/nhap-lieu/lo/1/").status_code == 404
    assert client.post("/nhap-lieu/lo/1/hoan-tac/").status_code == 404
    elsewhere = builders.province("Gia Lai", "64")
    client.force_login(world.entering("khac", elsewhere))
    assert client.get("/nhap-lieu/lo/1/").status_code == 404


def test_district_officer_verifies_own_communes_only(page, world, client):
    apply(page, upload(page, world))
    other = builders.district(world.province, "Kon Plông", "613")
    nam = world.entering("nam", other)
    client.force_login(nam)
    form = text(client.get(UPLOAD))
    assert "Huyện thẩm tra" in form
    assert "Tỉnh thẩm định" not in form
    assert "không được ghi loại đánh giá này" in text(upload(client, world))
    preview = upload(client, world, judgement="verified")
    assert text(preview).count("ở ngoài phạm vi phụ trách của bạn") == 2
    assert "Chưa áp dụng được" in text(preview)


@pytest.mark.parametrize("path", ["/nhap-lieu/", UPLOAD, "/nhap-lieu/xem-truoc/1/", "/nhap-lieu/lo/1/"])
def test_pages_are_for_those_who_enter(db, client, path):
    assert client.get(path).headers["Location"] == f"/dang-nhap/?next={path}"
    home = builders.province()
    client.force_login(builders.officer("thai", home))
    assert client.get(path).status_code == 403
    client.force_login(builders.officer("stranger", permissions=["add_importbatch", "appraise_standing"]))
    assert client.get(path).status_code == 403


def test_undoing_is_shown_before_it_is_done(page, world):
    apply(page, upload(page, world))
    assert 'href="/nhap-lieu/lo/1/hoan-tac/"' in text(page.get("/nhap-lieu/lo/1/"))
    asked = text(page.get("/nhap-lieu/lo/1/hoan-tac/"))
    assert "10 ô của 2 xã trở về như trước lô." in asked
    assert "Kỳ 31/12/2023 không còn số liệu nào khác nên sẽ bị hủy." in asked
    assert "được giữ" not in asked
    assert Standing.objects.get(commune=world.pxi).outcomes == "MMNMN"
    assert Round.objects.get().withdrawn_at is None
    assert "nên đã được hủy" in text(page.post("/nhap-lieu/lo/1/hoan-tac/", follow=True))
    assert "đã được hoàn tác" in text(page.get("/nhap-lieu/lo/1/hoan-tac/", follow=True))


def test_undoing_says_what_it_keeps(page, world):
    apply(page, upload(page, world))
    apply(page, upload(page, world, [HEADER, line(marks="     ")]))
    asked = text(page.get("/nhap-lieu/lo/1/hoan-tac/"))
    assert "7 ô của 2 xã trở về như trước lô." in asked
    assert "3 ô đã sửa sau được giữ." in asked
    assert "bị hủy" not in asked


def test_messages_write_thousands_with_a_point(page, world):
    codes = [str(code) for code in range(30000, 30201)]
    for code in codes:
        builders.commune(world.dak_ha, f"Số {code}", code)
    applied = apply(page, upload(page, world, [HEADER, *(line("", code) for code in codes)]))
    assert "Đã áp dụng 1.005 ô thành lô số 1." in text(applied)
    assert "1.005 ô của 201 xã trở về như trước lô." in text(page.get("/nhap-lieu/lo/1/hoan-tac/"))


def test_what_is_not_there_is_said_in_vietnamese(page):
    gone = page.get("/nhap-lieu/xem-truoc/99/")
    assert gone.status_code == 404
    assert "Biểu này đã được áp dụng, đã bỏ hoặc quá một ngày; tải lên lại ở mục Nhập liệu." in text(gone)
    for path in ("/nhap-lieu/lo/99/", "/nhap-lieu/lo/99/hoan-tac/"):
        unknown = page.get(path)
        assert unknown.status_code == 404
        assert "Không có lô này trong phạm vi của bạn." in text(unknown)


def test_form_names_its_faults(page, world):
    assert "Còn thiếu thông tin" in text(page.post(UPLOAD, {}))
    assert "Thông tin cần sửa" in text(upload(page, world, data_on="2023/31/12"))
    assert "Chưa đọc được biểu" in text(upload(page, world, content=b"%PDF-1.4"))


def test_preview_says_what_rises_falls_and_is_left(page, world):
    first = text(upload(page, world, GOOD[:3]))
    assert "3 ô lên Đạt, 0 ô thôi Đạt" in first
    assert "1 xã không có trong biểu chưa có số liệu trong kỳ này." in first
    apply(page, upload(page, world, data_on="30/11/2022"))
    later = text(upload(page, world, [HEADER, line(marks=" xxxx")]))
    assert "2 ô lên Đạt, 1 ô thôi Đạt" in later
    assert "1 xã không có trong biểu giữ kết quả chuyển từ kỳ trước, ghi là chưa cập nhật." in later
    assert "không có trong biểu giữ" not in text(upload(page, world))


def test_undo_twice_is_refused_with_a_sentence(page, world):
    apply(page, upload(page, world))
    page.post("/nhap-lieu/lo/1/hoan-tac/")
    assert "đã được hoàn tác" in text(page.post("/nhap-lieu/lo/1/hoan-tac/", follow=True))


def test_forms_carry_their_token(page, world):
    assert "csrfmiddlewaretoken" in text(page.get(UPLOAD))
    assert "csrfmiddlewaretoken" in text(upload(page, world))


def test_judgements_offered_follow_the_groups(world, client):
    """A clerk of the province's scope enters; appraising takes a group of its own."""
    clerk = builders.officer("thu", world.province, permissions=["add_importbatch", "change_indicatorresult"])
    client.force_login(clerk)
    form = text(client.get(UPLOAD))
    assert "Xã tự đánh giá" in form
    assert "Tỉnh thẩm định" not in form
    assert "không được ghi loại đánh giá này" in text(upload(client, world))
    assert not PendingUpload.objects.exists()


def test_upload_of_an_officer_who_lost_the_group_is_refused(page, world):
    preview = upload(page, world)
    world.hoa.user_permissions.remove(*world.hoa.user_permissions.filter(codename="appraise_standing"))
    again = apply(page, preview)
    assert "không được ghi loại đánh giá này" in text(again)
    assert not ImportBatch.objects.exists()
