"""Capital figures that provinces published, from the file that says where each was read."""

import csv
from pathlib import Path

from django.db import transaction

from communes.models import Province
from funding.loading import Loaded
from funding.models import CapitalSource, Programme, PublishedFigure

FILE = Path(__file__).parent / "seeds" / "published.csv"


@transaction.atomic
def load_published(file: Path = FILE) -> Loaded:
    """Add the figures of the provinces there are; one that is there already, however corrected, stays."""
    loaded = Loaded("Số vốn đã công bố")
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            for province in _provinces(row["province_code"], int(row["year_from"])):
                _, created = PublishedFigure.objects.get_or_create(
                    province=province,
                    year_from=int(row["year_from"]),
                    year_to=int(row["year_to"]),
                    programme=_one(Programme, row["phase"], row["programme"]),
                    kind=row["kind"],
                    capital_source=_one(CapitalSource, row["phase"], row["source"]),
                    defaults={"amount": int(row["amount"]), "said_in": row["said_in"]},
                )
                loaded.created += created
                loaded.unchanged += not created
    return loaded


def _provinces(code: str, year: int) -> list[Province]:
    """The province that carried the code at the end of the year, when places are loaded."""
    return [row for row in Province.objects.filter(code=code) if row.valid_from.year <= year]


def _one(model, phase: str, code: str):
    """The row of a phase by its code; None where the file names none."""
    return model.objects.get(phase=phase, code=code) if code else None
