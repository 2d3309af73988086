"""Read the files of `communes/seeds/`. No database."""

import csv
import datetime
from dataclasses import dataclass, field
from pathlib import Path

from communes.periods import FIRST_DAY

FOLDER = Path(__file__).parent / "seeds"
NEW_TREE_STARTS = datetime.date(2025, 7, 1)


class SeedConflict(ValueError):
    """The seeds cannot be loaded; the message, in Vietnamese, names every obstacle, one per line."""


@dataclass
class Seeds:
    """Rows of the files, as written: every value is text."""

    provinces: list[dict] = field(default_factory=list)
    districts: list[dict] = field(default_factory=list)
    old_communes: list[dict] = field(default_factory=list)
    new_communes: list[dict] = field(default_factory=list)
    successions: list[dict] = field(default_factory=list)

    @classmethod
    def read(cls, old_province: str = "") -> "Seeds":
        """The whole country, or one province of before 01/07/2025 with all that its communes became.

        Raises SeedConflict when no such province exists.
        """
        whole = cls(
            provinces=rows("provinces"),
            districts=rows("districts"),
            old_communes=rows("communes-until-2025-06"),
            new_communes=rows("communes-since-2025-07"),
            successions=rows("successions"),
        )
        return whole.of_province(old_province) if old_province else whole

    def of_province(self, code: str) -> "Seeds":
        """Only the old province `code`, its districts and communes, and what these became."""
        if not any(row["code"] == code and first_day(row) == FIRST_DAY for row in self.provinces):
            raise SeedConflict(
                f"Không có tỉnh nào mang mã {code} trước ngày 01/07/2025; "
                "xem cột code của tệp communes/seeds/provinces.csv."
            )
        old = [row for row in self.old_communes if row["province_code"] == code]
        old_codes = {row["code"] for row in old}
        successions = [row for row in self.successions if row["predecessor_code"] in old_codes]
        new_codes = {row["successor_code"] for row in successions}
        new = [row for row in self.new_communes if row["code"] in new_codes]
        wanted = {(code, FIRST_DAY)} | {(row["province_code"], NEW_TREE_STARTS) for row in new}
        return Seeds(
            provinces=[row for row in self.provinces if (row["code"], first_day(row)) in wanted],
            districts=[row for row in self.districts if row["province_code"] == code],
            old_communes=old,
            new_communes=new,
            successions=successions,
        )


def rows(name: str) -> list[dict]:
    """Rows of one seed file."""
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def first_day(row: dict) -> datetime.date:
    return datetime.date.fromisoformat(row["valid_from"])


def number(text: str) -> float | None:
    return float(text) if text else None
