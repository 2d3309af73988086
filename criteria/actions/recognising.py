"""Decisions on recognition: the one that closes a dossier, revoking, and putting a wrong revocation right."""

import datetime
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from communes.models import Commune, Officer, ScopeLevel
from communes.naming import nfc
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.actions.received_files import checked_upload, keep_file, rows_with_files
from criteria.actions.recognition import locked_dossier, refuse_future
from criteria.actions.recognition_steps import confirm_lacks
from criteria.actions.telling import commune_officers, tell
from criteria.models import DossierState, Recognition, RecognitionDossier
from criteria.recognition_facts import Owed, dossier_views
from criteria.wording import day

RECOGNISE, REVOKE = "criteria.add_recognition", "criteria.revoke_recognition"
FIRST_YEAR = 2010
PROVINCIAL = (ScopeLevel.PROVINCE, ScopeLevel.NATION)


@dataclass(frozen=True)
class Decision:
    """A signed decision: its number, its day, and its file; why, where a decision must say so."""

    number: str
    decided_on: datetime.date
    upload: UploadedFile | None = None
    reason: str = ""


def recognise(
    *,
    dossier: RecognitionDossier,
    decision: Decision,
    year_achieved: int,
    owed: Owed,
    by: Officer | None,
    published_url: str = "",
    confirmed: str = "",
) -> Recognition:
    """Close a dossier with the decision that recognises the commune.

    Raises ActionRefused for whoever may not, a dossier sent back, a decision without number, day, file or a
    year that can be, and while anything is missing: what a rule asks for that somebody read is never passed
    over, the rest only with the reason in `confirmed`.
    """
    refuse_without(by, RECOGNISE, "ghi quyết định công nhận")
    checked = checked_upload(_file_of(decision))
    with rows_with_files() as written:
        dossier = locked_dossier(dossier, by)
        _refuse_below_province(by)
        _refuse_decision(decision, year_achieved)
        _refuse_after_the_end(dossier.commune, decision)
        if dossier.state == DossierState.RETURNED:
            raise ActionRefused("Hồ sơ đang bị trả lại; nộp lại trước khi ghi quyết định.")
        [view] = dossier_views([dossier], owed, timezone.localdate())
        confirm_lacks(view.lacks, nfc(confirmed).strip())
        row = _recognition(dossier, decision, year_achieved=year_achieved, published_url=published_url)
        keep_file(row.file, checked, written)
        _save(row, by, "Công nhận")
        dossier.state, dossier.recognition = DossierState.DECIDED, row
        dossier.reason = nfc(confirmed).strip()[:500]
        _save(dossier, by, "Quyết định công nhận")
        _tell(dossier, f"Xã được công nhận đạt chuẩn theo quyết định {row.decision_number}", by)
        return row


def revoke(
    *,
    recognition: Recognition,
    decision: Decision,
    by: Officer | None,
) -> Recognition:
    """Revoke a recognition from the day of the decision on; the recognition stays with that day.

    Raises ActionRefused for whoever may not, one revoked already, a day before the recognition, and a
    decision without number, day, reason or file.
    """
    refuse_without(by, REVOKE, "ghi quyết định thu hồi công nhận")
    checked = checked_upload(_file_of(decision))
    with rows_with_files() as written:
        row = _locked(recognition, by)
        if refusal := why_not_revoked(row):
            raise ActionRefused(refusal)
        _refuse_decision(decision, None)
        if decision.decided_on < row.decided_on:
            raise ActionRefused("Ngày thu hồi phải bằng hoặc sau ngày quyết định công nhận.")
        row.revocation_reason = _reason(decision, "Ghi lý do thu hồi.")
        row.revoked_on, row.revocation_decision = decision.decided_on, nfc(decision.number).strip()
        keep_file(row.revocation_file, checked, written)
        _save(row, by, "Thu hồi")
        _tell(row, f"Công nhận đạt chuẩn của xã bị thu hồi theo quyết định {row.revocation_decision}", by)
        return row


def restore(
    *,
    recognition: Recognition,
    decision: Decision,
    by: Officer | None,
) -> Recognition:
    """Put a wrong revocation right by a decision of its own; the commune is recognised again from its day.

    The revoked row stays as it is: between the two days the commune was not recognised, and every count of
    such a day still says so. Raises ActionRefused as `revoke` does.
    """
    refuse_without(by, REVOKE, "ghi quyết định khôi phục công nhận")
    checked = checked_upload(_file_of(decision))
    with rows_with_files() as written:
        row = _locked(recognition, by)
        if refusal := why_not_restored(row):
            raise ActionRefused(refusal)
        _refuse_decision(decision, None)
        if decision.decided_on < row.revoked_on:
            raise ActionRefused("Ngày khôi phục phải bằng hoặc sau ngày thu hồi.")
        again = _recognition(
            row,
            decision,
            year_achieved=row.year_achieved,
            restores=row,
            restoring_reason=_reason(decision, "Ghi lý do khôi phục."),
        )
        keep_file(again.file, checked, written)
        _save(again, by, "Khôi phục")
        _tell(again, f"Công nhận đạt chuẩn của xã được khôi phục ({again.decision_number})", by)
        return again


def why_not_revoked(row: Recognition) -> str:
    """Why the recognition cannot be revoked; "" where it can."""
    if row.revoked_on is None:
        return ""
    by = row.revocation_decision
    return f"Công nhận này đã bị thu hồi từ ngày {day(row.revoked_on)} theo quyết định {by}."


def why_not_restored(row: Recognition) -> str:
    """Why the recognition cannot be restored; "" where it can."""
    if row.revoked_on is None:
        return "Công nhận này không bị thu hồi nên không có gì để khôi phục."
    if again := Recognition.objects.filter(restores=row).first():
        return (
            f"Công nhận này đã được khôi phục bằng quyết định {again.decision_number} "
            f"ngày {day(again.decided_on)}."
        )
    return ""


def _locked(recognition: Recognition, by: Officer | None) -> Recognition:
    rows = Recognition.objects.select_for_update(of=["self"]).select_related("commune", "criteria_set")
    row = rows.get(pk=recognition.pk)
    if by is not None and not covers_place(by, row.commune):
        raise ActionRefused("Xã này ở ngoài phạm vi phụ trách của bạn.")
    _refuse_below_province(by)
    return row


def _refuse_below_province(by: Officer | None) -> None:
    if by is not None and by.scope_level not in PROVINCIAL:
        raise ActionRefused("Quyết định công nhận, thu hồi do UBND cấp tỉnh ban hành; cán bộ tỉnh ghi.")


def _file_of(decision: Decision) -> UploadedFile:
    if decision.upload is None:
        raise ActionRefused("Chọn tệp quyết định.")
    return decision.upload


def _refuse_decision(decision: Decision, year_achieved: int | None) -> None:
    if not nfc(decision.number).strip():
        raise ActionRefused("Ghi số quyết định.")
    refuse_future(decision.decided_on)
    if year_achieved is not None and not FIRST_YEAR <= year_achieved <= decision.decided_on.year:
        raise ActionRefused(f"Năm đạt chuẩn phải từ {FIRST_YEAR} đến năm của quyết định.")


def _refuse_after_the_end(commune: Commune, decision: Decision) -> None:
    """A commune that merged is recognised by no later decision: its successor is assessed anew."""
    if commune.valid_to and decision.decided_on > commune.valid_to:
        raise ActionRefused(
            f"{commune.full_name} là đơn vị cũ, có đến hết ngày {day(commune.valid_to)}; "
            "quyết định công nhận phải từ ngày ấy trở về trước."
        )


def _recognition(about: RecognitionDossier | Recognition, decision: Decision, **fields) -> Recognition:
    """An unsaved recognition by the decision, of the commune and set a dossier or recognition is about."""
    known = Recognition.objects.filter(commune=about.commune, criteria_set=about.criteria_set)
    if known.filter(decided_on=decision.decided_on).exists():
        raise ActionRefused("Xã này đã được ghi công nhận trong cùng ngày.")
    return Recognition(
        commune=about.commune,
        criteria_set=about.criteria_set,
        decision_number=nfc(decision.number).strip(),
        decided_on=decision.decided_on,
        illustrative=about.illustrative,
        **fields,
    )


def _reason(decision: Decision, missing: str) -> str:
    reason = nfc(decision.reason).strip()
    if not reason:
        raise ActionRefused(missing)
    return reason


def _save(row, by: Officer | None, said: str) -> None:
    row._history_user, row._change_reason = by, said
    row.save()


def _tell(about, text: str, by: Officer | None) -> None:
    tell(commune_officers(about), f"{text}.", about.commune.get_absolute_url(), but=by)
