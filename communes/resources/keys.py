"""Cells that name a row of another table: read by its official key, once per file, inside the scope."""

from collections import defaultdict
from functools import cached_property

from import_export.widgets import Widget

from communes.naming import search_key
from communes.resources.columns import Code, Day, text_of


def visible_rows(model, officer):
    """Every row of a table the officer may see; tables of law, which have no scope, wholly."""
    rows = model._default_manager.all()
    return rows.visible_to(officer) if hasattr(rows, "visible_to") else rows


class Key(Widget):
    """A row named by one or more headings of this sheet; the last heading is the column's own.

    `parts` maps a heading to (path on the named model, reader of the cell).
    """

    def __init__(self, model, parts: dict[str, tuple[str, Widget]]):
        super().__init__()
        self.model = model
        self.parts = parts
        self.officer = None

    @property
    def headings(self) -> list[str]:
        """The headings without which the row cannot be named."""
        return list(self.parts)

    @cached_property
    def named(self) -> dict[tuple, list]:
        """Key → rows, read with one query."""
        paths = [path for path, _ in self.parts.values()]
        joins = {path.rpartition("__")[0] for path in paths} - {""}
        found = defaultdict(list)
        for row in visible_rows(self.model, self.officer).select_related(*joins):
            found[tuple(value_at(row, path) for path in paths)].append(row)
        return found

    def clean(self, value, row=None, **kwargs):
        if text_of(value) == "":
            return None
        wanted = tuple(reader.clean(row.get(heading)) for heading, (_, reader) in self.parts.items())
        rows = self.named.get(wanted, [])
        label = self.model._meta.verbose_name
        if not rows:
            raise ValueError(f"Không có {label} “{text_of(value)}” trong phạm vi phụ trách của bạn.")
        if len(rows) > 1:
            raise ValueError(f"Có {len(rows)} {label} cùng mang khóa này; sửa dòng này trong trang quản trị.")
        return rows[0]

    def render(self, value, obj=None, **kwargs):
        if value is None:
            return ""
        path, reader = list(self.parts.values())[-1]
        return reader.render(value_at(value, path))


class PlaceKey(Widget):
    """A place named by its code and, since codes are reused, a day in `day_heading` on which it bore it.

    When the sheet also states the place's name, in `name_heading`, the two may not contradict.
    """

    def __init__(self, model, width: int, day_heading: str, name_heading: str = ""):
        super().__init__()
        self.model = model
        self.code = Code(width)
        self.day_heading = day_heading
        self.name_heading = name_heading
        self.officer = None

    @cached_property
    def holders(self) -> dict[str, list]:
        found = defaultdict(list)
        for place in visible_rows(self.model, self.officer):
            found[place.code].append(place)
        return found

    def clean(self, value, row=None, **kwargs):
        code = self.code.clean(value)
        if not code:
            return None
        try:
            day = Day().clean(row.get(self.day_heading))
        except ValueError:
            text = f"Chưa xét được mã {code} vì cột “{self.day_heading}” không phải là ngày."
            raise ValueError(text) from None
        place = self.bearer(code, day)
        name = text_of(row.get(self.name_heading))
        if name and search_key(name) not in place.search_key.split():
            raise ValueError(f"Mã {code} là của {place.full_name}, không phải “{name}”; sửa mã hoặc tên.")
        return place

    def bearer(self, code: str, day):
        """The one place that bore `code` on `day` (any day when None); ValueError when there is not one."""
        bearers = self.holders.get(code, [])
        places = [place for place in bearers if day is None or place.holds_on(day)]
        if len(places) == 1:
            return places[0]
        if len(places) > 1:
            names = "; ".join(f"{place.full_name} từ {place.valid_from:%d/%m/%Y}" for place in places)
            raise ValueError(f"Mã {code} là của {names}; ghi ngày vào cột “{self.day_heading}”.")
        if bearers:
            raise ValueError(f"Ngày {day:%d/%m/%Y} không có đơn vị nào mang mã {code}.")
        label = self.model._meta.verbose_name
        raise ValueError(f"Không có {label} mang mã {code} trong phạm vi phụ trách của bạn.")

    def render(self, value, obj=None, **kwargs) -> str:
        return "" if value is None else value.code


def value_at(row, path: str):
    """The value at a path such as "criteria_set__code"; None when a relation on the way is empty."""
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row
