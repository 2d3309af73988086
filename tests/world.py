"""The world `make run` shows, loaded through the project's own loaders; and what is added to it in tests."""

import datetime
from contextlib import contextmanager

from django.core.management import call_command
from django.db import transaction

from communes import seeding
from communes.models import Commune, Officer
from criteria.actions import Judged, open_round, record_results
from criteria.definition_files import FOLDER, read_definitions
from criteria.loading import load_definitions
from criteria.models import ChangeSource, LapseReason, Round
from criteria.outcomes import Judgement
from ntm_portal.demo import load_demo
from ntm_portal.demo_directive import load_directive
from ntm_portal.demo_funding import load_money
from ntm_portal.demo_reorganisation import load_reorganisation
from ntm_portal.demo_round import load_round_under_way
from ntm_portal.demo_targets import load_targets

HOME = "62"
MIXED_DAY = datetime.date(2023, 6, 30)
LAST_DAY, NEXT_DAY = datetime.date(2023, 12, 31), datetime.date(2024, 6, 30)
# A commune of Đăk Tô: A Nam (Đăk Hà) and A Thái (Đăk Pxi) have no business with what it says of itself.
FOREIGN_COMMUNE, FOREIGN_DISTRICT = "23428", "612"


def kon_tum() -> None:
    """Kon Tum's places, the criteria sets, the groups; demonstration officers, rounds and yearly plans."""
    seeding.load(HOME)
    load_definitions(read_definitions(FOLDER))
    call_command("load_groups", verbosity=0, stdout=_Silent())
    load_demo()
    load_targets()


def kon_tum_directed() -> None:
    """All that `make run` loads after `kon_tum`: the round under way, and the directive."""
    load_round_under_way()
    load_directive()


def kon_tum_reorganisation() -> str:
    """What `make run` prepares: Kon Tum into Quảng Ngãi, with the heirs of districts and departments."""
    return load_reorganisation()


def kon_tum_money() -> str:
    """What `make run` loads of money: programmes, sources, published figures, rows and works."""
    return load_money()


class _Silent:
    """Where a command's lines go unread."""

    def write(self, text):
        return len(text)


@contextmanager
def rolled_back():
    """A transaction that is undone at the end, so that a module's world leaves no row to the next one."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def last_round() -> Round:
    return Round.objects.get(province__code=HOME, data_on=LAST_DAY)


def commune(code: str) -> Commune:
    """The commune that carried the code on the demonstration's last day."""
    return Commune.objects.in_force(LAST_DAY).get(code=code)


def self_assess(letter: str) -> None:
    """The foreign commune's every criterion in the last round is what it says of itself, and nothing else."""
    round, place = last_round(), commune(FOREIGN_COMMUNE)
    criteria = list(round.criteria_set.criteria.values_list("pk", flat=True))
    for judgement, outcome in ((Judgement.APPRAISED, ""), (Judgement.SELF, letter)):
        record_results(
            round=round,
            cells=[Judged(place.pk, pk, outcome) for pk in criteria],
            judgement=judgement,
            by=Officer.objects.get(username="minh"),
            source=ChangeSource.TYPED,
            lapse_reason=LapseReason.RECHECKED,
        )


def open_next_round() -> Round:
    """The round half a year later, everything carried over: the last round is what it is compared with."""
    last = last_round()
    return open_round(
        criteria_set=last.criteria_set,
        province=last.province,
        data_on=NEXT_DAY,
        by=Officer.objects.get(username="hoa"),
        illustrative_note=last.illustrative_note,
    )


def open_mixed_round() -> Round:
    """A round between two others in which Đăk Tô has every outcome, confirmed or said by itself alone."""
    last = last_round()
    round = open_round(
        criteria_set=last.criteria_set,
        province=last.province,
        data_on=MIXED_DAY,
        by=None,
        illustrative_note="Thử.",
    )
    criteria = list(last.criteria_set.criteria.order_by("number").values_list("pk", flat=True))
    places = Commune.objects.in_force(LAST_DAY).filter(district__code=FOREIGN_DISTRICT, kind="Xã")
    for judgement, letters in ((Judgement.APPRAISED, "MNBA    "), (Judgement.SELF, "    MNB ")):
        cells = [
            Judged(place.pk, pk, letters[(row + column) % len(letters)].strip())
            for row, place in enumerate(places)
            for column, pk in enumerate(criteria)
        ]
        record_results(
            round=round,
            cells=cells,
            judgement=judgement,
            by=None,
            source=ChangeSource.TYPED,
            reason="Thử.",
            lapse_reason=LapseReason.RECHECKED,
        )
    return round
