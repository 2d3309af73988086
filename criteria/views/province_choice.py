"""Pages about one province, opened by a reader who is at home in none and names none: which are there."""

import re
from collections.abc import Callable
from functools import wraps

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from communes.models import Province
from criteria.home import home_province
from criteria.models import Round
from criteria.models.rounds import RoundQuerySet
from criteria.reading import is_file, province_or_404

NONE_CHOSEN = "Chọn một tỉnh trước rồi mở lại trang hoặc tệp này."


def asked_province(request: HttpRequest) -> Province:
    """The province named by `tinh`, or the reader's home; Http404 asks for one."""
    code = _asked_code(request)
    if not code:
        raise Http404(NONE_CHOSEN)
    return province_or_404(request, code)


def of_one_province(choices: Callable[..., tuple[str, RoundQuerySet]]):
    """Let a page through once its province is known; until then show the provinces to choose from.

    `choices(request, *args)`, with what the address gives the view, says the heading and the rounds whose
    provinces are offered; it raises Http404 for what is not there. Files, and what is sent, are offered no
    choice: `asked_province` refuses them.
    """

    def guard(view):
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            taken_away = is_file(request) or request.method == "POST"
            if taken_away or _asked_code(request):
                return view(request, *args, **kwargs)
            title, rounds = choices(request, *args)
            query = request.GET.copy()
            lines = []
            for one in provinces_with(rounds):
                query["tinh"] = one.code
                lines.append((with_holder(f"{request.path}?{query.urlencode()}", one), one.full_name))
            return offer_provinces(request, title, lines, "Chưa có tỉnh nào có kỳ báo cáo cho trang này.")

        return guarded

    return guard


def offer_provinces(
    request: HttpRequest, title: str, lines: list[tuple[str, str]], empty: str
) -> HttpResponse:
    """The page of provinces to choose from; `lines` are (address, name), `empty` what is said of none."""
    context = {"title": title, "lines": lines, "empty": empty}
    return render(request, "criteria/choose_province.html", context)


def with_holder(url: str, province: Province) -> str:
    """The address with the last day of a province that ended, whose code may be used again."""
    query = "" if re.search(r"[?&](ky|ngay)=", url) else province.holder_query
    return url + (query if "?" in url else query.replace("&", "?"))


def provinces_with(rounds: RoundQuerySet):
    """The provinces that have one of the rounds, withdrawn ones left out."""
    of_province = rounds.filter(province=OuterRef("pk"), withdrawn_at__isnull=True)
    return Province.objects.filter(Exists(of_province)).order_by("sort_key", "valid_from")


def every_round(title: str):
    """Choices of a page that shows any set to anybody."""
    return lambda request: (title, Round.objects.all())


def _asked_code(request: HttpRequest) -> str:
    return request.GET.get("tinh") or home_province(request)
