"""Who is told what happened to a dossier: one line for each officer whose work it touches.

Whom it touches follows from scope and permission, as the right to act does. A superuser may act anywhere
and is told nothing.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from communes.models import Notice, Officer
from criteria.actions.permissions import PERMISSION_TO, criteria_in_charge_of_others
from criteria.models import Round, Standing
from criteria.outcomes import Judgement

BACKEND = "communes.signing_in.OfficerBackend"
LONGEST = Notice._meta.get_field("text").max_length


def commune_officers(standing: Standing) -> QuerySet[Officer]:
    """Active officers of the commune who may send its dossier."""
    return officers_with("criteria.submit_standing").filter(scope_commune=standing.commune_id)


def district_verifiers(standing: Standing) -> QuerySet[Officer]:
    """Active officers of the commune's district who may verify; nobody where there is no district."""
    if standing.district_id is None:
        return Officer.objects.none()
    return officers_with(PERMISSION_TO[Judgement.VERIFIED]).filter(scope_district=standing.district_id)


def province_appraisers(round: Round, criterion_ids: Iterable[int]) -> list[Officer]:
    """Active officers of the province who may appraise at least one of the criteria.

    A criterion with a unit in charge is for that unit and the coordination office, one without for every
    appraiser.
    """
    criterion_ids = set(criterion_ids)
    officers = officers_with(PERMISSION_TO[Judgement.APPRAISED]).filter(scope_province=round.province_id)
    return [
        officer
        for officer in officers.select_related("agency")
        if criterion_ids - criteria_in_charge_of_others(officer, round).keys()
    ]


def round_officers(round: Round) -> QuerySet[Officer]:
    """Active officers of the province, its districts and its communes who may enter figures or review."""
    inside = Officer.objects.filter(
        Q(scope_province=round.province_id)
        | Q(scope_district__province=round.province_id)
        | Q(scope_commune__province=round.province_id)
    )
    entering, verifying, appraising = (
        officers_with(permission).values("pk") for permission in PERMISSION_TO.values()
    )
    return inside.filter(Q(pk__in=entering) | Q(pk__in=verifying) | Q(pk__in=appraising))


def tell(recipients: Iterable[Officer], text: str, url: str, *, but: Officer | None = None) -> int:
    """Write one notice for each recipient; return how many.

    Never to an inactive officer, never twice to one, never to `but`, who did it and knows. A text longer
    than a notice holds is cut; the page at `url` says the rest.
    """
    told = {officer.pk for officer in recipients if officer.is_active}
    told.discard(but.pk if but else None)
    text = fitting(text)
    Notice.objects.bulk_create(Notice(recipient_id=pk, text=text, url=url) for pk in sorted(told))
    return len(told)


def fitting(text: str) -> str:
    """The text as a notice holds it: one that is longer is cut."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def dossier_url(standing: Standing) -> str:
    """Where a dossier is reviewed."""
    return reverse("review-dossier", args=[standing.round_id, standing.commune.code])


def entry_url(standing: Standing) -> str:
    """Where the commune's figures are entered."""
    return reverse("entry-commune", args=[standing.round_id, standing.commune.code])


def officers_with(permission: str) -> QuerySet[Officer]:
    """Active officers to whom a group or an administrator gave the permission."""
    return Officer.objects.with_perm(permission, backend=BACKEND, include_superusers=False)
