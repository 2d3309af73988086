"""Communes that are no more because a reorganisation in force ended them."""

from django.utils.timezone import localdate

from communes.models import Commune, Reorganisation, ReorganisationLine
from communes.refusing import ActionRefused


def refuse_merged(commune: Commune, doing: str) -> None:
    """Raise ActionRefused where a reorganisation in force has ended the commune: its work is the successor's.

    That the national files give a commune a last day ends nothing here before its reorganisation is applied.
    """
    if commune.valid_to is None or commune.valid_to >= localdate():
        return
    lines = ReorganisationLine.objects.filter(
        predecessor=commune,
        reorganisation__in=Reorganisation.objects.in_force(),
        reorganisation__effective_on__lte=localdate(),
    )
    if names := sorted({f"{line.successor_kind} {line.successor_name}" for line in lines}):
        raise ActionRefused(
            f"{commune.full_name} (cũ) đã sắp xếp thành {', '.join(names)}; {doing} ở đơn vị mới."
        )
