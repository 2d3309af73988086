"""What is done at the steps of a dossier for recognition, and the publication after its decision."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from communes.models import Officer
from communes.naming import nfc
from communes.scope import NARROWER
from criteria.actions.permissions import ActionRefused
from criteria.actions.received_files import checked_upload, keep_file, rows_with_files
from criteria.actions.recognition import locked_dossier, refuse_future
from criteria.models import Actor, Recognition, RecognitionDossier, RecognitionStep, StepRecord
from criteria.recognition_missing import Lack, step_lacks
from criteria.wording import day

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
    down although a rule from memory is not kept; `published_url` is the page that publishes the decision, ""
    where there is none any more, None to leave what is kept."""

    done_on: datetime.date
    document: str = ""
    upload: UploadedFile | None = None
    vote: Vote | None = None
    note: str = ""
    confirmed: str = ""
    published_url: str | None = None


def record_step(
    *, dossier: RecognitionDossier, step: RecognitionStep, done: Done, by: Officer | None
) -> StepRecord:
    """Write down what was done at a step; a step recorded before is replaced, its record stays.

    A rule of the step that is not kept refuses it where somebody read the rule, and asks for a reason where
    it is written from memory. A step after the decision is recorded on a dossier that has one, from the day
    of the decision on, and its page is kept on the recognition. Raises ActionRefused also for a step that is
    not the officer's level's, a day to come, a file that is not taken, and votes that cannot be.
    """
    checked = checked_upload(done.upload) if done.upload else None
    with rows_with_files() as written:
        dossier = locked_dossier(dossier, by, decided=step.after_decision)
        _refuse_step(dossier, step, by)
        refuse_future(done.done_on)
        _refuse_before_decision(dossier, step, done.done_on)
        _refuse_votes(step, done.vote)
        earlier = dossier.records.filter(step=step, replaced_at__isnull=True).first()
        record = _record(dossier, step, done, by)
        _carry_file(record, checked, earlier, written)
        confirm_lacks(_lacks_of(record, step), record.confirmed)
        if earlier:
            earlier.replaced_at = record.recorded_at
            earlier.save(update_fields=["replaced_at"])
        record.save()
        if step.after_decision and done.published_url is not None:
            _publish(dossier, done.published_url, by)
        return record


def _publish(dossier: RecognitionDossier, url: str, by: Officer | None) -> None:
    # Read anew under its lock: whoever revokes it meanwhile locks the recognition, not the dossier.
    row = Recognition.objects.select_for_update().get(pk=dossier.recognition_id)
    if row.published_url == url:
        return
    row.published_url = url
    row._history_user, row._change_reason = by, "Công bố"
    row.save()


def _refuse_before_decision(dossier: RecognitionDossier, step: RecognitionStep, on: datetime.date) -> None:
    """What publishes a decision is done on its day or later."""
    if step.after_decision and on < dossier.recognition.decided_on:
        raise ActionRefused(
            f"Quyết định ký ngày {day(dossier.recognition.decided_on)}; ghi ngày công bố từ ngày ấy trở đi."
        )


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
    """What the record lacks by the rules, and the steps before it that nobody recorded or that are later;
    after the decision, which confirmed what was missing then, only the steps after it."""
    lacks = step_lacks(step, record)
    rules = RecognitionStep.objects.in_force(record.dossier.opened_on).filter(
        procedure=record.dossier.procedure,
        position__lt=step.position,
        after_decision=step.after_decision,
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
