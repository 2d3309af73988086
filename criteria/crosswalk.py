"""What an older set's results suggest for the criteria of a newer one: shown beside, never written."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.models import Criterion, CriterionLink, Round, Standing
from criteria.outcomes import LABELS, NO_DATA, Outcome


@dataclass(frozen=True)
class Hint:
    """The older criteria that inform one criterion, with what each had in the older set's latest round."""

    links: list[CriterionLink]
    letters: list[str]
    round: Round

    @property
    def outcome(self) -> str:
        """Met where every older criterion was, not met where one was not; "" where they do not say."""
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
        about = f"Gợi ý từ {name}, số liệu đến {self.round.data_on:%d/%m/%Y}"
        about = f"{about} (minh họa)" if self.round.illustrative else about
        sure = all(link.is_verified for link in self.links)
        checked = "" if sure else "; bảng đối chiếu hai bộ chưa kiểm chứng"
        result = f" Gợi ý: {LABELS[self.outcome].lower()}." if self.outcome else ""
        return f"{about}: {', '.join(said)}{checked}.{result}"


def hints_for(round: Round, commune_id: int, criteria: Iterable[Criterion]) -> dict[int, Hint]:
    """Criterion id → what an older set suggests for the commune; one query without links, else three.

    Confirmed results only, of the latest round of the older set up to the round's day.
    """
    links = list(
        CriterionLink.objects.filter(new__in=[criterion.pk for criterion in criteria])
        .select_related("old", "new")
        .order_by("new__number", "old__number")
    )
    if not links:
        return {}
    old_sets = {link.old.criteria_set_id for link in links}
    standings = (
        Standing.objects.filter(
            commune=commune_id,
            round__criteria_set__in=old_sets,
            round__data_on__lte=round.data_on,
            round__withdrawn_at__isnull=True,
        )
        .exclude(round=round.pk)
        .select_related("round__criteria_set")
        .order_by("round__data_on")
    )
    latest = {standing.round.criteria_set_id: standing for standing in standings}
    places: dict[int, int] = {}
    seen: dict[int, int] = {}
    numbered = Criterion.objects.filter(criteria_set__in=latest).order_by("criteria_set", "number")
    for pk, of in numbered.values_list("pk", "criteria_set_id"):
        places[pk], seen[of] = seen.get(of, 0), seen.get(of, 0) + 1
    return _gathered(links, latest, places)


def _gathered(
    links: list[CriterionLink], latest: dict[int, Standing], places: dict[int, int]
) -> dict[int, Hint]:
    """The links of each new criterion with the letters of the older one's latest standing."""
    found: dict[int, Hint] = {}
    for link in links:
        standing = latest.get(link.old.criteria_set_id)
        if standing is None:
            continue
        letter = standing.confirmed_outcomes[places[link.old_id]]
        hint = found.setdefault(link.new_id, Hint([], [], standing.round))
        if hint.round == standing.round:
            hint.links.append(link)
            hint.letters.append(letter)
    return {pk: hint for pk, hint in found.items() if set(hint.letters) != {NO_DATA}}
