"""What became of recognition between a round's day and the day a page is read as of. No database.

Counts of communes stay as of the data day they name; what was decided after it is told beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.grid import CommuneRow
from criteria.reading import Reading
from criteria.wording import day


@dataclass(frozen=True)
class RecognisedSince:
    """Communes recognised after the data day, and those whose recognition was revoked, by the day asked."""

    on: str
    added: Sequence[CommuneRow]
    revoked: Sequence[CommuneRow]

    @property
    def parts(self) -> list[tuple[str, Sequence[CommuneRow]]]:
        """("thêm 2 xã được công nhận", the communes), as far as there are any."""
        counted = [
            (f"thêm {len(self.added)} xã được công nhận", self.added),
            (f"{len(self.revoked)} xã bị thu hồi công nhận", self.revoked),
        ]
        return [(words, rows) for words, rows in counted if rows]

    @property
    def facts(self) -> dict[str, str]:
        """The same for a file."""
        said = [f"{words} ({', '.join(row.name for row in rows)})" for words, rows in self.parts]
        return {"Sau ngày số liệu": f"đến ngày {self.on}: {'; '.join(said)}"} if said else {}


def recognised_since(reading: Reading, rows: Sequence[CommuneRow]) -> RecognisedSince:
    """The communes among `rows` whose recognition is another on the day asked than on the round's day."""
    return RecognisedSince(
        on=day(reading.recognised_on),
        added=[row for row in rows if row.recognised_since and not row.recognised],
        revoked=[row for row in rows if row.recognised and not row.recognised_since],
    )
