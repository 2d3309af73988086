"""Questions about work items and their lines: what is asked, what is not, and how fast."""

from dataclasses import replace
from itertools import combinations
from time import process_time

import pytest

from communes.naming import sort_key
from funding.overlap import CODE, CONTENT, NAME, PAID, fingerprint, suspicions
from funding.work_likeness import LIKE, likeness
from funding.work_names import read_name
from tests.overlap_works import PAIRS, line, many, work

NTM, POVERTY = line("ntm"), line("giam-ngheo")
ROAD, SAME_ROAD = "Đường GTNT thôn 3", "Đường giao thông nông thôn thôn 3"


def kinds(*works) -> list[str]:
    return [found.kind for found in suspicions(works)]


def test_like_names_of_two_programmes_are_asked_with_both_sides():
    (found,) = suspicions([work(2, SAME_ROAD, POVERTY), work(1, ROAD, NTM)])
    assert (found.kind, found.first, found.second) == (NAME, 1, 2)
    assert found.reason == (
        "Hai tên cùng chỉ một việc (mức giống 100 %), cùng thực hiện năm 2023, "
        "vốn của 2 chương trình: CT giam-ngheo; CT ntm."
    )


@pytest.mark.parametrize(
    "second",
    [
        work(2, SAME_ROAD, NTM),
        work(2, SAME_ROAD, POVERTY, year_from=2024, year_to=2025),
        work(2, SAME_ROAD, POVERTY, commune=2),
        work(2, "Đường GTNT thôn 4", POVERTY),
        work(2, SAME_ROAD, line("giam-ngheo", amount=0)),
    ],
    ids=["one programme", "other years", "other commune", "other village", "nothing paid"],
)
def test_two_items_are_not_asked_about(second):
    assert kinds(work(1, ROAD, NTM), second) == []


def test_same_code_is_asked_whatever_the_names_and_instead_of_them():
    one, other = work(1, ROAD, NTM, code="7.912.345"), work(2, "Nhà rông", POVERTY, code="7912345")
    assert kinds(one, other) == [CODE]
    assert kinds(one, replace(other, name=SAME_ROAD)) == [CODE]
    assert kinds(one, replace(other, lines=(NTM,))) == []


def test_years_are_those_of_both():
    (found,) = suspicions(
        [
            work(1, ROAD, NTM, year_from=2021, year_to=2024),
            work(2, ROAD, POVERTY, year_from=2023, year_to=2025),
        ]
    )
    assert "các năm 2023–2024" in found.reason


@pytest.mark.parametrize(("cost", "asked"), [(999_999_999, [PAID]), (1_000_000_000, []), (0, []), (None, [])])
def test_paid_beyond_its_cost_to_the_dong(cost, asked):
    assert kinds(work(1, ROAD, NTM, line(year=2024), cost=cost)) == asked


def test_paid_beyond_its_cost_says_by_how_much():
    (found,) = suspicions([work(1, ROAD, line(amount=1_250_500_001), cost=1_000_000_000)])
    assert found.reason == (
        "Vốn bố trí 1.250,500001 triệu đồng, vượt tổng mức đầu tư 1.000 triệu đồng là 250,500001 triệu đồng."
    )
    assert found.second is None


def test_a_support_of_two_contents_is_asked():
    one, two = line(content="Tiểu dự án 1"), line(content="Nội dung 05")
    support = work(1, "Hỗ trợ nhà ở hộ nghèo", one, two, kind="support", cost=None)
    (found,) = suspicions([support])
    assert found.kind == CONTENT
    assert found.reason.endswith("cùng CT ntm: Nội dung 05; Tiểu dự án 1.")
    assert kinds(replace(support, kind="works")) == []
    assert kinds(replace(support, lines=(one, line(content="TIỂU DỰ ÁN 1", year=2024)))) == []
    halves = [replace(support, lines=(one,)), replace(support, id=2, lines=(two,))]
    assert kinds(*halves) == [CONTENT]


def test_a_reason_is_never_longer_than_it_can_be_kept():
    lines = [line(content=f"Nội dung rất dài số {number} " + "x" * 90) for number in range(9)]
    (found,) = suspicions([work(1, "Hỗ trợ nhà ở", *lines, kind="support", cost=None)])
    assert len(found.reason) == 300


def test_a_fingerprint_is_of_what_both_say_and_not_of_the_order_of_lines():
    one, other = work(1, ROAD, NTM, POVERTY), work(2, SAME_ROAD, POVERTY)
    seal = fingerprint(one, other, NAME)
    assert fingerprint(replace(one, lines=(POVERTY, NTM)), other, NAME) == seal
    for changed in (
        replace(one, name="Đường"),
        replace(one, year_to=2024),
        replace(one, lines=(NTM,)),
        replace(one, lines=(NTM, replace(POVERTY, amount=1))),
    ):
        assert fingerprint(changed, other, NAME) != seal
    dearer = replace(one, cost=1)
    assert fingerprint(dearer, other, NAME) == seal
    assert fingerprint(dearer, None, PAID) != fingerprint(one, None, PAID)


def test_blocks_lose_no_pair_that_comparing_all_with_all_finds():
    written = [pair[side] for pair in PAIRS[::3] for side in ("name_a", "name_b")]
    programmes = [line(code) for code in ("ntm", "giam-ngheo")]
    works = [work(at, name, programmes[at % 2], commune_name="") for at, name in enumerate(written)]
    names = {each.id: read_name(each.name) for each in works}
    asked = {(each.first, each.second) for each in suspicions(works)}
    assert asked == {
        (one.id, other.id)
        for one, other in combinations(works, 2)
        if one.lines != other.lines and likeness(names[one.id], names[other.id]) >= LIKE
    }
    assert len(asked) > 40


def test_twenty_thousand_items_are_asked_about_in_twenty_times_the_time_of_sorting_them():
    """The goal of the project; growth from 5,000 to 10,000 to 20,000 stays near to twice each time."""
    seconds = {}
    for number in (5_000, 10_000, 20_000):
        works = many(number)
        seconds[number] = min(seconds_of(lambda works=works: suspicions(works)) for _ in range(2))
    sorting = seconds_of(lambda: sorted((each.name for each in works), key=sort_key))
    assert seconds[20_000] < 20 * sorting
    assert seconds[20_000] < 3.2 * seconds[10_000] < 3.2 * 3.2 * seconds[5_000]


def seconds_of(act) -> float:
    """Of processor, which a busy machine does not stretch."""
    start = process_time()
    act()
    return process_time() - start
