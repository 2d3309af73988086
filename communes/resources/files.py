"""The files the administration reads and writes: Excel and CSV, and no other kind."""

import csv
import io
from decimal import Decimal

import tablib
import xlsxwriter
from django.conf import settings
from django.utils.module_loading import import_string
from import_export.formats.base_formats import Format

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A workbook whose texts stay texts: nothing in a cell becomes a formula or a link.
PLAIN_WORKBOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class SheetFile(Format):
    """Reads a table from an Excel or CSV file; which of the two, the content decides."""

    def __init__(self, encoding=None):
        self.encoding = encoding

    def get_title(self):
        return "Excel hoặc CSV"

    def can_import(self):
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The first sheet from its first line with any content; `first_line` is that line's number.

        Whatever is wrong with the file is raised as one sentence for the officer.
        """
        open_workbook = import_string(settings.WORKBOOK_READER)
        sheets = open_workbook(in_stream, max_bytes=settings.STATUS_SHEET_MAX_BYTES)
        rows = next(sheet.rows for sheet in sheets if sheet.rows)
        first = next(at for at, row in enumerate(rows) if any(cell not in (None, "") for cell in row))
        width = max(len(row) for row in rows)
        padded = [list(row) + [None] * (width - len(row)) for row in rows[first:]]
        dataset = tablib.Dataset(*padded[1:], headers=padded[0])
        dataset.first_line = first + 1
        return dataset


class XlsxFile(Format):
    """Writes a table for Excel: text stays text, so codes keep their zeros and nothing is run."""

    def __init__(self, encoding=None):
        self.encoding = encoding

    def get_title(self):
        return "Excel (.xlsx)"

    def get_extension(self):
        return "xlsx"

    def get_content_type(self):
        return XLSX_TYPE

    def can_export(self):
        return True

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, PLAIN_WORKBOOK) as book:
            sheet = book.add_worksheet("Dữ liệu")
            heading = book.add_format({"bold": True, "bg_color": "#E4E7EB", "border": 1})
            text = book.add_format({"num_format": "@"})
            sheet.write_row(0, 0, dataset.headers, heading)
            for at, row in enumerate(dataset, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(at, column, value, text)
                    elif value is not None:
                        sheet.write_number(at, column, value)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(dataset.headers) - 1, 18)
        return out.getvalue()


class CsvFile(Format):
    """Writes a table as CSV in UTF-8 with its mark, decimal comma, as Vietnamese Excel opens it."""

    def __init__(self, encoding=None):
        self.encoding = encoding

    def get_title(self):
        return "CSV (.csv)"

    def get_extension(self):
        return "csv"

    def get_content_type(self):
        return "text/csv; charset=utf-8"

    def can_export(self):
        return True

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(dataset.headers)
        for row in dataset:
            writer.writerow(
                str(value).replace(".", ",") if isinstance(value, (float, Decimal)) else value
                for value in row
            )
        return out.getvalue().encode("utf-8-sig")
