"""What the URL asks for, and what of it the reader may see."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from communes.models import Commune, Province
from criteria.models import Recognition, Round
from criteria.outcomes import Judgement
from criteria.reading import choose, day_asked
from criteria.rows import commune_rows, illustrative_note
from tests import builders

EARLIER, LATER = datetime.date(2022, 11, 30), datetime.date(2023, 12, 31)
FIRST, SECOND = "xa-ntm-2016-2020", "xa-ntm-2021-2025"


@pytest.fixture
def home(db) -> Province:
    """Two communes in three rounds: one of an old set, two of the new."""
    home = builders.province()
    pxi = builders.commune(builders.district(home), code="23503")
    ria = builders.commune(builders.district(home, "Đăk Tô", "612"), "Đăk Rơ Nga", code="23428")
    old = builders.criteria_set(2, code=FIRST, valid_from=datetime.date(2016, 10, 17))
    new = builders.criteria_set(3, code=SECOND)
    builders.round_with({pxi: "MM"}, of=old, data_on=datetime.date(2021, 12, 31))
    builders.round_with({pxi: "MNN", ria: "NNN"}, of=new, data_on=EARLIER)
    builders.round_with({pxi: "MMN", ria: "MNN"}, of=new, data_on=LATER)
    return home


def asked(home, query="", officer=None, **more):
    request = RequestFactory().get(f"/{query}")
    request.user = officer or AnonymousUser()
    return choose(request, home, **more)


def shown(reading) -> dict[str, str]:
    return {row.code: row.letters for row in commune_rows(reading)}


def says_of_itself(code: str, letters: str) -> None:
    """The commune's figures of the last round become its own word, confirmed by nobody."""
    last = Round.objects.get(data_on=LATER)
    standing = last.standings.get(commune__code=code)
    standing.results.all().delete()
    builders.judge(standing, letters, Judgement.SELF)


def test_choose_newest_round_by_default(home):
    reading = asked(home)
    assert (reading.round.data_on, reading.previous.data_on) == (LATER, EARLIER)
    assert reading.query == f"?ky=2023-12-31&bo={SECOND}"
    assert [found.code for found in reading.sets] == [SECOND, FIRST]


def test_choose_round_and_set_of_the_url(home):
    assert asked(home, "?ky=2022-11-30").round.data_on == EARLIER
    assert asked(home, f"?bo={FIRST}").round.key == "2021-12-31"
    assert asked(home, f"?ky=2022-11-30&bo={SECOND}").round.data_on == EARLIER


def test_choose_another_set_with_the_old_day_shows_its_newest_round(home):
    assert asked(home, f"?ky=2022-11-30&bo={FIRST}").round.key == "2021-12-31"
    assert asked(home, "?ky=2021-12-31", set_code=SECOND).round.data_on == LATER


@pytest.mark.parametrize(
    "query",
    [
        "?ky=2020-01-01",
        f"?ky=2020-01-01&bo={SECOND}",
        "?ky=hom-nay",
        "?bo=khong-co",
        "?ky=%00",
        "?ngay=2022-12-31&bo=x",
    ],
)
def test_choose_what_is_not_there_says_so(home, query):
    with pytest.raises(Http404, match="Không có kỳ báo cáo này"):
        asked(home, query)


def test_choose_page_of_a_set_without_rounds_is_empty_not_missing(home):
    builders.criteria_set(3, code="xa-ntm-2026-2030")
    reading = asked(home, set_code="xa-ntm-2026-2030")
    assert (reading.round, reading.query, commune_rows(reading)) == (None, "", [])


def test_choose_province_without_rounds_ignores_the_day(home):
    assert asked(builders.province("Quảng Ngãi", "51"), "?ky=2023-12-31").round is None


def test_choose_leaves_withdrawn_rounds_out(home):
    Round.objects.filter(data_on=LATER).update(withdrawn_at=builders.MOMENT)
    assert asked(home).round.data_on == EARLIER
    with pytest.raises(Http404):
        asked(home, "?ky=2023-12-31")


def test_previous_round_is_of_the_same_set(home):
    assert asked(home, "?ky=2022-11-30").previous is None


@pytest.mark.parametrize("day", ["2023-02-30", "2023-13-45", "", "x", "\x00"])
def test_day_that_is_none_is_no_day(day):
    assert day_asked(RequestFactory().get("/", {"ky": day})) is None


def test_day_may_be_given_for_the_place_alone():
    assert day_asked(RequestFactory().get("/?ngay=2025-06-30")) == datetime.date(2025, 6, 30)


def test_rows_stand_in_vietnamese_order_with_the_round_before(home):
    rows = commune_rows(asked(home))
    assert [(row.district_name, row.name) for row in rows] == [
        ("Đăk Hà", "Đăk Pxi"),
        ("Đăk Tô", "Đăk Rơ Nga"),
    ]
    assert [row.previous for row in rows] == ["MNN", "NNN"]


def test_visitor_never_sees_what_nobody_confirmed(home):
    says_of_itself("23503", "MMM")
    reading = asked(home, "?so-lieu=tat-ca")
    assert reading.basis == "xac-nhan"
    assert shown(reading) == {"23503": "...", "23428": "MNN"}


def test_officer_sees_the_unconfirmed_of_the_own_scope_only(home):
    says_of_itself("23503", "MMM")
    says_of_itself("23428", "MMM")
    nam = builders.officer("nam", Commune.objects.get(code="23503").district)
    assert shown(asked(home, "", nam)) == {"23503": "...", "23428": "..."}
    reading = asked(home, "?so-lieu=tat-ca", nam)
    assert shown(reading) == {"23503": "MMM", "23428": "..."}
    assert commune_rows(reading)[0].unconfirmed == {0, 1, 2}
    assert reading.query.endswith("&so-lieu=tat-ca")


def test_officer_of_another_place_sees_the_round_before_as_a_visitor_does(home):
    earlier = Round.objects.get(data_on=EARLIER).standings.get(commune__code="23428")
    earlier.results.all().delete()
    builders.judge(earlier, "MMM", Judgement.SELF)
    nam = builders.officer("nam", Commune.objects.get(code="23503").district)
    rows = commune_rows(asked(home, "?so-lieu=tat-ca", nam))
    assert [row.previous for row in rows] == ["MNN", "..."]


@pytest.mark.parametrize("scope", [None, "inactive"])
def test_officer_without_scope_sees_what_visitors_see(home, scope):
    says_of_itself("23503", "MMM")
    stranger = builders.officer("stranger", home if scope else None, is_active=not scope)
    assert shown(asked(home, "?so-lieu=tat-ca", stranger))["23503"] == "..."


def recognise(**fields) -> Recognition:
    return Recognition.objects.create(
        **{
            "commune": Commune.objects.get(code="23503"),
            "criteria_set": Round.objects.get(data_on=EARLIER).criteria_set,
            "decision_number": "100/QĐ-UBND",
            "decided_on": datetime.date(2022, 12, 20),
            "year_achieved": 2022,
            **fields,
        }
    )


def recognised(home, query="") -> list[bool]:
    return [row.recognised for row in commune_rows(asked(home, query))]


def test_recognition_counts_from_its_day(home):
    recognise()
    assert recognised(home) == [True, False]
    assert recognised(home, "?ky=2022-11-30") == [False, False]


def test_recognition_ends_with_its_revocation(home):
    revoked = recognise(revoked_on=LATER, revocation_decision="9/QĐ-UBND")
    assert recognised(home) == [False, False]
    Recognition.objects.filter(pk=revoked.pk).update(revoked_on=LATER + datetime.timedelta(1))
    assert recognised(home) == [True, False]


def test_recognition_by_an_older_set_of_the_same_tier_counts(home):
    recognise(criteria_set=Round.objects.get(data_on__year=2021).criteria_set)
    assert recognised(home) == [True, False]


def test_recognition_of_another_tier_does_not_count(home):
    recognise(criteria_set=builders.criteria_set(3, code="nang-cao", tier="advanced"))
    assert recognised(home) == [False, False]


def test_recognition_says_the_same_in_the_database_and_on_its_row(home):
    rows = [
        recognise(),
        recognise(decided_on=EARLIER, revoked_on=LATER, revocation_decision="9/QĐ-UBND"),
    ]
    for round in Round.objects.select_related("criteria_set"):
        counts = any(row.counts_for(round.criteria_set, round.data_on) for row in rows)
        assert counts == recognised(home, f"?ky={round.key}")[0]


def note(home, query="") -> str:
    reading = asked(home, query)
    return illustrative_note(reading, commune_rows(reading))


def test_illustrative_round_says_so(home):
    assert note(home) == ""
    Round.objects.filter(data_on=LATER).update(illustrative=True, illustrative_note="Số liệu là minh họa.")
    assert note(home) == "Số liệu là minh họa."


def test_illustrative_round_before_is_named(home):
    Round.objects.filter(data_on=EARLIER).update(illustrative=True)
    assert "30/11/2022 dùng để so sánh" in note(home)


def test_illustrative_recognition_is_named(home):
    recognise(illustrative=True)
    assert "công nhận đạt chuẩn" in note(home)
    assert note(home, "?ky=2022-11-30") == ""
