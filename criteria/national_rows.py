"""The communes of the rounds the country's page shows, without names: it counts them and names none."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from criteria.grid import CommuneRow
from criteria.models import CriteriaSet, Recognition, Standing
from criteria.rows import has_carried


class Decision(NamedTuple):
    """A recognition, as far as it is counted."""

    decided_on: datetime.date
    revoked_on: datetime.date | None
    illustrative: bool

    def holds_on(self, day: datetime.date) -> bool:
        return self.decided_on <= day and (self.revoked_on is None or self.revoked_on > day)


def national_rows(
    before_of: dict[int, int | None], days: dict[int, datetime.date], reading
) -> list[CommuneRow]:
    """Rows of the rounds, two queries; `before_of` gives each the one it is compared with, `days` its day."""
    decisions = _decisions(reading.criteria_set)
    found = list(
        Standing.objects.filter(round__in={*before_of, *before_of.values()} - {None})
        .order_by()
        .annotate(has_carried=has_carried(reading))
        .values_list(
            "round_id", "commune_id", "province_id", "confirmed_outcomes", "updated_at", "has_carried"
        )
    )
    letters_of = {(round, commune): letters for round, commune, _, letters, *_ in found}
    rows = []
    for round, commune, province, letters, updated_at, carried in found:
        if round not in before_of:
            continue
        counting = [item for item in decisions.get(commune, ()) if item.holds_on(days[round])]
        rows.append(
            CommuneRow(
                province_id=province,
                commune_id=commune,
                code="",
                name="",
                sort_key="",
                district_id=None,
                district_code="",
                district_name="",
                district_sort="",
                letters=letters,
                confirmed=letters,
                previous=letters_of.get((before_of[round], commune), ""),
                recognised=bool(counting),
                recognised_in_demo=any(item.illustrative for item in counting),
                carried=bool(carried),
                updated_at=updated_at,
            )
        )
    return rows


def _decisions(of: CriteriaSet) -> dict[int, list[Decision]]:
    """Commune id → the decisions that recognise it by any set of that level and tier."""
    found = defaultdict(list)
    rows = Recognition.objects.filter(criteria_set__level=of.level, criteria_set__tier=of.tier).order_by()
    for commune, *values in rows.values_list("commune_id", *Decision._fields):
        found[commune].append(Decision(*values))
    return found
