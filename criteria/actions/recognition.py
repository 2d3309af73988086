"""The dossier by which a commune asks to be recognised: opening it, its facts, sending it back."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer, ScopeLevel
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.actions.telling import commune_officers, tell
from criteria.models import (
    DossierState,
    RecognitionDossier,
    Round,
    Standing,
)
from criteria.stages import steps_of
from criteria.wording import day

OPEN, CHANGE = "criteria.add_recognitiondossier", "criteria.change_recognitiondossier"


@transaction.atomic
def open_dossier(*, commune: Commune, round: Round, year: int, by: Officer | None) -> RecognitionDossier:
    """Open the dossier of a commune on a round of its province, for the set of that round.

    Raises ActionRefused for whoever may not, a commune that is not in the round, a year that has nothing to
    do with it, and while another dossier by the same set is under way.
    """
    refuse_without(by, OPEN, "lập hồ sơ xét công nhận")
    if by is not None and not covers_place(by, commune):
        raise ActionRefused("Xã này ở ngoài phạm vi phụ trách của bạn.")
    # One dossier at a time: two officers who open one at once wait for each other here.
    Commune.objects.select_for_update(of=["self"]).get(pk=commune.pk)
    standing = Standing.objects.filter(round=round, commune=commune).first()
    if standing is None or round.withdrawn_at:
        raise ActionRefused("Xã không có kết quả trong kỳ đã chọn; chọn kỳ khác.")
    if not round.data_on.year <= year <= last_day_to_decide(commune).year:
        raise ActionRefused(_years_to_propose(commune, round))
    under_way = RecognitionDossier.objects.filter(commune=commune, criteria_set=round.criteria_set_id)
    if found := under_way.filter(state__in=[DossierState.OPEN, DossierState.RETURNED]).first():
        raise ActionRefused(f"Xã đang có hồ sơ năm {found.year} theo bộ tiêu chí này; làm tiếp hồ sơ ấy.")
    dossier = RecognitionDossier(
        commune=commune,
        criteria_set_id=round.criteria_set_id,
        round=round,
        year=year,
        procedure=steps_of(round.steps, has_district=standing.district_id is not None),
        opened_on=timezone.localdate(),
        opened_by=by,
    )
    return _saved(dossier, by, "Lập hồ sơ")


def last_day_to_decide(commune: Commune) -> datetime.date:
    """Today, or the last day of a commune that is no more: it is recognised by no later decision."""
    today = timezone.localdate()
    return min(today, commune.valid_to or today)


def _years_to_propose(commune: Commune, round: Round) -> str:
    said = f"Ghi năm đề nghị từ {round.data_on.year} (năm của kỳ) đến {last_day_to_decide(commune).year}"
    if commune.valid_to and commune.valid_to <= timezone.localdate():
        said += f": {commune.full_name} là đơn vị cũ, có đến hết ngày {day(commune.valid_to)}"
    return f"{said}."


def refuse_future(on: datetime.date) -> None:
    """Raise ActionRefused for a day that has not come."""
    if on > timezone.localdate():
        raise ActionRefused("Ngày này chưa đến; ghi ngày không sau hôm nay.")


@dataclass(frozen=True)
class Conditions:
    """What was found of the residents' satisfaction and of security; None where nothing was."""

    satisfied: int | None = None
    asked: int | None = None
    asked_on: datetime.date | None = None
    is_secure: bool | None = None
    security_document: str = ""


@transaction.atomic
def record_conditions(
    *, dossier: RecognitionDossier, found: Conditions, by: Officer | None
) -> RecognitionDossier:
    """Write down satisfaction and security. Raises ActionRefused with what does not go together."""
    dossier = locked_dossier(dossier, by)
    asked = (found.satisfied, found.asked, found.asked_on)
    if any(part is not None for part in asked):
        if None in asked or not 0 <= found.satisfied <= found.asked or not found.asked:
            raise ActionRefused(
                "Ghi đủ số hộ được hỏi (lớn hơn 0), số hộ hài lòng (không quá số được hỏi) và ngày hỏi."
            )
        refuse_future(found.asked_on)
    if (found.is_secure is None) != (not found.security_document):
        raise ActionRefused("Ghi cả kết luận về an ninh, trật tự và văn bản xác nhận.")
    for name in ("satisfied", "asked", "asked_on", "is_secure"):
        setattr(dossier, name, getattr(found, name))
    dossier.security_document = nfc(found.security_document)
    return _saved(dossier, by, "Ghi điều kiện")


@transaction.atomic
def return_dossier(*, dossier: RecognitionDossier, reason: str, by: Officer | None) -> RecognitionDossier:
    """Send a dossier back to the commune, with the reason; district and province may."""
    dossier = locked_dossier(dossier, by)
    if by is not None and by.scope_level == ScopeLevel.COMMUNE:
        raise ActionRefused("Trả lại hồ sơ là việc của huyện, tỉnh; xã thì rút hồ sơ.")
    if dossier.state == DossierState.RETURNED:
        raise ActionRefused("Hồ sơ đã bị trả lại, đang chờ xã nộp lại.")
    _move(dossier, DossierState.RETURNED, reason, by)
    url = dossier.get_absolute_url()
    tell(commune_officers(dossier), f"Hồ sơ xét công nhận bị trả lại: {dossier.reason}", url, but=by)
    return dossier


@transaction.atomic
def resume_dossier(*, dossier: RecognitionDossier, reason: str, by: Officer | None) -> RecognitionDossier:
    """Hand a returned dossier in again, saying what was added."""
    dossier = locked_dossier(dossier, by)
    if dossier.state != DossierState.RETURNED:
        raise ActionRefused("Hồ sơ không bị trả lại nên không cần nộp lại.")
    return _move(dossier, DossierState.OPEN, reason, by)


@transaction.atomic
def withdraw_dossier(*, dossier: RecognitionDossier, reason: str, by: Officer | None) -> RecognitionDossier:
    """Give a dossier up, with the reason; it stays, and another may be opened."""
    return _move(locked_dossier(dossier, by), DossierState.WITHDRAWN, reason, by)


def _move(dossier: RecognitionDossier, state: str, reason: str, by: Officer | None) -> RecognitionDossier:
    dossier.state, dossier.reason = state, nfc(reason).strip()
    if not dossier.reason:
        raise ActionRefused("Ghi lý do.")
    return _saved(dossier, by, dossier.get_state_display())


def locked_dossier(
    dossier: RecognitionDossier, by: Officer | None, *, decided: bool = False
) -> RecognitionDossier:
    """The dossier as it is now, locked; ActionRefused when it is not the officer's or is settled, or where a
    `decided` one is asked for, when it has no decision."""
    refuse_without(by, CHANGE, "làm hồ sơ xét công nhận")
    rows = RecognitionDossier.objects.select_for_update(of=["self"]).select_related(
        "commune__province", "commune__district", "criteria_set", "round"
    )
    found = rows.get(pk=dossier.pk)
    if by is not None and not covers_place(by, found.commune):
        raise ActionRefused("Hồ sơ này ở ngoài phạm vi phụ trách của bạn.")
    if refusal := why_closed(found, decided=decided):
        raise ActionRefused(refusal)
    return found


def why_closed(dossier: RecognitionDossier, *, decided: bool = False) -> str:
    """Why nothing is written on the dossier now; "" where it is under way, or decided where that is asked."""
    if decided:
        undecided = dossier.state != DossierState.DECIDED
        return "Bước này ghi sau khi hồ sơ có quyết định công nhận." if undecided else ""
    if dossier.is_under_way:
        return ""
    return f"Hồ sơ đã kết thúc ({dossier.get_state_display().lower()}), không ghi thêm được."


def _saved(dossier: RecognitionDossier, by: Officer | None, said: str) -> RecognitionDossier:
    dossier._history_user, dossier._change_reason = by, said
    dossier.save()
    return dossier
