"""Sums of money: every level adds up to the đồng, and what is missing is not zero."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.sums import NOTHING, Held, Money, by, share, source_lines, total

amounts = st.one_of(st.none(), st.integers(0, 10**15))
moneys = st.builds(Money, amounts, amounts, amounts)
rows = st.lists(
    st.builds(
        Held,
        st.tuples(st.just(1), st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2, 3])),
        st.integers(1, 3),
        st.integers(1, 9),
        st.integers(2021, 2025),
        moneys,
    ),
    max_size=40,
)
# 1 has the leaves 2 and 3; 4 is a leaf; 5 has 6, which has 7 and 8; 9 is a leaf.
TREE = [(1, None), (2, 1), (3, 1), (4, None), (5, None), (6, 5), (7, 6), (8, 6), (9, None)]
SOURCES = [SimpleNamespace(pk=pk, parent_id=parent) for pk, parent in TREE]


def known(money: Money) -> list[int]:
    return [amount or 0 for amount in money]


@given(rows)
def test_every_level_adds_up_to_the_total(found):
    whole = total(found)
    keys = [
        lambda row: row.place,
        lambda row: row.place[1],
        lambda row: row.programme,
        lambda row: row.source,
        lambda row: row.year,
        lambda row: (row.place, row.programme, row.source, row.year),
    ]
    for key in keys:
        assert total(Held((1, None, None), 1, 1, 1, money) for money in by(found, key).values()) == whole


@given(rows)
def test_top_nodes_of_the_tree_add_up_to_the_total(found):
    lines = source_lines(SOURCES, by(found, lambda row: row.source))
    top = NOTHING
    for line in lines:
        if line.depth == 0:
            top = top.plus(line.money)
    assert top == total(found)
    assert [line.source.pk for line in lines] == [pk for pk, _ in TREE]


@given(rows)
def test_every_node_is_its_own_money_and_its_children(found):
    own = by(found, lambda row: row.source)
    money_of = {line.source.pk: line.money for line in source_lines(SOURCES, own)}
    for pk, _ in TREE:
        summed = own.get(pk, NOTHING)
        for child, parent in TREE:
            if parent == pk:
                summed = summed.plus(money_of[child])
        assert money_of[pk] == summed


@given(moneys, moneys)
def test_sum_of_two_is_known_when_either_is(one, two):
    summed = one.plus(two)
    for at in range(3):
        assert (summed[at] is None) == (one[at] is None and two[at] is None)
    assert known(summed) == [a + b for a, b in zip(known(one), known(two), strict=True)]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(230, 623, 230 * 100 / 623), (None, 5, None), (5, None, None), (5, 0, None)],
)
def test_share_is_unknown_where_its_parts_are(part, whole, expected):
    assert share(part, whole) == expected
