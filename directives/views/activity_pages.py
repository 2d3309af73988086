"""One activity: written down, corrected, shown with its history and its photos."""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from communes.row_keys import key_of, row_or_404
from criteria.actions import ActionRefused
from criteria.evidence_photos import LONG_SIDE
from criteria.views.kept_files import kept_file
from directives.actions import add_photo, change_activity, record_activity, remove_photo
from directives.actions.activities import FACTS, PHOTOS_MOST, may_change
from directives.activity_forms import ActivityForm
from directives.activity_totals import COUNTS, grouped
from directives.models import Activity, ActivityPhoto

PICTURES = "image/jpeg,image/png,image/webp,.jpg,.jpeg,.png,.webp"
VERSIONS_SHOWN = 20
BREATH = datetime.timedelta(seconds=5)
ONE_ILLUSTRATIVE = "Hoạt động này là minh họa, không phải hoạt động thật."


@dataclass(frozen=True)
class Version:
    """One time an activity was written: when, by whom, and what changed."""

    at: datetime.datetime
    by: str
    lines: list[str]


@login_required
@permission_required("directives.add_activity", raise_exception=True)
@never_cache
def activity_add(request: HttpRequest) -> HttpResponse:
    """`/van-dong/them/`: write an activity down."""
    form = ActivityForm(request.POST or None, officer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            activity = record_activity(
                unit=form.unit(request.user),
                commune=form.cleaned_data["commune"],
                facts=form.facts(),
                criteria=form.cleaned_data["criteria"],
                by=request.user,
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi hoạt động. Thêm ảnh ở dưới nếu có.")
            return redirect("activity", activity.pk)
    return render(request, "directives/activity_form.html", {"nav": "activities", "form": form})


@login_required
@permission_required("directives.change_activity", raise_exception=True)
@never_cache
def activity_change(request: HttpRequest, pk: int) -> HttpResponse:
    """`/van-dong/<pk>/sua/`: correct it; only its own unit may."""
    activity = _activity(request, pk)
    if not may_change(activity, request.user):
        messages.error(request, f"Hoạt động này của {activity.unit_name}; chỉ cán bộ của đơn vị ấy được sửa.")
        return redirect("activity", pk)
    form = ActivityForm(request.POST or None, instance=activity, officer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_activity(
                activity=activity,
                commune=form.cleaned_data["commune"],
                facts=form.facts(),
                criteria=form.cleaned_data["criteria"],
                by=request.user,
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã sửa hoạt động; nội dung trước đó còn trong phần lịch sử.")
            return redirect("activity", pk)
    # The form writes what was typed into its instance: the page names the activity as it is kept.
    context = {"nav": "activities", "form": form, "activity": _activity(request, pk)}
    return render(request, "directives/activity_form.html", context)


@login_required
@permission_required("directives.view_activity", raise_exception=True)
@cache_control(private=True, no_store=True)
def activity_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/van-dong/<pk>/`: the activity, its photos and what it said before; photos are added here."""
    activity = _activity(request, pk)
    faults: list[str] = []
    if request.method == "POST":
        faults = _act_on_photos(request, activity)
        if not faults:
            return redirect("activity", pk)
    context = {
        "nav": "activities",
        "activity": activity,
        "counts": [
            (label, _count_words(getattr(activity, name), unit)) for name, (label, unit) in COUNTS.items()
        ],
        "criteria": activity.criteria.select_related("criteria_set").order_by("criteria_set", "number"),
        "photos": activity.photos.filter(removed_at__isnull=True),
        "versions": versions_of(activity),
        "changeable": may_change(activity, request.user),
        "faults": faults,
        "accepted": PICTURES,
        "max_mb": settings.EVIDENCE_MAX_MB,
        "most": PHOTOS_MOST,
        "long_side": LONG_SIDE,
        "illustrative": ONE_ILLUSTRATIVE if activity.illustrative else "",
    }
    return render(request, "directives/activity.html", context)


def _activity(request: HttpRequest, pk: int) -> Activity:
    return row_or_404(Activity.objects.visible_to(request.user).with_names(), "hoạt động", pk=key_of(pk))


def _count_words(count: int | None, unit: str) -> str:
    return "chưa ghi" if count is None else f"{grouped(count)} {unit.removeprefix('lượt ')}"


def _act_on_photos(request: HttpRequest, activity: Activity) -> list[str]:
    """Add or remove photos; sentences for those that were not taken."""
    if "remove" in request.POST:
        photos = ActivityPhoto.objects.filter(activity=activity)
        photo = row_or_404(photos, "ảnh", pk=key_of(request.POST["remove"]))
        try:
            remove_photo(photo=photo, by=request.user)
        except ActionRefused as refusal:
            return [str(refusal)]
        messages.success(request, "Đã gỡ ảnh.")
        return []
    uploads = request.FILES.getlist("photos")
    if not uploads:
        return ["Chọn ít nhất một ảnh rồi bấm “Thêm ảnh”."]
    if len(uploads) > PHOTOS_MOST:
        return [f"Mỗi lần gửi không quá {PHOTOS_MOST} ảnh; chưa thêm ảnh nào."]
    faults = []
    for upload in uploads:
        try:
            add_photo(activity=activity, upload=upload, by=request.user)
        except ActionRefused as refusal:
            faults.append(f"{upload.name}: {refusal}")
    if len(uploads) > len(faults):
        messages.success(request, f"Đã thêm {len(uploads) - len(faults)} ảnh.")
    return faults


def versions_of(activity: Activity) -> list[Version]:
    """What the activity said before, newest first; writings that changed nothing are left out."""
    rows = list(
        activity.history.select_related("history_user", "commune")
        .prefetch_related("historicalactivity_criteria_set__criterion")
        .order_by("-history_date", "-history_id")[: VERSIONS_SHOWN + 1]
    )
    found = []
    for newer, older in pairwise(rows):
        if lines := _changes(older, newer):
            found.append(Version(newer.history_date, str(newer.history_user or "Quản trị hệ thống"), lines))
    return found


def _changes(older, newer) -> list[str]:
    """ "Trong đó nữ: 12 → 15" for every column that differs."""
    lines = []
    for name in ("commune", *FACTS):
        before, after = _said(older, name), _said(newer, name)
        if before != after:
            label = str(Activity._meta.get_field(name).verbose_name).capitalize()
            lines.append(f"{label}: {before or 'chưa ghi'} → {after or 'chưa ghi'}")
    before, after = _criteria_said(older), _criteria_said(newer)
    # The row written first has no criteria yet; they follow in the same breath.
    first = older.history_type == "+" and newer.history_date - older.history_date < BREATH
    if before != after and not first:
        lines.append(f"Tiêu chí liên quan: {before or 'không'} → {after or 'không'}")
    return lines


def _said(row, name: str) -> str:
    """A column of a version in words."""
    if name == "held_on":
        return f"{row.held_on:%d/%m/%Y}"
    if name in ("kind", "model_outcome"):
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    return "" if value is None else str(value)


def _criteria_said(row) -> str:
    return ", ".join(
        f"TC {number}"
        for number in sorted(link.criterion.number for link in row.historicalactivity_criteria_set.all())
    )


@login_required
@permission_required("directives.view_activity", raise_exception=True)
@require_safe
@cache_control(private=True, no_store=True)
def activity_photo(request: HttpRequest, pk: int, photo_pk: int) -> FileResponse:
    """`/van-dong/<pk>/anh/<photo pk>/`: one picture, in a sandbox."""
    photos = ActivityPhoto.objects.visible_to(request.user).filter(removed_at__isnull=True)
    photo = photos.filter(activity=pk, pk=photo_pk).first()
    if photo is None:
        raise Http404("Không có ảnh này trong phạm vi của bạn.")
    return kept_file(photo.file, name=photo.name, content_type=photo.content_type, shown=True, called="Ảnh")
