"""Showing evidence for an indicator: attaching a file, using an earlier one again, taking one away."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from communes.models import Officer
from criteria.actions.figures import standings_to_enter
from criteria.actions.permissions import ActionRefused, refuse_unless_open, refuse_without
from criteria.actions.received_files import checked_upload, keep_file, rows_with_files
from criteria.evidence_files import CheckedFile
from criteria.models import Evidence, EvidenceUse, Indicator, ReturnedFigure, Round, Standing


def attach(
    *, standing: Standing, indicator: Indicator, upload: UploadedFile, by: Officer | None
) -> EvidenceUse:
    """Keep a file and show it for one indicator of a dossier.

    Bytes the commune sent before are not kept twice. Raises ActionRefused when the file is not taken
    (`check_file`), is shown there already, or the dossier is not the officer's to change.
    """
    checked = checked_upload(upload)
    with rows_with_files() as written:
        standing = _standing_to_change(standing, indicator, by)
        return _use(_kept(standing, checked, by, written), standing, indicator, by)


@transaction.atomic
def reuse(*, evidence: Evidence, standing: Standing, indicator: Indicator, by: Officer | None) -> EvidenceUse:
    """Show a file the commune sent before, in this round or an earlier one. Raises as `attach` does."""
    standing = _standing_to_change(standing, indicator, by)
    if evidence.commune_id != standing.commune_id:
        raise ActionRefused("Tệp này là minh chứng của xã khác.")
    return _use(evidence, standing, indicator, by)


@transaction.atomic
def remove(*, use: EvidenceUse, by: Officer | None) -> EvidenceUse:
    """Take a file away from an indicator; the row says who and when, the file itself stays."""
    _standing_to_change(use.standing, use.indicator, by)
    use = EvidenceUse.objects.select_for_update(of=["self"]).get(pk=use.pk)
    if use.removed_at:
        raise ActionRefused("Tệp này đã được gỡ.")
    use.removed_at, use.removed_by = timezone.now(), by
    use.save(update_fields=["removed_at", "removed_by"])
    return use


def refusal_to_change(standing: Standing, indicator: Indicator, by: Officer | None) -> str:
    """Why the officer may not change the evidence of the indicator; "" when they may."""
    try:
        _refuse_change(standing.round, standing, indicator, by)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def _standing_to_change(standing: Standing, indicator: Indicator, by: Officer | None) -> Standing:
    """The standing, its round locked against a dossier sent meanwhile; ActionRefused when it is not open."""
    round = Round.objects.select_for_update(of=["self"]).select_related("criteria_set")
    return _refuse_change(round.get(pk=standing.round_id), standing, indicator, by)


def _refuse_change(round: Round, standing: Standing, indicator: Indicator, by: Officer | None) -> Standing:
    """Raise ActionRefused where figures could not be entered either; the standing as it is now."""
    refuse_without(by, "criteria.add_evidence", "đính kèm minh chứng")
    refuse_unless_open(round)
    [found] = standings_to_enter(round, {standing.commune_id}, by).values()
    if indicator.criterion.criteria_set_id != round.criteria_set_id:
        raise ActionRefused("Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
    open_to = ReturnedFigure.objects.open_criteria([found.pk] if found.returned_at else [])
    if found.returned_at and indicator.criterion_id not in open_to.get(found.pk, ()):
        raise ActionRefused(f"{found.commune.full_name} chỉ được sửa các tiêu chí bị trả lại.")
    return found


def _kept(standing: Standing, checked: CheckedFile, by: Officer | None, written: list) -> Evidence:
    """The commune's row of these bytes; a file written for it is put in `written`."""
    known = Evidence.objects.filter(commune=standing.commune_id, sha256=checked.sha256).first()
    if known:
        return known
    evidence = Evidence(
        commune_id=standing.commune_id,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=checked.sha256,
        added_by=by,
        added_at=timezone.now(),
    )
    keep_file(evidence.file, checked, written)
    evidence.save()
    return evidence


def _use(evidence: Evidence, standing: Standing, indicator: Indicator, by: Officer | None) -> EvidenceUse:
    shown = EvidenceUse.objects.filter(
        evidence=evidence, standing=standing, indicator=indicator, removed_at__isnull=True
    )
    if shown.exists():
        raise ActionRefused(f"“{evidence.name}” đã được đính kèm cho chỉ tiêu này.")
    return EvidenceUse.objects.create(
        evidence=evidence, standing=standing, indicator=indicator, added_by=by, added_at=timezone.now()
    )
