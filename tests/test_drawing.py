"""Bars and lines: lengths in proportion, gaps for what is missing, breaks where the set changes."""

import re

from criteria.drawing import plan_bars, stacked_bar, trend_line


def widths(bar: str) -> list[float]:
    return [float(found) for found in re.findall(r'<rect [^>]*width="([\d.]+)"', bar)]


def test_bar_is_in_proportion_and_leaves_empty_parts_out():
    bar = stacked_bar([("a", 30), ("b", 0), ("c", 10)], width=160)
    assert widths(bar) == [119.0, 39.0]
    assert 'class="b"' not in bar


def test_bar_of_nothing_is_nothing():
    assert stacked_bar([("a", 0)]) == ""


def test_bar_shows_the_smallest_part():
    assert min(widths(stacked_bar([("a", 9999), ("b", 1)]))) > 0


def test_line_is_interrupted_at_a_break():
    line = trend_line([(10.0, "10"), (12.0, "12"), (11.0, "11")], [1])
    assert line.count('class="break"') == 1
    assert line.count("<line x1") == 1
    assert line.count("<circle") == 3


def test_line_leaves_a_gap_for_a_missing_value():
    line = trend_line([(10.0, "10"), (None, "–"), (11.0, "11")], [])
    assert (line.count("<line x1"), line.count("<circle")) == (0, 2)
    assert ">–<" not in line


def test_line_needs_two_rounds_and_a_figure():
    assert trend_line([(10.0, "10")], []) == ""
    assert trend_line([(None, "–"), (None, "–")], []) == ""


def test_line_starts_from_zero():
    line = trend_line([(10.0, "10"), (20.0, "20")], [], height=120)
    heights = [120 - 8 - float(y) for y in re.findall(r'cy="([\d.]+)"', line)]
    assert heights == [40.0, 80.0]


def test_plan_bars_draw_a_result_only_where_it_is_known():
    drawn = str(plan_bars([("T1", 2, None), ("T2", 4, 0), ("T3", 8, 6)]))
    assert drawn.count('class="asked"') == 3 and drawn.count('class="done"') == 2
    assert ">2</text>" in drawn and ">0/4</text>" in drawn and ">6/8</text>" in drawn


def test_plan_bars_without_a_plan_draw_nothing():
    assert plan_bars([("T1", 0, None)]) == ""
