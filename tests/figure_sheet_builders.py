"""Entry sheets of figures as officers fill them: the portal's own form with cells changed, or their own."""

import io
from datetime import date
from types import SimpleNamespace

import openpyxl

from criteria.actions import Entry, record_figures
from criteria.figure_columns import HEADINGS
from criteria.figure_ground import figure_ground
from criteria.figure_import import apply_figures, preview_figures
from criteria.figure_preview import FigureOrder, FigurePreview
from criteria.figure_template import FIRST_ROW, figure_template
from criteria.models import ChangeSource, IndicatorResult, Round
from tests import builders, entry_builders
from tests.sheet_builders import xlsx

COLUMN = {heading: at for at, heading in enumerate(HEADINGS, start=1)}


def joined(round: Round) -> Round:
    """The round as pages fetch it."""
    return Round.objects.select_related("criteria_set", "province").get(pk=round.pk)


def form_of(round: Round, officer=None) -> bytes:
    """The form the portal sends an officer."""
    ground = figure_ground(joined(round), officer)
    mine = [dossier for dossier in ground.dossiers if dossier.in_scope]
    return figure_template(ground, mine, unit="Tỉnh Kon Tum")


def opened(content: bytes):
    """The one sheet of a file."""
    return openpyxl.load_workbook(io.BytesIO(content)).active


def saved(sheet) -> bytes:
    out = io.BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


def row_of(sheet, commune: str, code: str) -> int:
    """The Excel row of a commune's indicator."""
    for row in range(FIRST_ROW + 1, sheet.max_row + 1):
        if sheet.cell(row, COLUMN["Xã"]).value == commune and sheet.cell(row, COLUMN["Mã"]).value == code:
            return row
    raise LookupError(commune, code)


def filled(content: bytes, commune, **indicators: dict) -> bytes:
    """The form with cells of a commune filled in: `filled(form, place, i1_1={"Tử số": 45})`."""
    sheet = opened(content)
    for name, cells in indicators.items():
        row = row_of(sheet, commune.full_name, name.removeprefix("i").replace("_", "."))
        for heading, value in cells.items():
            sheet.cell(row, COLUMN[heading]).value = value
    return saved(sheet)


def change(world, **indicators) -> bytes:
    """The form of a world's round with cells of the first commune filled in."""
    return filled(form_of(world.round), world.communes[0], **indicators)


def order(round: Round, content: bytes, officer=None, name="bieu.xlsx") -> FigureOrder:
    return FigureOrder(content, name, joined(round), officer)


def preview(round: Round, content: bytes, officer=None) -> FigurePreview:
    return preview_figures(order(round, content, officer))


def messages(found: FigurePreview) -> list[str]:
    """What is wrong, in words."""
    return [*(fault.message for fault in found.fatal), *(error.message for error in found.errors)]


def applied(round: Round, content: bytes, officer=None, **how):
    return apply_figures(preview(round, content, officer), by=officer, **how)


def own_file(
    *rows: list, header=("Xã", "Huyện", "Mã chỉ tiêu", "Tử số", "Mẫu số", "Kỳ này", "Ghi chú")
) -> bytes:
    """A file an office made itself: a title, a header, rows."""
    return xlsx([["Số liệu xây dựng nông thôn mới"], list(header), *map(list, rows)])


def typed(world, commune, indicator, officer=None, **fields) -> IndicatorResult:
    """Record a figure as the entry page does."""
    entry = Entry(commune.pk, indicator.pk, **fields)
    record_figures(round=world.round, entries=[entry], by=officer, source=ChangeSource.TYPED)
    return kept(world, commune, indicator)


def kept(world, commune, indicator) -> IndicatorResult | None:
    rows = IndicatorResult.objects.filter(standing__round=world.round, standing__commune=commune)
    return rows.filter(indicator=indicator).first()


def world_with_fixed_keys():
    """A small world whose keys are always the same, so that a file made of it once can be read again."""
    home = builders.province(pk=700001)
    here = builders.district(home, pk=700001)
    places = [
        builders.commune(here, name, code, pk=pk)
        for name, code, pk in [("Đăk Pxi", "23503", 700001), ("Đăk Ui", "23512", 700002)]
    ]
    law = builders.criteria_set(1)
    ratio = entry_builders.indicator(law.criteria.get(), pk=700001)
    asked = entry_builders.yes_no(law.criteria.get(), pk=700002)
    round = builders.round_with(dict.fromkeys(places, "."), of=law, data_on=date(2023, 12, 31), pk=700001)
    return SimpleNamespace(round=round, communes=places, ratio=ratio, asked=asked)
