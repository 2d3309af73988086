"""The entry pages as they are read: one commune or one indicator, for whom, and how dear."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.models import (
    CriterionLead,
    IndicatorResult,
    ReturnedFigure,
    Standing,
)
from criteria.outcomes import Judgement
from criteria.standings import rewrite_standings
from tests import builders
from tests.crawling import Document
from tests.entry_builders import START, EntryWorld, entry_world, figure, in_group, indicator, yes_no
from tests.entry_requests import commune_url, form, indicator_url, stored, text
from tests.house_rules import ROOT

pytestmark = pytest.mark.django_db

KILOBYTE = 1024


@pytest.fixture
def world() -> EntryWorld:
    return entry_world()


@pytest.fixture
def thai(client, world):
    """The browser of the first commune's officer."""
    client.force_login(world.officer)
    return client


def test_round_lists_the_communes_of_the_scope(thai, world):
    figure(world.standing(), world.ratio, value=70)
    said = text(thai.get(f"/nhap-lieu/ky/{world.round.pk}/"))
    assert "Xã số 01" in said
    assert "1/4" in said
    assert "Nháp" in said
    assert "Xã số 02" not in said


def test_round_of_another_province_is_not_there(client, world):
    elsewhere = builders.province("Gia Lai", "64")
    client.force_login(in_group(builders.officer("xuan", elsewhere), "Nhập liệu"))
    assert client.get(f"/nhap-lieu/ky/{world.round.pk}/").status_code == 404


def test_grid_shows_this_round_beside_the_one_before(thai, world):
    figure(world.standing(of=world.before), world.ratio, numerator=143, denominator=200)
    figure(world.standing(), world.ratio, numerator=150, denominator=200, outcome="N", basis="rule")
    said = text(thai.get(commune_url(world)))
    assert "71,5 % (143/200)" in said
    assert "≥ 80 %" in said
    assert "Chưa đạt, còn thiếu 5 điểm %, ≈ 10 hộ" in said
    assert "đã nhập 1 /4 chỉ tiêu" in said
    assert "ngưỡng chưa nạp" in said
    assert "chưa kiểm chứng" in said


def test_grid_asks_for_an_outcome_only_where_nobody_verified_the_level(thai, world):
    page = thai.get(commune_url(world)).content.decode()
    asks = {of: f'name="{world.communes[0].pk}-{of.pk}-outcome"' in page for of in (world.ratio, world.loose)}
    assert asks == {world.ratio: False, world.loose: True}


@pytest.mark.parametrize("level", ["stranger", "neighbour"])
def test_grid_of_another_commune_is_not_there(client, world, level):
    place = {"stranger": None, "neighbour": world.communes[1]}[level]
    client.force_login(in_group(builders.officer("xuan", place), "Nhập liệu"))
    for method in (client.get, client.post):
        assert method(commune_url(world)).status_code == 404
    assert not IndicatorResult.objects.exists()


def test_grid_asks_a_visitor_to_sign_in(client, world):
    assert client.get(commune_url(world)).headers["Location"].startswith("/dang-nhap/?next=")


def test_grid_of_one_indicator_has_only_the_communes_of_the_district(client, world):
    client.force_login(in_group(builders.officer("nam", world.communes[0].district), "Nhập liệu"))
    said = text(client.get(indicator_url(world)))
    assert "Xã số 01" in said
    assert "Xã số 02" in said
    assert "Diên Bình" not in said
    assert client.get(indicator_url(world, query="?huyen=612")).status_code == 404


def test_grid_of_one_indicator_is_narrowed_to_a_district(client, world):
    client.force_login(in_group(builders.officer("hoa", world.round.province), "Nhập liệu"))
    assert "Diên Bình" in text(client.get(indicator_url(world)))
    assert "Diên Bình" not in text(client.get(indicator_url(world, query="?huyen=615")))


@pytest.mark.parametrize("group", ["Chỉ đạo", "Thẩm tra"])
def test_grid_without_the_permission_is_read_only(client, world, group):
    figure(world.standing(), world.ratio, value=70)
    client.force_login(in_group(builders.officer("nam", world.communes[0].district), group))
    answer = client.get(commune_url(world))
    assert "không được giao việc nhập số liệu" in text(answer)
    assert b"data-field" not in answer.content
    assert client.post(commune_url(world), form(world, (world.ratio, 1, {"value": "9"}))).status_code == 403
    assert int(stored(world)[world.ratio.pk]) == 70


@pytest.mark.parametrize(("group", "linked"), [("Nhập liệu", True), ("Chỉ đạo", False)])
def test_crumb_leads_to_importing_only_whoever_it_opens_for(client, world, group, linked):
    client.force_login(in_group(builders.officer("ai", world.round.province), group))
    for url in (commune_url(world), f"/nhap-lieu/ky/{world.round.pk}/"):
        assert ('<a href="/nhap-lieu/">Nhập liệu</a>' in client.get(url).content.decode()) == linked
    assert client.get("/nhap-lieu/").status_code == (200 if linked else 403)


def test_grid_of_a_closed_round_is_read_only(thai, world):
    world.round.closed_at = builders.MOMENT
    world.round.save()
    answer = thai.get(commune_url(world))
    assert "đã khóa" in text(answer)
    assert b"data-field" not in answer.content


def test_grid_of_a_returned_dossier_opens_what_was_sent_back(thai, world):
    second = builders.criteria_set(1, code="tam").criteria.get()
    second.criteria_set, second.number = world.round.criteria_set, 2
    second.save()
    other = indicator(second)
    standing = world.standing()
    sent = {"submitted_at": builders.MOMENT, "submitted_by": world.officer}
    Standing.objects.filter(pk=standing.pk).update(
        **sent, returned_at=builders.MOMENT, returned_by=world.officer, return_due_on=builders.DATA_ON
    )
    ReturnedFigure.objects.create(
        standing=standing,
        indicator=world.ratio,
        judgement=Judgement.VERIFIED,
        reason="Thiếu biên bản nghiệm thu",
        due_on=builders.DATA_ON,
        returned_at=builders.MOMENT,
    )
    rewrite_standings(world.round, [standing.pk])
    answer = thai.get(commune_url(world))
    assert "Bị trả lại: Thiếu biên bản nghiệm thu" in text(answer)
    page = answer.content.decode()
    opened = {of: f"-{of.pk}-value" in page for of in (world.ratio, world.bare, other)}
    assert opened == {world.ratio: True, world.bare: True, other: False}


def rows_shown(answer) -> int:
    return answer.content.count(b"data-cell-row=")


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 4), ("?loc=chua-nhap", 3), ("?loc=can-xem", 1), ("?loc=bi-tra-lai", 0), ("?loc=khong-co", 4)],
)
def test_filters_narrow_the_rows(thai, world, query, rows):
    figure(world.standing(of=world.before), world.loose, value=48)
    figure(world.standing(), world.loose, value=480)
    assert rows_shown(thai.get(commune_url(world, query=query))) == rows


def test_filter_of_the_own_unit_follows_its_criteria(client, world):
    unit = builders.agency(world.round.province)
    client.force_login(in_group(builders.officer("hoa", world.round.province, agency=unit), "Nhập liệu"))
    assert "Tôi phụ trách" not in text(client.get(commune_url(world)))
    CriterionLead.objects.create(
        province=world.round.province, criterion=world.criterion, agency=unit, valid_from=START
    )
    answer = client.get(commune_url(world, query="?loc=toi-phu-trach"))
    assert "Tôi phụ trách (4)" in text(answer)
    assert rows_shown(answer) == 4


def test_grid_marks_illustrative_figures(thai, world):
    world.before.illustrative = True
    world.before.save()
    assert "Minh họa." in text(thai.get(commune_url(world)))


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_commune_grid_asks_as_often_for_thirty_indicators(thai, world):
    few = queries(thai, commune_url(world))
    for _ in range(30):
        of = indicator(world.criterion)
        figure(world.standing(of=world.before), of, value=10)
        figure(world.standing(), of, value=50)
    assert queries(thai, commune_url(world)) == few
    assert few <= 12


def test_indicator_grid_asks_as_often_for_thirty_communes(client, world):
    client.force_login(in_group(builders.officer("nam", world.communes[0].district), "Nhập liệu"))
    few = queries(client, indicator_url(world))
    places = [builders.commune(world.communes[0].district, f"Xã mới {number}") for number in range(30)]
    for day in (world.before.data_on, world.round.data_on):
        builders.stand_in(day, dict.fromkeys(places, "."))
    for place in places:
        figure(world.standing(place), world.ratio, value=50)
    answer = client.get(indicator_url(world))
    assert rows_shown(answer) == 32
    assert queries(client, indicator_url(world)) == few
    assert few <= 12


def test_commune_grid_of_57_rows_is_light(thai, world):
    for number in range(53):
        of = yes_no(world.criterion) if number % 3 else indicator(world.criterion)
        figure(world.standing(of=world.before), of, value=10)
        figure(world.standing(), of, value=50)
    answer = thai.get(commune_url(world))
    assert rows_shown(answer) == 57
    assert len(gzip.compress(answer.content)) <= 20 * KILOBYTE


def test_style_of_the_grids_is_small():
    style = (ROOT / "static" / "entry.css").read_text(encoding="utf-8")
    assert len(style.encode()) <= 3 * KILOBYTE
    assert not [word for word in ("@font-face", "@import", "url(") if word in style]


@pytest.mark.parametrize("rows", ["round", "standing"])
def test_lists_of_the_administration_lead_to_the_figures(client, world, rows):
    client.force_login(in_group(builders.officer("minh", world.round.province, is_staff=True), "Thẩm định"))
    page = Document(client.get(f"/quan-tri/criteria/{rows}/").content.decode())
    wanted = {"round": f"/nhap-lieu/ky/{world.round.pk}/", "standing": commune_url(world)}[rows]
    assert wanted in page.links
    assert client.get(wanted).status_code == 200


def test_ways_to_the_figures_are_shown_to_those_inside(thai, world):
    profile = f"/xa/{world.communes[0].code}/"
    assert commune_url(world) in Document(thai.get(profile).content.decode()).links
    assert f"/nhap-lieu/ky/{world.round.pk}/" in Document(thai.get("/nhap-lieu/").content.decode()).links
    other = Document(thai.get(f"/xa/{world.communes[1].code}/").content.decode())
    assert not [link for link in other.links if "/nhap-lieu/ky/" in link]
