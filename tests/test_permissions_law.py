"""Who loads and who verifies which set, row by row of `permissions_law.csv`."""

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from ntm_portal.groups import load_groups
from tests import builders, entry_builders
from tests.world import rolled_back

FILE = Path(__file__).parent / "permissions_law.csv"
TABLE = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
PAGES = {
    "sheet": "/tieu-chi/{}/nap/",
    "template": "/tieu-chi/{}/nap/bieu-mau/",
    "verify": "/tieu-chi/{}/kiem-chung/",
    "waiting": "/tieu-chi/kiem-chung/",
}


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """A set of the nation and one of each of two provinces, with a level each, and who comes to them."""
    with django_db_blocker.unblock(), rolled_back():
        load_groups()
        home, foreign = builders.province(), builders.province("Gia Lai", "64")
        for code, owner in (("nation", None), ("home", home), ("foreign", foreign)):
            law = builders.criteria_set(1, code, issued_by=owner)
            entry_builders.threshold(entry_builders.indicator(law.criteria.get()))
        place = builders.commune(builders.district(home))
        admins, clerks = Group.objects.filter(name="Quản trị"), Group.objects.filter(name="Nhập liệu")
        yield {
            "no-scope": builders.officer("vo", None, groups=admins),
            "reader": builders.officer("doc", home),
            "commune": builders.officer("thai", place, groups=clerks),
            "district-admin": builders.officer("nam", place.district, groups=admins),
            "province": builders.officer("lan", home, groups=admins),
            "nation": builders.officer("yen", "nation", groups=admins),
        }


def answer(response) -> str:
    """What a page answered, in the words of the table."""
    if response.status_code == 302:
        return "sign-in" if "/dang-nhap/" in response["Location"] else response["Location"]
    if response.status_code == 200 and "waiting" in (response.context or {}):
        return "lines" if response.context["waiting"] else "nothing"
    return str(response.status_code)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(row.values()))
def test_page_answers_as_the_table_says(people, db, client, row):
    if row["role"] != "visitor":
        client.force_login(people[row["role"]])
    assert answer(client.get(PAGES[row["page"]].format(row["set"]))) == row["answer"]
