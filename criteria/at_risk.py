"""Which recognised communes are at risk of losing recognition, from rows already fetched. No database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from communes.models import Officer
from criteria.grid import CommuneRow
from criteria.revocation import Finding, Risk, find_risk


@dataclass(frozen=True)
class RiskRow:
    """A recognised commune and what the rule says of its confirmed outcomes."""

    row: CommuneRow
    finding: Finding


@dataclass(frozen=True)
class Risks:
    """The recognised communes among some: at risk, and those nothing can be concluded of."""

    recognised: int
    at_risk: Sequence[RiskRow]
    unknown: Sequence[RiskRow]

    @property
    def words(self) -> str:
        """ "2/42 xã đã công nhận có nguy cơ bị thu hồi; 1 xã chưa đủ số liệu để kết luận"."""
        said = f"{len(self.at_risk)}/{self.recognised} xã đã công nhận có nguy cơ bị thu hồi"
        if self.unknown:
            said += f"; {len(self.unknown)} xã chưa đủ số liệu để kết luận"
        return said


def rows_in_charge(officer: Officer, rows: Sequence[CommuneRow]) -> list[CommuneRow]:
    """The rows inside an officer's scope: figures are shown to those in charge alone."""
    return [
        row
        for row in rows
        if officer.covers(province_id=row.province_id, district_id=row.district_id, commune_id=row.commune_id)
    ]


def risks_of(rows: Sequence[CommuneRow], keys: Collection[int]) -> Risks:
    """Judge the communes among `rows` recognised on the day read by their confirmed outcomes, whatever
    basis is shown.

    `keys` are the positions of the set's key criteria. The worst come first.
    """
    found = [RiskRow(row, find_risk(row.confirmed, keys)) for row in rows if row.recognised_since]
    found.sort(key=lambda one: -len(one.finding.failing))
    return Risks(
        recognised=len(found),
        at_risk=[one for one in found if one.finding.risk == Risk.AT_RISK],
        unknown=[one for one in found if one.finding.risk == Risk.UNKNOWN],
    )
