"""Everything one page of capital shows and its files carry, read once for both."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from funding.capital import Capital, Grounds, capital_of
from funding.capital_before import Before, before_of
from funding.capital_choice import Where, Years, year_links, years_shown
from funding.capital_published import (
    Known,
    PublishedLine,
    published_lines,
    published_sentence,
    published_words,
)
from funding.capital_rows import (
    Debts,
    Works,
    debts_of,
    heads_of,
    known_years,
    nodes_around,
    open_questions,
    places_inside,
    rows_of,
    works_of,
)
from funding.capital_words import arranged_words, lack_words, per_cent, prose
from funding.models import CapitalSource, CounterpartRule, Programme, PublishedFigure
from funding.sums import share

MADE_UP = "Một phần số vốn trên trang này là minh họa, không phải số liệu thật."
ALL_MADE_UP = "Số vốn ghi trên trang này là minh họa, không phải số liệu thật."


@dataclass(frozen=True)
class CapitalPage:
    """A place's capital with works, debts, questions and published figures beside it."""

    capital: Capital
    works: Works
    debts: Debts
    questions: int
    published: Sequence[PublishedLine]
    published_said: str
    links: Sequence[tuple[str, str, bool]]
    head: str
    before: Before | None
    illustrative: str
    today: datetime.date

    @cached_property
    def counterpart_words(self) -> str:
        whole = self.capital.counterpart
        words = arranged_words(whole.due.required, whole.due.allocated)
        if whole.missing is None or whole.due.allocated is None:
            return words
        return f"{words}, {lack_words(whole)}"

    @property
    def finding(self) -> str:
        """The finding in one line, after the place's name."""
        if not self.capital.calendar:
            years = self.capital.years
            return published_words(self.published, years) or f"chưa ghi vốn năm {years}"
        return f"vốn đối ứng {self.capital.years} {self.counterpart_words}"

    @property
    def sentence(self) -> str:
        """All sources together, what was disbursed of them, and what works were recorded."""
        whole = self.capital.whole
        if not self.capital.calendar:
            return f"Chưa ghi dòng vốn nào của năm {self.capital.years} trên cổng."
        said = (
            f"Tổng các nguồn {self.capital.years}: kế hoạch {prose(whole.planned)}, "
            f"đã bố trí {prose(whole.allocated)}, giải ngân {prose(whole.disbursed)}"
        )
        return said + (f" ({per_cent(whole.rate)} số đã bố trí)." if whole.rate is not None else ".")

    @property
    def debts_said(self) -> str:
        return prose(self.debts.amount)

    @property
    def unverified(self) -> bool:
        """Whether a rule of the page was never compared with its document."""
        return any(not rule.is_verified for line in self.capital.owing for rule in line.rules)

    @property
    def covers_more(self) -> bool:
        """Whether the recorded works hold more than was allocated, which is to be looked into."""
        return (self.covered or 0) > 100

    @property
    def covered(self) -> float | None:
        """The money of recorded works in per cent of what was allocated."""
        return share(self.works.amount, self.capital.whole.allocated)


def capital_page(officer, where: Where, asked: Years | None, today: datetime.date) -> CapitalPage:
    """Read a page: a fixed number of queries, whatever the number of rows."""
    programmes, sources = list(Programme.objects.all()), list(CapitalSource.objects.all())
    known, figures = known_years(officer, where), _published(officer, where)
    phases = {programme.phase for programme in programmes}
    years = years_shown(asked, known, phases, today)
    shown = [figure for figure in figures if years.touches(figure.year_from, figure.year_to)]
    grounds = Grounds(programmes, sources, _rules(officer, where), nodes_around(sources))
    span = Years(
        min([years.first, *(figure.year_from for figure in shown)]),
        max([years.last, *(figure.year_to for figure in shown)]),
    )
    every = rows_of(officer, where, span)
    rows, works, debts = every.within(years), works_of(officer, where, years), debts_of(officer, where, today)
    heads = heads_of(officer, where)
    inside = places_inside(where, years, rows.all)
    return CapitalPage(
        capital=capital_of(where, years, rows.all, grounds, inside, heads, today),
        works=works,
        debts=debts,
        questions=open_questions(officer, where),
        published=published_lines(shown, Known(every.real, grounds.counterpart(every.real), grounds.around)),
        published_said=published_sentence(shown),
        links=year_links(years, known, phases, [Years(row.year_from, row.year_to) for row in figures]),
        head=heads.get(where.place.pk, "") if where.level == "province" else _own_head(where),
        before=before_of(officer, where, asked, phases),
        illustrative=_illustrative(rows, works, debts, shown),
        today=today,
    )


def _own_head(where: Where) -> str:
    return getattr(where.place, "head", "") or getattr(where.place, "chairman", "")


def _published(officer, where: Where) -> list[PublishedFigure]:
    """Figures published of the page's province, or of all of them; none of what is smaller."""
    if where.level not in ("nation", "province"):
        return []
    figures = where.narrow(PublishedFigure.objects.visible_to(officer))
    return list(figures.select_related("programme", "capital_source").distinct())


def _rules(officer, where: Where) -> list[CounterpartRule]:
    rules = CounterpartRule.objects.visible_to(officer)
    if where.province:
        rules = rules.filter(province=where.province)
    return list(rules.select_related("base", "programme").distinct())


def _illustrative(rows, works: Works, debts: Debts, published: Sequence[PublishedFigure]) -> str:
    """What of the page is made up, in a sentence; "" when nothing is. Published figures never are."""
    if rows.illustrative:
        said = MADE_UP if rows.real else ALL_MADE_UP
    elif works.illustrative or debts.illustrative:
        parts = ["công trình, nội dung"] * works.illustrative + ["nợ đọng"] * debts.illustrative
        said = f"Số {' và '.join(parts)} trên trang này là minh họa, không phải số liệu thật."
    else:
        return ""
    return f"{said} Số đã công bố không phải là minh họa." if published else said
