"""The dossier by which a commune asks to be recognised: opening it, its steps and facts, sending it back."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer, ScopeLevel
from communes.naming import nfc
from communes.scope import NARROWER, covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.actions.received_files import checked_upload, keep_file, rows_with_files
from criteria.actions.telling import commune_officers, tell
from criteria.models import (
    Actor,
    DossierState,
    RecognitionDossier,
    RecognitionStep,
    Round,
    Standing,
    StepRecord,
)
from criteria.recognition_missing import Lack, step_lacks
from criteria.stages import steps_of

OPEN, CHANGE = "criteria.add_recognitiondossier", "criteria.change_recognitiondossier"
NEEDS_REASON = "Ghi lý do xác nhận vì còn điểm chưa đúng {}: {}."
WHOSE = {Actor.COMMUNE: "xã, huyện, tỉnh", Actor.DISTRICT: "huyện, tỉnh", Actor.PROVINCE: "tỉnh"}


@dataclass(frozen=True)
class Vote:
    """`agreed` of `present` of `members`."""

    members: int
    present: int
    agreed: int


@dataclass(frozen=True)
class Done:
    """What was done at a step: when, by which document, with which vote; `confirmed` is why it is written
    down although a rule from memory is not kept."""

    done_on: datetime.date
    document: str = ""
    upload: UploadedFile | None = None
    vote: Vote | None = None
    note: str = ""
    confirmed: str = ""


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
    if not round.data_on.year <= year <= timezone.localdate().year:
        raise ActionRefused(
            f"Ghi năm đề nghị từ {round.data_on.year} (năm của kỳ) đến {timezone.localdate().year}."
        )
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


def record_step(
    *, dossier: RecognitionDossier, step: RecognitionStep, done: Done, by: Officer | None
) -> StepRecord:
    """Write down what was done at a step; a step recorded before is replaced, its record stays.

    A rule of the step that is not kept refuses it where somebody read the rule, and asks for a reason where
    it is written from memory. Raises ActionRefused also for a step that is not the officer's level's, a day
    to come, a file that is not taken, and votes that cannot be.
    """
    checked = checked_upload(done.upload) if done.upload else None
    with rows_with_files() as written:
        dossier = locked_dossier(dossier, by)
        _refuse_step(dossier, step, by)
        refuse_future(done.done_on)
        _refuse_votes(step, done.vote)
        earlier = dossier.records.filter(step=step, replaced_at__isnull=True).first()
        record = _record(dossier, step, done, by)
        _carry_file(record, checked, earlier, written)
        confirm_lacks(_lacks_of(record, step), record.confirmed)
        if earlier:
            earlier.replaced_at = record.recorded_at
            earlier.save(update_fields=["replaced_at"])
        record.save()
        return record


def _record(dossier: RecognitionDossier, step: RecognitionStep, done: Done, by: Officer | None) -> StepRecord:
    votes = asdict(done.vote) if done.vote else {}
    return StepRecord(
        dossier=dossier,
        step=step,
        done_on=done.done_on,
        document=nfc(done.document),
        note=nfc(done.note),
        confirmed=nfc(done.confirmed).strip(),
        recorded_by=by,
        recorded_at=timezone.now(),
        **votes,
    )


def _carry_file(record: StepRecord, checked, earlier: StepRecord | None, written: list) -> None:
    """The file that was sent, or that of the record this one replaces."""
    if checked:
        record.file_name = checked.name
        keep_file(record.file, checked, written)
    elif earlier and earlier.file:
        record.file.name, record.file_name = earlier.file.name, earlier.file_name


def _lacks_of(record: StepRecord, step: RecognitionStep) -> list[Lack]:
    """What the record lacks by the rules, and the steps before it that nobody recorded or that are later."""
    lacks = step_lacks(step, record)
    rules = RecognitionStep.objects.in_force(record.dossier.opened_on).filter(
        procedure=record.dossier.procedure, position__lt=step.position
    )
    done = {
        row.step_id: row.done_on
        for row in record.dossier.records.filter(replaced_at__isnull=True, step__in=rules)
    }
    for rule in rules:
        if rule.pk not in done:
            lacks.append(Lack(f"Chưa ghi bước {rule.position}", rule.blocks))
        elif done[rule.pk] > record.done_on:
            lacks.append(Lack(f"Bước {rule.position} lại thực hiện sau ngày này", rule.blocks))
    return lacks


def confirm_lacks(lacks: Sequence[Lack], confirmed: str) -> None:
    """Raise ActionRefused where a rule that was read is not kept, or one from memory without a reason."""
    blocking = [lack.text for lack in lacks if lack.blocks]
    if blocking:
        raise ActionRefused(f"Chưa ghi được: {'; '.join(blocking)}.")
    if lacks and not confirmed:
        raise ActionRefused(
            NEEDS_REASON.format("quy định chưa kiểm chứng", "; ".join(lack.text for lack in lacks))
        )


def _refuse_step(dossier: RecognitionDossier, step: RecognitionStep, by: Officer | None) -> None:
    if step.procedure != dossier.procedure or not step.holds_on(dossier.opened_on):
        raise ActionRefused("Bước này không thuộc trình tự của hồ sơ.")
    if not may_record(by, step):
        raise ActionRefused(f"Bước này do cấp {WHOSE[step.actor]} ghi.")


def may_record(by: Officer | None, step: RecognitionStep) -> bool:
    """Whether the step is for the officer's level or a lower one to record."""
    return by is None or step.actor in NARROWER.get(by.scope_level, ())


def _refuse_votes(step: RecognitionStep, vote: Vote | None) -> None:
    if vote is None:
        return
    if not step.has_vote:
        raise ActionRefused("Bước này không bỏ phiếu; để trống số phiếu.")
    if not 0 <= vote.agreed <= vote.present <= vote.members or not vote.members:
        raise ActionRefused("Số người nhất trí không quá số dự họp, số dự họp không quá tổng số thành viên.")


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


def locked_dossier(dossier: RecognitionDossier, by: Officer | None) -> RecognitionDossier:
    """The dossier as it is now, locked; ActionRefused when it is not the officer's or is settled."""
    refuse_without(by, CHANGE, "làm hồ sơ xét công nhận")
    rows = RecognitionDossier.objects.select_for_update(of=["self"]).select_related(
        "commune__province", "commune__district", "criteria_set", "round"
    )
    found = rows.get(pk=dossier.pk)
    if by is not None and not covers_place(by, found.commune):
        raise ActionRefused("Hồ sơ này ở ngoài phạm vi phụ trách của bạn.")
    if not found.is_under_way:
        raise ActionRefused(f"Hồ sơ đã kết thúc ({found.get_state_display().lower()}), không ghi thêm được.")
    return found


def _saved(dossier: RecognitionDossier, by: Officer | None, said: str) -> RecognitionDossier:
    dossier._history_user, dossier._change_reason = by, said
    dossier.save()
    return dossier
