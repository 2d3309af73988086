"""Capital of the nation, a province, a district or a commune (S7), for officers in charge of the place."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from communes.models import Commune, District, Province, ScopeLevel
from criteria.exports import download
from criteria.wording import day
from funding import tables
from funding.capital import bar_parts
from funding.capital_choice import Where, asked_years, own_place, where_or_404
from funding.capital_page import CapitalPage, capital_page
from funding.capital_words import part_words
from funding.drawing import colour, sources_bar
from funding.models import Allocation
from funding.views import capital_cells as cells

READ = "funding.view_allocation"
MEASURES = {
    "bo-tri": ("Đã bố trí", "allocated"),
    "ke-hoach": ("Kế hoạch", "planned"),
    "giai-ngan": ("Giải ngân", "disbursed"),
}


def for_readers(view):
    """Let in officers who may read money; which places follows from their scope."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.has_perm(READ):
            raise PermissionDenied("Tài khoản này chưa được quyền xem vốn.")
        return view(request, *args, **kwargs)

    return guarded


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    """`/von/`: the officer's own place, in the years asked for."""
    where = own_place(request.user)
    if where is None:
        raise PermissionDenied("Tài khoản này chưa có phạm vi nên không có trang vốn.")
    asked = request.GET.urlencode()
    return redirect(f"{where.path}/" + (f"?{asked}" if asked else ""))


@for_readers
def nation(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/von/ca-nuoc/`: provinces as rows, for whoever is in charge of all of them."""
    if request.user.scope_level != ScopeLevel.NATION or not request.user.is_active:
        raise Http404("Trang vốn cả nước chỉ dành cho cán bộ phụ trách cả nước.")
    return _page(request, Where(), ending)


@for_readers
def province(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/von/tinh/<code>/`: districts as rows, and what the province has not passed on."""
    return _page(request, where_or_404(request, Province, code), ending)


@for_readers
def district(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/von/huyen/<code>/`: communes as rows, and what the district keeps."""
    return _page(request, where_or_404(request, District, code), ending)


@for_readers
def commune(request: HttpRequest, code: str, ending: str = "") -> HttpResponse:
    """`/von/xa/<code>/`: one commune."""
    return _page(request, where_or_404(request, Commune, code), ending)


def _page(request: HttpRequest, where: Where, ending: str) -> HttpResponse:
    page = capital_page(request.user, where, asked_years(request), localdate())
    if ending:
        return _file(request, ending, where, page)
    capital = page.capital
    measure = _measure_asked(request)
    parts = bar_parts(capital.sources, MEASURES[measure][1])
    context = {
        "page": page,
        "capital": capital,
        "where": where,
        "years": capital.years,
        "province": where.province,
        "illustrative": page.illustrative,
        **_grids(page),
        "measures": [
            (f"{capital.years.query}&so={key}", label, key == measure) for key, (label, _) in MEASURES.items()
        ],
        "measure": MEASURES[measure][0].lower(),
        "bar": sources_bar([(label, amount) for label, amount, _ in parts]),
        "parts": [
            (colour(at), label, amount, part_words(rate)) for at, (label, amount, rate) in enumerate(parts)
        ],
        "overlap": reverse("overlap") + (f"?xa={where.place.pk}" if where.level == "commune" else ""),
        "more": _more(request.user),
        "crumbs": _crumbs(request.user, where),
        "file_links": [
            (label, f"{where.path}.{ending}{capital.years.query}")
            for label, ending in (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
        ],
    }
    return render(request, "funding/capital.html", context)


def _measure_asked(request: HttpRequest) -> str:
    """`?so=`, what the bar of sources is of; Http404 for what is no choice."""
    measure = request.GET.get("so", "") or "bo-tri"
    if measure not in MEASURES:
        raise Http404("Cơ cấu nguồn vốn chỉ xem theo đã bố trí, kế hoạch hoặc giải ngân. Chọn lại.")
    return measure


def _grids(page: CapitalPage) -> dict:
    """The page's tables by name; those with nothing to list are left out."""
    capital = page.capital
    return {
        "counterpart": cells.counterpart_grid(capital) if capital.owing else None,
        "places": cells.places_grid(capital) if capital.places else None,
        "published": cells.published_grid(page.published) if page.published else None,
        "sources": cells.sources_grid(capital),
        "programmes": cells.programmes_grid(capital),
        "groups": cells.groups_grid(capital, page.works) if page.works.lines else None,
        "calendar": cells.calendar_grid(capital) if capital.calendar else None,
    }


def _more(officer) -> list[tuple[str, str]]:
    """(link, name) of the other pages of money the officer may open."""
    pages = [
        ("funding.change_allocation", "funding-entry", "Nhập vốn"),
        ("funding.view_workitem", "work-items", "Công trình, nội dung"),
        ("funding.view_overlapquestion", "overlap", "Câu hỏi nghi trùng"),
    ]
    return [(reverse(name), label) for permission, name, label in pages if officer.has_perm(permission)]


def _crumbs(officer, where: Where) -> list[tuple[str, str]]:
    """(link, name) of the places above that the officer may open."""
    above = [Where()] if officer.scope_level == ScopeLevel.NATION else []
    if where.province and officer.scope_level in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
        above.append(Where(where.province))
    if getattr(where.place, "district", None) and officer.scope_level != ScopeLevel.COMMUNE:
        above.append(Where(where.place.district))
    return [(f"{one.path}/", one.name) for one in above if one.level != where.level]


def _file(request: HttpRequest, ending: str, where: Where, page: CapitalPage) -> HttpResponse:
    """The page's tables in đồng; a CSV holds the rows they are made of."""
    capital = page.capital
    rows = where.narrow(Allocation.objects.visible_to(request.user))
    rows = rows.filter(year__range=(capital.years.first, capital.years.last))
    related = rows.select_related("province", "district", "commune", "programme", "capital_source")
    every = tables.rows_table(list(related.order_by("year", "programme__position", "capital_source", "pk")))
    found = [
        tables.counterpart_table(capital),
        *([tables.places_table(capital)] if capital.places else []),
        tables.sources_table(capital),
        tables.programmes_table(capital),
        tables.groups_table(page.works),
        tables.calendar_table(capital),
        *([tables.published_table(page.published)] if page.published else []),
        every,
    ]
    facts = {
        "Địa bàn": where.name,
        "Các năm của trang": str(capital.years),
        "Đơn vị tính": "đồng; ô trống là chưa có số, 0 là không có",
        "Lập ngày": day(page.today),
        **({"Ghi chú": page.illustrative} if page.illustrative else {}),
    }
    return download(ending, f"von {where.name} {capital.years}", [every] if ending == "csv" else found, facts)
