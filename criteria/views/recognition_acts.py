"""What officers do on a dossier for recognition: a form of its own for each act, and the files it keeps."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from communes.row_keys import key_of
from criteria.actions.permissions import ActionRefused
from criteria.actions.recognising import RECOGNISE, recognise
from criteria.actions.recognition import (
    CHANGE,
    last_day_to_decide,
    record_conditions,
    resume_dossier,
    return_dossier,
    why_closed,
    withdraw_dossier,
)
from criteria.actions.recognition_steps import may_record, record_step
from criteria.form_fields import ask_for_files_again
from criteria.models import RecognitionDossier, RecognitionStep, StepRecord
from criteria.recognition_facts import Owed, dossier_views
from criteria.recognition_forms import NO, YES, ConditionsForm, ReasonForm, RecogniseForm, StepForm
from criteria.views.kept_files import kept_file
from criteria.views.officers_only import for_officers
from criteria.views.recognition import VIEW, dossier_or_404


def act_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable,
    *,
    back: str,
    done: str,
    closed: str = "",
    **context,
) -> HttpResponse:
    """Show the form; posted and good, do `act()` and go back. What it refuses is said on the form.

    `closed` says why there is nothing to do any more: then no form opens, `back` says it.
    """
    if closed and request.method != "POST":
        messages.warning(request, closed)
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    if form.errors:
        ask_for_files_again(form, request.FILES)
    context = {
        "nav": "recognition",
        "form": form,
        "wrong": form if form.errors else None,
        "back": back,
        **context,
    }
    return render(request, "criteria/recognition_act.html", context)


def _about(dossier: RecognitionDossier, *, decided: bool = False) -> dict:
    return {
        "dossier": dossier,
        "closed": why_closed(dossier, decided=decided),
        "back": dossier.get_absolute_url(),
        "illustrative": "Hồ sơ dựng để dùng thử." if dossier.illustrative else "",
    }


@for_officers(CHANGE)
def recognition_step(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """`/cong-nhan/<pk>/buoc/<step>/`: write down what was done at a step, or write it down again."""
    dossier = dossier_or_404(request, pk)
    steps = RecognitionStep.objects.in_force(dossier.opened_on).filter(procedure=dossier.procedure)
    rule = steps.filter(pk=key_of(step)).first()
    if rule is None:
        raise Http404("Hồ sơ này không có bước ấy.")
    if not may_record(request.user, rule):
        raise PermissionDenied
    earlier = dossier.records.filter(step=rule, replaced_at__isnull=True).first()
    names = ("done_on", "document", "members", "present", "agreed", "note", "confirmed")
    initial = {name: getattr(earlier, name) for name in names} if earlier else {"done_on": localdate()}
    if dossier.recognition:
        initial["published_url"] = dossier.recognition.published_url
    form = StepForm(request.POST or None, request.FILES or None, step=rule, initial=initial)
    return act_page(
        request,
        form,
        lambda: record_step(dossier=dossier, step=rule, done=form.given(), by=request.user),
        done=f"Đã ghi bước {rule.position}.",
        title=f"Bước {rule.position}: {rule.name}",
        said=f"{rule.who}. {_rule_words(rule)}",
        button="Ghi lại bước này" if earlier else "Ghi bước này",
        **_about(dossier, decided=rule.after_decision),
    )


def _rule_words(rule: RecognitionStep) -> str:
    parts = [f"Thời hạn: {rule.days} ngày" if rule.days is not None else "Thời hạn: chưa biết"]
    if rule.has_vote:
        least = {"dự họp": rule.attendance_percent, "nhất trí": rule.agreement_percent}
        parts += [
            f"{words} từ {percent.normalize():f} %".replace(".", ",")
            for words, percent in least.items()
            if percent is not None
        ]
    return "; ".join(parts) + (f" ({rule.mark})." if rule.mark else ".")


@for_officers(CHANGE)
def recognition_conditions(request: HttpRequest, pk: int) -> HttpResponse:
    """`/cong-nhan/<pk>/dieu-kien/`: the residents' satisfaction and public order."""
    dossier = dossier_or_404(request, pk)
    initial = {
        name: getattr(dossier, name) for name in ("satisfied", "asked", "asked_on", "security_document")
    }
    initial["is_secure"] = {True: YES, False: NO}.get(dossier.is_secure, "")
    form = ConditionsForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form,
        lambda: record_conditions(dossier=dossier, found=form.given(), by=request.user),
        done="Đã ghi điều kiện.",
        title="Hài lòng của người dân, an ninh trật tự",
        said="Tỷ lệ hài lòng tính trên số hộ được hỏi. Nợ đọng lấy từ mục Vốn, tiêu chí lấy từ kỳ báo cáo.",
        button="Ghi điều kiện",
        **_about(dossier),
    )


REASONED = {
    "tra-lai": (return_dossier, "Trả lại hồ sơ", "Xã được báo và nộp lại sau khi bổ sung."),
    "nop-lai": (resume_dossier, "Nộp lại hồ sơ", "Ghi đã bổ sung, sửa những gì."),
    "rut": (withdraw_dossier, "Rút hồ sơ", "Hồ sơ đã rút được giữ lại, không ghi tiếp được."),
}


@for_officers(CHANGE)
def recognition_move(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """`/cong-nhan/<pk>/tra-lai/`, `/nop-lai/`, `/rut/`: each with its reason."""
    if act not in REASONED:
        raise Http404("Không có việc này.")
    move, title, said = REASONED[act]
    dossier = dossier_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    return act_page(
        request,
        form,
        lambda: move(dossier=dossier, reason=form.cleaned_data["reason"], by=request.user),
        done=f"{title}: đã ghi.",
        title=title,
        said=said,
        button=title,
        **_about(dossier),
    )


@for_officers(RECOGNISE)
def recognition_decide(request: HttpRequest, pk: int, *, owed: Owed) -> HttpResponse:
    """`/cong-nhan/<pk>/quyet-dinh/`: the decision that closes the dossier, with what is missing above it."""
    dossier = dossier_or_404(request, pk)
    [view] = dossier_views([dossier], owed, localdate())
    initial = {"year_achieved": dossier.year, "decided_on": last_day_to_decide(dossier.commune)}
    form = RecogniseForm(request.POST or None, request.FILES or None, initial=initial)

    def act():
        data = form.cleaned_data
        recognise(
            dossier=dossier,
            decision=form.decision(),
            owed=owed,
            by=request.user,
            **{name: data[name] for name in ("year_achieved", "published_url", "confirmed")},
        )

    return act_page(
        request,
        form,
        act,
        done="Đã ghi quyết định công nhận.",
        title="Quyết định công nhận",
        said=f"{dossier.commune.full_name}, {dossier.criteria_set.short_name}.",
        lacks=view.lacks,
        button="Ghi quyết định",
        **_about(dossier),
    )


@require_safe
@for_officers(VIEW)
def recognition_step_file(request: HttpRequest, pk: int) -> FileResponse:
    """`/cong-nhan/tep/<pk>/`: the document of a step, always downloaded."""
    record = StepRecord.objects.visible_to(request.user).filter(pk=key_of(pk)).first()
    if record is None or not record.file:
        raise Http404("Không có tệp này trong phạm vi của bạn.")
    return kept_file(record.file, name=record.file_name)
