"""What a unit says of its assignment and what the issuer answers: reports and the one extension."""

import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions import ActionRefused
from criteria.actions.telling import tell
from criteria.cells import met_days
from criteria.evidence_files import CheckedFile, RefusedFile, check_file, too_large
from directives.actions.permissions import REPORT, refuse_unless_directing, refuse_unless_of_unit
from directives.actions.telling import assignment_url, directors, unit_officers
from directives.models import Assignment, Extension, ProgressReport

REPORTING, ASKING = "báo cáo việc được giao", "xin gia hạn việc được giao"


def report(
    *,
    assignment: Assignment,
    text: str,
    percent: int,
    by: Officer | None,
    says_done: bool = False,
    upload: UploadedFile | None = None,
) -> ProgressReport:
    """Record what the unit says. "Done" waits for the issuer; until accepted it counts as not done.

    Raises ActionRefused for an officer of another unit, a revoked or finished assignment, a second report
    of completion while one waits, and for one that closes only when its criterion is appraised đạt.
    """
    checked = _checked(upload) if upload else None
    written: list = []
    try:
        with transaction.atomic():
            assignment = _open_assignment(assignment)
            refuse_unless_of_unit(by, assignment, REPORT, REPORTING)
            _refuse_report(assignment, text, percent, says_done)
            row = ProgressReport(assignment=assignment, text=text.strip(), says_done=says_done, by=by)
            row.percent, row.at = 100 if says_done else percent, timezone.now()
            if checked:
                _keep(row, checked, written)
            row.save()
            _tell_directors(row)
            return row
    except BaseException:
        # The row is gone with the transaction; its file would stay behind for ever.
        for file in written:
            file.storage.delete(file.name)
        raise


def _tell_directors(report: ProgressReport) -> None:
    assignment = report.assignment
    said = "đã hoàn thành" if report.says_done else f"đạt {report.percent} %"
    text = f"{assignment.unit_name} báo cáo {said}: {assignment.task.name}."
    tell(directors(assignment.task.directive.province), text, assignment_url(assignment), but=report.by)


def _checked(upload: UploadedFile) -> CheckedFile:
    """The file as it may be kept; ActionRefused with the sentence of what is wrong with it."""
    max_bytes = settings.EVIDENCE_MAX_MB * 1024 * 1024
    if upload.size > max_bytes:
        raise ActionRefused(too_large(max_bytes))
    try:
        return check_file(upload.read(), upload.name or "", max_bytes=max_bytes)
    except RefusedFile as refusal:
        raise ActionRefused(str(refusal)) from refusal


def _keep(row: ProgressReport, checked: CheckedFile, written: list) -> None:
    row.file_name, row.file_type, row.file_sha256 = checked.name, checked.content_type, checked.sha256
    row.file.save(checked.sha256[:32], ContentFile(checked.content), save=False)
    written.append(row.file)


def _open_assignment(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked; ActionRefused when it was revoked or is done."""
    found = Assignment.objects.select_for_update(of=["self"]).with_names().get(pk=assignment.pk)
    if found.revoked_at:
        raise ActionRefused("Việc này đã được thu hồi nên không báo cáo, gia hạn được nữa.")
    if found.done_on:
        raise ActionRefused(f"Việc này đã được xác nhận hoàn thành ngày {found.done_on:%d/%m/%Y}.")
    cell = (found.commune_id, found.criterion_id)
    if found.closes_when_met and cell in met_days([cell]):
        raise ActionRefused("Tiêu chí đã được thẩm định đạt nên việc này đã xong.")
    return found


def _refuse_report(assignment: Assignment, text: str, percent: int, says_done: bool) -> None:
    if not text.strip():
        raise ActionRefused("Ghi nội dung báo cáo: đã làm được gì, còn vướng gì.")
    if not 0 <= percent <= 100:
        raise ActionRefused("Tiến độ từ 0 đến 100 %.")
    if says_done and assignment.closes_when_met:
        raise ActionRefused(
            f"Việc này tự xong khi {assignment.commune.prose_name} được thẩm định đạt tiêu chí "
            f"{assignment.criterion.number}; báo cáo tiến độ, không báo cáo hoàn thành."
        )
    if says_done and any(row.is_waiting for row in assignment.reports.all()):
        raise ActionRefused("Đang có báo cáo hoàn thành chờ xác nhận.")
    last = assignment.reports.last()
    if last and not last.returned_at and _same(last, text, percent, says_done):
        raise ActionRefused("Báo cáo này đã được gửi; chỉ gửi tiếp khi có nội dung mới.")


def _same(last: ProgressReport, text: str, percent: int, says_done: bool) -> bool:
    """Whether a report says what the last one said: a page sent again, not news."""
    return (last.text, last.says_done) == (text.strip(), says_done) and (says_done or last.percent == percent)


@transaction.atomic
def answer_report(
    *, report: ProgressReport, accept: bool, by: Officer | None, answer: str = ""
) -> ProgressReport:
    """Accept a report of completion, which closes the assignment on the day it was reported, or return it.

    Raises ActionRefused for whoever may not direct or reported it themselves, when it was answered
    meanwhile, and for a return without a reason. A returned report counts as not done.
    """
    report = ProgressReport.objects.select_for_update(of=["self"]).get(pk=report.pk)
    assignment = Assignment.objects.select_for_update(of=["self"]).with_names().get(pk=report.assignment_id)
    refuse_unless_directing(by, assignment.task.directive.province)
    if by is not None and report.by_id == by.pk:
        raise ActionRefused("Bạn gửi báo cáo này; người khác xác nhận hoặc trả lại.")
    if not report.is_waiting or assignment.revoked_at:
        raise ActionRefused("Báo cáo này không còn chờ xác nhận; tải lại trang để xem.")
    if not accept and not answer.strip():
        raise ActionRefused("Ghi lý do trả lại: còn thiếu gì, bổ sung thế nào.")
    now, report.answer = timezone.now(), answer.strip()
    if accept:
        report.accepted_at, report.accepted_by = now, by
        assignment.done_on = timezone.localdate(report.at)
        assignment._history_user = by
        assignment.save()
    else:
        report.returned_at, report.returned_by = now, by
    report.save()
    said = "được xác nhận hoàn thành" if accept else f"bị trả lại, tính là chưa xong. Lý do: {report.answer}"
    tell(
        unit_officers(assignment, REPORT),
        f"Báo cáo “{assignment.task.name}” {said}",
        assignment_url(assignment),
        but=by,
    )
    return report


@transaction.atomic
def ask_extension(
    *, assignment: Assignment, until: datetime.date, reason: str, by: Officer | None
) -> Extension:
    """Ask for more time, once. Raises ActionRefused when it was granted before, is asked already, without a
    reason, for a day that is not later than the deadline, and for an officer of another unit."""
    assignment = _open_assignment(assignment)
    refuse_unless_of_unit(by, assignment, REPORT, ASKING)
    if assignment.extended_to:
        raise ActionRefused("Việc này đã được gia hạn một lần; mỗi việc chỉ được gia hạn một lần.")
    if any(row.granted is None for row in assignment.extensions.all()):
        raise ActionRefused("Đang có đề nghị gia hạn chờ trả lời.")
    if not reason.strip():
        raise ActionRefused("Ghi lý do xin gia hạn.")
    if until <= assignment.due_on:
        raise ActionRefused(f"Hạn mới phải sau hạn {assignment.due_on:%d/%m/%Y}.")
    if until <= timezone.localdate():
        raise ActionRefused("Hạn mới phải sau hôm nay.")
    row = Extension.objects.create(
        assignment=assignment, until=until, reason=reason.strip(), asked_at=timezone.now(), asked_by=by
    )
    text = f"{assignment.unit_name} xin gia hạn “{assignment.task.name}” đến {until:%d/%m/%Y}."
    tell(directors(assignment.task.directive.province), text, assignment_url(assignment), but=by)
    return row


@transaction.atomic
def answer_extension(*, extension: Extension, grant: bool, by: Officer | None, answer: str = "") -> Extension:
    """Grant the one extension or refuse it with a reason; the first deadline stays and is shown.

    Raises ActionRefused for whoever may not direct or asked for it themselves, when it was answered
    meanwhile or the assignment is settled, and for a refusal without a reason.
    """
    extension = Extension.objects.select_for_update(of=["self"]).get(pk=extension.pk)
    assignment = _open_assignment(extension.assignment)
    refuse_unless_directing(by, assignment.task.directive.province)
    if by is not None and extension.asked_by_id == by.pk:
        raise ActionRefused("Bạn xin gia hạn việc này; người khác trả lời.")
    if extension.granted is not None:
        raise ActionRefused("Đề nghị này đã được trả lời; tải lại trang để xem.")
    if not grant and not answer.strip():
        raise ActionRefused("Ghi lý do không đồng ý gia hạn.")
    extension.granted, extension.answer = grant, answer.strip()
    extension.answered_at, extension.answered_by = timezone.now(), by
    extension.save()
    if grant:
        assignment.extended_to = extension.until
        assignment._history_user, assignment._change_reason = by, extension.reason[:100]
        assignment.save()
    said = (
        f"được gia hạn đến {extension.until:%d/%m/%Y}" if grant else f"không được gia hạn: {answer.strip()}"
    )
    tell(
        unit_officers(assignment, REPORT),
        f"“{assignment.task.name}” {said}",
        assignment_url(assignment),
        but=by,
    )
    return extension
