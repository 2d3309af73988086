"""The acts of the directives' table of permissions, done through pages and the administration."""

import datetime
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from directives.comment_forms import About, stamp
from directives.models import ObstacleAction
from directives.obstacle_forms import unit_key
from tests.permission_directives_acts import REASON, Case, above, later, picture, task_sheet
from tests.permission_directives_files import FILE_READS, same
from tests.permission_directives_world import code
from tests.permission_pages import said


def day(date: datetime.date) -> str:
    return f"{date:%d/%m/%Y}"


def _of_directive(case: Case, name: str, *more) -> str:
    directive = case.world.directive(case.unit)
    return reverse(name, args=[directive.province.code, directive.key, *more])


def _task_page(case: Case, sent: dict | None = None) -> str:
    address = _of_directive(case, "task", case.world.task(case.unit).position)
    return said(case.client.get(address) if sent is None else case.client.post(address, sent))


def _give(case: Case) -> str:
    """The department's or the district's box ticked; in the other province its one agency's."""
    ticked = (
        {"give-districts": case.target.pk}
        if case.unit == "district"
        else {"give-agencies": case.world.offices["foreign" if case.unit == "other-province" else "lead"].pk}
    )
    return _task_page(case, {"do": "give", "give-role": "lead", "give-due_on": day(later()), **ticked})


def _explode(case: Case) -> str:
    sent = {
        "do": "explode",
        "explode-criterion": case.criterion.pk,
        "explode-district": "" if case.unit == "agency" else case.commune.district_id,
        "explode-to": "lead" if case.unit == "agency" else "commune",
        "explode-due_on": day(later()),
    }
    return _task_page(case, sent)


def _assignment(case: Case, **sent) -> str:
    """Send one of the forms of an assignment's page; without fields, read it."""
    address = reverse("assignment", args=[case.assignment.pk])
    return said(case.client.post(address, sent) if sent else case.client.get(address))


def _report(case: Case, **more) -> str:
    return _assignment(case, **{"do": "report", "report-text": "Mở ba lớp.", "report-percent": 60, **more})


def _answer_report(case: Case, do: str, answer: str = "") -> str:
    report = case.assignment.reports.get()
    return _assignment(case, **{"do": f"answer-{do}", "report": report.pk, "answer-answer": answer})


def _ask_extension(case: Case, reason: str = REASON) -> str:
    return _assignment(
        case, **{"do": "extend", "extend-until": day(later()), "extend-reason": reason}
    )  # fmt: skip


def _answer_extension(case: Case, do: str, answer: str = "") -> str:
    extension = case.assignment.extensions.get().pk
    sent = {"do": f"extension-{do}", "extension": extension, "extension-answer": answer}
    return _assignment(case, **sent)


def _revoke(case: Case, reason: str = "Giao nhầm.") -> str:
    return _assignment(case, **{"do": "revoke", "revoke-reason": reason})


def _raise(case: Case) -> str:
    address = f"{reverse('obstacle-add')}?xa={case.commune.pk}&tc={case.criterion.pk}"
    known = case.stage == "raised"
    sent = {
        "text": f"Vướng mắc {case.unit} raised" if known else "Thiếu đất làm nhà.",
        "cause": "land",
        "unit": unit_key(case.commune),
        "due_on": day(later()),
    }
    return said(case.client.post(address, sent))


def _step(action: str, **fields) -> Callable[[Case], str]:
    """Send the form of one step of an obstacle."""

    def send(case: Case) -> str:
        sent = {f"{action}-{name}": text for name, text in fields.items()}
        if action == ObstacleAction.ESCALATE:
            sent[f"{action}-to"] = unit_key(above(case))
        address = reverse("obstacle", args=[case.obstacle.pk])
        return said(case.client.post(address, {"do": action, **sent}))

    return send


def _ask(case: Case, query: str) -> str:
    """A question about what the query names, to the unit the form fills in."""
    unit = case.target if case.unit != "agency" else case.world.offices["lead"]
    sent = {"question": "Vì sao chậm?", "unit": unit_key(unit), "due_on": day(later())}
    return said(case.client.post(f"{reverse('explanation-add')}?{query}", sent))


def _answer(case: Case, answer: str = "Do mưa lũ.") -> str:
    address = reverse("explanation", args=[case.explanation.pk])
    return said(case.client.post(address, {"answer": answer}))


def _typed_activity(case: Case) -> dict:
    organiser = "xa" if case.unit in ("own", "other", "other-province") else "rieng"
    return {
        "organiser": organiser,
        "name": "Ra quân làm đường",
        "kind": "labour",
        "held_on": "01/03/2024",
        "commune": case.commune.pk,
        "people": "30",
    }


def _activity(case: Case, name: str, sent: dict) -> str:
    return said(case.client.post(reverse(name, args=[case.activity.pk]), sent))


def _comment(lam: str, **sent) -> Callable[[Case], str]:
    def send(case: Case) -> str:
        more = {"commune": case.commune.pk, "criterion": case.criterion.pk} if lam == "obstacle" else {}
        address = reverse("comment", args=[case.comment.pk])
        return said(case.client.post(address, {"lam": lam, **more, **sent}))

    return send


def _send_comment(case: Case) -> str:
    """As a resident fills in the form of a commune's page, a minute after it was opened."""
    opened = timezone.now() - datetime.timedelta(minutes=1)
    sent = {"text": "Đường thôn 3 lầy lội.", "name": "Y Hằng", "email": "", "xa": case.commune.pk}
    sent["dau"] = stamp(About(case.commune), opened)
    return said(case.client.post(reverse("comment-send"), sent))


def _erase_by_code(case: Case) -> str:
    sent = {"code": code(case.unit, case.stage), "what": "ten"}
    return said(case.client.post(reverse("comment-erase"), sent))


def _apply_sheet(case: Case) -> str:
    """Upload, preview, apply."""
    sent = {
        "file": SimpleUploadedFile("nhiem-vu.xlsx", task_sheet(case)),
        "criteria_set": case.world.criteria[0].criteria_set_id,
    }
    first = case.client.post(_of_directive(case, "task-sheet"), sent)
    if first.status_code != 302 or "dang-nhap" in first["Location"]:
        return said(first)
    shown = case.client.get(first["Location"])
    sent = {"fingerprint": shown.context["preview"].fingerprint}
    return f"{said(case.client.post(first['Location'], sent))} {said(shown)}"


def _admin(case: Case, name: str, *args, data: dict | None = None) -> str:
    address = reverse(f"admin:directives_{name}", args=args)
    return said(case.client.get(address) if data is None else case.client.post(address, data))


def _typed_directive(case: Case) -> dict:
    return {
        "province": case.commune.province_id,
        "kind": "directive",
        "number": "07/CT-UBND",
        "signed_on": "01/02/2024",
        "issuer": "Ủy ban nhân dân tỉnh",
        "title": "Về giảm nghèo bền vững",
    }


def _change_directive(case: Case) -> str:
    directive = case.world.directive(case.unit)
    sent = {**_typed_directive(case), "number": directive.number, "signed_on": day(directive.signed_on)}
    return _admin(case, "directive_change", directive.pk, data=sent)


def _typed_task(case: Case) -> dict:
    return {"directive": case.world.directive(case.unit).pk, "position": 50, "name": "Rà soát hộ nghèo"}


def _change_task(case: Case) -> str:
    return _admin(case, "task_change", case.world.task(case.unit).pk, data=_typed_task(case))


def _change_assignment(case: Case) -> str:
    """What nobody may write in the administration: it would reach the unit without notice."""
    return _admin(case, "assignment_change", case.assignment.pk, data={"done_on": "01/03/2024"})


PAGES: dict[tuple[str, str], Callable[[Case], str]] = {
    **FILE_READS,
    ("see-task", "view"): _task_page,
    ("give", "view"): _give,
    ("explode", "view"): _explode,
    ("see-assignment", "view"): _assignment,
    ("report", "view"): _report,
    ("report-done", "view"): lambda case: _report(case, **{"report-says_done": "on"}),
    ("accept-report", "view"): lambda case: _answer_report(case, "accept"),
    ("return-report", "view"): lambda case: _answer_report(case, "return", "Thiếu số liệu."),
    ("return-silently", "view"): lambda case: _answer_report(case, "return"),
    ("ask-extension", "view"): _ask_extension,
    ("ask-silently", "view"): lambda case: _ask_extension(case, " "),
    ("grant-extension", "view"): lambda case: _answer_extension(case, "grant"),
    ("refuse-extension", "view"): lambda case: _answer_extension(case, "refuse", "Còn đủ thời gian."),
    ("refuse-silently", "view"): lambda case: _answer_extension(case, "refuse"),
    ("revoke", "view"): _revoke,
    ("revoke-silently", "view"): lambda case: _revoke(case, " "),
    ("see-obstacle", "view"): lambda case: same(case, "obstacle", case.obstacle.pk),
    ("raise", "view"): _raise,
    ("take-up", "view"): _step("take_up"),
    ("settle", "view"): _step("settle", result="Đã cấp vốn.", effect="closer"),
    ("settle-silently", "view"): _step("settle", result=" ", effect="closer"),
    ("escalate", "view"): _step("escalate", reason=REASON),
    ("escalate-silently", "view"): _step("escalate", reason=" "),
    ("confirm", "view"): _step("confirm"),
    ("reject", "view"): _step("reject", reason="Chưa có vốn."),
    ("reject-silently", "view"): _step("reject", reason=" "),
    ("raise-again", "view"): _step("again", reason="Vốn lại thiếu."),
    ("raise-again-silently", "view"): _step("again", reason=" "),
    ("ask-about-cell", "view"): lambda case: _ask(case, f"xa={case.commune.pk}&tc={case.criterion.pk}"),
    ("ask-about-assignment", "view"): lambda case: _ask(case, f"viec={case.assignment.pk}"),
    ("ask-about-obstacle", "view"): lambda case: _ask(case, f"vuong-mac={case.obstacle.pk}"),
    ("see-explanation", "view"): lambda case: same(case, "explanation", case.explanation.pk),
    ("answer", "view"): _answer,
    ("answer-silently", "view"): lambda case: _answer(case, " "),
    ("see-activity", "view"): lambda case: same(case, "activity", case.activity.pk),
    ("add-activity", "view"): lambda case: said(
        case.client.post(reverse("activity-add"), _typed_activity(case))
    ),
    ("change-activity", "view"): lambda case: _activity(case, "activity-change", _typed_activity(case)),
    ("add-photo", "view"): lambda case: _activity(case, "activity", {"photos": picture()}),
    ("remove-photo", "view"): lambda case: _activity(
        case, "activity", {"remove": case.activity.photos.get().pk}
    ),
    ("see-comment", "view"): lambda case: same(case, "comment", case.comment.pk),
    ("publish-comment", "view"): _comment("publish"),
    ("refuse-comment", "view"): _comment("refuse", reason="Không liên quan."),
    ("refuse-comment-silently", "view"): _comment("refuse", reason=" "),
    ("answer-comment", "view"): _comment("answer", answer="Đã tiếp thu."),
    ("erase-sender", "view"): _comment("erase"),
    ("comment-to-obstacle", "view"): _comment("obstacle", text="Đường thôn lầy lội.", cause="capital"),
    ("send-comment", "view"): _send_comment,
    ("erase-by-code", "view"): _erase_by_code,
    ("apply-sheet", "import"): _apply_sheet,
    ("see-agency", "view"): lambda case: same(case, "agency", case.target.pk),
    ("add-directive", "admin"): lambda case: _admin(case, "directive_add", data=_typed_directive(case)),
    ("change-directive", "admin"): _change_directive,
    ("add-task", "admin"): lambda case: _admin(case, "task_add", data=_typed_task(case)),
    ("change-task", "admin"): _change_task,
    ("change-assignment", "admin"): _change_assignment,
    ("see-assignment", "admin"): lambda case: _admin(case, "assignment_change", case.assignment.pk),
    ("see-obstacle", "admin"): lambda case: _admin(case, "obstacle_change", case.obstacle.pk),
    ("see-comment", "admin"): lambda case: _admin(case, "comment_change", case.comment.pk),
}
READS = {action for action, _ in PAGES if action.startswith(("see-", "read-", "download-"))}
