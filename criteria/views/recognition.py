"""Dossiers for recognition: the list, opening one, and one with all that it still lacks."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from communes.models import Commune
from communes.row_keys import filter_word, key_of
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused
from criteria.actions.recognising import PROVINCIAL, RECOGNISE
from criteria.actions.recognition import CHANGE, OPEN, last_day_to_decide, open_dossier, why_closed
from criteria.actions.recognition_steps import may_record
from criteria.exports import download
from criteria.models import DossierState, RecognitionDossier, Round
from criteria.recognition_facts import DossierView, Owed, dossier_views, dossiers_for
from criteria.recognition_forms import OpenForm
from criteria.recognition_missing import StepLine
from criteria.tables import Table
from criteria.views.officers_only import for_officers
from criteria.wording import day

VIEW = "criteria.view_recognitiondossier"
ILLUSTRATIVE = "Hồ sơ ghi “minh họa” là hồ sơ dựng để dùng thử, không phải hồ sơ thật."
FILTERS = {
    "": "Đang làm",
    "tat-ca": "Tất cả",
    "da-quyet-dinh": "Đã có quyết định",
}
STATES = {
    "": [DossierState.OPEN, DossierState.RETURNED],
    "tat-ca": DossierState.values,
    "da-quyet-dinh": [DossierState.DECIDED],
}


@for_officers(VIEW)
def recognitions(request: HttpRequest, ending: str = "", *, owed: Owed) -> HttpResponse:
    """`/cong-nhan/`: the dossiers inside the officer's scope; `loc` by state, `xa` of one commune."""
    only = filter_word(request.GET.get("loc", ""), FILTERS, "trạng thái")
    rows = dossiers_for(request.user).filter(state__in=STATES[only])
    if commune := key_of(request.GET.get("xa", "")):
        rows = rows.filter(commune=commune)
    views = dossier_views(list(rows), owed, localdate())
    illustrative = ILLUSTRATIVE if any(view.dossier.illustrative for view in views) else ""
    if ending:
        facts = {"Ngày": day(localdate()), **({"Ghi chú": illustrative} if illustrative else {})}
        return download(ending, f"ho so cong nhan {localdate():%Y-%m-%d}", [_table(views)], facts)
    context = {
        "nav": "recognition",
        "views": views,
        "today": localdate(),
        "filters": FILTERS.items(),
        "only": only,
        "commune": Commune.objects.visible_to(request.user).filter(pk=commune).first() if commune else None,
        "of_commune": f"&xa={commune}" if commune else "",
        "may_open": request.user.has_perm(OPEN),
        "illustrative": illustrative,
    }
    return render(request, "criteria/recognitions.html", context)


def _table(views: list[DossierView]) -> Table:
    return Table(
        key="ho_so",
        title="Hồ sơ xét công nhận",
        columns=[
            ("ma", "Mã xã"),
            ("xa", "Xã"),
            ("huyen", "Huyện"),
            ("bo", "Bộ tiêu chí"),
            ("nam", "Năm đề nghị"),
            ("trang_thai", "Trạng thái"),
            ("buoc", "Số bước đã ghi"),
            ("tong", "Tổng số bước"),
            ("thieu", "Còn thiếu"),
        ],
        rows=[
            [
                view.dossier.commune.code,
                view.dossier.commune.display_name,
                view.dossier.commune.district.display_name if view.dossier.commune.district else "",
                view.dossier.criteria_set.short_name,
                view.dossier.year,
                view.dossier.get_state_display(),
                view.done,
                len(view.lines),
                "; ".join(map(str, view.lacks)),
            ]
            for view in views
        ],
    )


@for_officers(OPEN)
def recognition_open(request: HttpRequest) -> HttpResponse:
    """`/cong-nhan/mo/?xa=<pk>`: open a commune's dossier on one of its rounds."""
    commune = _commune_or_404(request)
    rounds = Round.objects.filter(standings__commune=commune, withdrawn_at__isnull=True)
    rounds = rounds.select_related("criteria_set").order_by("-data_on", "-id")
    form = OpenForm(request.POST or None, rounds=rounds, initial={"year": last_day_to_decide(commune).year})
    if request.method == "POST" and form.is_valid():
        try:
            dossier = open_dossier(commune=commune, by=request.user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(dossier)
    context = {
        "nav": "recognition",
        "form": form,
        "wrong": form if form.errors else None,
        "title": f"Lập hồ sơ xét công nhận: {commune.full_name}",
        "said": "Hồ sơ dùng kết quả tiêu chí đã xác nhận của kỳ được chọn.",
        "button": "Lập hồ sơ",
        "commune": commune,
        "back": commune.dated_url,
    }
    return render(request, "criteria/recognition_act.html", context)


def _commune_or_404(request: HttpRequest) -> Commune:
    communes = Commune.objects.visible_to(request.user).select_related("province", "district")
    commune = communes.filter(pk=key_of(request.GET.get("xa", ""))).first()
    if commune is None:
        raise Http404("Không có xã này trong phạm vi của bạn.")
    if not covers_place(request.user, commune):
        raise PermissionDenied
    return commune


def dossier_or_404(request: HttpRequest, pk: int) -> RecognitionDossier:
    """A dossier inside the officer's scope."""
    dossier = dossiers_for(request.user).filter(pk=key_of(pk)).first()
    if dossier is None:
        raise Http404("Không có hồ sơ này trong phạm vi của bạn.")
    return dossier


@for_officers(VIEW)
def recognition_dossier(request: HttpRequest, pk: int, *, owed: Owed) -> HttpResponse:
    """`/cong-nhan/<pk>/`: what is missing, conditions, steps, decision and history of one dossier."""
    dossier = dossier_or_404(request, pk)
    [view] = dossier_views([dossier], owed, localdate())
    officer = request.user
    in_charge = officer.has_perm(CHANGE) and covers_place(officer, dossier.commune)
    works = dossier.is_under_way and in_charge
    provincial = officer.scope_level in PROVINCIAL
    context = {
        "nav": "recognition",
        "dossier": dossier,
        "view": view,
        "lines": [
            (line, line.is_late_on(localdate()), in_charge and _may_write(dossier, line, officer))
            for line in view.lines
        ],
        "today": localdate(),
        "works": works,
        "may_return": works and officer.scope_level != "commune" and dossier.state == DossierState.OPEN,
        "may_resume": works and dossier.state == DossierState.RETURNED,
        "may_decide": works and provincial and officer.has_perm(RECOGNISE),
        "share": f"{dossier.satisfied * 100 / dossier.asked:.1f}".replace(".", ",") if dossier.asked else "",
        "history": _history(dossier),
        "illustrative": ILLUSTRATIVE if dossier.illustrative else "",
    }
    return render(request, "criteria/recognition_dossier.html", context)


def _may_write(dossier: RecognitionDossier, line: StepLine, officer) -> bool:
    closed = why_closed(dossier, decided=line.step.after_decision)
    return not closed and may_record(officer, line.step)


@dataclass(frozen=True)
class _Event:
    """One line of the history."""

    at: object
    by: object
    said: str
    reason: str


def _history(dossier: RecognitionDossier) -> list[_Event]:
    """What happened to the dossier and what was recorded of its steps, newest first."""
    events = [
        _Event(row.history_date, row.history_user, row.history_change_reason or "Ghi", row.reason)
        for row in dossier.history.select_related("history_user")
    ]
    for record in dossier.records.select_related("step", "recorded_by"):
        said = f"Ghi bước {record.step.position}, thực hiện ngày {day(record.done_on)}"
        if record.replaced_at:
            said += " (đã thay bằng lần ghi sau)"
        events.append(_Event(record.recorded_at, record.recorded_by, said, record.confirmed))
    return sorted(events, key=lambda event: event.at, reverse=True)
