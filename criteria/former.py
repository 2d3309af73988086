"""The districts communes belonged to before there were none: how a province without districts is grouped.

A commune formed from communes of several districts belongs to each of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from communes.models import Succession
from criteria.grid import CommuneRow, Summary


class FormerDistrict(NamedTuple):
    """A district that is no more; in Vietnamese order by the first field."""

    sort_key: str
    code: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.name} (cũ)"


# Communes of which no district of before is known.
UNKNOWN = FormerDistrict("\uffff", "", "Xã trực thuộc tỉnh")


def with_former_districts(rows: list[CommuneRow], label) -> list[CommuneRow]:
    """The rows, those without a district with the districts of their predecessors; one query where needed.

    `label(kind, name)` is how tables name a district.
    """
    bare = {row.commune_id: row.province_id for row in rows if row.district_id is None}
    if not bare:
        return rows
    found = _districts_of_predecessors(set(bare.values()), label)
    return sorted(
        (_renamed(row, sorted(found[row.commune_id])) if row.commune_id in bare else row for row in rows),
        key=lambda row: (row.district_sort, row.sort_key),
    )


def _districts_of_predecessors(provinces: set[int], label) -> dict[int, set[FormerDistrict]]:
    """Commune id → the districts of what it was formed from."""
    at = "predecessor__district__"
    name = Coalesce(NullIf(f"{at}local_name", Value("")), f"{at}name")
    rows = (
        Succession.objects.filter(successor__province__in=provinces, predecessor__district__isnull=False)
        .order_by()
        .values_list("successor_id", f"{at}sort_key", f"{at}code", f"{at}kind", name)
        .distinct()
    )
    found = defaultdict(set)
    for commune_id, sort_key, code, kind, called in rows:
        found[commune_id].add(FormerDistrict(sort_key, code, label(kind, called)))
    return found


def _renamed(row: CommuneRow, former: Sequence[FormerDistrict]) -> CommuneRow:
    if not former:
        return row
    names = ", ".join(district.label for district in former)
    return replace(row, district_name=names, district_sort=former[0].sort_key, former=tuple(former))


def by_former_district(summary: Summary) -> dict[FormerDistrict, Summary]:
    """The communes of each former district, in order; one of several districts is in each of them."""
    groups: dict[FormerDistrict, list[CommuneRow]] = {}
    for row in summary.rows:
        for district in row.former or (UNKNOWN,):
            groups.setdefault(district, []).append(row)
    return {
        district: Summary(groups[district], summary.criteria, summary.bands_of_set)
        for district in sorted(groups)
    }


def former_choices(rows: Sequence[CommuneRow]) -> dict[str, str]:
    """Code → name of the former districts of the rows, for the filter `huyen-cu`; {} where there are none."""
    found = sorted({district for row in rows for district in row.former})
    return {"": "Cả tỉnh", **{district.code: district.name for district in found}} if found else {}


def was_in(row: CommuneRow, code: str) -> bool:
    """Whether the commune, or part of it, lay in the former district `code`; "" is anywhere."""
    return not code or any(district.code == code for district in row.former)
