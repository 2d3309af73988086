"""What the commune's profile says of its villages: the newest day of any set for villages. One query."""

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from communes.models import Commune, Officer
from criteria.models import VillageStanding
from criteria.village_counts import VillageRow, VillageSummary


@dataclass(frozen=True)
class VillagesSaid:
    sentence: str
    url: str
    illustrative: bool


def villages_said(officer: Officer, commune: Commune, on: datetime.date) -> VillagesSaid | None:
    """The sentence and the page of the commune's villages as known on a day; None without villages.

    `commune` says in `has_villages` whether it ever had one; an officer who may not read it is told nothing.
    """
    if not commune.has_villages or not officer.has_perm("criteria.view_villagestanding"):
        return None
    newest = VillageStanding.objects.filter(village__commune=commune, data_on__lte=on)
    newest = newest.order_by("-data_on", "-criteria_set__valid_from", "-criteria_set_id")
    same = VillageStanding.objects.filter(
        village=OuterRef("pk"), data_on=OuterRef("data_on"), criteria_set=OuterRef("of")
    )
    villages = commune.villages.annotate(
        data_on=Subquery(newest.values("data_on")[:1]),
        of=Subquery(newest.values("criteria_set")[:1]),
        code=Subquery(newest.values("criteria_set__code")[:1]),
        size=Subquery(newest.values("outcomes")[:1]),
    ).annotate(
        letters=Subquery(same.values("outcomes")[:1]), illustrative=Subquery(same.values("illustrative")[:1])
    )
    found = list(villages)
    data_on = found[0].data_on
    shown = [village for village in found if village.holds_on(data_on or on)]
    rows = [VillageRow(village.full_name, village.letters or "") for village in shown]
    if data_on is None:
        day = min(filter(None, [on, commune.valid_to]))
        return VillagesSaid(f"{len(rows)} thôn, chưa có số liệu.", _url(commune, day), False)
    summary = VillageSummary(rows, len(found[0].size), data_on)
    made_up = any(village.illustrative for village in shown)
    return VillagesSaid(summary.sentence, f"{_url(commune, data_on)}&bo={found[0].code}", made_up)


def _url(commune: Commune, day: datetime.date) -> str:
    return f"/thon/{commune.code}/?ngay={day.isoformat()}"
