"""Sheets of money on screen: choose place and year, download the form, upload it, preview it, apply it."""

import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize

from communes.admin.sheets import PrivateUpload
from communes.models import Province
from communes.naming import fold
from communes.resources.files import XLSX_TYPE
from criteria.actions import ActionRefused
from criteria.wording import day
from funding.allocation_amounts import million_text
from funding.allocation_error_file import error_file
from funding.allocation_ground import Ground, ground_of
from funding.allocation_import import apply_allocations, place_of_scope, preview_allocations
from funding.allocation_preview import AllocationPreview, SheetOrder
from funding.allocation_template import allocation_template
from funding.allocation_values import LABELS, Place, exists_in
from funding.entry_places import KIND_OF, KINDS, phases, places_within, programmes_in, province_of
from funding.models import AMOUNTS
from funding.views.access import ILLUSTRATIVE, for_money

SHOWN = 200
# Sheets an officer has between upload and application, by the name of the kept file.
SHEETS, KEPT = "money-sheets", 8
ADD = "funding.add_fundingbatch"
LISTS = {"loi": "Lỗi", "canh-bao": "Cảnh báo", "thay-doi": "Thay đổi"}


class MoneySheetForm(forms.Form):
    """Which file; place and year are the page's."""

    file = forms.FileField(
        label="Tệp biểu vốn",
        help_text="Biểu mẫu của đơn vị và năm đã chọn, đã điền số.",
        error_messages={
            "required": "Chọn tệp biểu vốn.",
            "empty": "Tệp rỗng; chọn tệp có số liệu.",
            "max_length": "Tên tệp quá dài; đổi tên ngắn hơn.",
        },
    )


class Choice:
    """The place and year a page is asked for, and what there is to choose from."""

    def __init__(self, officer, asked: QueryDict):
        self.asked = asked.get("noi", "")
        self.provinces = list(Province.objects.visible_to(officer)) if officer.scope_level == "nation" else []
        chosen = [one for one in self.provinces if one.code == asked.get("tinh")]
        if not chosen and (named := place_of_scope(self.provinces, self.asked)):
            chosen = [named]
        self.all_places = places_within(officer, chosen)
        self.outside = not _is_of(officer, self.all_places, self.asked)
        self.years = sorted(
            {year for phase in phases() for year in range(int(phase[:4]), int(phase[5:]) + 1)}
        )
        self.year = self._year(asked.get("nam", ""))
        self.places = [place for place in self.all_places if self.year and exists_in(place, self.year)]
        chosen = place_of_scope(self.places, self.asked)
        self.place: Place | None = chosen or (self.places[0] if self.places else None)
        self.programmes = programmes_in(self.year) if self.year else []

    def _year(self, text: str) -> int | None:
        """The year asked for; else the year of today, or the nearest in which a place of the scope stood."""
        if text.isdecimal() and int(text) in self.years:
            return int(text)
        today = timezone.localdate().year
        stood = [year for year in self.years if any(exists_in(place, year) for place in self.all_places)]
        return min(stood or self.years, key=lambda year: abs(year - today), default=None)

    @property
    def is_another(self) -> bool:
        """Whether the place asked for did not stand in the year, or not in the province chosen."""
        return bool(self.asked) and self.place is not None and self.named != self.asked

    @property
    def query(self) -> str:
        return query_of(self.place, self.year)

    @property
    def named(self) -> str:
        return f"{KIND_OF[type(self.place)]}-{self.place.pk}"

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(f"{KIND_OF[type(one)]}-{one.pk}", label_of(one, self.year)) for one in self.places]


def _is_of(officer, places: list[Place], named: str) -> bool:
    """Whether `named` says nothing, or a place inside the scope, in whichever year or province it stood."""
    if not named or place_of_scope(places, named):
        return True
    kind, _, pk = named.partition("-")
    if officer.scope_level != "nation" or kind not in KINDS or not (pk.isdecimal() and len(pk) < 19):
        return False
    return KINDS[kind].objects.visible_to(officer).filter(pk=pk).exists()


def label_of(place: Place, year: int) -> str:
    """ "Xã Đăk Pxi (Huyện Đăk Hà)"; in the year it ends or begins, until or from when it is there.

    Of two places that carried one code and name in the year nothing else tells which is which.
    """
    district = getattr(place, "district", None)
    said = [district.full_name] if district else []
    if place.valid_to and place.valid_to.year == year:
        said.append(f"đến {day(place.valid_to)}")
    if place.valid_from.year == year:
        said.append(f"từ {day(place.valid_from)}")
    return f"{place.full_name} ({', '.join(said)})" if said else place.full_name


def query_of(place: Place, year: int) -> str:
    return f"?tinh={province_of(place).code}&noi={KIND_OF[type(place)]}-{place.pk}&nam={year}"


@for_money(ADD)
def template(request: HttpRequest) -> HttpResponse:
    """`/von/bieu/mau/?noi=&nam=&ct=`: the form of a place and all inside it, filled in."""
    choice = Choice(request.user, request.GET)
    if choice.place is None or choice.named != request.GET.get("noi", choice.named):
        raise Http404("Không có đơn vị này trong phạm vi nhập vốn của bạn trong năm ấy.")
    programme = next((one for one in choice.programmes if one.code == request.GET.get("ct")), None)
    ground = ground_of(choice.place, choice.year, request.user, programme)
    content = allocation_template(ground, _illustrative(ground))
    response = HttpResponse(content, content_type=XLSX_TYPE)
    words = f"von {choice.year} {choice.place.full_name} {programme.short_name if programme else ''}"
    name = re.sub(r"\s+", "-", fold(words))
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _illustrative(ground: Ground) -> str:
    return ILLUSTRATIVE if any(row.illustrative for row in ground.rows.values()) else ""


@for_money(ADD)
def upload(request: HttpRequest) -> HttpResponse:
    """`/von/bieu/?noi=&nam=`: a sheet that can be read goes on to its preview."""
    choice = Choice(request.user, request.GET)
    if choice.outside:
        raise Http404("Không có đơn vị này trong phạm vi nhập vốn của bạn.")
    sent = (request.POST, request.FILES) if request.method == "POST" and choice.place else ()
    form, fatal = MoneySheetForm(*sent), []
    if sent and form.is_valid():
        limit, file = settings.STATUS_SHEET_MAX_BYTES, form.cleaned_data["file"]
        order = SheetOrder(
            file.read(limit + 1), file.name, choice.place, choice.year, request.user, max_bytes=limit
        )
        fatal = preview_allocations(order).fatal
        if not fatal:
            return redirect("funding-preview", name=_kept(request, order))
    context = {
        "nav": "funding",
        "province": province_of(choice.place) if choice.place else None,
        "choice": choice,
        "form": form,
        "fatal": fatal,
        "place_label": label_of(choice.place, choice.year) if choice.place else "",
    }
    status = 422 if sent else 200
    return render(request, "funding/sheet_upload.html", context, status=status)


def _kept(request: HttpRequest, order: SheetOrder) -> str:
    """Keep a sheet until it is applied; only this session knows under which name."""
    store = PrivateUpload()
    store.save(order.content)
    place = f"{KIND_OF[type(order.place)]}-{order.place.pk}"
    kept = {
        "place": place,
        "year": order.year,
        "province": province_of(order.place).code,
        "file": order.file_name[-200:],
    }
    sheets = {**request.session.get(SHEETS, {}), store.name: kept}
    request.session[SHEETS] = dict(list(sheets.items())[-KEPT:])
    return store.name


def _order(request: HttpRequest, name: str) -> SheetOrder:
    """What the session's sheet asks for, from the bytes kept; 404 for anybody else's, or one applied."""
    kept = request.session.get(SHEETS, {}).get(name)
    gone = Http404("Biểu này đã được áp dụng, đã bỏ hoặc quá một ngày; tải lên lại.")
    if kept is None:
        raise gone
    asked = QueryDict(f"noi={kept['place']}&nam={kept['year']}&tinh={kept['province']}")
    try:
        content = PrivateUpload(name=name).read()
    except (FileNotFoundError, ValueError):
        raise gone from None
    choice = Choice(request.user, asked)
    if choice.place is None or choice.named != kept["place"]:
        raise gone
    return SheetOrder(content, kept["file"], choice.place, kept["year"], request.user, len(content))


@for_money(ADD)
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """`/von/bieu/<name>/`: what would change, every error and conflict; applied only from here."""
    order = _order(request, name)
    back = reverse("funding-sheet") + query_of(order.place, order.year)
    if request.method == "POST" and "cancel" in request.POST:
        _forget(request, name)
        messages.info(request, "Đã bỏ biểu vừa tải lên; chưa ghi gì.")
        return redirect(back)
    found = preview_allocations(order)
    mine = _mine(request, found)
    if request.method == "POST":
        try:
            batch = apply_allocations(
                found,
                by=request.user,
                seen=request.POST.get("fingerprint", ""),
                mine=mine,
                confirmed="confirmed" in request.POST,
            )
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
            return _show(request, preview_allocations(order), mine, back)
        _forget(request, name)
        if batch is None:
            messages.info(request, "Biểu giống hệt số đang có: 0 dòng thay đổi nên không lập lô mới.")
            return redirect(back)
        messages.success(request, f"Đã áp dụng {localize(batch.changes.count())} dòng thành {batch}.")
        return redirect("funding-batch", number=batch.number)
    return _show(request, found, mine, back)


@for_money(ADD)
def errors(request: HttpRequest, name: str) -> HttpResponse:
    """`/von/bieu/<name>/loi.xlsx`: the sheet again, what is wrong marked in it."""
    found = preview_allocations(_order(request, name))
    if found.fatal:
        raise Http404("Biểu này không còn đọc được với đơn vị và năm; tải lên lại.")
    response = HttpResponse(error_file(found), content_type=XLSX_TYPE)
    response["Content-Disposition"] = 'attachment; filename="bieu-von-co-loi.xlsx"'
    return response


def _mine(request: HttpRequest, found: AllocationPreview) -> set[str]:
    """The conflicts in which the officer lets the sheet win."""
    everything = "all_mine" in request.POST
    return {
        plan.key for plan in found.conflicts if everything or request.POST.get(f"keep-{plan.key}") == "mine"
    }


def _forget(request: HttpRequest, name: str) -> None:
    PrivateUpload(name=name).remove()
    sheets = request.session[SHEETS]
    sheets.pop(name)
    request.session[SHEETS] = sheets


def _show(request: HttpRequest, found: AllocationPreview, mine: set[str], back: str) -> HttpResponse:
    lists = {"loi": found.errors, "canh-bao": [*found.asking, *found.warnings], "thay-doi": found.changed}
    chosen = request.GET.get("xem", "")
    if chosen not in lists:
        chosen = next((name for name, rows in lists.items() if rows), "thay-doi")
    order = found.order
    context = {
        "nav": "funding",
        "province": province_of(order.place),
        "order": order,
        "name": request.resolver_match.kwargs["name"],
        "preview": found,
        "back": back,
        "totals": _totals(found, mine),
        "lists": [(name, label, len(lists[name]), name == chosen) for name, label in LISTS.items()],
        "chosen": chosen,
        "remarks": lists[chosen][:SHOWN] if chosen != "thay-doi" else [],
        "changes": found.changed[:SHOWN],
        "total": len(lists[chosen]),
        "conflicts": [(plan, plan.key in mine) for plan in found.conflicts[:SHOWN]],
        "shown": SHOWN,
        "confirmed": "confirmed" in request.POST,
    }
    return render(request, "funding/sheet_preview.html", context)


def _totals(found: AllocationPreview, mine: set[str]) -> list[tuple[str, str, str, str]]:
    """(column, sum in the file, on the portal now, on the portal after applying), in triệu đồng."""
    sums = (found.stated, found.now, found.after(mine))
    return [(LABELS[name], *(million_text(getattr(one, name)) or "–" for one in sums)) for name in AMOUNTS]
