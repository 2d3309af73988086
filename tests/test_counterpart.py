"""Counterpart capital: required place by place, to the đồng; no surplus hides what lacks."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.capital_words import lack_words
from funding.counterpart import Due, Piece, Total, in_force, part_of, pieces, together, totals_by
from funding.sums import Held, Money

CENTRAL, CENTRAL_WORKS, LOCAL, PEOPLE = 1, 2, 3, 4
AROUND = {
    CENTRAL: frozenset({CENTRAL}),
    CENTRAL_WORKS: frozenset({CENTRAL, CENTRAL_WORKS}),
    LOCAL: frozenset({LOCAL}),
    PEOPLE: frozenset({PEOPLE}),
}
NTM, POVERTY, MINORITY = 1, 2, 3
COMMUNE, OTHER = (62, 615, 1), (62, 615, 2)


class Rule(SimpleNamespace):
    """A rule with the columns of CounterpartRule; a key, as rows of the database are."""

    __hash__ = object.__hash__


def rule(pk=1, programme=NTM, base=CENTRAL, ratio="50", since=2021, until=None, province=62) -> Rule:
    return Rule(
        pk=pk,
        province_id=province,
        programme_id=programme,
        base_id=base,
        ratio=Decimal(ratio),
        valid_from=datetime.date(since, 1, 1),
        valid_to=until and datetime.date(until, 12, 31),
    )


def held(amount, source=CENTRAL, place=COMMUNE, programme=NTM, year=2023, disbursed=None) -> Held:
    return Held(place, programme, source, year, Money(None, amount, disbursed))


def whole(rows, *rules):
    return together(pieces(rows, rules, AROUND, frozenset({LOCAL})))


def test_required_is_the_ratio_of_the_base_and_all_that_lies_in_it():
    rows = [held(1000), held(300, CENTRAL_WORKS), held(70, PEOPLE), held(400, LOCAL, disbursed=90)]
    total = whole(rows, rule())
    assert total.due == Due(650, 400, 90)
    assert (total.missing, total.over) == (250, 0)
    assert round(total.due.rate, 2) == 61.54


def test_no_surplus_and_nothing_unrecorded_hides_or_makes_a_shortfall():
    rules = [rule(), rule(pk=2, programme=POVERTY), rule(pk=3, programme=MINORITY)]
    rows = [held(1000), held(250, LOCAL), held(200, programme=POVERTY), held(600, LOCAL, programme=POVERTY)]
    total = whole(rows, *rules)
    assert (total.is_short, total.short, total.unrecorded, total.over) == (True, 250, 0, 500)
    total = whole([*rows, held(80, programme=MINORITY)], *rules)
    assert (total.missing, total.short, total.unrecorded) == (290, 250, 40)
    assert lack_words(total) == (
        "còn thiếu 290 đồng, trong đó 40 đồng ở nơi chưa ghi đã bố trí; "
        "nơi hoặc chương trình khác vượt 500 đồng"
    )
    assert lack_words(whole([held(10), held(5, LOCAL)], rule())) == "đã đủ"


def test_surplus_of_a_place_does_not_pay_for_another():
    rows = [held(1000), held(400, LOCAL), held(900, LOCAL, OTHER), held(200, place=OTHER)]
    total = whole(rows, rule())
    assert total.due == Due(600, 1300)
    assert (total.missing, total.over, total.difference) == (100, 800, 700)
    assert lack_words(total).startswith("còn thiếu 100 đồng; nơi hoặc chương trình khác vượt 800 đồng")


def test_required_on_a_part_of_the_base_counts_that_part():
    assert whole([held(1000), held(300, CENTRAL_WORKS)], rule(base=CENTRAL_WORKS)).due.required == 150


def test_surplus_of_a_programme_does_not_pay_for_another():
    rows = [held(1000), held(900, LOCAL), held(1000, programme=POVERTY), held(100, LOCAL, programme=POVERTY)]
    total = whole(rows, rule(), rule(pk=2, programme=POVERTY))
    assert total.due == Due(1000, 1000, None)
    assert (total.missing, total.over) == (400, 400)


def test_programmes_without_rule_do_not_count_where_others_have_one():
    rows = [held(1000), held(100, LOCAL), held(77, LOCAL, programme=MINORITY)]
    assert whole(rows, rule()).due.allocated == 100
    alone = whole([held(77, LOCAL, programme=MINORITY)])
    assert (alone.due, alone.missing, alone.over) == (Due(None, 77, None), None, None)


def test_what_is_not_known_is_not_zero():
    assert whole([held(None), held(5, LOCAL)], rule()).due == Due(None, 5, None)
    lacking = whole([held(1000)], rule())
    assert (lacking.due.allocated, lacking.missing) == (None, 500)
    assert whole([], rule()).due == Due()
    assert whole([held(0), held(0, LOCAL)], rule()).due == Due(0, 0, None)


def test_counterpart_of_another_year_programme_or_province_is_not_taken():
    total = whole([held(1000), held(1000, year=2020), held(1000, place=(64, None, None))], rule())
    assert total.due.required == 500


@pytest.mark.parametrize(
    ("rules", "year", "expected"),
    [
        ([rule(), rule(pk=2, since=2023, ratio="20")], 2022, ["50"]),
        ([rule(), rule(pk=2, since=2023, ratio="20")], 2023, ["20"]),
        ([rule(until=2022)], 2023, []),
        ([rule(since=2024)], 2023, []),
        ([rule(), rule(pk=2, base=CENTRAL_WORKS, ratio="5")], 2023, ["50", "5"]),
        ([rule(province=64)], 2023, []),
    ],
)
def test_rule_in_force_is_the_latest_of_each_base(rules, year, expected):
    assert [str(found.ratio) for found in in_force(rules, 62, NTM, year)] == expected


@pytest.mark.parametrize(
    ("amount", "ratio", "expected"),
    [(1000, "10", 100), (5, "10", 1), (4, "10", 0), (333, "33.33", 111), (10**15, "0.01", 10**11)],
)
def test_part_is_rounded_to_the_dong(amount, ratio, expected):
    assert part_of(amount, Decimal(ratio)) == expected


amounts = st.one_of(st.none(), st.integers(0, 10**13))
many = st.lists(
    st.builds(
        Held,
        st.sampled_from([COMMUNE, OTHER, (62, 615, None), (62, None, None), (64, None, None)]),
        st.sampled_from([NTM, POVERTY, MINORITY]),
        st.sampled_from(list(AROUND)),
        st.integers(2021, 2025),
        st.builds(Money, amounts, amounts, amounts),
    ),
    max_size=40,
)
ratios = st.decimals("0.01", "100", places=2)


@given(many, ratios, ratios)
def test_places_and_years_add_up_to_the_whole(rows, one, two):
    rules = [rule(ratio=one), rule(pk=2, programme=POVERTY, base=CENTRAL_WORKS, ratio=two)]
    found = pieces(rows, rules, AROUND, frozenset({LOCAL}))
    total = together(found)
    counting = {piece.programme for piece in found if piece.due.required is not None}
    counting = counting or {piece.programme for piece in found}
    inside = [piece for piece in found if piece.programme in counting]
    for key in (lambda piece: piece.place, lambda piece: piece.programme, lambda piece: piece.place[0]):
        summed = Total()
        for one in totals_by(inside, key).values():
            summed = summed.plus(one)
        assert summed == total
    if total.due.required is not None:
        assert (total.due.allocated or 0) - total.due.required == total.over - total.missing


def test_pieces_name_place_programme_and_year():
    found = pieces([held(1000), held(7, LOCAL, OTHER)], [rule()], AROUND, frozenset({LOCAL}))
    assert set(found) == {
        Piece(COMMUNE, NTM, 2023, Due(500)),
        Piece(OTHER, NTM, 2023, Due(None, 7, None)),
    }
