"""What the pages of directives have in common: who may read, and what stands beside the figures."""

from django.http import Http404, HttpRequest

from communes.scope import scope_place
from criteria.views.officers_only import for_officers
from directives.models import Directive

__all__ = ["directive_or_404", "for_officers", "illustrative_words", "scope_words"]


def directive_or_404(request: HttpRequest, code: str, key: str) -> Directive:
    """A directive of a province in which the officer has a scope."""
    visible = Directive.objects.visible_to(request.user).filter(province__code=code, key=key)
    found = visible.select_related("province", "supersedes").distinct().first()
    if found is None:
        raise Http404("Không có văn bản này trong phạm vi của bạn.")
    return found


def scope_words(officer) -> str:
    """ "Huyện Đăk Hà", "Cả nước": over what a page counts."""
    place = scope_place(officer)
    return place.full_name if place else "Cả nước"


def illustrative_words(directives) -> str:
    """What of some directives is illustrative, in a sentence; "" when nothing is."""
    notes = {found.illustrative_note for found in directives if found.illustrative_note}
    return " ".join(sorted(notes))
