"""Recognition joined with money: what a commune owes keeps it from being recognised.

`criteria` may not import `funding`; its screens are handed the debts here and routed under their own names.
"""

import datetime
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from criteria.views import recognition, recognition_acts
from funding.arrears import open_arrears


def owed(communes: Iterable[int], on: datetime.date) -> dict[int, str]:
    """Commune key → what it owes in words; communes without open debts are left out."""
    return {commune: debts.words for commune, debts in open_arrears(communes, on).items()}


def recognitions(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/cong-nhan/`."""
    return recognition.recognitions(request, ending, owed=owed)


def recognition_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """`/cong-nhan/<pk>/`."""
    return recognition.recognition_dossier(request, pk, owed=owed)


def recognition_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`/cong-nhan/<pk>/quyet-dinh/`."""
    return recognition_acts.recognition_decide(request, pk, owed=owed)
