"""Villages follow a commune that merged whole: they end with it and begin anew in its successor.

What was said of a village on an earlier day stays with its old row, and so with the old commune. A village
of a divided commune stays where it is until somebody says to which unit it belongs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from communes.journal import Journal
from communes.models import Commune, Officer, Village
from communes.naming import nfc
from communes.reorganising_plan import Plan
from communes.reorganising_preview import TouchedKind

LONGEST = Village._meta.get_field("name").max_length
FOLLOWS = "thôn, tổ dân phố theo xã nhập toàn bộ vào đơn vị mới (số liệu cũ giữ ở thôn của xã cũ)"
RENAMED = "thôn trong số đó trùng tên trong đơn vị mới: thêm tên xã cũ vào tên, sửa lại theo văn bản"
KNOWN = "thôn trong số đó đơn vị mới đã có cùng tên: thôn cũ kết thúc, không lập thêm"
STUCK = "thôn của xã chia về nhiều nơi (hoặc không đặt tên riêng được): ghi tay vào đơn vị mới"


@dataclass(frozen=True)
class Following:
    """A village and its name in the successor, which may have it already; without a successor it stays."""

    village: Village
    successor: Commune | None
    name: str = ""
    is_known: bool = False

    @property
    def is_renamed(self) -> bool:
        return self.successor is not None and not self.is_known and self.name != self.village.name

    def __str__(self):
        return f"{self.village.full_name} ({self.village.commune.prose_name})"


def refusals(plan: Plan) -> list[str]:
    return []


def touched(plan: Plan) -> list[TouchedKind]:
    """How many villages follow, which get another name or are there already, and which stay."""
    found = _following(plan)
    follows = [one for one in found if one.successor]
    kinds = [
        TouchedKind.of(FOLLOWS, follows),
        TouchedKind.of(RENAMED, [one for one in follows if one.is_renamed]),
        TouchedKind.of(KNOWN, [one for one in follows if one.is_known]),
        TouchedKind.of(STUCK, [one for one in found if not one.successor], lapses=True),
    ]
    return [kind for kind in kinds if kind.count]


def follow(plan: Plan, journal: Journal, *, by: Officer) -> Sequence[TouchedKind]:
    """End them with their communes and let them begin in the successors, on the day itself."""
    told, going = touched(plan), [one for one in _following(plan) if one.successor]
    new = [_begun(one, plan) for one in going if not one.is_known]
    for one in going:
        journal.set(one.village, valid_to=plan.day_before)
    for village in new:
        journal.create(village)
    return told


def _begun(one: Following, plan: Plan) -> Village:
    """The village as it is from the day on, until whatever last day was foreseen."""
    before = one.village
    new = Village(
        commune=one.successor,
        kind=before.kind,
        name=one.name,
        households=before.households,
        is_minority=before.is_minority,
        valid_from=plan.effective_on,
        valid_to=before.valid_to,
    )
    new.set_keys()
    return new


def _following(plan: Plan) -> list[Following]:
    """Every village of a commune that ends which would go on, in the order of communes and names."""
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gte=plan.effective_on)
    villages = Village.objects.filter(goes_on, commune__in=plan.predecessor_ids).select_related("commune")
    villages = list(villages.order_by("commune__sort_key", "commune", "sort_key", "id"))
    into = {village.pk: _whole_successor(plan, village) for village in villages}
    wanted = Counter(_key(into[one.pk], one.kind, one.name) for one in villages if into[one.pk])
    there, given, found = _there(plan), set(), []
    for village in villages:
        successor, name = into[village.pk], village.name
        # Two of one name in a unit are told apart by the communes they come from.
        if successor and wanted[_key(successor, village.kind, name)] > 1:
            name = nfc(f"{name} ({village.commune.display_name})")
        key = successor and _key(successor, village.kind, name)
        if key is None or key in given or len(name) > LONGEST:
            found.append(Following(village, None))
            continue
        given.add(key)
        found.append(Following(village, successor, name, is_known=key in there))
    return found


def _key(successor: Commune, kind: str, name: str) -> tuple[str, str, str]:
    return successor.code, kind, name


def _whole_successor(plan: Plan, village: Village) -> Commune | None:
    """The one unit into which all of its commune went; None where that was divided, or it begins later."""
    whole = all(line.whole for line in plan.lines_of[village.commune_id])
    begun = village.valid_from < plan.effective_on
    return plan.successor_of(village.commune_id) if whole and begun else None


def _there(plan: Plan) -> set[tuple[str, str, str]]:
    """Successor's code, kind and name of the villages that the successors have, until whatever last day."""
    known = [place.pk for place in plan.successors.values() if place.pk]
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gte=plan.effective_on)
    rows = Village.objects.filter(goes_on, commune__in=known)
    return set(rows.values_list("commune__code", "kind", "name"))
