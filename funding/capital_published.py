"""Published figures beside what the portal's rows say; what those do not explain is "chưa rõ nguồn".

Rows of the demonstration explain nothing: they are made up, the figures are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from funding.capital_choice import Years
from funding.capital_words import prose, prose_of
from funding.counterpart import Piece, together
from funding.models import PublishedFigure, PublishedKind
from funding.sums import Held, total


@dataclass(frozen=True)
class PublishedLine:
    """One published figure, and the same computed from the rows; None where no row speaks of it."""

    label: str
    years: Years
    programme: str
    amount: int
    ours: int | None
    said_in: str
    is_sum: bool = False

    @property
    def unexplained(self) -> int:
        """What was published beyond the rows, to the đồng."""
        return max(self.amount - (self.ours or 0), 0)

    @property
    def beyond(self) -> int:
        """What the rows say beyond what was published."""
        return max((self.ours or 0) - self.amount, 0)


@dataclass(frozen=True)
class Known:
    """What the portal's real rows say, for comparison."""

    rows: Sequence[Held]
    pieces: Sequence[Piece]
    around: Mapping[int, frozenset[int]]


def published_lines(figures: Iterable[PublishedFigure], known: Known) -> list[PublishedLine]:
    """A line for each figure, and one for the sources published together."""
    figures = sorted(figures, key=lambda figure: (-figure.year_to, figure.year_from, figure.pk))
    lines, sums = [], {}
    for figure in figures:
        line = _line(figure, known)
        lines.append(line)
        if figure.kind == PublishedKind.SOURCE and not _inside_another(figure, figures, known.around):
            key = (figure.province_id, figure.year_from, figure.year_to, figure.programme_id)
            sums.setdefault(key, []).append(line)
    for parts in sums.values():
        if len(parts) > 1:
            lines.insert(lines.index(parts[-1]) + 1, _sum_line(parts))
    return lines


def _line(figure: PublishedFigure, known: Known) -> PublishedLine:
    label = figure.get_kind_display()
    if figure.capital_source:
        label = figure.capital_source.name
    programme = figure.programme.short_name if figure.programme else "Các chương trình MTQG"
    years = Years(figure.year_from, figure.year_to)
    return PublishedLine(label, years, programme, figure.amount, _ours(figure, years, known), figure.said_in)


def _ours(figure: PublishedFigure, years: Years, known: Known) -> int | None:
    """The figure as the rows of its province, years, programme and source give it."""

    def concerns(row) -> bool:
        return (
            row.place[0] == figure.province_id
            and row.year in years
            and figure.programme_id in (None, row.programme)
        )

    if figure.kind in (PublishedKind.REQUIRED, PublishedKind.ARRANGED):
        due = together(filter(concerns, known.pieces)).due
        return due.required if figure.kind == PublishedKind.REQUIRED else due.allocated
    source = figure.capital_source_id
    return total(
        row for row in known.rows if concerns(row) and (source is None or source in known.around[row.source])
    ).allocated


def _inside_another(figure: PublishedFigure, figures: Iterable[PublishedFigure], around) -> bool:
    """Whether the figure's source lies in one that was published beside it."""
    nodes = around[figure.capital_source_id] - {figure.capital_source_id}

    def period(row: PublishedFigure) -> tuple:
        return (row.province_id, row.year_from, row.year_to)

    return any(other.capital_source_id in nodes and period(other) == period(figure) for other in figures)


def _sum_line(parts: Sequence[PublishedLine]) -> PublishedLine:
    first = parts[0]
    known = [part.ours for part in parts if part.ours is not None]
    label = f"Cộng {len(parts)} nguồn đã công bố"
    said_in = first.said_in if len({part.said_in for part in parts}) == 1 else "Các văn bản trên"
    amount = sum(part.amount for part in parts)
    return PublishedLine(
        label, first.years, first.programme, amount, sum(known) if known else None, said_in, True
    )


def published_sentence(figures: Iterable[PublishedFigure]) -> str:
    """What was published of the counterpart, in a sentence; "" unless both sides were."""
    of_years: dict = {}
    for figure in figures:
        key = (figure.province_id, figure.year_from, figure.year_to, figure.programme_id)
        of_years.setdefault(key, {})[figure.kind] = figure.amount
    said = []
    for (_, first, last, _), amounts in sorted(of_years.items(), key=lambda item: item[0][:3]):
        required, arranged = amounts.get(PublishedKind.REQUIRED), amounts.get(PublishedKind.ARRANGED)
        if required and arranged is not None:
            left = required - arranged
            rest = f"còn thiếu {prose(left)}" if left > 0 else "đã đủ"
            said.append(
                f"Số đã công bố {Years(first, last)}: đã bố trí {prose_of(arranged, required)}, {rest}."
            )
    return " ".join(said)


def published_words(lines: Iterable[PublishedLine], years: Years) -> str:
    """What was published of just these years where no row speaks of them; "" where nothing was."""
    of_years = [line for line in lines if line.years == years]
    sums = [line.amount for line in of_years if line.is_sum or line.label == PublishedKind.TOTAL.label]
    if not of_years:
        return ""
    said = f"đã công bố {prose(sums[0])}" if sums else "có số đã công bố"
    return f"{said} năm {years}, chưa dòng vốn nào trên cổng"
