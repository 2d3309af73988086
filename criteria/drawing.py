"""Small SVG bars and lines drawn on the server and coloured by CSS; a table beside each says the same."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
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
            rects.append((css, f"{at:.1f}", f"{max(length - 1, 0.5):.1f}", height))
            at += length
    return format_html(
        '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        width,
        height,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="{}"/>', rects),
    )


def trend_line(
    values: Sequence[float | None], breaks: Sequence[int], top: float, *, width: int = 600, height: int = 120
) -> SafeString:
    """A line through `values` (0..`top`), interrupted before each position in `breaks` with a dashed rule."""
    if len(values) < 2:
        return SafeString("")
    step = (width - 40) / (len(values) - 1)

    def place(at: int) -> str:
        return f"{20 + at * step:.1f},{height - 10 - (values[at] or 0) / top * (height - 20):.1f}"

    runs, run = [], []
    for at, value in enumerate(values):
        if at in breaks or value is None:
            runs, run = [*runs, run], []
        if value is not None:
            run.append(place(at))
    runs.append(run)
    lines = format_html_join(
        "", '<polyline points="{}"/>', ((" ".join(run),) for run in runs if len(run) > 1)
    )
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="4"/>', (point.split(",") for run in runs for point in run)
    )
    rules = format_html_join(
        "",
        '<line class="break" x1="{0}" x2="{0}" y1="0" y2="{1}"/>',
        ((f"{20 + (at - 0.5) * step:.1f}", height) for at in breaks if at),
    )
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" aria-hidden="true">{}{}{}</svg>',
        width,
        height,
        rules,
        lines,
        dots,
    )
