"""Write the small real workbooks the tests read: `python tests/files/make_files.py`.

The figures are those of the demonstration (`criteria/demo/kon-tum.csv`, illustrative), laid out as
offices lay them out. The .xls needs the package `xlwt`, which nothing else here uses; without it that
file is left as it is.
"""

import csv
import datetime
import sys
import tomllib
import unicodedata
from itertools import groupby
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
ROMAN = "I II III IV V VI VII VIII IX X".split()
CREATED = datetime.datetime(2024, 1, 1)


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def districts() -> list[tuple[str, list[dict[str, str]]]]:
    """(name with unit word, its communes' rows of the demonstration) in the order of codes."""
    district_of = {
        row["code"]: row["district_code"] for row in rows_of("communes/seeds/communes-until-2025-06.csv")
    }
    local = {row["code"]: row["local_name"] for row in rows_of("communes/seeds/kon-tum-names.csv")}
    names = {
        row["code"]: f"{row['kind']} {local.get(row['code'], row['name'])}"
        for row in rows_of("communes/seeds/districts.csv")
    }
    communes = sorted(rows_of("criteria/demo/kon-tum.csv"), key=lambda row: district_of[row["commune_code"]])
    groups = groupby(communes, key=lambda row: district_of[row["commune_code"]])
    return [(names[code], list(rows)) for code, rows in groups]


def criteria() -> list[str]:
    definition = (ROOT / "criteria/definitions/xa-ntm-2021-2025.toml").read_text(encoding="utf-8")
    return [criterion["name"] for criterion in tomllib.loads(definition)["criterion"]]


def write_province(day: datetime.date) -> None:
    """The whole province as its coordination office sends it: titles, merged header, sums, signatures."""
    book = xlsxwriter.Workbook(FOLDER / f"kon-tum-{day.isoformat()}.xlsx")
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("Biểu 01")
    bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
    sheet.merge_range(
        0, 0, 0, 23, "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ QUỐC GIA VỀ XÃ NÔNG THÔN MỚI", bold
    )
    sheet.merge_range(1, 0, 1, 23, f"(Số liệu đến ngày {day:%d/%m/%Y} – số liệu minh họa)", bold)
    for column, title in ((0, "STT"), (1, "Huyện, thành phố / Xã"), (2, "Mã xã")):
        sheet.merge_range(3, column, 4, column, title, bold)
    sheet.merge_range(3, 3, 3, 21, "Kết quả thực hiện từng tiêu chí", bold)
    sheet.merge_range(3, 22, 4, 22, "Số tiêu chí đạt", bold)
    sheet.merge_range(3, 23, 4, 23, "Ghi chú", bold)
    for at, name in enumerate(criteria()):
        sheet.write(4, 3 + at, f"TC {at + 1}\n{name}", bold)
    row = 5
    for roman, (district, communes) in zip(ROMAN, districts(), strict=True):
        sheet.write_row(row, 0, [roman, district], bold)
        for number, commune in enumerate(communes, start=1):
            row += 1
            letters = commune[day.isoformat()]
            sheet.write_row(row, 0, [number, commune["commune_name"], commune["commune_code"]])
            sheet.write_row(row, 3, ["x" if letter == "M" else None for letter in letters])
            sheet.write_formula(row, 22, f'=COUNTIF(D{row + 1}:V{row + 1},"x")', None, letters.count("M"))
        row += 1
    sheet.write(row, 1, "Tổng cộng: số xã đạt", bold)
    everyone = [commune[day.isoformat()] for _, communes in districts() for commune in communes]
    for at in range(19):
        met = sum(letters[at] == "M" for letters in everyone)
        column = chr(ord("D") + at)
        sheet.write_formula(row, 3 + at, f'=COUNTIF({column}6:{column}{row},"x")', bold, met)
    sheet.write(row + 2, 17, f"Kon Tum, ngày {day:%d} tháng {day:%m} năm {day:%Y}")
    sheet.write(row + 3, 1, "Người lập biểu")
    sheet.write(row + 3, 17, "CHÁNH VĂN PHÒNG")
    book.close()


def dak_ha() -> list[dict[str, str]]:
    return dict(districts())["Huyện Đăk Hà"]


def write_old_excel() -> None:
    """One district in Excel 97–2003: one-row header, codes typed as numbers, 1 and 0."""
    try:
        import xlwt
    except ImportError:
        sys.stdout.write("xlwt is not installed: dak-ha-2023-12-31.xls is left as it is\n")
        return
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Dak Ha")
    header = [
        "TT",
        "Mã xã",
        "Tên xã",
        *(f"Tiêu chí số {number}" for number in range(1, 20)),
        "Tổng số tiêu chí đạt",
    ]
    rows = [["BIỂU KẾT QUẢ"], header, ["I", None, "HUYỆN ĐẮK HÀ"]]
    for number, commune in enumerate(dak_ha(), start=1):
        letters = commune["2023-12-31"]
        marks = [1 if letter == "M" else 0 for letter in letters]
        rows.append(
            [number, int(commune["commune_code"]), commune["commune_name"], *marks, letters.count("M")]
        )
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row, column, value)
    book.save(str(FOLDER / "dak-ha-2023-12-31.xls"))


def write_text() -> None:
    """One district as "Unicode text": UTF-16, tabs, decomposed letters, words, no codes."""
    lines = ["Huyện\tXã\t" + "\t".join(str(number) for number in range(1, 20))]
    for number, commune in enumerate(dak_ha()):
        words = ["Đạt" if letter == "M" else " chưa đạt " for letter in commune["2023-12-31"]]
        lines.append(
            "\t".join(["" if number else "Đăk Hà", commune["commune_name"].removeprefix("Xã "), *words])
        )
    text = unicodedata.normalize("NFD", "\r\n".join(lines))
    (FOLDER / "dak-ha-2023-12-31.csv").write_bytes(text.encode("utf-16"))


if __name__ == "__main__":
    write_province(datetime.date(2022, 11, 30))
    write_province(datetime.date(2023, 12, 31))
    write_old_excel()
    write_text()
