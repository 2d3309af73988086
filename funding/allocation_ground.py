"""What a sheet of money is made from and read against: the rows of one place and all inside it, in a year."""

from dataclasses import dataclass

from communes.models import Officer
from funding.actions.allocations import RowKey, kept_rows, row_key
from funding.allocation_columns import FORM_VERSION, FormMark, RowMark
from funding.allocation_values import EMPTY, Place, Values, exists_in, open_in, values_of
from funding.entry_places import KIND_OF, leaves_of, programmes_in, province_of, writable_places
from funding.models import Allocation, CapitalSource, Programme


@dataclass(frozen=True)
class Slot:
    """One row there may be: a place, a programme and a source of its phase."""

    place: Place
    programme: Programme
    source: CapitalSource

    @property
    def label(self) -> str:
        """ "Xã Đăk Pxi, NTM, NS tỉnh"."""
        return f"{self.place.full_name}, {self.programme.short_name}, {self.source.short_name}"


@dataclass
class Ground:
    """Slots by (kind, place id, programme id, source id), in the order of the sheet, and the rows saved."""

    place: Place
    year: int
    slots: dict[tuple[str, int, int, int], Slot]
    rows: dict[RowKey, Allocation]

    @property
    def mark(self) -> FormMark:
        return FormMark(FORM_VERSION, KIND_OF[type(self.place)], self.place.pk, self.year)

    @property
    def unit(self) -> str:
        """ "Huyện Đăk Hà, Tỉnh Kon Tum"."""
        names = dict.fromkeys((self.place.full_name, province_of(self.place).full_name))
        return ", ".join(names)

    def row(self, slot: Slot, year: int | None = None) -> Allocation | None:
        key = row_key(slot.place, slot.programme.pk, slot.source.pk, year or self.year)
        return self.rows.get(key)

    def values(self, slot: Slot, year: int | None = None) -> Values:
        row = self.row(slot, year)
        return values_of(row) if row else EMPTY

    def mark_of(self, slot: Slot) -> RowMark:
        row = self.row(slot)
        kind = KIND_OF[type(slot.place)]
        version = row.version if row else 0
        return RowMark(kind, slot.place.pk, slot.programme.pk, slot.source.pk, version)


def ground_of(place: Place, year: int, officer: Officer, programme: Programme | None = None) -> Ground:
    """The ground of a place's sheet; `programme` narrows it to one."""
    province = province_of(place)
    found = writable_places(officer, province)
    places = [one for one in found if _inside(one, place) and exists_in(one, year)]
    programmes = [programme] if programme else programmes_in(year)
    leaves = {one.phase: leaves_of(one.phase) for one in programmes}
    slots = {
        (KIND_OF[type(one)], one.pk, paid.pk, source.pk): Slot(one, paid, source)
        for one in places
        for paid in programmes
        for source in leaves[paid.phase]
        if open_in(source, year)
    }
    keys = (
        row_key(slot.place, slot.programme.pk, slot.source.pk, on)
        for slot in slots.values()
        for on in (year - 1, year)
    )
    return Ground(place, year, slots, kept_rows(keys))


def _inside(one: Place, place: Place) -> bool:
    """Whether `one` is the place itself or lies in it."""
    if one == place:
        return True
    kind = KIND_OF[type(place)]
    if kind == "tinh":
        return province_of(one) == place
    return kind == "huyen" and getattr(one, "district_id", None) == place.pk
