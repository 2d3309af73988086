"""The acts of the table of permissions, done directly: each says what the action answered."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communes.models import Commune, Officer
from criteria.actions import (
    ActionRefused,
    close_round,
    open_round,
    record_figures,
    reopen_round,
    return_figures,
    review,
    submit,
    take_up,
    undo_batch,
    withdraw,
)
from criteria.actions import evidence as evidence_acts
from criteria.actions.levels import save_threshold
from criteria.models import (
    BatchKind,
    ChangeSource,
    EvidenceUse,
    ImportBatch,
    Indicator,
    LapseReason,
    Round,
    Standing,
)
from criteria.outcomes import Judgement
from tests.permission_world import OPEN_CODE, PDF, PermissionWorld, entry, verdicts

OVERRIDE = {"reason": "Kiểm tra lại thực địa.", "lapse_reason": LapseReason.RECHECKED}


@dataclass
class Case:
    """A row of the table and what it names, fetched when asked for."""

    world: PermissionWorld
    role: str
    unit: str
    stage: str

    @cached_property
    def officer(self) -> Officer:
        return Officer.objects.select_related("agency").get(username=self.role)

    @property
    def client(self):
        return self.world.clients[self.role]

    @cached_property
    def round(self) -> Round:
        return self.world.round(self.unit, self.stage)

    @cached_property
    def standing(self) -> Standing:
        return self.world.standing(self.unit, self.stage)

    @property
    def commune(self) -> Commune:
        return self.world.communes[self.unit]

    @property
    def indicator(self) -> Indicator:
        """The one that may be entered in every open stage."""
        return Indicator.objects.select_related("criterion").get(pk=self.world.indicators[OPEN_CODE].pk)

    def batch(self, kind: str) -> ImportBatch:
        return ImportBatch.objects.get(round=self.round, kind=kind, file_name=f"{self.commune.code}.xlsx")

    @property
    def use(self) -> EvidenceUse:
        uses = self.standing.evidence_uses.select_related("standing__round", "indicator__criterion")
        return uses.get(indicator=self.indicator)


def do(case: Case, action: str) -> str:
    """What the action says when it refuses, "" when it does not."""
    try:
        ACTS[action](case)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def upload(name="bien-ban.pdf") -> SimpleUploadedFile:
    """A file no commune has sent."""
    return SimpleUploadedFile(name, PDF + b"% khac\n", content_type="application/pdf")


def tomorrow() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=1)


def _enter(case: Case) -> None:
    entries = [entry(case.commune, case.indicator, version=0)]
    record_figures(round=case.round, entries=entries, by=case.officer, source=ChangeSource.TYPED)


def _enter_kept(case: Case) -> None:
    """A figure that was not sent back."""
    entries = [entry(case.commune, case.world.indicators["1.1"], outcome="N", answer="no")]
    record_figures(round=case.round, entries=entries, by=case.officer, source=ChangeSource.TYPED)


def _judge(case: Case, judgement: str, letters: str, **fields) -> None:
    given = verdicts(case.world, case.commune, letters, **fields)
    review(round=case.round, verdicts=given, judgement=judgement, by=case.officer)


def _return(case: Case) -> None:
    reasons = {case.world.indicators["1.1"].pk: "Thiếu minh chứng."}
    return_figures(standing=case.standing, reasons=reasons, due_on=tomorrow(), by=case.officer)


def _change_threshold(case: Case) -> None:
    level = case.world.thresholds[case.unit]
    level.text = "Có"
    save_threshold(threshold=level, by=case.officer)


def _open_round(case: Case) -> None:
    law, province = case.world.criteria[0].criteria_set, case.world.province_of(case.unit)
    open_round(criteria_set=law, province=province, data_on=datetime.date(2023, 12, 31), by=case.officer)


def _attach(case: Case) -> None:
    evidence_acts.attach(standing=case.standing, indicator=case.indicator, upload=upload(), by=case.officer)


ACTS: dict[str, Callable[[Case], object]] = {
    "enter": _enter,
    "enter-kept": _enter_kept,
    "submit": lambda case: submit(standing=case.standing, by=case.officer, incomplete=True),
    "withdraw": lambda case: withdraw(standing=case.standing, by=case.officer),
    "take-up": lambda case: take_up(standing=case.standing, by=case.officer),
    "verify": lambda case: _judge(case, Judgement.VERIFIED, "M"),
    "appraise": lambda case: _judge(case, Judgement.APPRAISED, "M"),
    "appraise-free": lambda case: _judge(case, Judgement.APPRAISED, " M"),
    "override": lambda case: _judge(case, Judgement.APPRAISED, "N", **OVERRIDE),
    "override-silently": lambda case: _judge(case, Judgement.APPRAISED, "N"),
    "take-back-appraisal": lambda case: _judge(case, Judgement.APPRAISED, [""], **OVERRIDE),
    "return": _return,
    "attach": _attach,
    "remove-evidence": lambda case: evidence_acts.remove(use=case.use, by=case.officer),
    "undo-figures": lambda case: undo_batch(batch=case.batch(BatchKind.FIGURES), by=case.officer),
    "undo-outcomes": lambda case: undo_batch(batch=case.batch(BatchKind.OUTCOMES), by=case.officer),
    "close": lambda case: close_round(round=case.round, by=case.officer),
    "reopen": lambda case: reopen_round(round=case.round, by=case.officer, reason="Bổ sung số liệu"),
    "reopen-silently": lambda case: reopen_round(round=case.round, by=case.officer, reason=" "),
    "open-round": _open_round,
    "change-threshold": _change_threshold,
}
