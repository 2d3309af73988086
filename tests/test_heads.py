"""Who headed a unit: written down by day, repeated on the unit for today, shown for the day read."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from communes.actions import record_head
from communes.heads import name_heads
from communes.models import Headship
from criteria.models import CriterionLead
from tests import builders
from tests.screen_parts import html, text_of

pytestmark = pytest.mark.django_db

START, CHANGE = datetime.date(2020, 1, 1), datetime.date(2024, 3, 1)


@pytest.fixture
def home(client, db):
    """Đăk Hà, whose head changed on 01/03/2024, with figures of 2023."""
    built = builders.district(builders.province())
    builders.round_with({builders.commune(built, code="23503"): "MNN"}, of=builders.criteria_set())
    record_head(headship=head(built, "Ông A Cũ", START, CHANGE - datetime.timedelta(1)), by=None)
    record_head(headship=head(built, "Bà Y Mới", CHANGE), by=None)
    built.refresh_from_db()
    client.force_login(builders.officer("nam", built))
    return built


def head(unit, name: str, first, last=None) -> Headship:
    return Headship(**{type(unit).__name__.lower(): unit}, name=name, valid_from=first, valid_to=last)


def test_head_of_today_stands_on_the_unit_with_its_history(home):
    assert home.head == "Bà Y Mới"
    assert home.history.first().head == "Bà Y Mới"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2024-02-29", "Ông A Cũ"),
        ("2024-03-01", "Bà Y Mới"),
        ("2019-12-31", "Bà Y Mới (hiện nay)"),
        ("", "Bà Y Mới"),
    ],
)
def test_board_names_the_head_of_the_day_read(client, home, day, name):
    builders.round_with(
        {home.communes.get(): "NNN"},
        of=home.province.rounds.get().criteria_set,
        data_on=datetime.date(2019, 6, 30),
    )
    said = text_of(html(client, f"/huyen/615/?ngay={day}" if day else "/huyen/615/"))
    assert f"Người đứng đầu: {name}." in said


def test_commune_names_its_chairman_of_the_day_read(client, home):
    place = home.communes.get()
    record_head(headship=head(place, "A Thái", START), by=None)
    assert "Chủ tịch UBND: A Thái." in text_of(html(client, "/xa/23503/?ngay=2024-01-31"))
    place.refresh_from_db()
    assert place.chairman == "A Thái"


def test_earlier_round_names_todays_head_as_todays_however_it_is_asked_for(client, home):
    """By `ky` a round is read today, by `ngay` as of a day nobody wrote a head of: one wording for both."""
    place = home.communes.get()
    record_head(headship=head(place, "A Thái", CHANGE), by=None)
    early = datetime.date(2019, 6, 30)
    builders.round_with({place: "NNN"}, of=home.province.rounds.get().criteria_set, data_on=early)
    for query in (f"?ky={early}", f"?ngay={early}"):
        assert "Người đứng đầu: Bà Y Mới (hiện nay)." in text_of(html(client, f"/huyen/615/{query}"))
        assert "Chủ tịch UBND: A Thái (hiện nay)." in text_of(html(client, f"/xa/23503/{query}"))
    assert "Chủ tịch UBND: A Thái." in text_of(html(client, f"/xa/23503/?ky={builders.DATA_ON}"))


def test_visitor_reads_no_names(client, home):
    """Nor does whoever has no scope; the figures beside them are the same."""
    place = home.communes.get()
    record_head(headship=head(place, "A Thái", START), by=None)
    named = [html(client, url) for url in ("/huyen/615/", "/xa/23503/")]
    assert "Bà Y Mới" in named[0] and "A Thái" in named[1]
    for reader in (None, builders.officer("khong", None)):
        client.logout()
        if reader:
            client.force_login(reader)
        for query in ("", f"?ngay={CHANGE}", f"?ky={builders.DATA_ON}"):
            pages = [html(client, f"{url}{query}") for url in ("/huyen/615/", "/xa/23503/")]
            assert not [name for name in ("Bà Y Mới", "Ông A Cũ", "A Thái") if name in "".join(pages)]
            assert "1/3" in pages[0]


def test_head_who_leaves_is_no_longer_named(home):
    present = Headship.objects.get(name="Bà Y Mới")
    present.valid_to = CHANGE
    record_head(headship=present, by=None)
    home.refresh_from_db()
    assert home.head == ""


def test_correcting_an_earlier_head_leaves_todays(home):
    past = Headship.objects.get(name="Ông A Cũ")
    past.title = "Chủ tịch UBND huyện"
    record_head(headship=past, by=None)
    home.refresh_from_db()
    assert home.head == "Bà Y Mới"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (CHANGE - datetime.timedelta(1), CHANGE - datetime.timedelta(1), "đã ghi người khác"),
        (localdate() + datetime.timedelta(1), None, "chưa tới"),
        (datetime.date(2019, 1, 1), datetime.date(2019, 12, 31), ""),
    ],
)
def test_two_heads_at_a_time_and_days_to_come_are_refused(home, first, last, said):
    row = head(home, "Người khác", first, last)
    if not said:
        row.full_clean()
        return
    with pytest.raises(ValidationError, match=said):
        row.full_clean()


def test_naming_heads_asks_once_and_not_at_all_for_today(home, django_assert_num_queries):
    agency = builders.agency(home.province, head="Bà H")
    units = [home, agency, *home.communes.all()]
    with django_assert_num_queries(1):
        name_heads(units, CHANGE - datetime.timedelta(1))
    assert (home.head, agency.head) == ("Ông A Cũ", "Bà H (hiện nay)")
    with django_assert_num_queries(0):
        name_heads(units, localdate())


def test_units_in_charge_are_those_of_the_day_read(client, home):
    law = home.province.rounds.get().criteria_set
    lead = {"province": home.province, "criterion": law.criteria.get(number=1), "role": "lead"}
    old = builders.agency(home.province, name="Sở Nông nghiệp cũ", short_name="Sở cũ")
    new = builders.agency(home.province, name="Sở Nông nghiệp mới", short_name="Sở mới")
    CriterionLead.objects.create(agency=old, valid_from=START, valid_to=CHANGE, **lead)
    CriterionLead.objects.create(agency=new, valid_from=CHANGE + datetime.timedelta(1), **lead)
    page = f"/tieu-chi/{law.code}/1/?tinh=62"
    assert "Sở cũ" in html(client, f"{page}&ngay=2024-01-31")
    assert "Sở mới" in html(client, page)
