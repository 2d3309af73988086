"""What an older set's results suggest for the criteria of a newer one: shown beside, never written."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from communes.models import Commune
from criteria.models import Criterion, CriterionLink, Round, Standing
from criteria.outcomes import LABELS, NO_DATA, Outcome
from criteria.trends import ANYTHING_KNOWN


@dataclass(frozen=True)
class Hint:
    """The older criteria that inform one criterion, with what each had in the older set's latest round.

    `predecessor` is the commune it was said of, None for the commune itself.
    """

    links: list[CriterionLink]
    letters: list[str]
    round: Round
    predecessor: Commune | None = None

    @property
    def outcome(self) -> str:
        """Met where every older criterion was, not met where one was not; "" where they do not say.

        Nothing is concluded for a commune from one of those it was formed from.
        """
        if self.predecessor:
            return ""
        if all(letter == Outcome.MET for letter in self.letters):
            return Outcome.MET
        return Outcome.NOT_MET if Outcome.NOT_MET in self.letters else ""

    @property
    def words(self) -> str:
        """ "Gợi ý từ Xã NTM 2021–2025 (31/12/2023): TC 2 Giao thông đạt, …"."""
        pairs = zip(self.links, self.letters, strict=True)
        said = [
            f"TC {link.old.number} {link.old.short_name}: {LABELS[letter].lower()}" for link, letter in pairs
        ]
        name = self.round.criteria_set.short_name
        if self.predecessor:
            name = f"{self.predecessor.kind.lower()} {self.predecessor.display_name} cũ, {name}"
        about = f"Gợi ý từ {name}, số liệu đến {self.round.data_on:%d/%m/%Y}"
        about = f"{about} (minh họa)" if self.round.illustrative else about
        sure = all(link.is_verified for link in self.links)
        checked = "" if sure else "; bảng đối chiếu hai bộ chưa kiểm chứng"
        result = f" Gợi ý: {LABELS[self.outcome].lower()}." if self.outcome else ""
        return f"{about}: {', '.join(said)}{checked}.{result}"


def hint_words(round: Round, commune_id: int, criteria: Iterable[Criterion]) -> dict[int, str]:
    """Criterion id → all that is suggested of it, in words."""
    found = hints_for(round, commune_id, criteria)
    return {pk: " ".join(hint.words for hint in hints) for pk, hints in found.items()}


def hints_for(round: Round, commune_id: int, criteria: Iterable[Criterion]) -> dict[int, list[Hint]]:
    """Criterion id → what an older set suggests, of the commune first, then of each it was formed from.

    Confirmed results only, of the latest round of the older set up to the round's day. One query without
    links, else three.
    """
    links = list(
        CriterionLink.objects.filter(new__in=[criterion.pk for criterion in criteria])
        .select_related("old", "new")
        .order_by("new__number", "old__number")
    )
    if not links:
        return {}
    old_sets = {link.old.criteria_set_id for link in links}
    latest = _latest(round, commune_id, old_sets)
    places: dict[int, int] = {}
    seen: dict[int, int] = {}
    numbered = Criterion.objects.filter(criteria_set__in=old_sets).order_by("criteria_set", "number")
    for pk, of in numbered.values_list("pk", "criteria_set_id"):
        places[pk], seen[of] = seen.get(of, 0), seen.get(of, 0) + 1
    found = defaultdict(list)
    for place in sorted(latest, key=lambda pk: (pk != commune_id, pk)):
        for pk, hint in _gathered(links, latest[place], places, of_predecessor=place != commune_id).items():
            found[pk].append(hint)
    return dict(found)


def _latest(round: Round, commune_id: int, old_sets: set[int]) -> dict[int, dict[int, Standing]]:
    """The commune and those it was formed from → old set → the latest standing that says anything."""
    standings = (
        Standing.objects.filter(Q(commune=commune_id) | Q(commune__successions__successor=commune_id))
        .filter(
            ANYTHING_KNOWN,
            round__criteria_set__in=old_sets,
            round__data_on__lte=round.data_on,
            round__withdrawn_at__isnull=True,
        )
        .exclude(round=round.pk)
        .select_related("round__criteria_set", "commune")
        .order_by("round__data_on")
    )
    found = defaultdict(dict)
    for standing in standings:
        found[standing.commune_id][standing.round.criteria_set_id] = standing
    return found


def _gathered(
    links: list[CriterionLink], latest: dict[int, Standing], places: dict[int, int], *, of_predecessor: bool
) -> dict[int, Hint]:
    """The links of each new criterion with the letters of the older one's latest standing."""
    found: dict[int, Hint] = {}
    for link in links:
        standing = latest.get(link.old.criteria_set_id)
        if standing is None:
            continue
        letter = standing.confirmed_outcomes[places[link.old_id]]
        predecessor = standing.commune if of_predecessor else None
        hint = found.setdefault(link.new_id, Hint([], [], standing.round, predecessor))
        if hint.round == standing.round:
            hint.links.append(link)
            hint.letters.append(letter)
    return {pk: hint for pk, hint in found.items() if set(hint.letters) != {NO_DATA}}
