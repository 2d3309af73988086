"""What every page's frame needs, without a query."""

from django.conf import settings


def portal(request):
    """The province set as home and whom to ask for help."""
    return {"home_province": settings.HOME_PROVINCE, "support_contact": settings.SUPPORT_CONTACT}
