"""Tables as JSON, CSV and XLSX, each carrying the day, the basis and the warning its screen shows."""

import csv
import io
import json
import re
from collections.abc import Sequence

import xlsxwriter
from django.http import HttpResponse

from communes.naming import fold
from communes.resources.files import PLAIN_WORKBOOK, XLSX_TYPE
from communes.resources.formulas import guarded
from criteria.grid import CommuneRow
from criteria.reading import Reading
from criteria.recognised_since import recognised_since
from criteria.rows import illustrative_note
from criteria.tables import Table
from criteria.wording import day

# Wide enough for đồng of a province: a narrower column shows "####".
AMOUNT_WIDTH = 22


def inert(value):
    """Text that a spreadsheet would run as a formula made harmless; numbers and the rest as they are."""
    return guarded(value) if isinstance(value, str) else value


def facts_of(reading: Reading, rows: Sequence[CommuneRow]) -> dict[str, str]:
    """What must stand beside any figure: day, set, basis, what it is compared with, what is illustrative."""
    if reading.round is None:
        return {"Số liệu đến ngày": "chưa có kỳ báo cáo"}
    facts = {
        "Số liệu đến ngày": day(reading.round.data_on),
        "Bộ tiêu chí": reading.criteria_set.short_name,
        "Cơ sở số liệu": reading.basis_label,
    }
    if reading.on:
        facts["Theo ngày"] = day(reading.on)
    if reading.previous:
        facts["So sánh với số liệu ngày"] = day(reading.previous.data_on)
    facts |= recognised_since(reading, rows).facts
    if note := illustrative_note(reading, rows):
        facts["Ghi chú"] = note
    return facts


def download(ending: str, name: str, tables: Sequence[Table], facts: dict[str, str]) -> HttpResponse:
    """Answer with the tables as `ending` (json, csv or xlsx); a CSV holds the first table only."""
    content, content_type = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx}[ending](tables, facts)
    response = HttpResponse(content, content_type=content_type)
    if ending != "json":
        safe = re.sub(r"\s+", "-", fold(name))
        response["Content-Disposition"] = f'attachment; filename="{safe}.{ending}"'
    return response


def as_json(tables: Sequence[Table], facts: dict[str, str]) -> tuple[str, str]:
    """An object with the facts and every table as a list of records."""
    body = {
        "thong_tin": facts,
        **{
            table.key: [dict(zip((key for key, _ in table.columns), row, strict=True)) for row in table.rows]
            for table in tables
        },
    }
    return json.dumps(body, ensure_ascii=False, indent=1), "application/json"


def as_csv(tables: Sequence[Table], facts: dict[str, str]) -> tuple[bytes, str]:
    """The first table, with the facts as columns so that no row can lose them; Excel reads the marks."""
    table, out = tables[0], io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading for _, heading in table.columns] + list(facts))
    for row in table.rows:
        writer.writerow([inert(value) for value in row] + list(facts.values()))
    return out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def as_xlsx(tables: Sequence[Table], facts: dict[str, str]) -> tuple[bytes, str]:
    """One sheet per table: Times New Roman, A4 landscape, headings repeated on every page."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, PLAIN_WORKBOOK)
    font = {"font_name": "Times New Roman", "font_size": 12}
    styles = {
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "plain": book.add_format(font),
        "head": book.add_format({**font, "bold": True, "border": 1, "text_wrap": True, "align": "center"}),
        "cell": book.add_format({**font, "border": 1}),
        "amount": book.add_format({**font, "border": 1, "num_format": "#,##0"}),
    }
    for table in tables:
        _write_sheet(book.add_worksheet(table.title[:31]), table, facts, styles)
    book.close()
    return out.getvalue(), XLSX_TYPE


def _write_sheet(sheet, table: Table, facts: dict[str, str], styles) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write(0, 0, table.title, styles["title"])
    for at, (label, text) in enumerate(facts.items(), start=1):
        sheet.write(at, 0, f"{label}: {text}", styles["plain"])
    head = len(facts) + 2
    sheet.repeat_rows(head)
    for column, (_, heading) in enumerate(table.columns):
        sheet.write(head, column, heading, styles["head"])
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 2, 22)
    kinds = ["amount" if key in table.amounts else "cell" for key, _ in table.columns]
    for column, kind in enumerate(kinds):
        if kind == "amount":
            sheet.set_column(column, column, AMOUNT_WIDTH)
    for at, row in enumerate(table.rows, start=head + 1):
        for column, value in enumerate(row):
            sheet.write(at, column, inert(value), styles[kinds[column]])
