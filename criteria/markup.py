"""Pieces of pages that repeat by the hundred, written here instead of by a template. No database.

A template takes some 20 µs for each value it prints, which over the 1,600 cells of a province's board is more
than all the rest of the page. Whatever is not a number or a word of ours is escaped. What is printed a few
times on a page stays in its template.
"""

from collections.abc import Container, Iterable, Sequence
from functools import cache

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from criteria import drawing
from criteria.grid import CommuneRow, Summary
from criteria.outcomes import LABELS, NO_DATA, Outcome
from criteria.wording import day, whole

CSS = {
    Outcome.MET: "M",
    Outcome.BASICALLY_MET: "B",
    Outcome.NOT_MET: "N",
    Outcome.NOT_APPLICABLE: "A",
    NO_DATA: "O",
}
LEFT = (Outcome.BASICALLY_MET, Outcome.NOT_MET, NO_DATA)


def board_cells(row: CommuneRow, url: str, numbers: Sequence[int], alone: Container[int] = ()) -> SafeString:
    """A commune's cells: words for readers and copies, classes for the glyph, links to what is left.

    `url` is the commune's page, `numbers` those of the criteria; `alone` are the positions nobody deals with.
    """
    gained, lapsed = row.moved
    link, cells = escape(url), []
    for at, (letter, number) in enumerate(zip(row.letters, numbers, strict=True)):
        move = "up" if at in gained else "down" if at in lapsed else ""
        css, text = _cell(letter, at in row.unconfirmed, move, at in alone)
        if letter in LEFT:
            text = f'<a href="{link}#tc{number}">{text}</a>'
        cells.append(f'<td class="{css}">{text}</td>')
    return SafeString("".join(cells))


@cache
def _cell(letter: str, unconfirmed: bool, move: str, alone: bool) -> tuple[str, str]:
    """Class names and words of a cell, ready to print."""
    css, words = [CSS[letter]], [LABELS[letter]]
    if unconfirmed:
        css.append("self")
        words.append("chờ xác nhận")
    if move:
        css.append(move)
        words.append({"up": "mới đạt", "down": "bị tụt"}[move])
    if alone:
        css.append("alone")
        words.append("chưa có giải pháp")
    return " ".join(css), escape(", ".join(words))


def round_options(rounds: Sequence, chosen) -> SafeString:
    """The rounds to choose from, each with its day and set."""
    options = (
        (
            round.key,
            round.criteria_set.code,
            SafeString(" selected") if round == chosen else "",
            round.name,
            day(round.data_on),
            round.criteria_set.short_name,
        )
        for round in rounds
    )
    return format_html_join("", '<option value="{}~{}"{}>{} ({}) – {}</option>', options)


def figure(count: int | None, url: str, bad: bool) -> SafeString:
    """A number with the page that lists what it counts; a dash for one the reader is not told."""
    if count is None:
        return SafeString("–")
    number = f'<b class="bad">{whole(count)}</b>' if bad else f"<b>{whole(count)}</b>"
    return SafeString(f'<a href="{escape(url)}">{number}</a>' if url else number)


def place_cells(
    summary: Summary,
    *,
    average: str,
    difference: str,
    missing: bool = False,
    plan: object = None,
    beside: Iterable = (),
) -> SafeString:
    """The counts of a place, in the order of the headings on the overview, and the figures beside them.

    `missing` adds the criteria nothing is known of; `plan` is the year's result over what is registered, None
    where no commune of the table is.
    """
    count, bad = whole(summary.count), " bad" if summary.lapsed else ""
    unknown = f'<td class="n wide">{whole(summary.missing)}</td>' if missing else ""
    not_met = whole(summary.not_met) if summary.with_data else "–"
    planned = "" if plan is None else f'<td class="n wide">{plan}</td>'
    figures = "".join(f'<td class="n wide">{found.markup}</td>' for found in beside)
    return SafeString(
        f'<td class="n">{count}</td><td class="n"><b>{whole(summary.meeting_all)}</b></td>'
        f'<td class="n">{whole(summary.recognised)}</td><td class="wide">{band_bar(summary)}</td>'
        f'<td class="n">{average}</td><td class="n wide">{difference}</td>'
        f'<td class="n">{whole(summary.gained)}</td><td class="n{bad}">{whole(summary.lapsed)}</td>'
        f'<td class="n">{not_met}</td>{unknown}'
        f'<td class="n wide">{whole(summary.updated)}/{count}</td>{planned}{figures}'
    )


def band_bar(summary: Summary, width: int = 160) -> SafeString:
    """The summary's bands as a stacked bar, communes without data last."""
    parts = [(f"band-{at}", band.count) for at, band in enumerate(summary.bands)]
    return drawing.stacked_bar([*parts, ("band-none", summary.without_data)], width=width)


def trend_rows(points: Iterable, *, home: str = "", recast: bool = False) -> SafeString:
    """A row for each point of a trend: its round's day, its set, the average and of how many communes.

    `home` names the province where rounds of others are among them; `recast` adds who has no figures and who
    could not be told.
    """
    rows = []
    for point in points:
        round, of = point.round, point.round.criteria_set
        made_up = " (minh họa)" if round.illustrative else ""
        broken, changed = (' class="broken"', f" ({point.broken})") if point.broken else ("", "")
        province = point.elsewhere.full_name if point.elsewhere else home
        where = f"<td>{escape(province)}</td>" if home else ""
        untold = (point.silent, point.left_out) if recast else ()
        left_out = "".join(f'<td class="n">{whole(count)}</td>' for count in untold)
        rows.append(
            f'<tr{broken}><th scope="row"><a href="{escape(point.url)}">'
            f"{day(round.data_on)}</a>{made_up}</th>{where}<td>{escape(of.short_name)}{changed}</td>"
            f'<td class="n">{point.average_text}</td><td class="n">{whole(point.communes)}</td>'
            f"{left_out}</tr>\n"
        )
    return SafeString("".join(rows))
