"""Naming the heirs of a reorganisation that was prepared and not applied."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from communes.models import District, Officer, Reorganisation, ReorganisationHeir, ReorganisationState
from communes.refusing import ActionRefused
from communes.reorganising import PlannedHeir
from communes.scope import covers_place

ADD = "communes.add_reorganisation"
NOT_OPEN = "Đợt sắp xếp này không còn ở bước chuẩn bị nên không đổi nơi kế thừa được."
NOT_ALLOWED = "Bạn không được đổi nơi kế thừa của đợt sắp xếp này."
CHANGED = "Nơi kế thừa đã được người khác đổi; xem lại rồi lưu."


def heirs_said(reorganisation: Reorganisation) -> str:
    """The heirs as they stand, in a text to compare: what an officer saw before naming others."""
    rows = ReorganisationHeir.objects.filter(reorganisation=reorganisation).order_by("id")
    columns = ("district", "agency", "officer", "heir_commune_code", "heir_province_code", "heir_agency")
    return repr(sorted(rows.values_list(*columns), key=repr))


@transaction.atomic
def name_heirs(
    reorganisation: Reorganisation, *, heirs: Sequence[PlannedHeir], seen: str, by: Officer
) -> None:
    """Replace the heirs by these, all of them; whoever is not among them has none named.

    `seen` is what `heirs_said` gave before. Raises ActionRefused, changing nothing, when the reorganisation
    is past preparing, when somebody else named heirs meanwhile, and for whoever may not prepare it.
    """
    locked = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if locked.state != ReorganisationState.PREPARED:
        raise ActionRefused(NOT_OPEN)
    provinces = {line.predecessor.province for line in locked.lines.select_related("predecessor__province")}
    if not by.has_perm(ADD) or not all(covers_place(by, province) for province in provinces):
        raise ActionRefused(NOT_ALLOWED)
    if heirs_said(locked) != seen:
        raise ActionRefused(CHANGED)
    eve = locked.effective_on - datetime.timedelta(days=1)
    codes = [heir.district_code for heir in heirs if heir.district_code]
    districts = {place.code: place for place in District.objects.in_force(eve).filter(code__in=codes)}
    locked.heirs.all().delete()
    ReorganisationHeir.objects.bulk_create(
        ReorganisationHeir(
            reorganisation=locked,
            district=districts[heir.district_code] if heir.district_code else None,
            agency=heir.agency,
            officer=heir.officer,
            heir_commune_code=heir.heir_commune_code,
            heir_province_code=heir.heir_province_code,
            heir_agency=heir.heir_agency,
        )
        for heir in heirs
    )
    locked._history_user, locked._change_reason = by, f"Ghi nơi kế thừa: {len(heirs)}"
    locked.save()
