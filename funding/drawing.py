"""Bars of money drawn on the server as SVG and coloured by CSS; a table beside each says the same."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A letter's width, a bar's width on the screen and on a phone, in pixels.
LETTER, SCREEN, PHONE = 8, 1160, 320
COLOURS = 12
RATE_WIDTH = 120


def colour(at: int) -> str:
    """The class of the part at a position: neighbours alternate between dark and light."""
    return f"part-{at % COLOURS}"


def sources_bar(parts: Sequence[tuple[str, int]]) -> SafeString:
    """A horizontal stacked bar; `parts` are (label, đồng), those of nothing left out before.

    Lengths are per cent of the width, so that letters keep their shape at every width; a white stroke of
    2 px keeps neighbours apart. A label that does not fit is left to the list below.
    """
    total = sum(amount for _, amount in parts)
    if not total:
        return SafeString("")
    at, rects, labels = 0.0, [], []
    for number, (label, amount) in enumerate(parts):
        length = amount * 100 / total
        rects.append((colour(number), f"{at:.3f}", f"{length:.3f}"))
        needs = len(label) * LETTER + 16
        if length * SCREEN / 100 >= needs:
            fits = "fits" if length * PHONE / 100 >= needs else "fits-screen"
            labels.append((f"on-{number % 2}", fits, f"{at:.3f}", label))
        at += length
    return format_html(
        '<svg class="money-bar" width="100%" height="40" aria-hidden="true">{}{}</svg>',
        format_html_join("", '<rect class="{}" x="{}%" width="{}%" height="40"/>', rects),
        format_html_join("", '<text class="{} {}" x="{}%" dx="8" y="25">{}</text>', labels),
    )


def rate_bar(rate: float | None, gone: float) -> SafeString:
    """Disbursed in per cent as a bar, with a mark where the calendar stands; the bar ends at 100 %."""
    done, mark = (min(max(value, 0), 100) * RATE_WIDTH / 100 for value in (rate or 0, gone))
    return format_html(
        '<svg class="rate-bar" width="{0}" height="14" aria-hidden="true"><rect class="rest" width="{0}" '
        'height="14"/><rect class="done" width="{1}" height="14"/><line x1="{2}" x2="{2}" y2="14"/></svg>',
        RATE_WIDTH,
        f"{done:.1f}",
        f"{mark:.1f}",
    )
