"""Which criteria set the country is shown by when nobody asks for one."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count

from criteria.models import Round, Standing
from criteria.trends import ANYTHING_KNOWN


def leading_set(rounds: Sequence[Round]) -> str:
    """The code of the newest set by which more than half of the provinces that report have confirmed figures.

    Where no set has so many, the one of most provinces, of those the one of most communes, of those the
    newest: a new set takes the page over when the provinces report by it, not with its first figures. Each
    province counts by its newest round of a set. `rounds` come newest first, with their sets. One query,
    none where there is one set.
    """
    codes = list({round.criteria_set.code: None for round in rounds})
    if len(codes) < 2:
        return codes[0]
    newest: dict[tuple[int, str], int] = {}
    for round in rounds:
        newest.setdefault((round.province_id, round.criteria_set.code), round.pk)
    told = _communes_told(newest.values())
    communes: dict[str, dict[int, int]] = defaultdict(dict)
    for (province, code), pk in newest.items():
        if pk in told:
            communes[code][province] = told[pk]
    reporting = {province for found in communes.values() for province in found}
    most = next((code for code in codes if 2 * len(communes[code]) > len(reporting)), "")
    return most or max(codes, key=lambda code: (len(communes[code]), sum(communes[code].values())))


def _communes_told(rounds) -> dict[int, int]:
    """Round id → communes with confirmed figures; rounds without any left out."""
    found = Standing.objects.filter(round__in=list(rounds)).filter(ANYTHING_KNOWN)
    return dict(found.order_by().values_list("round_id").annotate(Count("id")))
