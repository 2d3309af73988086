"""What the directives' table of permissions reads: lists as files, signed and reported files, photos."""

import csv
import io
import json

from django.urls import reverse

from criteria import workbooks
from tests.permission_directives_acts import Case
from tests.permission_directives_world import mark
from tests.permission_pages import said


def same(case: Case, name: str, *args) -> str:
    """What a page says to whoever only reads it."""
    return said(case.client.get(reverse(name, args=args)))


def cells_of(content: bytes, ending: str) -> str:
    """Every cell of a table, one a line, whatever the kind of the file."""
    if ending == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return "\n".join(cell for row in rows for cell in row)
    if ending == "json":
        return "\n".join(_leaves(json.loads(content)))
    book = workbooks.open_workbook(content)
    return "\n".join(str(cell) for sheet in book for row in sheet.rows for cell in row)


def _leaves(value) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [str(value)]


def _listed(case: Case, address: str, ending: str, name: str, query: dict | None = None) -> str:
    """200, and whether the unit's row is in the file."""
    response = case.client.get(address, query or {})
    if response.status_code != 200:
        return said(response)
    content = b"".join(response) if response.streaming else response.content
    there = name in cells_of(content, ending).split("\n")
    return f"200 {'có' if there else 'không có'} dòng"


def _assignments(case: Case, ending: str) -> str:
    address = reverse("my-assignments-file", args=[ending])
    everything = {"xem": "tat-ca", "loc": "tat-ca"}
    return _listed(case, address, ending, mark(case.unit, case.stage), everything)


def _of_directive(case: Case, ending: str) -> str:
    directive = case.world.directive(case.unit)
    address = reverse("directive-table", args=[directive.province.code, directive.key, ending])
    return _listed(case, address, ending, mark(case.unit, case.stage))


def _obstacles(case: Case, ending: str) -> str:
    return _listed(case, reverse("obstacles-file", args=[ending]), ending, case.obstacle.text)


def _explanations(case: Case, ending: str) -> str:
    """The unit's name stands in the file as it does on the page."""
    address = reverse("explanations-file", args=[ending])
    return _listed(case, address, ending, case.explanation.unit_name)


def _activities(case: Case, ending: str) -> str:
    year = {"tu": "01/01/2023", "den": "31/12/2023"}
    return _listed(case, reverse("activities-file", args=[ending]), ending, case.activity.name, year)


def _comments(case: Case, ending: str) -> str:
    return _listed(case, reverse("comments-file", args=[ending]), ending, case.comment.text)


def _file(case: Case, address: str) -> str:
    response = case.client.get(address)
    if response.streaming:
        return f"{response.status_code} {b''.join(response.streaming_content)[:8].decode(errors='replace')}"
    return said(response)


def _signed(case: Case) -> str:
    directive = case.world.directive(case.unit)
    return _file(case, reverse("directive-file", args=[directive.province.code, directive.key]))


def _reported(case: Case) -> str:
    return _file(case, reverse("report-file", args=[case.assignment.reports.get().pk]))


def _photo(case: Case) -> str:
    activity = case.activity
    return _file(case, reverse("activity-photo", args=[activity.pk, activity.photos.get().pk]))


def _template(case: Case) -> str:
    directive = case.world.directive(case.unit)
    address = reverse("task-sheet-template", args=[directive.province.code, directive.key])
    response = case.client.get(address)
    if response.get("Content-Disposition"):
        return f"{response.status_code} {response['Content-Disposition']}"
    return said(response)


def _admin_export(case: Case) -> str:
    """The administration's list of assignments as a file."""
    address = reverse("admin:directives_assignment_export")
    response = case.client.post(address, {"format": "1", "resource": "0"})
    if response.status_code != 200:
        return said(response)
    content = b"".join(response) if response.streaming else response.content
    there = mark(case.unit, case.stage) in content.decode(errors="replace")
    return f"200 {'có' if there else 'không có'} dòng"


LISTS = {
    "see-assignments": _assignments,
    "see-directive": _of_directive,
    "see-obstacles": _obstacles,
    "see-explanations": _explanations,
    "see-activities": _activities,
    "see-comments": _comments,
}
FILE_READS = {
    (action, ending): lambda case, read=read, ending=ending: read(case, ending)
    for action, read in LISTS.items()
    for ending in ("json", "csv", "xlsx")
} | {
    ("see-directive", "view"): lambda case: same(
        case, "directive", case.world.directive(case.unit).province.code, case.world.directive(case.unit).key
    ),
    ("see-assignments", "export"): _admin_export,
    ("read-signed-file", "file"): _signed,
    ("read-report-file", "file"): _reported,
    ("read-photo", "file"): _photo,
    ("download-template", "file"): _template,
}
