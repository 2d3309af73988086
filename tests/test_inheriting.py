"""Whoever is signed in brings along the places their scope reaches; they are those every list would find."""

import datetime

import pytest
from django.db import connection

from communes.inheriting import places_read, read_with, taken_over
from communes.models import Province, Succession
from communes.signing_in import OfficerBackend
from tests import builders

DAY = datetime.date(2025, 7, 1)


@pytest.fixture
def places(db) -> dict[str, Province]:
    """Kon Tum went into Quảng Ngãi wholly, Gia Lai in part: one of its two communes went into Đắk Lắk."""
    ended = {"valid_to": DAY - datetime.timedelta(1)}
    old = {code: builders.province(f"Cũ {code}", code, **ended) for code in ("62", "64")}
    new = {code: builders.province(f"Mới {code}", code, valid_from=DAY) for code in ("51", "66")}
    for home, into in (("62", "51"), ("64", "51"), ("64", "66")):
        gone = builders.commune(builders.district(old[home], code=f"{home}{into}", **ended), **ended)
        heir = builders.commune(new[into], valid_from=DAY)
        Succession.objects.create(predecessor=gone, successor=heir, effective_on=DAY, decision="1/NQ")
    return old | new


def keys(places, *codes: str) -> list[int]:
    return sorted(places[code].pk for code in codes)


@pytest.mark.parametrize(("code", "reads"), [("51", "51 62 64"), ("66", "64 66"), ("62", "62")])
def test_session_knows_the_places_the_scope_reaches(places, django_assert_num_queries, code, reads):
    officer = builders.officer("lan", places[code])
    with django_assert_num_queries(1):
        known = OfficerBackend().get_user(officer.pk)
    listed = read_with("province", places[code].pk)
    with connection.cursor() as cursor:
        cursor.execute(listed.sql, listed.params)
        found = sorted(key for (key,) in cursor.fetchall())
    assert places_read(known) == found == keys(places, *reads.split())
    assert places_read(officer) == []
    known.scope_level, known.scope_province, known.scope_commune_id = "commune", None, 0
    assert places_read(known) == []


def test_officers_without_a_place_know_none(places):
    for scope in ("nation", None):
        officer = builders.officer(str(scope), scope)
        assert places_read(OfficerBackend().get_user(officer.pk)) == []
    inactive = builders.officer("nghi", places["51"], is_active=False)
    assert OfficerBackend().get_user(inactive.pk) is None


def test_place_took_over_wholly_what_went_nowhere_else(places):
    assert taken_over("province", places["51"].pk) == set(keys(places, "51", "62"))
    assert taken_over("province", places["66"].pk) == {places["66"].pk}
