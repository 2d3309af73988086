"""The demonstration's money: marked, complete, repeatable; the province's page adds up to the đồng."""

import json
from collections import Counter

import pytest
from django.db.models import Count, Sum

from communes.models import Commune, District, Officer, Province
from funding.allocation_amounts import million_text
from funding.models import (
    AMOUNTS,
    Allocation,
    Arrears,
    CounterpartRule,
    OverlapQuestion,
    PublishedFigure,
    WorkFunding,
    WorkItem,
)
from ntm_portal import demo_funding
from tests import world
from tests.screen_parts import html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("money_loaded")]
PAGE, YEARS = "/von/tinh/62/", "?tu=2022&den=2023"
IN_FILE = {"planned": "ke_hoach", "allocated": "da_bo_tri", "disbursed": "giai_ngan"}


def everything() -> list:
    """What loading writes: how many rows, and which."""
    models = (Allocation, WorkItem, WorkFunding, Arrears, OverlapQuestion, CounterpartRule, PublishedFigure)
    counted = [model.objects.aggregate(n=Count("pk"))["n"] for model in models]
    return [*counted, sorted(OverlapQuestion.objects.values_list("pk", "state", "gone_at"))]


def signed_in(client, who="minh"):
    client.force_login(Officer.objects.get(username=who))
    return client


def sums(rows, *by) -> dict:
    """The three amounts of Allocation rows by some columns, as the database adds them."""
    summed = rows.order_by().values_list(*by).annotate(*(Sum(name) for name in AMOUNTS))
    return {tuple(row[: len(by)]): tuple(row[len(by) :]) for row in summed}


def test_load_again_changes_nothing():
    before = everything()
    assert world.kon_tum_money().startswith("Vốn minh họa: 0 dòng vốn mới, 0 công trình mới")
    assert everything() == before


def test_every_row_is_marked_and_what_was_published_stays():
    assert not Allocation.objects.filter(illustrative=False).exists()
    assert not WorkItem.objects.filter(illustrative=False).exists()
    assert not [row for row in Allocation.objects.all() if any(
        getattr(row, f"{name}_document") not in ("", text)
        for name, text in (("planned", demo_funding.DOCUMENTS["planned_document"]),
                           ("allocated", demo_funding.DOCUMENTS["allocated_document"]),
                           ("disbursed", demo_funding.DOCUMENTS["disbursed_document"])))]  # fmt: skip
    rules = CounterpartRule.objects.all()
    assert {(rule.programme.code, rule.document, rule.verified_by) for rule in rules} == {
        (code, "minh họa", None) for code in demo_funding.RATIOS
    }
    figures = PublishedFigure.objects.filter(province__code="62")
    assert figures.get(kind="required").amount == 623_450_000_000
    assert figures.get(kind="arranged").amount == 230_000_000_000


def test_rows_show_every_way_money_can_stand():
    rows = Allocation.objects.filter(year__in=[2022, 2023])
    assert set(rows.values_list("year", flat=True)) == {2022, 2023}
    assert set(rows.values_list("programme__code", flat=True)) == {"ntm", "giam-ngheo", "dtts-mn"}
    natures = set(rows.values_list("capital_source__nature", flat=True))
    assert natures == {
        "central", "local", "integrated", "credit", "enterprise", "people", "carried", "unknown",
    }  # fmt: skip
    assert rows.exclude(district=None).filter(commune=None).values("district").distinct().count() == 10
    assert rows.exclude(commune=None).values("commune").distinct().count() == 10
    for name in AMOUNTS:
        assert rows.filter(**{f"{name}__isnull": True}).exists()


def test_works_show_every_group_debts_and_doubts():
    items = WorkItem.objects.all()
    assert items.count() >= 60
    assert len(set(items.values_list("group", flat=True))) == 7
    assert set(items.values_list("kind", flat=True)) == {"works", "model", "support"}
    assert {row.commune.district.code for row in items.select_related("commune__district")} == {"615"}
    assert Arrears.objects.filter(settled_on=None).count() >= 3
    assert Arrears.objects.exclude(settled_on=None).exists()
    asked = OverlapQuestion.objects.filter(gone_at=None)
    assert Counter(asked.values_list("state", flat=True)) == {"open": 6, "none": 1, "done": 1}
    assert set(asked.values_list("kind", flat=True)) == {"code", "name", "paid", "content"}
    assert WorkItem.objects.annotate(paid=Sum("funding__amount")).filter(
        paid__gt=2_100_000_000, cost=2_100_000_000
    )


def test_money_of_a_commune_is_that_of_its_works():
    by = ("commune", "programme", "capital_source", "year")
    held = Allocation.objects.exclude(commune=None).values_list(*by, "allocated", "disbursed")
    paid = (
        WorkFunding.objects.order_by()
        .values_list("work_item__commune", *by[1:])
        .annotate(Sum("amount"), Sum("disbursed"))
    )
    known = {row[:5]: row[5] or 0 for row in held}
    assert known == {row[:5]: row[5] or 0 for row in paid}


@pytest.mark.parametrize("years", [(2022, 2022), (2023, 2023), (2022, 2023), (2021, 2025)])
def test_every_total_of_the_province_is_that_of_its_rows(client, years):
    query = f"?tu={years[0]}&den={years[1]}"
    found = json.loads(signed_in(client).get(f"/von/tinh/62.json{query}").content)
    rows = Allocation.objects.filter(province__code="62", year__range=years)
    (whole,) = sums(rows, "province").values()
    for table in ("dia_ban", "nguon", "chuong_trinh", "doi_chieu"):
        said = found[table][-1]
        assert tuple(said[IN_FILE[name]] for name in AMOUNTS) == whole, table
    for table, lines in {
        "dia_ban": found["dia_ban"][:-1],
        "nguon": [row for row in found["nguon"] if row["cap"] == 1],
        "chuong_trinh": found["chuong_trinh"][:-1],
        "tien_do": found["tien_do"],
        "doi_chieu": found["doi_chieu"][:-1],
    }.items():
        added = tuple(sum(row[IN_FILE[name]] or 0 for row in lines) for name in AMOUNTS)
        assert added == whole, table
    by_district = {key[0]: value for key, value in sums(rows, "district__code").items()}
    for row in found["dia_ban"][:-1]:
        code = row["ma"] if row["ma"] in by_district else None
        assert tuple(row[IN_FILE[name]] for name in AMOUNTS) == by_district[code], row["ten"]
    by_programme = {key[0]: value for key, value in sums(rows, "programme__short_name").items()}
    for row in found["chuong_trinh"][:-1]:
        assert tuple(row[IN_FILE[name]] for name in AMOUNTS) == by_programme[row["chuong_trinh"]]
    works = WorkFunding.objects.filter(year__range=years).aggregate(n=Sum("amount"))["n"]
    *groups, whole = found["nhom"]
    assert sum(row["so_tien"] for row in groups) == whole["so_tien"] == works


def test_page_says_the_totals_of_its_files(client):
    page = html(signed_in(client), f"{PAGE}{YEARS}")
    (whole,) = sums(Allocation.objects.filter(year__in=[2022, 2023]), "province").values()
    cells = [[text_of(cell) for cell in foot.split("<td")[1:]] for foot in page.split("<tfoot>")[1:]]
    said = [[cell.split(">")[-1].strip() for cell in row] for row in cells]
    spoken = [million_text(amount) for amount in whole]
    assert sum(row[:3] == spoken for row in said) >= 2
    assert "minh họa" in page


@pytest.mark.parametrize("model", [Province, District, Commune])
def test_counterpart_of_every_level_adds_up(client, model):
    signed_in(client)
    home = json.loads(client.get(f"/von/tinh/62.json{YEARS}").content)
    local = Allocation.objects.filter(capital_source__nature="local")
    assert home["doi_ung"][-1]["doi_ung_da"] == local.aggregate(n=Sum("allocated"))["n"]
    if model is Province:
        return
    url = {District: "/von/tinh/62.json", Commune: "/von/huyen/615.json"}[model]
    found = json.loads(client.get(f"{url}{YEARS}").content)
    for name in ("doi_ung_phai", "doi_ung_da", "doi_ung_giai_ngan"):
        parts = sum(row[name] or 0 for row in found["dia_ban"][:-1])
        assert parts == found["dia_ban"][-1][name] == found["doi_ung"][-1][name]


@pytest.mark.parametrize("url", ["/von/tinh/62/", "/von/huyen/615/", "/von/xa/23503/", "/von/cong-trinh/"])
def test_pages_say_that_their_money_is_illustrative(client, url):
    assert "notice-illustrative" in html(signed_in(client), url)
