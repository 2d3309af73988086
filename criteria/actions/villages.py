"""Writing down what a commune says of its villages on a day: all of it or nothing."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from communes.models import Commune, Officer, Village
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.models import CriteriaSet, Level, VillageStanding
from criteria.outcomes import LABELS, NO_DATA
from criteria.wording import day

RECORD = "criteria.change_villagestanding"
NOTE_LENGTH = VillageStanding._meta.get_field("note").max_length


class VillagesRefused(ActionRefused):
    """What is wrong with the villages, by their keys; nothing was written."""

    def __init__(self, faults: dict[int, str]):
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True)
class VillageEntry:
    """What is said of one village; `seen` is the version it was said upon, "" when there was none."""

    village: Village
    outcomes: str
    note: str = ""
    seen: str = ""


def version_of(standing: VillageStanding | None) -> str:
    """What tells one saving of a row from the next."""
    return standing.recorded_at.isoformat() if standing else ""


@transaction.atomic
def record_village_standings(
    *,
    commune: Commune,
    criteria_set: CriteriaSet,
    data_on: datetime.date,
    entries: Sequence[VillageEntry],
    by: Officer | None,
    illustrative: bool = False,
) -> int:
    """Write what is said of villages of a commune on a day; how many changed.

    Raises ActionRefused for whoever may not, a day or a set that does not fit, and VillagesRefused naming
    every village that is wrong or was written by somebody else meanwhile. Then nothing is written.
    """
    refuse_without(by, RECORD, "ghi kết quả của thôn")
    if by is not None and not covers_place(by, commune):
        raise ActionRefused("Xã này ở ngoài phạm vi phụ trách của bạn.")
    if fault := why_not(commune, criteria_set, data_on):
        raise ActionRefused(fault)
    # Two officers who write the villages of a commune at once wait for each other here.
    Commune.objects.select_for_update(of=["self"]).get(pk=commune.pk)
    stored = {row.village_id: row for row in _stored(criteria_set, data_on, entries)}
    numbers = list(criteria_set.criteria.order_by("number").values_list("number", flat=True))
    faults = {
        entry.village.pk: fault
        for entry in entries
        if (fault := _fault(entry, commune, data_on, len(numbers)))
        or (fault := _overtaken(entry, stored.get(entry.village.pk), numbers))
    }
    if faults:
        raise VillagesRefused(faults)
    changed = [entry for entry in entries if not _says(stored.get(entry.village.pk), entry)]
    for entry in changed:
        row = stored.get(entry.village.pk)
        row = row or VillageStanding(village=entry.village, criteria_set=criteria_set, data_on=data_on)
        row.outcomes, row.note, row.illustrative = entry.outcomes, nfc(entry.note), illustrative
        row.recorded_at, row.recorded_by, row._history_user = timezone.now(), by, by
        row.save()
    return len(changed)


def provinces_before(commune: Commune) -> QuerySet:
    """Keys of the provinces that are no more and of which communes went into this one.

    What those issued is taken to hold on here until the next province issues its own; the law on this was
    not read.
    """
    gone = Commune.objects.filter(successions__successor=commune, province__valid_to__isnull=False)
    return gone.order_by().values_list("province", flat=True)


def why_not(commune: Commune, criteria_set: CriteriaSet, data_on: datetime.date) -> str:
    """Why nothing can be written of the commune's villages by a set on a day; "" when it can."""
    if criteria_set.level != Level.VILLAGE:
        return f"{criteria_set.short_name} không phải bộ tiêu chí của cấp thôn (làng)."
    issuer = criteria_set.issued_by_id
    if issuer not in (None, commune.province_id) and issuer not in provinces_before(commune):
        return f"{criteria_set.short_name} là bộ của tỉnh khác."
    if data_on > timezone.localdate():
        return "Ngày số liệu không được sau hôm nay."
    if not criteria_set.holds_on(data_on):
        return f"{criteria_set.short_name} không có hiệu lực vào ngày {day(data_on)}; chọn ngày khác."
    if not commune.holds_on(data_on):
        return f"{commune.full_name} không còn hoặc chưa có vào ngày {day(data_on)}; chọn ngày khác."
    return ""


def _stored(criteria_set: CriteriaSet, data_on: datetime.date, entries: Sequence[VillageEntry]):
    found = VillageStanding.objects.filter(criteria_set=criteria_set, data_on=data_on)
    return found.filter(village__in=[entry.village for entry in entries])


def _fault(entry: VillageEntry, commune: Commune, data_on: datetime.date, size: int) -> str:
    """What is wrong with one village; "" when nothing is."""
    village = entry.village
    if village.commune_id != commune.pk or not village.holds_on(data_on):
        return f"{village.full_name} không thuộc xã này vào ngày {day(data_on)}."
    if not size or len(entry.outcomes) != size or set(entry.outcomes) - LABELS.keys():
        return f"{village.full_name}: chọn một kết quả cho từng tiêu chí trong {size} tiêu chí."
    if len(nfc(entry.note)) > NOTE_LENGTH:
        return f"{village.full_name}: rút ghi chú còn không quá {NOTE_LENGTH} ký tự."
    return ""


def _overtaken(entry: VillageEntry, stored: VillageStanding | None, numbers: list[int]) -> str:
    """What somebody else wrote of the village meanwhile; "" when nobody did, or wrote the same."""
    if stored is None or entry.seen == version_of(stored) or _says(stored, entry):
        return ""
    pairs = zip(numbers, stored.outcomes, entry.outcomes, strict=True)
    other = [f"TC {number} {LABELS[letter].lower()}" for number, letter, mine in pairs if letter != mine]
    other += [f"ghi chú “{stored.note}”"] if stored.note != nfc(entry.note) else []
    said = f"{entry.village.full_name}: người khác vừa ghi khác ({', '.join(other)})."
    return f"{said} Lưu lần nữa thì điều bạn chọn thay điều ấy."


def _says(row: VillageStanding | None, entry: VillageEntry) -> bool:
    """Whether the row says that already; without a row nothing was said."""
    said = (row.outcomes, row.note) if row else (NO_DATA * len(entry.outcomes), "")
    return said == (entry.outcomes, nfc(entry.note))
