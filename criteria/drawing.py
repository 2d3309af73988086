"""Small SVG bars and lines drawn on the server and coloured by CSS; a table beside each says the same.

Everything put in is a number or a class name of ours, labels apart, which are escaped: a page has dozens of
bars, and escaping numbers would be half of their cost.
"""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString


def stacked_bar(parts: Sequence[tuple[str, int]], *, width: int = 160, height: int = 12) -> SafeString:
    """A horizontal bar; `parts` are (CSS class, count). Empty when there is nothing to show.

    Counts are scaled to `width`; a white gap of 1 unit keeps neighbours apart without colour.
    """
    total = sum(count for _, count in parts)
    if not total:
        return SafeString("")
    at, rects = 0.0, []
    for css, count in parts:
        if count:
            length = width * count / total
            shown = max(length - 1, 0.5)
            rects.append(f'<rect class="{css}" x="{at:.1f}" width="{shown:.1f}" height="{height}"/>')
            at += length
    return SafeString(
        f'<svg class="bar" viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(rects)}</svg>"
    )


def trend_line(
    values: Sequence[tuple[float | None, str]], breaks: Sequence[int], *, width: int = 600, height: int = 120
) -> SafeString:
    """A line through (value, label) from zero up, interrupted before each position in `breaks`.

    A dashed rule marks each break. A missing value leaves a gap, never a zero.
    """
    top = max((value or 0 for value, _ in values), default=0)
    if len(values) < 2 or not top:
        return SafeString("")
    step, scale = (width - 60) / (len(values) - 1), (height - 40) / top
    points = [
        None if value is None else (f"{30 + at * step:.1f}", f"{height - 8 - value * scale:.1f}")
        for at, (value, _) in enumerate(values)
    ]
    lines = [
        '<line x1="{}" y1="{}" x2="{}" y2="{}"/>'.format(*before, *after)
        for at, (before, after) in enumerate(pairwise(points), start=1)
        if before and after and at not in breaks
    ]
    rules = [_rule(f"{30 + (at - 0.5) * step:.1f}", height) for at in breaks if at]
    dots = [_dot(*point, label) for point, (_, label) in zip(points, values, strict=True) if point]
    return SafeString(
        f'<svg class="trend" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f"{''.join(rules)}{''.join(lines)}{''.join(dots)}</svg>"
    )


def plan_bars(
    steps: Sequence[tuple[str, int, int | None]], *, width: int = 480, height: int = 150
) -> SafeString:
    """Columns of (label, planned, met): the plan an outline, the result solid inside it.

    A result that is not known has no column, never one of zero height with a number.
    """
    top = max((max(planned, met or 0) for _, planned, met in steps), default=0)
    if not top:
        return SafeString("")
    step, scale = width / len(steps), (height - 44) / top
    outlines, solids, words = [], [], []
    for at, (label, planned, met) in enumerate(steps):
        left, middle = at * step + 4, f"{at * step + step / 2:.1f}"
        outlines.append(_column("asked", left, step - 8, planned * scale, height))
        if met is not None:
            solids.append(_column("done", left + 5, step - 18, met * scale, height))
        above = height - 26 - max(planned, met or 0) * scale
        count = planned if met is None else f"{met}/{planned}"
        words.append(f'<text x="{middle}" y="{above:.1f}">{count}</text>')
        words.append(f'<text x="{middle}" y="{height - 6}">{escape(label)}</text>')
    return SafeString(
        f'<svg class="plan-bars" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f"{''.join(outlines)}{''.join(solids)}{''.join(words)}</svg>"
    )


def _column(css: str, left: float, width: float, tall: float, height: int) -> str:
    top = height - 22 - tall
    return f'<rect class="{css}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{tall:.1f}"/>'


def _rule(x: str, height: int) -> str:
    return f'<line class="break" x1="{x}" x2="{x}" y1="0" y2="{height}"/>'


def _dot(x: str, y: str, label: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x}" y="{float(y) - 10}">{escape(label)}</text>'
