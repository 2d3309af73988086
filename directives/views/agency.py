"""A department's page: its criteria and every commune that misses them, what it was given and asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from communes.models import Agency
from communes.row_keys import key_of, row_or_404
from criteria.models import LeadRole
from directives.beside.readers import READ, assignments, obstacles
from directives.following import follow, tally, worst_first
from directives.leads import led_criteria
from directives.models import Assignment, ExplanationRequest, Obstacle
from directives.moved import heir_of
from directives.obstacle_register import line_of
from directives.orders import made_up
from directives.views.reading import for_officers, scope_words

SHOWN = 20


@for_officers(READ[0])
def agency_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/don-vi/<pk>/`: what a unit is in charge of and owes, for officers whose scope it lies in."""
    agencies = Agency.objects.visible_to(request.user).select_related("province", "district")
    agency, today = row_or_404(agencies, "đơn vị", pk=key_of(pk)), timezone.localdate()
    criteria = led_criteria(request.user, agency)
    given = Assignment.objects.visible_to(request.user).standing().filter(unit_agency=agency)
    followed = worst_first(follow(given.with_names(), today))
    held = Obstacle.objects.visible_to(request.user).still_open().filter(unit_agency=agency)
    lines = [line_of(row, today) for row in held.with_names().order_by("open_since", "id")]
    asked = list(ExplanationRequest.objects.visible_to(request.user).filter(unit_agency=agency).with_names())
    heir = heir_of(agency)
    context = {
        "agency": agency,
        "province": agency.province,
        "heir": heir,
        "heir_opens": bool(heir) and agencies.filter(pk=heir.heir_agency_id).exists(),
        "led": [line for line in criteria if line.lead.role == LeadRole.LEAD],
        "supported": [line for line in criteria if line.lead.role == LeadRole.SUPPORT],
        "followed": followed[:SHOWN],
        "tally": tally(followed),
        "lines": lines,
        "asked": asked,
        "unanswered": [row for row in asked if row.answered_at is None],
        "assignments_url": assignments("tat-ca", don_vi=f"cq-{agency.pk}"),
        "obstacles_url": obstacles(don_vi=f"cq-{agency.pk}"),
        "scope": scope_words(request.user),
        "today": today,
        "illustrative": made_up([line.row for line in lines] + asked, (item.row for item in followed)),
    }
    return render(request, "directives/agency.html", context)
