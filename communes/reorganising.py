"""A reorganisation as somebody writes it down, before anything is stored: lines, heirs, and what is wrong."""

from dataclasses import dataclass

from communes.models import Agency, Officer
from communes.refusing import ActionRefused


@dataclass(frozen=True)
class PlannedLine:
    """One commune that ends and one it becomes. Codes are those of the day before and of the day itself."""

    predecessor_code: str
    successor_code: str
    successor_name: str
    successor_kind: str
    successor_province_code: str
    successor_district_code: str = ""
    whole: bool = True


@dataclass(frozen=True)
class PlannedHeir:
    """Who takes over from one district (its code on the day before), agency or officer.

    None at all: its role lapses. At most one of the three `heir_…` is filled in; codes are those of the day.
    """

    district_code: str = ""
    agency: Agency | None = None
    officer: Officer | None = None
    heir_commune_code: str = ""
    heir_province_code: str = ""
    heir_agency: Agency | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in a sentence that says what to do.

    `line` and `heir` count from 0 in what was handed in; `field` is the name of the planned field.
    """

    text: str
    line: int | None = None
    heir: int | None = None
    field: str = ""

    def __str__(self):
        return self.text


class ReorganisationRefused(ActionRefused):
    """A reorganisation that may not be prepared or applied; `faults` holds all that is wrong with it."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__(" ".join(fault.text for fault in faults))
