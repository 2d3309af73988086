"""Two communes of one name in a province: whoever checks a sheet or a form is told which is which."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from criteria.actions import ActionRefused
from tests import builders
from tests.entry_builders import entry_world
from tests.figure_sheet_builders import filled, form_of
from tests.plan_world import plan_world
from tests.screen_parts import text_of
from tests.sheet_builders import HEADER, line, xlsx
from tests.test_target_sheet import HEAD

pytestmark = pytest.mark.django_db
ENTRY = "/ke-hoach/62/nhap/?nam=2023"
HERE, THERE = "Xã Đăk Long (Huyện Đăk Glei)", "Xã Đăk Long (Huyện Kon Plông)"


@pytest.fixture
def world(db):
    world = plan_world()
    names = (("Đăk Glei", "610", "23377"), ("Kon Plông", "613", "23485"))
    world.long = [
        builders.commune(builders.district(world.home, name, code), "Đăk Long", commune)
        for name, code, commune in names
    ]
    return world


def sent(rows) -> dict:
    return {"file": SimpleUploadedFile("bieu.xlsx", xlsx(rows)), "document": "1/KH"}


def words(answer) -> str:
    assert answer.status_code == 200
    return " ".join(text_of(answer.content.decode()).split())


def test_status_sheet_names_the_districts(client, world):
    judging = ["change_indicatorresult", "verify_standing", "appraise_standing"]
    client.force_login(builders.officer("hoa", world.home, permissions=["add_importbatch", *judging]))
    form = {
        **sent([HEADER, *(line(name="Đăk Long", code=one.code, marks="xxxxx") for one in world.long)]),
        "province": world.home.pk, "criteria_set": world.set.pk, "data_on": "31/12/2023",
        "blank": "not-met", "judgement": "appraised",
    }  # fmt: skip
    page = client.post("/nhap-lieu/bieu-tong-hop/", form, follow=True).content.decode()
    for place in (HERE, THERE):
        assert f"<td>{place}</td><td>TC 1</td>" in page
        assert f'<tr><th scope="row">{place}</th>' in page


def test_plan_sheet_names_the_districts(client, world):
    client.force_login(world.minh)
    rows = [[one.code, "Đăk Long", "", "Có", "1", "", "", ""] for one in world.long]
    page = client.post("/ke-hoach/62/nhap/bieu/?nam=2023", sent([HEAD, *rows]), follow=True)
    assert HERE in words(page) and THERE in words(page)
    rows[0][3] = ""
    page = client.post("/ke-hoach/62/nhap/bieu/?nam=2023", sent([HEAD, *rows]), follow=True)
    assert f"{HERE}: ghi Có hoặc Không" in words(page)


def test_plan_page_names_the_districts_of_what_is_wrong(client, world):
    client.force_login(world.minh)
    form = {f"q1-{one.pk}": "chín" for one in world.long} | {f"seen-{one.pk}": "" for one in world.long}
    page = words(client.post(ENTRY, form))
    assert f"{HERE}, quý I: “chín”" in page and f"{THERE}, quý I: “chín”" in page
    here = world.long[0]
    world.plan(here, q1="1")
    with pytest.raises(ActionRefused, match=r"xã Đăk Long \(huyện Đăk Glei\)|Xã Đăk Long \(huyện Đăk Glei\)"):
        world.plan(here, q1="2")


def test_figures_sheet_names_the_districts(client):
    world = entry_world()
    client.force_login(world.officer)
    own = world.communes[0]
    content = filled(form_of(world.round, world.officer), own, i1_2={"Kỳ này": 55}, i1_4={"Kỳ này": "gì đó"})
    form = {"file": SimpleUploadedFile("bieu.xlsx", content)}
    page = client.post(f"/nhap-lieu/ky/{world.round.pk}/tai-len/", form, follow=True)
    named = f"<td>{own.full_name} ({own.district.full_name})</td>"
    assert named in page.content.decode()
    changes = client.get(page.request["PATH_INFO"] + "?xem=thay-doi").content.decode()
    assert f"{named}<td>1.2</td>" in changes
