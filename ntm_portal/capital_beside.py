"""Money joined to the screens of `criteria`: the line of capital, and what residents gave on either side.

`funding` knows what residents' contributions are worth, `directives` which labour days and land they were;
neither may import the other, so the two meet here.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.timezone import localdate

from communes.models import Commune, District
from criteria.beside import BesideBoard, BesideCommune, BesideOverview, Columns, Note
from criteria.reading import Reading
from directives.activity_totals import Sums, sums_by, together
from directives.models import Activity
from funding.beside import CapitalLine, capital_line
from funding.capital_words import prose

MADE_UP = "Số vốn là minh họa."


def with_capital_overview(officer, reading: Reading, beside: BesideOverview | None) -> BesideOverview | None:
    """The overview with the province's line, for officers in charge of it."""
    line = _line(officer, reading.province, reading)
    if line is None:
        return beside
    beside = beside or BesideOverview([], Columns([], {}, []))
    return replace(beside, notes=[*beside.notes, line.note], illustrative=_said(beside.illustrative, line))


def with_capital_board(
    officer, reading: Reading, beside: BesideBoard | None, district: District | None
) -> BesideBoard | None:
    """A district's board with the district's line; the province's stands on its overview."""
    line = _line(officer, district, reading) if district else None
    if line is None:
        return beside
    beside = beside or BesideBoard()
    return replace(beside, notes=[*beside.notes, line.note], illustrative=_said(beside.illustrative, line))


def with_capital_commune(officer, reading: Reading, commune: Commune, beside: BesideCommune) -> BesideCommune:
    """A commune's page with its line and, where mobilisation may be read, what residents gave that year."""
    line = _line(officer, commune, reading)
    if line is None:
        return beside
    notes = [line.note]
    if officer.has_perm("directives.view_activity"):
        notes.append(_given(officer, commune, line))
    return replace(beside, notes=[*beside.notes, *notes], illustrative=_said(beside.illustrative, line))


def _line(officer, place, reading: Reading) -> CapitalLine | None:
    """The line of the year the shown round is of."""
    return capital_line(officer, place, reading.round.data_on.year, localdate()) if reading.round else None


def _said(illustrative: str, line: CapitalLine) -> str:
    return " ".join(text for text in (illustrative, MADE_UP if line.illustrative else "") if text)


def _given(officer, commune: Commune, line: CapitalLine) -> Note:
    """ "1.240 ngày công, 3.500 m² đất; quy đổi 450 triệu đồng": what residents gave, counted and valued."""
    held = Activity.objects.visible_to(officer).filter(commune=commune, held_on__year=line.year)
    sums = together(part for _, part in sums_by(held, "commune"))
    counted = _counted(sums)
    words = ", ".join(counted) if counted else "chưa ghi ngày công, đất hiến"
    url = f"{reverse('activities')}?huyen={commune.district_id or ''}" if counted else ""
    return Note(words, url, f"Nhân dân đóng góp {line.year}", f"quy đổi: {prose(line.people)}")


def _counted(sums: Sums) -> Sequence[str]:
    labels = {"labour_days": "", "land_m2": "đất hiến "}
    return [label + sums.words(name) for name, label in labels.items() if sums.reported[name]]
