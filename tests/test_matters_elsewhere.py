"""What stands on pages of places whose open matters a reorganisation moved, and as of a past day."""

import datetime

import pytest
from django.utils import timezone

from communes.actions import apply, undo
from communes.models import Commune, District, Province
from criteria.successors import moved_by
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests import directive_builders as build
from tests.directive_world import directive_world
from tests.reorganised import BEFORE, line
from tests.screen_parts import csv_rows, html, text_of

pytestmark = pytest.mark.django_db
SET = "xa-ntm-2021-2025"
PAGES = ["/tinh/62/", "/tinh/62/bang-theo-doi/", f"/tieu-chi/{SET}/1/?tinh=62", "/xa/23503/"]
BOARD = "/huyen/615/?ky=2023-12-31"
LABEL = "Vướng mắc, việc được giao đang mở"


@pytest.fixture
def world(db):
    """An obstacle and a task about Đăk Pxi, and Quảng Ngãi, which will take over all of Kon Tum."""
    built = directive_world()
    pxi = built.communes[0]
    build.obstacle(pxi, built.criteria[0], open_since=timezone.localdate() - datetime.timedelta(days=9))
    build.assignment(built.task, pxi, commune=pxi, criterion=built.criteria[1], closes_when_met=True)
    built.heir = builders.province("Quảng Ngãi", "51", valid_from=reorganised.DAY)
    return built


@pytest.fixture
def quoc(world):
    return reorganised.nation_officer()


@pytest.fixture
def waiting(world, quoc):
    pxi, ui, po_ko = world.communes
    to = {"successor_province_code": "51"}
    lines = [
        line(pxi, "23504", "Mới", **to),
        line(ui, "23504", "Mới", **to),
        line(po_ko, "23430", "Tô", **to),
    ]
    return reorganised.prepared(lines, quoc, name="Sắp xếp thử")


def said(client, officer, url: str) -> str:
    client.force_login(officer)
    return text_of(html(client, url))


def moved(client, waiting, quoc) -> None:
    apply(waiting, by=quoc, followers=FOLLOWERS)
    quoc.refresh_from_db()


@pytest.mark.parametrize("url", [*PAGES, BOARD])
def test_page_of_a_place_that_ended_says_where_its_matters_went_instead_of_figures(
    client, world, waiting, quoc, url
):
    assert LABEL not in said(client, quoc, url)
    moved(client, waiting, quoc)
    page = said(client, quoc, url)
    into = {"/xa/23503/": "xã Mới", BOARD: "các đơn vị mới"}.get(url, "tỉnh Quảng Ngãi")
    assert (
        f"{LABEL}: đã chuyển sang {into} (sắp xếp có hiệu lực từ ngày 01/07/2025; không đếm ở trang này)"
        in page
    )
    for figure in ("vướng mắc mở", "việc quá hạn", "chưa có giải pháp", "Chưa có giải pháp"):
        assert figure not in page


def test_link_leads_to_what_took_over(client, world, waiting, quoc):
    moved(client, waiting, quoc)
    client.force_login(quoc)
    assert '<a href="/xa/23504/">đã chuyển sang xã Mới</a>' in html(client, "/xa/23503/")
    assert '<a href="/tinh/51/">đã chuyển sang tỉnh Quảng Ngãi</a>' in html(
        client, "/tinh/62/?ngay=2024-06-30"
    )
    assert "đã chuyển sang" not in text_of(html(client, "/xa/23504/"))


def test_file_of_a_province_that_ended_has_no_columns_of_matters(client, world, waiting, quoc):
    moved(client, waiting, quoc)
    client.force_login(quoc)
    assert "Vướng mắc mở" not in csv_rows(client, "/tinh/62.csv")[0]


def test_undone_reorganisation_leaves_the_figures(client, world, waiting, quoc):
    moved(client, waiting, quoc)
    undo(waiting, by=quoc)
    assert "1 vướng mắc mở" in said(client, quoc, "/tinh/62/")


def test_past_day_of_a_place_that_goes_on_is_not_counted_back(client, world, quoc):
    page = said(client, quoc, "/tinh/62/?ngay=2024-06-30")
    assert f"{LABEL}: xem ở trang hiện nay (cổng không đếm lùi về ngày 30/06/2024)" in page
    assert "vướng mắc mở" not in page
    assert "1 vướng mắc mở" in said(client, quoc, "/tinh/62/")


def test_last_day_of_a_place_nobody_moved_counts_what_is_open_there(client, world, quoc):
    for model in (Province, District, Commune):
        model.objects.filter(valid_from__lt=reorganised.DAY).update(valid_to=BEFORE)
    for url in ("/tinh/62/", f"/tinh/62/?ngay={BEFORE}"):
        assert "1 vướng mắc mở" in said(client, quoc, url)
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert f"Vướng mắc (tính đến {today}): 1 đang mở" in said(client, quoc, f"/xa/23503/?ngay={BEFORE}")


def test_commune_that_was_divided_keeps_its_matters(client, world, quoc):
    pxi = world.communes[0]
    lines = [line(pxi, code, name, whole=False) for code, name in (("23504", "Mới"), ("23505", "Khác"))]
    moved(client, reorganised.prepared(lines, quoc), quoc)
    pxi.refresh_from_db()
    assert pxi.valid_to == BEFORE
    assert moved_by(pxi) is None
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert f"Vướng mắc (tính đến {today}): 1 đang mở" in said(client, quoc, f"/xa/23503/?ngay={BEFORE}")


def test_old_district_says_whether_its_matters_moved(client, world, waiting, quoc):
    moved(client, waiting, quoc)
    page = said(client, quoc, "/huyen/615/")
    assert "đang mở và cán bộ của huyện Đăk Hà đã chuyển sang đơn vị mới theo Sắp xếp thử." in page
    type(waiting).objects.update(undone_at=timezone.now(), undone_by=quoc)
    page = said(client, quoc, "/huyen/615/")
    assert "Cổng chưa áp dụng đợt sắp xếp này" in page
    assert "đã chuyển" not in page
