"""The labelled pairs of names; work items by the ten thousand for measuring, and single ones for trying."""

import csv
import random
from itertools import product
from pathlib import Path

from funding.overlap import Line, Work

FILES = Path(__file__).parent / "files"


def pairs_of(file: str) -> list[dict]:
    return list(csv.DictReader((FILES / file).read_text(encoding="utf-8").splitlines()))


PAIRS, LATER_PAIRS = pairs_of("overlap_pairs.csv"), pairs_of("overlap_pairs_later.csv")
VERBS = ("", "Xây dựng ", "Nâng cấp ", "Sửa chữa ")
THINGS = (
    "đường GTNT", "nhà văn hóa", "nhà rông", "nước sinh hoạt tập trung", "kênh mương", "cầu treo",
    "đường đi khu sản xuất", "điện chiếu sáng", "sân bóng đá mini", "mô hình nuôi bò sinh sản",
    "mô hình trồng sâm dây", "trường mầm non, hạng mục: tường rào", "rãnh thoát nước", "giếng khoan",
    "điểm trường tiểu học", "mô hình trồng cà phê xứ lạnh", "cống hộp", "nghĩa trang", "đường nội đồng",
)  # fmt: skip
FIRSTS, SECONDS = ("Kon", "Đăk", "Măng", "Tu", "Ngọk"), ("Tu Ma", "Pao", "Rơ Wang", "Kơ Lốc", "Braih", "Stiu")
VILLAGES = [f"{first} {second}" for first, second in product(FIRSTS, SECONDS)]
COMMUNES = 85


def line(programme="ntm", **fields) -> Line:
    given = {"source": "nstw", "content": "", "year": 2023, "amount": 500_000_000}
    return Line(programme=programme, programme_name=f"CT {programme}", **{**given, **fields})


def work(id: int, name: str, *lines: Line, **fields) -> Work:
    given = {"commune": 1, "commune_name": "Đăk Pxi", "code": "", "kind": "works", "cost": 900_000_000}
    years = {"year_from": 2023, "year_to": 2023}
    return Work(id=id, name=name, lines=lines or (line(),), **{**given, **years, **fields})


def many(number: int) -> list[Work]:
    """So many items of 85 communes, as a province would list them; every run the same."""
    chosen = random.Random(number)
    return [_one_of_many(at, chosen) for at in range(number)]


def _one_of_many(at: int, chosen: random.Random) -> Work:
    name = f"{chosen.choice(VERBS)}{chosen.choice(THINGS)} thôn {chosen.choice(VILLAGES)}"
    phase, year = chosen.randint(0, 3), chosen.randint(2021, 2025)
    return work(
        at,
        f"{name}, giai đoạn {phase}" if phase else name,
        line(chosen.choice(("ntm", "giam-ngheo", "dtts-mn")), year=year),
        commune=at % COMMUNES,
        year_from=year,
        year_to=year,
    )
