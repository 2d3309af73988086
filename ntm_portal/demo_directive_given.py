"""What the demonstration's directive gave to whom, and what each unit reported, asked and was answered."""

from criteria.models import LeadRole
from directives.actions import (
    answer_extension,
    answer_report,
    ask_extension,
    assign,
    assign_unmet,
    report,
)
from directives.models import Assignment, Task
from ntm_portal.demo_directive_cast import Cast
from ntm_portal.demo_directive_files import rows_of, tables_of
from ntm_portal.demo_directive_moments import dated, day, happened, term

GIVEN = -75
GIVES, ANSWERS = "lan", "hung"
ACCEPTED = "Đã đối chiếu văn bản, đồng ý."
GRANTED = "Đồng ý gia hạn một lần; báo cáo tiến độ hằng tuần."
NOT_GRANTED = "Lý do chưa đủ để lùi hạn; tập trung hoàn thành phần còn lại."


def give_all(cast: Cast, tasks: dict[int, Task], words: dict[int, dict], orders: dict) -> None:
    """Every assignment, then what became of it. `words` are what units say of each task."""
    outcomes, said = tables_of("outcomes"), []
    with happened(GIVEN) as at:
        for row in rows_of("given"):
            said += _give(cast, tasks[int(row["task"])], row, outcomes)
        for order in orders["exploded"]:
            said += _explode(cast, tasks[order["task"]], order)
        for assignment, _ in said:
            dated(assignment, given_at=at)
    _give_closed(cast, tasks, orders["closed"])
    for assignment, key in said:
        _follow(cast, assignment, outcomes[key], words[assignment.task.position])


def _give(cast: Cast, task: Task, row: dict, outcomes: dict) -> list[tuple[Assignment, str]]:
    """A line of given.csv: units are district codes, or one agency."""
    names = row["units"].split() if row["units"][0].isdigit() else [row["units"]]
    given = assign(
        task=task,
        units=[cast.units[name] for name in names],
        due_on=term(outcomes[row["outcome"]]["due"]),
        role=LeadRole(row["role"]),
        by=cast.officer(GIVES),
    )
    return [(assignment, row["outcome"]) for assignment in given]


def _explode(cast: Cast, task: Task, order: dict) -> list[tuple[Assignment, str]]:
    """ "Giao cho mọi xã chưa đạt": as on the task's page."""
    exploded = assign_unmet(
        task=task,
        criterion=cast.criteria[order["criterion"]],
        district=cast.units.get(order.get("district")),
        to=order["to"],
        due_on=term(order["due"]),
        by=cast.officer(GIVES),
    )
    return [(row, order["said"].get(row.commune.code, "term")) for row in exploded.given]


def _give_closed(cast: Cast, tasks: dict[int, Task], orders: list[dict]) -> None:
    """Assignments whose cell is appraised đạt by now: they closed by themselves."""
    for order in orders:
        commune = cast.units[order["commune"]]
        days = (order["given_on"] - day(0)).days
        with happened(days) as at:
            (given,) = assign(
                task=tasks[order["task"]],
                units=[commune],
                commune=commune,
                criterion=cast.criteria[order["criterion"]],
                due_on=order["due_on"],
                by=cast.officer(GIVES),
            )
            dated(given, given_at=at)


def _follow(cast: Cast, assignment: Assignment, outcome: dict, words: dict) -> None:
    """What the unit did with it until today."""
    if "report" in outcome:
        _report(cast, assignment, outcome["report"], words)
    if "extension" in outcome:
        _extend(cast, assignment, outcome["extension"], words)


def _report(cast: Cast, assignment: Assignment, said: dict, words: dict) -> None:
    done = said.get("done", False)
    with happened(said["at"]) as at:
        row = report(
            assignment=assignment,
            text=words["reported"] if done else words["under_way"],
            percent=said.get("percent", 100),
            says_done=done,
            by=cast.person_of(assignment.unit),
        )
        dated(row, at=at)
    if "answered" not in said:
        return
    accept = said["accept"]
    with happened(said["answered"]) as at:
        answered = answer_report(
            report=row,
            accept=accept,
            answer=ACCEPTED if accept else words["missing"],
            by=cast.officer(ANSWERS),
        )
        dated(answered, **{"accepted_at" if accept else "returned_at": at})
        _date_history(assignment, at)


def _extend(cast: Cast, assignment: Assignment, said: dict, words: dict) -> None:
    with happened(said["at"]) as at:
        row = ask_extension(
            assignment=assignment,
            until=term(said["until"]),
            reason=words["why_longer"],
            by=cast.person_of(assignment.unit),
        )
        dated(row, asked_at=at)
    if "answered" not in said:
        return
    with happened(said["answered"]) as at:
        answered = answer_extension(
            extension=row,
            grant=said["grant"],
            answer=GRANTED if said["grant"] else NOT_GRANTED,
            by=cast.officer(ANSWERS),
        )
        dated(answered, answered_at=at)
        _date_history(assignment, at)


def _date_history(assignment: Assignment, at) -> None:
    """An answer that changed the assignment left a row of history; it is of that day."""
    newest = assignment.history.first()
    if newest.history_type == "~":
        assignment.history.filter(pk=newest.pk).update(history_date=at)
