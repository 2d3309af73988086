"""What is done to a prepared reorganisation: heirs named, applied, undone, given up. Each asks once more."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime

from communes.actions import Undone, apply, undo, withdraw
from communes.actions.reorganisation_heirs import heirs_said, name_heirs
from communes.models import Officer, Reorganisation
from criteria.actions import ActionRefused
from directives.views.reading import for_officers
from ntm_portal.reorganisation_heir_choices import heir_form
from ntm_portal.reorganisation_page import Page, fingerprint_of
from ntm_portal.reorganisation_rights import APPLY_REFUSED, REFUSED, VIEW, reorganisation_or_404
from ntm_portal.reorganising import FOLLOWERS

OVERTAKEN = "Có thay đổi sau khi bạn mở trang này, chưa ghi gì; xem lại các con số rồi xác nhận."


def for_deciding(view):
    """Let in officers who may apply this reorganisation; others who see it are told why not."""

    @wraps(view)
    @for_officers(VIEW)
    def guarded(request: HttpRequest, pk: int):
        page = Page(reorganisation_or_404(request.user, pk), request.user)
        if not page.may_apply:
            raise PermissionDenied(APPLY_REFUSED)
        return view(request, page)

    return guarded


@for_deciding
def apply_page(request: HttpRequest, page: Page) -> HttpResponse:
    """`/sap-xep/<pk>/ap-dung/`: what applying will do, in counts; posting does it."""
    if not page.is_prepared:
        return _already(request, page)
    if request.method == "POST" and request.POST.get("fingerprint") == page.fingerprint:
        try:
            applied = apply(page.found, by=request.user, followers=FOLLOWERS)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = "; ".join(f"{label}: {count}" for label, count in applied.counts if count)
            messages.success(request, f"Đã áp dụng. {said[:1].upper()}{said[1:]}." if said else "Đã áp dụng.")
            if applied.lapsed:
                messages.info(request, f"Chưa có nơi kế thừa: {len(applied.lapsed)} mục, nêu ở dưới.")
        return redirect(page.found)
    if request.method == "POST":
        messages.error(request, OVERTAKEN)
    return render(request, "reorganisation/apply.html", {"page": page})


@for_deciding
def undo_page(request: HttpRequest, page: Page) -> HttpResponse:
    """`/sap-xep/<pk>/hoan-tac/`: what undoing restores and what it keeps, and why; posting does it."""
    if not page.is_applied:
        return _already(request, page)
    try:
        foreseen = foreseen_undo(page.found, request.user)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(page.found)
    seen = fingerprint_of(foreseen)
    if request.method == "POST" and request.POST.get("fingerprint") == seen:
        try:
            undone = undo(page.found, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, f"Đã hoàn tác: {undone.restored} thay đổi trở về như trước khi áp dụng."
            )
            for sentence in undone.kept:
                messages.info(request, f"Giữ lại: {sentence}")
        return redirect(page.found)
    if request.method == "POST":
        messages.error(request, OVERTAKEN)
    context = {"page": page, "foreseen": foreseen, "fingerprint": seen}
    return render(request, "reorganisation/undo.html", context)


def foreseen_undo(found: Reorganisation, by: Officer) -> Undone:
    """What undoing would do now: done, and taken back at once."""
    with transaction.atomic():
        undone = undo(Reorganisation.objects.get(pk=found.pk), by=by)
        transaction.set_rollback(True)
    return undone


def _already(request: HttpRequest, page: Page) -> HttpResponse:
    """Back to the page, saying that somebody took the step before, and who."""
    found = page.found
    when = found.undone_at or found.applied_at
    who = found.undone_by if found.undone_at else found.applied_by
    said = f"{page.state.label}"
    if when:
        said += f" lúc {localtime(when):%H:%M %d/%m/%Y}, {who} thực hiện"
    messages.error(request, f"Không làm được bước này: {said[:1].lower()}{said[1:]}.")
    return redirect(found)


@for_officers(VIEW)
def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/sap-xep/<pk>/huy/`: giving up what was prepared; posting does it."""
    page = Page(reorganisation_or_404(request.user, pk), request.user)
    if not page.may_prepare:
        raise PermissionDenied(REFUSED)
    if not page.is_prepared:
        return _already(request, page)
    if request.method == "POST":
        try:
            withdraw(page.found, by=request.user)
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã hủy bản chuẩn bị; trên cổng không có gì thay đổi.")
        return redirect(page.found)
    return render(request, "reorganisation/withdraw.html", {"page": page})


@for_officers(VIEW)
def heirs(request: HttpRequest, pk: int) -> HttpResponse:
    """`/sap-xep/<pk>/ke-thua/`: who takes over from each district, agency and officer; posting names them."""
    page = Page(reorganisation_or_404(request.user, pk), request.user)
    if not page.may_prepare:
        raise PermissionDenied(REFUSED)
    if not page.is_prepared:
        return _already(request, page)
    form, refused = heir_form(page.found, request.user), ""
    if request.method == "POST":
        named, seen = form.planned(request.POST), request.POST.get("seen", "")
        try:
            name_heirs(page.found, heirs=named, seen=seen, by=request.user)
        except ActionRefused as refusal:
            form, refused = heir_form(page.found, request.user), str(refusal)
        else:
            messages.success(request, f"Đã lưu {len(named)} nơi kế thừa.")
            return redirect(page.found)
    context = {"page": page, "form": form, "refused": refused, "seen": heirs_said(page.found)}
    return render(request, "reorganisation/heirs.html", context)
