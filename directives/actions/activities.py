"""Recording what was done with the people: activities of the movement, and their photos."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from communes.models import Agency, Commune, District, Officer
from communes.scope import covers_place
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from criteria.evidence_files import INLINE, CheckedFile, RefusedFile, check_file, too_large
from criteria.models import Criterion
from directives.models import Activity, ActivityPhoto, unit_columns
from directives.officer_units import own_unit, unit_label

ADD, CHANGE = "directives.add_activity", "directives.change_activity"
PHOTOS_MOST = 20
PICTURES_ONLY = "Chỉ nhận ảnh JPG, PNG hoặc WebP."
# What an activity says of itself; who held it, where and who wrote it down are said apart.
FACTS = (
    "village kind held_on name people women minority households practice labour_days land_m2 model_name "
    "model_outcome"
).split()


@transaction.atomic
def record_activity(
    *,
    unit: Agency | District | Commune,
    commune: Commune,
    facts: dict,
    by: Officer | None,
    criteria: Iterable[Criterion] = (),
) -> Activity:
    """Write an activity down. `facts` are columns of FACTS; a count left out is unknown, not zero.

    Raises ActionRefused for whoever may not, a commune outside the scope, a unit that is neither the
    officer's own nor the commune, a day after today, and counts that contradict each other.
    """
    refuse_without(by, ADD, "ghi hoạt động tuyên truyền, vận động")
    _refuse_place(commune, by)
    _refuse_unit(unit, commune, by)
    activity = Activity(commune=commune, entered_at=timezone.now(), entered_by=by)
    for name, value in unit_columns(unit).items():
        setattr(activity, name, value)
    _write(activity, facts, by)
    activity.criteria.set(criteria)
    return activity


@transaction.atomic
def change_activity(
    *, activity: Activity, commune: Commune, facts: dict, by: Officer | None, criteria: Iterable[Criterion]
) -> Activity:
    """Correct an activity; who held it stays, what it said before is kept. Raises as `record_activity`."""
    activity = _theirs(activity, by)
    _refuse_place(commune, by)
    _refuse_outside_unit(activity.unit, commune)
    if _differs(activity, commune, facts):
        activity.commune = commune
        _write(activity, facts, by)
    activity._history_user = by
    activity.criteria.set(criteria)
    return activity


def add_photo(*, activity: Activity, upload: UploadedFile, by: Officer | None) -> ActivityPhoto:
    """Keep a picture of an activity, made smaller and without where it was taken.

    Raises ActionRefused for other files, one that is there already or more than PHOTOS_MOST, and for
    whoever may not change the activity.
    """
    checked = _picture(upload)
    written: list = []
    try:
        with transaction.atomic():
            activity = _theirs(activity, by)
            shown = activity.photos.filter(removed_at__isnull=True)
            if shown.filter(sha256=checked.sha256).exists():
                raise ActionRefused("Hoạt động này đã có ảnh ấy.")
            if shown.count() >= PHOTOS_MOST:
                raise ActionRefused(f"Mỗi hoạt động giữ không quá {PHOTOS_MOST} ảnh; gỡ bớt rồi thêm.")
            return _keep(activity, checked, by, written)
    except BaseException:
        # The row is gone with the transaction; its file would stay behind for ever.
        for file in written:
            file.storage.delete(file.name)
        raise


@transaction.atomic
def remove_photo(*, photo: ActivityPhoto, by: Officer | None) -> ActivityPhoto:
    """Take a photo away: the row says who and when, the file itself stays."""
    _theirs(photo.activity, by)
    photo = ActivityPhoto.objects.select_for_update(of=["self"]).get(pk=photo.pk)
    if photo.removed_at:
        raise ActionRefused("Ảnh này đã được gỡ.")
    photo.removed_at, photo.removed_by = timezone.now(), by
    photo.save(update_fields=["removed_at", "removed_by"])
    return photo


def may_change(activity: Activity, by: Officer) -> bool:
    """Whether the officer's unit held the activity, or the officer wrote it down, and may change any."""
    theirs = activity.is_of(by) or activity.entered_by_id == by.pk
    return theirs and by.has_perm(CHANGE) and covers_place(by, activity.commune)


def units_open_to(officer: Officer, commune: Commune) -> list[Agency | District | Commune]:
    """The units an officer may name as organiser in a commune: the own one first, then the commune."""
    own = own_unit(officer)
    return list(dict.fromkeys(unit for unit in (own, commune) if unit is not None))


def _refuse_place(commune: Commune, by: Officer | None) -> None:
    if by is not None and not covers_place(by, commune):
        raise ActionRefused(f"{commune.full_name} ở ngoài phạm vi phụ trách của bạn.")


def _refuse_unit(unit, commune: Commune, by: Officer | None) -> None:
    if by is not None and unit not in units_open_to(by, commune):
        raise ActionRefused(f"Ghi cho đơn vị của bạn hoặc UBND {commune.prose_name}.")
    _refuse_outside_unit(unit, commune)


def _refuse_outside_unit(unit, commune: Commune) -> None:
    """Raise ActionRefused for a commune the unit has nothing to do with."""
    inside = unit.province_id == commune.province_id
    if isinstance(unit, Commune):
        inside = unit.pk == commune.pk
    elif isinstance(unit, District):
        inside = unit.pk == commune.district_id
    elif unit.district_id:
        inside = unit.district_id == commune.district_id
    if not inside:
        raise ActionRefused(f"{commune.full_name} không thuộc địa bàn của {unit_label(unit)}.")


def _theirs(activity: Activity, by: Officer | None) -> Activity:
    """The activity as it is now, locked; ActionRefused when it is not the officer's to change."""
    refuse_without(by, CHANGE, "sửa hoạt động tuyên truyền, vận động")
    # Locked first, joined after: PostgreSQL joins a row that changed while it waited to what it named before.
    Activity.objects.select_for_update().get(pk=activity.pk)
    found = Activity.objects.with_names().get(pk=activity.pk)
    if by is not None and not may_change(found, by):
        raise ActionRefused(f"Hoạt động này của {found.unit_name}; chỉ cán bộ của đơn vị ấy được sửa.")
    return found


def _differs(activity: Activity, commune: Commune, facts: dict) -> bool:
    return activity.commune_id != commune.pk or any(
        getattr(activity, name) != facts[name] for name in FACTS if name in facts
    )


def _write(activity: Activity, facts: dict, by: Officer | None) -> None:
    """Save with history; ActionRefused with every sentence of what is wrong."""
    for name in FACTS:
        if name in facts:
            setattr(activity, name, facts[name])
    try:
        activity.full_clean(exclude=["entered_by", "province", "commune"])
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    if activity.held_on > timezone.localdate():
        raise ActionRefused("Ngày tổ chức không được sau hôm nay.")
    activity._history_user = by
    activity.save()


def _picture(upload: UploadedFile) -> CheckedFile:
    max_bytes = settings.EVIDENCE_MAX_MB * 1024 * 1024
    if upload.size > max_bytes:
        raise ActionRefused(too_large(max_bytes))
    try:
        checked = check_file(upload.read(), upload.name or "", max_bytes=max_bytes)
    except RefusedFile as refusal:
        raise ActionRefused(str(refusal)) from refusal
    if checked.content_type not in INLINE:
        raise ActionRefused(PICTURES_ONLY)
    return checked


def _keep(activity: Activity, checked: CheckedFile, by: Officer | None, written: list) -> ActivityPhoto:
    photo = ActivityPhoto(
        activity=activity,
        name=checked.name,
        content_type=checked.content_type,
        sha256=checked.sha256,
        added_at=timezone.now(),
        added_by=by,
    )
    # On the disk a file is called by its fingerprint, which no officer chooses.
    ending = checked.name.rpartition(".")[2]
    photo.file.save(f"{checked.sha256}.{ending}", ContentFile(checked.content), save=False)
    written.append(photo.file)
    photo.save()
    return photo
