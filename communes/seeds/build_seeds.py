"""Write the CSV files of places from the data files of the package `vietnamadminunits` 1.0.4 (MIT licence).

    python communes/seeds/build_seeds.py path/to/vietnamadminunits

The argument is the unpacked package folder (the one that holds `data/`). The package is read as data,
never imported, so nothing here is a dependency of the portal; only the written files are used at run
time. The script needs the standard library alone and writes the same bytes every time. It stops with
the list of everything that contradicts the official counts. `README.md` beside it says what is
corrected, and why.
"""

import csv
import json
import math
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).parent
OLD_TREE = ("2016-01-01", "2025-06-30")
NEW_TREE = ("2025-07-01", "")
PROVINCE_KINDS = ("Tỉnh", "Thành phố")
DISTRICT_KINDS = ("Huyện", "Quận", "Thị xã", "Thành phố")
COMMUNE_KINDS = ("Xã", "Phường", "Thị trấn", "Đặc khu")
EXPECTED = {
    "old provinces": 63,
    "districts": 696,
    "old communes": 10_035,
    "new provinces": 34,
    "new communes": 3_321,
}
FAR_KM = 25  # no commune's centre lies farther than this from that of the commune it merged into

# The seven planning regions, by the codes of the 63 provinces.
REGIONS = {
    "TDMNPB": "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
    "DBSH": "01 22 26 27 30 31 33 34 35 36 37",
    "BTB": "38 40 42 44 45 46",
    "DHNTB": "48 49 51 52 54 56 58 60",
    "TN": "62 64 66 67 68",
    "DNB": "70 72 74 75 77 79",
    "DBSCL": "80 82 83 84 86 87 89 91 92 93 94 95 96",
}
REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes.split()}


def nfc(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def split_kind(full_name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """ "Thị Trấn Ái Tử" → ("Thị trấn", "Ái Tử"). The package's own kind column is wrong in seven rows."""
    full_name = nfc(full_name)
    for kind in kinds:
        if full_name.lower().startswith(f"{kind.lower()} "):
            return kind, full_name[len(kind) + 1 :]
    raise SystemExit(f"No known kind of unit in {full_name!r}")


def kilometres(first, second) -> float:
    """Distance between two (latitude, longitude) pairs; flat-earth is exact enough below 1,000 km."""
    north = (first[0] - second[0]) * 111.2
    east = (first[1] - second[1]) * 111.3 * math.cos(math.radians((first[0] + second[0]) / 2))
    return math.hypot(north, east)


class Units:
    """Rows of the package's database, and its keys turned into codes."""

    def __init__(self, package: Path):
        database = sqlite3.connect(f"file:{package / 'data' / 'dataset.db'}?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        rows = database.execute("SELECT * FROM admin_units_legacy").fetchall()
        # Five island districts have no communes; the package gives each one a row without a ward.
        self.old = {row["wardCode"]: row for row in rows if row["wardCode"]}
        self.districts = {row["districtCode"]: row for row in rows}
        self.old_provinces = {row["provinceCode"]: row for row in rows}
        self.new = {row["wardCode"]: row for row in database.execute("SELECT * FROM admin_units")}
        self.new_provinces = {row["provinceCode"]: row for row in self.new.values()}
        self.old_code = {
            f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"]
            for row in rows
        }
        self.new_code = {(row["provinceKey"], row["wardKey"]): code for code, row in self.new.items()}
        if len(self.old_code) != len(rows) or len(self.new_code) != len(self.new):
            raise SystemExit("Two units share one key: the converter cannot be read unambiguously.")


def mergers(units: Units, converter: dict) -> tuple[dict, dict]:
    """Return ({successor: [predecessors merged whole]}, {predecessor: [successors it was divided among]})."""
    whole, divided = defaultdict(list), {}
    for province, successors in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_key, old_keys in successors.items():
            codes = [units.old_code[key] for key in old_keys]
            whole[units.new_code[province, new_key]] = [code for code in codes if code]
    for province, predecessors in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in predecessors.items():
            divided[units.old_code[old_key]] = [
                units.new_code[province, part["newWardKey"]] for part in parts
            ]
    return whole, divided


def belongs_to_a_namesake(units: Units, predecessor: str, merged_whole: list[str]) -> bool:
    """Whether a claimed part of `predecessor` is really that of another commune of the same name.

    The converter matched names inside the new, larger provinces. No new commune unites communes of
    two old provinces, so a successor whose whole members all come from another one is a confusion;
    so is one, in another district, that took in a whole commune of the very same name.
    """
    row, members = units.old[predecessor], [units.old[code] for code in merged_whole]
    if not members:
        return False
    if row["provinceCode"] not in {member["provinceCode"] for member in members}:
        return True
    same_district = row["districtCode"] in {member["districtCode"] for member in members}
    return not same_district and any(member["wardKey"] == row["wardKey"] for member in members)


def successions(units: Units, whole: dict, divided: dict) -> tuple[list, list]:
    """Return (rows predecessor, successor, "yes"|"no"; the pairs left out as confusions of names)."""
    rows = [(old, new, "yes") for new, olds in whole.items() for old in olds]
    confused = []
    for old, claimed in divided.items():
        real = [new for new in claimed if not belongs_to_a_namesake(units, old, whole.get(new, []))]
        confused += [(old, new) for new in claimed if new not in real]
        rows += [(old, new, "yes" if len(real) == 1 else "no") for new in real]
    return sorted(rows), sorted(confused)


def points(units: Units, pairs: list) -> tuple[dict, dict]:
    """Return centre points by code, of the old and of the new communes, without the implausible ones.

    The package geocoded the old communes: where the service did not know one, it answered with the
    centre of the district or province, so several share a point. What then disagrees with every
    predecessor or successor by more than FAR_KM is left out too, on both sides.
    """
    old = {code: (row["wardLat"], row["wardLon"]) for code, row in units.old.items()}
    new = {code: (row["wardLat"], row["wardLon"]) for code, row in units.new.items()}
    shared = Counter(old.values())
    general = {(row["districtLat"], row["districtLon"]) for row in units.districts.values()}
    general |= {(row["provinceLat"], row["provinceLon"]) for row in units.old_provinces.values()}
    old = {code: point for code, point in old.items() if shared[point] == 1 and point not in general}
    agreeing, compared = set(), set()
    for predecessor, successor, _ in pairs:
        if predecessor in old and successor in new:
            ends = {("old", predecessor), ("new", successor)}
            compared |= ends
            if kilometres(old[predecessor], new[successor]) <= FAR_KM:
                agreeing |= ends
    doubtful = compared - agreeing
    return (
        {code: point for code, point in old.items() if ("old", code) not in doubtful},
        {code: point for code, point in new.items() if ("new", code) not in doubtful},
    )


def official_names(level: str) -> dict[str, str]:
    """Kon Tum's names as the statistics office writes them; the package has the province's spelling."""
    with open(HERE / "kon-tum-names.csv", encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if row["level"] == level}


def province_rows(units: Units) -> list:
    rows = []
    for tree, provinces in ((OLD_TREE, units.old_provinces), (NEW_TREE, units.new_provinces)):
        for code, row in provinces.items():
            kind, name = split_kind(row["province"], PROVINCE_KINDS)
            rows.append((code, name, kind, REGION_OF[code] if tree is OLD_TREE else "", *tree))
    return rows


def district_rows(units: Units) -> list:
    names, rows = official_names("district"), []
    for code, row in units.districts.items():
        kind, name = split_kind(row["district"], DISTRICT_KINDS)
        rows.append((code, row["provinceCode"], names.get(code, name), kind, *OLD_TREE))
    return rows


def commune_rows(communes: dict, centres: dict, names: dict, *, with_district: bool) -> list:
    rows = []
    for code, row in communes.items():
        kind, name = split_kind(row["ward"], COMMUNE_KINDS)
        where = (row["provinceCode"], row["districtCode"]) if with_district else (row["provinceCode"],)
        rows.append((code, *where, names.get(code, name), kind, *centres.get(code, ("", ""))))
    return rows


def write(name: str, header: str, rows: list):
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(sorted(rows, key=lambda row: tuple(map(str, row))))
    print(f"{name}: {len(rows)} rows")


def check(units: Units, pairs: list):
    """Stop when a count is not the official one or a commune leads nowhere."""
    found = {
        "old provinces": len(units.old_provinces),
        "districts": len(units.districts),
        "old communes": len(units.old),
        "new provinces": len(units.new_provinces),
        "new communes": len(units.new),
    }
    problems = [
        f"{what}: {found[what]}, expected {EXPECTED[what]}"
        for what in EXPECTED
        if found[what] != EXPECTED[what]
    ]
    problems += [
        f"no successor for {code}" for code in sorted(units.old.keys() - {pair[0] for pair in pairs})
    ]
    if problems:
        raise SystemExit("\n".join(problems))


def main(package: Path):
    units = Units(package)
    converter = json.loads((package / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    pairs, confused = successions(units, *mergers(units, converter))
    check(units, pairs)
    old_points, new_points = points(units, pairs)
    write("provinces.csv", "code,name,kind,region,valid_from,valid_to", province_rows(units))
    write("districts.csv", "code,province_code,name,kind,valid_from,valid_to", district_rows(units))
    write(
        "communes-until-2025-06.csv",
        "code,province_code,district_code,name,kind,latitude,longitude",
        commune_rows(units.old, old_points, official_names("commune"), with_district=True),
    )
    write(
        "communes-since-2025-07.csv",
        "code,province_code,name,kind,latitude,longitude",
        commune_rows(units.new, new_points, {}, with_district=False),
    )
    write("successions.csv", "predecessor_code,successor_code,whole", pairs)
    report(units, pairs, confused)
    blank = len(units.old) - len(old_points), len(units.new) - len(new_points)
    print("without a point: {} old, {} new communes".format(*blank))


def report(units: Units, pairs: list, confused: list):
    """Print what a reader of README.md wants to check."""
    print(f"left out, a namesake's successor: {len(confused)}")
    for old, new in confused:
        row = units.old[old]
        where = f"{row['ward']}, {row['district']}, {row['province']}"
        print(f"  {old} {where} -/-> {new} {units.new[new]['ward']}")
    without = sorted(units.new.keys() - {pair[1] for pair in pairs})
    print("no commune before them:", ", ".join(f"{code} {units.new[code]['ward']}" for code in without))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
