"""Typed reading of one TOML table. No database.

Every fault is noted with its place and none stops the reading, so a person sees all of them at once.
"""

import datetime
from decimal import Decimal
from typing import Any

KIND_WORDS = {
    str: "một đoạn chữ",
    bool: "true hoặc false",
    int: "một số nguyên",
    Decimal: "một số",
    datetime.date: "một ngày dạng 2022-03-08",
    list: "một danh sách",
    dict: "một bảng",
}


def number(value: Any) -> Decimal | None:
    """Return a TOML number as Decimal, or None for anything else, true and false included."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() else None


def _fits(value: Any, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is datetime.date:
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    return isinstance(value, kind)


class Fields:
    """One table of a definition file, the words telling where it stands, the shared list of problems."""

    def __init__(self, table: Any, place: str, problems: list[str]):
        self.place, self.problems = place, problems
        self._used: set[str] = set()
        self.table: dict = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self.problem("phải là một bảng")

    def problem(self, sentence: str):
        """Note a fault of this table."""
        self.problems.append(f"{self.place}: {sentence}.")

    def take(self, key: str, kind: type, *, required: bool = False, default: Any = None) -> Any:
        """Return the value of `key`, or `default` after noting that it is missing or of another kind."""
        self._used.add(key)
        if key not in self.table:
            if required:
                self.problem(f"thiếu “{key}”")
            return default
        value = self.table[key]
        if _fits(value, kind):
            return value
        self.problem(f"“{key}” phải là {KIND_WORDS[kind]}")
        return default

    def text(self, key: str, *, limit: int, required: bool = False) -> str:
        """Return a text of at most `limit` characters, "" when absent."""
        value = self.take(key, str, required=required, default="")
        if required and key in self.table and isinstance(self.table[key], str) and not value.strip():
            self.problem(f"“{key}” để trống")
        if len(value) > limit:
            self.problem(f"“{key}” dài {len(value)} ký tự, tối đa {limit}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], *, required: bool = False, default: str = "") -> str:
        """Return a text that is one of `allowed`."""
        value = self.take(key, str, required=required, default=default)
        if key in self.table and isinstance(self.table[key], str) and value not in allowed:
            self.problem(f"“{key}” ghi “{value}”; chỉ dùng một trong: {', '.join(filter(None, allowed))}")
        return value

    def date(self, key: str, *, required: bool = False, default: datetime.date | None = None):
        """Return a date, or `default`."""
        return self.take(key, datetime.date, required=required, default=default)

    def rest(self) -> dict[str, Any]:
        """Return what has not been asked for, and count it as asked for."""
        left = {key: value for key, value in self.table.items() if key not in self._used}
        self._used.update(left)
        return left

    def close(self):
        """Note every key nobody asked for: a misspelt key must not be lost in silence."""
        for key in self.rest():
            self.problem(f"không hiểu mục “{key}”")
