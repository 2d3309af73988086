"""Entering money in the grid: nothing typed is lost, nothing left alone is written, conflicts are chosen."""

import re

import pytest
from django.urls import reverse

from funding.models import Allocation, AllocationChange
from tests import builders
from tests.house_rules import inline_code
from tests.money_sheets import record
from tests.money_world import MILLION, YEAR, nam, world

__all__ = ["nam", "world"]

pytestmark = pytest.mark.django_db


def url(world, place=None, year=YEAR, kind="xa", query="") -> str:
    return reverse("funding-grid", args=[kind, (place or world.commune).code, year]) + query


def form_of(client, address: str) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    page = client.get(address)
    assert page.status_code == 200, address
    return boxes(page.content.decode())


def boxes(html: str) -> dict[str, str]:
    assert not inline_code(html)
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    return found


def box(world, name: str, source="ns-tinh") -> str:
    return f"{name}-{world.sources[source].pk}"


def send(client, world, typed: dict[str, str], address="") -> tuple:
    """Send the page with what was typed over it; (response, its text)."""
    address = address or url(world)
    response = client.post(address, form_of(client, address) | typed)
    return response, response.content.decode()


# Saving


def test_grid_saves_millions_as_dong_and_shows_them_again(nam, world):
    typed = {
        box(world, "planned"): "1.234,500001",
        box(world, "planned_document"): "12/QĐ-UBND",
        box(world, "allocated"): "0",
    }
    response, _ = send(nam, world, typed)
    assert response.status_code == 302
    row = Allocation.objects.get()
    assert (row.planned, row.allocated, row.disbursed) == (1_234_500_001, 0, None)
    assert (row.planned_document, row.updated_by) == ("12/QĐ-UBND", world.officers["nam"])
    shown = form_of(nam, response["Location"])
    assert typed.items() <= shown.items()
    assert shown[box(world, "disbursed")] == ""


def test_grid_sent_as_it_stands_writes_nothing(nam, world):
    record(world, world.entry(planned=1, allocated=7 * MILLION + 1))
    response, _ = send(nam, world, {})
    assert response.status_code == 302
    assert AllocationChange.objects.count() == 1
    assert "Không có số nào thay đổi" in nam.get(response["Location"]).content.decode()


def test_grid_row_left_alone_keeps_what_others_saved_meanwhile(nam, world):
    record(world, world.entry(planned=MILLION))
    form = form_of(nam, url(world))
    record(world, world.entry(planned=2 * MILLION))
    response = nam.post(url(world), form | {box(world, "planned", "dan"): "9"})
    assert response.status_code == 302
    assert {row.capital_source.code: row.planned for row in Allocation.objects.all()} == {
        "ns-tinh": 2 * MILLION,
        "dan": 9 * MILLION,
    }


def test_grid_clears_what_is_emptied(nam, world):
    record(world, world.entry(planned=MILLION, planned_document="1"))
    response, page = send(nam, world, {box(world, "planned"): "", box(world, "planned_document"): ""})
    assert response.status_code == 302, page
    row = Allocation.objects.get()
    assert (row.planned, row.planned_document, row.version) == (None, "", 2)


def test_grid_is_of_the_programme_asked_for(nam, world):
    address = url(world, query="?ct=giam-ngheo")
    response, _ = send(nam, world, {box(world, "planned"): "1"}, address)
    assert Allocation.objects.get().programme == world.programmes["giam-ngheo"]
    assert response["Location"].endswith("?ct=giam-ngheo")


def test_grid_shows_the_year_before_and_the_sum_of_what_is_saved(nam, world):
    record(world, world.entry(year=YEAR - 1, planned=3 * MILLION + 1))
    record(world, world.entry(planned=1), world.entry(source="dan", planned=MILLION))
    page = nam.get(url(world)).content.decode()
    assert "Kế hoạch: 3,000001" in page
    assert '<td class="sum" data-label="Kế hoạch">1,000001</td>' in page
    assert "Đơn vị tính: triệu đồng" in page


def test_grid_offers_leaves_open_in_the_year_alone(nam, world):
    page = nam.get(url(world)).content.decode()
    assert box(world, "planned", "ns-huyen") in page
    assert f'name="{box(world, "planned", "nsdp")}"' not in page
    later = builders.commune(world.district, "Xã mới")
    world.sources["ns-huyen"].ends_on = world.sources["ns-huyen"].ends_on.replace(year=2022)
    world.sources["ns-huyen"].save()
    assert box(world, "planned", "ns-huyen") not in nam.get(url(world, later)).content.decode()


# Faults


def test_grid_tells_every_fault_at_its_field_and_keeps_everything_typed(nam, world):
    typed = {
        box(world, "planned"): "năm tỷ",
        box(world, "disbursed"): "-1",
        box(world, "allocated", "dan"): "0,0000001",
        box(world, "planned", "dan"): "77",
        box(world, "planned_document", "nstw"): "x" * 161,
    }
    response, page = send(nam, world, typed)
    assert response.status_code == 422
    assert boxes(page).items() >= typed.items()
    assert page.count('aria-invalid="true"') == 4
    assert page.count('<p class="error"') == 4
    assert all(f'href="#c-{name}"' in page for name in typed if name != box(world, "planned", "dan"))
    assert not Allocation.objects.exists()


def test_grid_escapes_what_was_typed(nam, world):
    _, page = send(nam, world, {box(world, "planned"): '"><script>x</script>'})
    assert "<script>x" not in page


def test_grid_asks_about_a_tenfold_jump_and_takes_the_answer_for_that_amount_alone(nam, world):
    record(world, world.entry(year=YEAR - 1, planned=MILLION))
    typed = {box(world, "planned"): "10"}
    response, page = send(nam, world, typed)
    assert response.status_code == 422
    assert "gấp 10 lần năm trước" in page
    assert not Allocation.objects.filter(year=YEAR).exists()
    sure = re.search(rf'name="{box(world, "ok")}" value="([^"]*)"', page)[1]
    other = boxes(page) | {box(world, "planned"): "20", box(world, "ok"): sure}
    assert nam.post(url(world), other).status_code == 422
    assert nam.post(url(world), boxes(page) | {box(world, "ok"): sure}).status_code == 302
    assert Allocation.objects.get(year=YEAR).planned == 10 * MILLION


def test_grid_shows_what_is_odd_after_saving(nam, world):
    response, _ = send(nam, world, {box(world, "allocated"): "1", box(world, "disbursed"): "2"})
    page = nam.get(response["Location"]).content.decode()
    assert "Giải ngân 2 lớn hơn đã bố trí 1" in page
    assert "chưa ghi văn bản" in page
    assert "1 nguồn có điều cần xem lại" in page


# Conflicts


@pytest.fixture
def conflict(nam, world):
    """Nam typed 3 over a row that minh meanwhile made 2; the page that says so."""
    record(world, world.entry(planned=MILLION, planned_document="a"))
    form = form_of(nam, url(world))
    record(world, world.entry(planned=2 * MILLION, planned_document="b"))
    typed = {box(world, "planned"): "3", box(world, "planned", "dan"): "9"}
    response = nam.post(url(world), form | typed)
    assert response.status_code == 422
    return response.content.decode()


def test_grid_shows_both_sides_of_a_conflict_and_writes_nothing(conflict, world):
    assert "Giữ số của tôi: Kế hoạch 3 (a)" in conflict
    assert "Lấy số mới: Kế hoạch 2 (b)" in conflict
    assert "Minh đã lưu lúc" in conflict
    assert Allocation.objects.get().planned == 2 * MILLION
    assert boxes(conflict)[box(world, "planned")] == "3"
    assert boxes(conflict)[box(world, "planned", "dan")] == "9"


@pytest.mark.parametrize(("choice", "planned"), [("mine", 3 * MILLION), ("theirs", 2 * MILLION)])
def test_grid_conflict_is_settled_by_the_officer(conflict, nam, world, choice, planned):
    response = nam.post(url(world), boxes(conflict) | {box(world, "keep"): choice})
    assert response.status_code == 302
    assert Allocation.objects.get(capital_source=world.sources["ns-tinh"]).planned == planned
    assert Allocation.objects.get(capital_source=world.sources["dan"]).planned == 9 * MILLION


def test_grid_conflict_nobody_chose_in_stays(conflict, nam, world):
    assert nam.post(url(world), boxes(conflict)).status_code == 422
    assert Allocation.objects.get().planned == 2 * MILLION


def test_grid_conflict_settled_over_a_third_saving_is_a_conflict_again(conflict, nam, world):
    record(world, world.entry(planned=5 * MILLION))
    response = nam.post(url(world), boxes(conflict) | {box(world, "keep"): "mine"})
    assert response.status_code == 422
    assert "Lấy số mới: Kế hoạch 5" in response.content.decode()


# A session that ended


@pytest.mark.parametrize(
    ("who", "query", "kept"), [("nam", "", True), ("minh", "", False), ("nam", "?ct=giam-ngheo", False)]
)
def test_grid_sent_after_the_session_ended_waits_for_its_officer(nam, world, client, who, query, kept):
    typed = {box(world, "planned"): "7", box(world, "planned", "dan"): "năm"}
    form = form_of(nam, url(world)) | typed
    client.logout()
    assert client.post(url(world), form)["Location"].startswith("/dang-nhap/")
    session = client.session["typed-form"]
    client.force_login(world.officers[who])
    later = client.session
    later["typed-form"] = session
    later.save()
    shown = form_of(client, url(world, query=query))
    assert (shown.items() >= typed.items()) == kept
    assert not Allocation.objects.exists()


# Who and where


@pytest.mark.parametrize(
    ("kind", "place", "status"),
    [("xa", "commune", 200), ("huyen", "district", 200), ("tinh", "home", 404), ("xa", "foreign", 404),
     ("huyen", "away", 404), ("thon", "commune", 404)],
)  # fmt: skip
def test_grid_of_a_district_officer_reaches_the_district(nam, world, kind, place, status):
    address = url(world, getattr(world, place), kind=kind)
    assert nam.get(address).status_code == status
    assert nam.post(address, {}).status_code in ({302} if status == 200 else {404})


def test_grid_needs_the_permission_and_a_session(client, world):
    assert client.get(url(world))["Location"].startswith("/dang-nhap/")
    client.force_login(world.officers["thai"])
    assert client.get(url(world)).status_code == 403
    assert client.get(reverse("funding-entry")).status_code == 403


@pytest.mark.parametrize("year", [2020, 2026])
def test_grid_of_a_year_outside_every_phase_is_not_found(nam, world, year):
    assert nam.get(url(world, year=year)).status_code == 404


def test_grid_asks_as_many_queries_for_one_source_as_for_twenty(nam, world, django_assert_max_num_queries):
    nam.get(url(world))
    for source in ("nstw", "dan", "ns-tinh", "ns-huyen"):
        record(world, world.entry(source=source, planned=1), world.entry(source=source, year=YEAR - 1))
    with django_assert_max_num_queries(10):
        nam.get(url(world))
