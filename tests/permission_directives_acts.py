"""The acts of the directives' table of permissions, done directly: each says what the action answered."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communes.models import Agency, District, Officer
from criteria.actions import ActionRefused
from directives import actions
from directives.actions.assigning import TO_COMMUNE, TO_LEAD
from directives.actions.comment_obstacles import comment_to_obstacle
from directives.actions.task_sheets import apply_tasks
from directives.task_sheet import TaskOrder, preview_tasks
from tests.evidence_builders import photo
from tests.permission_directives_world import DirectivesWorld, code
from tests.sheet_builders import xlsx

REASON = "Mưa lũ kéo dài."
SHEET = ["Số TT", "Nhiệm vụ", "Đơn vị", "Thời hạn"]


@dataclass
class Case:
    """A row of the table and what it names."""

    world: DirectivesWorld
    role: str
    unit: str
    stage: str

    @property
    def officer(self) -> Officer:
        return Officer.objects.select_related("agency").get(username=self.role)

    @property
    def client(self):
        return self.world.clients[self.role]

    @property
    def target(self):
        return self.world.units[self.unit]

    @property
    def commune(self):
        return self.world.commune(self.unit)

    @property
    def criterion(self):
        """Missed everywhere, unless the row is about a cell that is met."""
        return self.world.criteria[self.stage == "met"]

    @property
    def assignment(self):
        return self.world.assignment(self.unit, self.stage)

    @property
    def obstacle(self):
        return self.world.obstacle(self.unit, self.stage)

    @property
    def explanation(self):
        return self.world.explanation(self.unit, self.stage)

    @property
    def activity(self):
        return self.world.activity(self.unit)

    @property
    def comment(self):
        return self.world.comment(self.unit, self.stage)


def do(case: Case, action: str) -> str:
    """What the action says when it refuses, "" when it does not."""
    try:
        ACTS[action](case)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def later(days: int = 90) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("hop-thon.png", photo("PNG", size=(70, 50)), content_type="image/png")


def task_sheet(case: Case) -> bytes:
    return xlsx([SHEET, [90, "Rà soát hộ nghèo", case.world.offices[_office(case)].name, "31/12/2030"]])


def order(case: Case) -> TaskOrder:
    content = task_sheet(case)
    return TaskOrder(
        content=content,
        file_name="nhiem-vu.xlsx",
        directive=case.world.directive(case.unit),
        criteria_set=case.world.criteria[0].criteria_set,
        max_bytes=len(content),
    )


def above(case: Case) -> Agency | District:
    """Who an obstacle goes to next: the district, an agency, another agency."""
    if case.unit in ("own", "other"):
        return case.commune.district
    return case.world.offices["foreign" if case.unit == "other-province" else "roads"]


def facts(name: str = "Ra quân làm đường") -> dict:
    return {"kind": "labour", "held_on": datetime.date(2024, 3, 1), "name": name, "people": 30}


def _office(case: Case) -> str:
    return "foreign" if case.unit == "other-province" else "roads"


def _apply_sheet(case: Case):
    given = order(case)
    return apply_tasks(order=given, seen=preview_tasks(given).fingerprint, by=case.officer)


def _give(case: Case, unit=None):
    task = case.world.task(case.unit)
    return actions.assign(task=task, units=[unit or case.target], due_on=later(), by=case.officer)


def _give_outside(case: Case):
    """A task of the home province given to a unit of another."""
    return _give(case, case.world.communes["other-province"])


def _explode(case: Case):
    return actions.assign_unmet(
        task=case.world.task(case.unit),
        criterion=case.criterion,
        due_on=later(),
        to=TO_LEAD if case.unit == "agency" else TO_COMMUNE,
        district=None if case.unit == "agency" else case.commune.district,
        by=case.officer,
    )


def _report(case: Case, **fields):
    said = {"text": "Đã mở ba lớp.", "percent": 60, **fields}
    return actions.report(assignment=case.assignment, by=case.officer, **said)


def _answer_report(case: Case, *, accept: bool, answer: str = ""):
    report = case.assignment.reports.get()
    return actions.answer_report(report=report, accept=accept, answer=answer, by=case.officer)


def _ask_extension(case: Case, reason: str = REASON):
    return actions.ask_extension(
        assignment=case.assignment, until=later(), reason=reason, by=case.officer
    )  # fmt: skip


def _answer_extension(case: Case, *, grant: bool, answer: str = ""):
    extension = case.assignment.extensions.get()
    return actions.answer_extension(extension=extension, grant=grant, answer=answer, by=case.officer)


def _revoke(case: Case, reason: str = "Giao nhầm."):
    return actions.revoke(assignment=case.assignment, reason=reason, by=case.officer)


def _raise(case: Case):
    """One that is open already is said in the same words."""
    known = case.stage == "raised"
    text = f"Vướng mắc {case.unit} raised" if known else "Thiếu đất làm nhà."
    return actions.raise_obstacle(
        commune=case.commune, criterion=case.criterion, text=text, cause="land", by=case.officer
    )


def _step(name: str, **fields) -> Callable[[Case], object]:
    return lambda case: getattr(actions, name)(obstacle=case.obstacle, by=case.officer, **fields)


def _escalate(case: Case, reason: str = REASON, to=None):
    return actions.escalate(obstacle=case.obstacle, to=to or above(case), reason=reason, by=case.officer)


def _escalate_outside(case: Case):
    return _escalate(case, to=case.world.offices["foreign"])


def _ask(case: Case, about: actions.About):
    return actions.ask_explanation(about=about, question="Vì sao chậm?", by=case.officer)


def _answer(case: Case, answer: str = "Do mưa lũ."):
    return actions.answer_explanation(request=case.explanation, answer=answer, by=case.officer)


def _add_activity(case: Case):
    return actions.record_activity(unit=case.target, commune=case.commune, facts=facts(), by=case.officer)


def _change_activity(case: Case):
    return actions.change_activity(
        activity=case.activity, commune=case.commune, facts=facts(), criteria=[], by=case.officer
    )


def _remove_photo(case: Case):
    return actions.remove_photo(photo=case.activity.photos.get(), by=case.officer)


def _comment(name: str, **fields) -> Callable[[Case], object]:
    return lambda case: getattr(actions, name)(comment=case.comment, by=case.officer, **fields)


def _comment_to_obstacle(case: Case):
    return comment_to_obstacle(
        comment=case.comment,
        commune=case.commune,
        criterion=case.criterion,
        text="Đường thôn lầy lội.",
        cause="capital",
        by=case.officer,
    )


ACTS: dict[str, Callable[[Case], object]] = {
    "apply-sheet": _apply_sheet,
    "give": _give,
    "give-outside": _give_outside,
    "explode": _explode,
    "report": _report,
    "report-done": lambda case: _report(case, says_done=True),
    "accept-report": lambda case: _answer_report(case, accept=True),
    "return-report": lambda case: _answer_report(case, accept=False, answer="Thiếu số liệu."),
    "return-silently": lambda case: _answer_report(case, accept=False, answer=" "),
    "ask-extension": _ask_extension,
    "ask-silently": lambda case: _ask_extension(case, reason=" "),
    "grant-extension": lambda case: _answer_extension(case, grant=True),
    "refuse-extension": lambda case: _answer_extension(case, grant=False, answer="Còn đủ thời gian."),
    "refuse-silently": lambda case: _answer_extension(case, grant=False, answer=" "),
    "revoke": _revoke,
    "revoke-silently": lambda case: _revoke(case, reason=" "),
    "raise": _raise,
    "take-up": _step("take_up"),
    "settle": _step("settle", result="Đã cấp vốn.", effect="closer"),
    "settle-silently": _step("settle", result=" ", effect="closer"),
    "escalate": _escalate,
    "escalate-silently": lambda case: _escalate(case, reason=" "),
    "escalate-outside": _escalate_outside,
    "confirm": _step("confirm"),
    "reject": _step("reject", reason="Chưa có vốn."),
    "reject-silently": _step("reject", reason=" "),
    "raise-again": _step("raise_again", reason="Vốn lại thiếu."),
    "raise-again-silently": _step("raise_again", reason=" "),
    "ask-about-cell": lambda case: _ask(case, actions.About(case.commune, case.criterion)),
    "ask-about-assignment": lambda case: _ask(case, actions.About(assignment=case.assignment)),
    "ask-about-obstacle": lambda case: _ask(case, actions.About(obstacle=case.obstacle)),
    "answer": _answer,
    "answer-silently": lambda case: _answer(case, " "),
    "add-activity": _add_activity,
    "change-activity": _change_activity,
    "add-photo": lambda case: actions.add_photo(activity=case.activity, upload=picture(), by=case.officer),
    "remove-photo": _remove_photo,
    "publish-comment": _comment("publish_comment"),
    "refuse-comment": _comment("refuse_comment", reason="Không liên quan."),
    "refuse-comment-silently": _comment("refuse_comment", reason=" "),
    "answer-comment": _comment("answer_comment", answer="Đã tiếp thu."),
    "erase-sender": _comment("erase_comment"),
    "comment-to-obstacle": _comment_to_obstacle,
    "erase-by-code": lambda case: actions.erase_by_code(code=code(case.unit, case.stage)),
}
