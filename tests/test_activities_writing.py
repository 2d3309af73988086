"""Writing an activity down on its pages: the form, its errors, corrections with history, photos."""

import pytest

from directives.actions import add_photo
from directives.models import Activity, ActivityPhoto
from tests import directive_builders as build
from tests.evidence_builders import PDF, kept, photo, upload
from tests.people_world import PeopleWorld, people_world
from tests.screen_parts import heading, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def sign_in(client, world, who):
    client.force_login(getattr(world, who))
    return client


def typed(**given) -> dict:
    return {"name": "Họp thôn", "kind": "meeting", "held_on": "15/03/2024", "model_outcome": "", **given}


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_commune_officer_writes_an_activity_down(world, client):
    sign_in(client, world, "thai")
    form = said(client.get("/van-dong/them/"))
    assert "Đơn vị tổ chức" not in form
    answer = client.post(
        "/van-dong/them/",
        typed(
            commune=world.communes[0].pk,
            village="Thôn 3",
            people="1.240",
            women="600",
            criteria=[world.criterion.pk],
        ),
    )
    activity = Activity.objects.get()
    assert answer["Location"] == f"/van-dong/{activity.pk}/"
    assert (activity.people, activity.women, activity.households) == (1240, 600, None)
    assert (activity.unit, activity.entered_by) == (world.communes[0], world.thai)
    page = said(client.get(f"/van-dong/{activity.pk}/"))
    assert "1.240 người" in page
    assert "TC 1 TC số 1" in page
    assert "Chưa sửa lần nào." in page


@pytest.mark.parametrize(
    ("who", "organiser", "unit"),
    [
        ("nam", "rieng", "UBND huyện Đăk Hà"),
        ("hoa", "rieng", "Sở NN&PTNT"),
        ("hoa", "xa", "UBND xã Đăk Pxi"),
        ("minh", "xa", "UBND xã Đăk Pxi"),
    ],
)
def test_organiser_is_chosen(world, client, who, organiser, unit):
    sign_in(client, world, who)
    client.post("/van-dong/them/", typed(commune=world.communes[0].pk, organiser=organiser))
    assert Activity.objects.get().unit_name == unit


def test_bad_input_is_said_at_once_and_kept(world, client):
    sign_in(client, world, "nam")
    answer = client.post(
        "/van-dong/them/",
        {
            "name": "",
            "kind": "la",
            "held_on": "2/2/24",
            "organiser": "khac",
            "commune": world.communes[2].pk,
            "people": "10",
            "women": "11",
            "minority": "nhiều",
            "households": "2,5",
            "labour_days": "99999999999",
            "model_name": "Nuôi <b>dê</b>",
            "model_outcome": "",
            "criteria": ["9" * 30],
        },
    )
    page = said(answer)
    for sentence_said in (
        "Ghi nội dung hoạt động.",
        "Chọn hình thức trong danh sách.",
        "Ghi ngày dạng 31/12/2023.",
        "Chọn một trong hai đơn vị.",
        "ngoài phạm vi phụ trách",
        "Số nữ không được lớn hơn số người tham gia.",
        "không phải là số",
        "Ghi số nguyên",
        "Số quá lớn",
        "Chọn kết quả của mô hình.",
        "Chọn tiêu chí trong danh sách.",
    ):
        assert sentence_said in page
    for kept_text in ('value="2/2/24"', 'value="nhiều"', 'value="Nuôi &lt;b&gt;dê&lt;/b&gt;"', 'value="2,5"'):
        assert kept_text in page
    assert not Activity.objects.exists()


def test_change_shows_its_history_and_who(world, client):
    activity = build.activity(world.communes[0], people=40)
    sign_in(client, world, "thai")
    page = said(client.get(f"/van-dong/{activity.pk}/sua/"))
    assert 'value="40"' in page
    client.post(
        f"/van-dong/{activity.pk}/sua/",
        typed(
            name="Họp thôn",
            held_on="31/12/2023",
            commune=world.communes[0].pk,
            people="45",
            criteria=[world.criterion.pk],
        ),
    )
    page = text_of(said(client.get(f"/van-dong/{activity.pk}/")))
    assert "Số người tham gia: 40 → 45" in page
    assert "Tiêu chí liên quan: không → TC 1" in page
    assert "A Thai:" in page
    answer = client.post(
        f"/van-dong/{activity.pk}/sua/", typed(name="", people="3", women="9", commune=world.communes[0].pk)
    )
    assert heading(answer.content.decode()) == "Sửa hoạt động: Họp thôn"
    assert 'value="9"' in said(answer)


def test_change_is_refused_to_other_units(world, client):
    activity = build.activity(world.communes[0])
    sign_in(client, world, "nam")
    assert "Sửa hoạt động" not in said(client.get(f"/van-dong/{activity.pk}/"))
    for send in (client.get, client.post):
        answer = send(f"/van-dong/{activity.pk}/sua/", follow=True)
        assert "chỉ cán bộ của đơn vị ấy được sửa" in said(answer)
    answer = client.post(f"/van-dong/{activity.pk}/", {"photos": [upload(photo(), "a.jpg")]})
    assert "chỉ cán bộ của đơn vị ấy được sửa" in said(answer)
    assert kept() == []


def test_photos_are_added_shown_in_a_sandbox_and_removed(world, client):
    activity = build.activity(world.communes[0])
    address = f"/van-dong/{activity.pk}/"
    sign_in(client, world, "thai")
    files = [upload(photo(gps=True), "a.jpg"), upload(PDF, "b.pdf")]
    answer = said(client.post(address, {"photos": files}))
    assert "b.pdf: Chỉ nhận ảnh JPG, PNG hoặc WebP." in answer
    assert "Đã thêm 1 ảnh." in answer
    row = ActivityPhoto.objects.get()
    picture = client.get(f"{address}anh/{row.pk}/")
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8\xff")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert {part.strip() for part in picture["Cache-Control"].split(",")} == {"private", "no-store"}
    assert "Chọn ít nhất một ảnh" in said(client.post(address, {"add": "1"}))
    assert client.post(address, {"remove": "9" * 30}).status_code == 404
    assert "Đã gỡ ảnh." in said(client.post(address, {"remove": row.pk}, follow=True))
    assert client.get(f"{address}anh/{row.pk}/").status_code == 404
    assert len(kept()) == 1


def test_photo_of_another_activity_is_not_found_here(world, client):
    row = add_photo(activity=build.activity(world.communes[0]), upload=upload(photo(), "a.jpg"), by=None)
    other = build.activity(world.communes[0])
    sign_in(client, world, "thai")
    assert client.get(f"/van-dong/{other.pk}/anh/{row.pk}/").status_code == 404
    assert client.post(f"/van-dong/{other.pk}/", {"remove": row.pk}).status_code == 404
    kept()[0].unlink()
    answer = client.get(f"/van-dong/{row.activity_id}/anh/{row.pk}/")
    assert (answer.status_code, "không còn trên máy chủ" in said(answer)) == (404, True)
