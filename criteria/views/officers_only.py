"""Pages for officers whose groups hold a permission."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.decorators.cache import never_cache

from criteria.views.session_ended import sign_in_again


def for_officers(permission: str):
    """Let in officers whose groups hold a permission; on which rows follows from their scope."""

    def guard(view):
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, *args, **kwargs):
            if not request.user.is_authenticated:
                return sign_in_again(request)
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
