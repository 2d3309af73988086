"""A sheet of tasks on the blank one, and applying it: who may, what changed meanwhile, all or nothing."""

import datetime
import io

import openpyxl
import pytest

from communes.models import Notice
from criteria.actions import ActionRefused
from directives.actions import assign
from directives.actions.task_sheets import apply_tasks
from directives.models import Assignment, Task
from directives.task_sheet import preview_tasks
from directives.task_sheet_headers import HEADINGS
from directives.task_sheet_template import HEADER_ROW, task_template
from tests import builders, directive_builders
from tests.task_sheet_builders import JUNE, World, applied, officer, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


# The blank sheet


def test_template_filled_in_is_read_and_its_example_is_not(world):
    book = openpyxl.load_workbook(io.BytesIO(task_template(world.directive)))
    sheet = book.active
    first = HEADER_ROW + 3
    for column, value in enumerate(row(1, due=datetime.datetime(2024, 6, 28)), start=1):
        sheet.cell(first, column).value = value or None
    content = io.BytesIO()
    book.save(content)
    found = preview_tasks(world.order([], content=content.getvalue()))
    assert (found.errors, found.warnings, found.examples, found.changes) == ([], [], 1, 2)
    assert found.tasks[0].gifts[0].due == JUNE


def test_template_is_an_a4_form_with_a_list_of_roles(world):
    sheet = openpyxl.load_workbook(io.BytesIO(task_template(world.directive))).active
    assert [cell.value for cell in sheet[HEADER_ROW + 1]] == list(HEADINGS.values())
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert {cell.font.name for line in sheet.iter_rows(min_row=5, max_row=10) for cell in line} == {
        "Times New Roman"
    }
    [roles] = sheet.data_validations.dataValidation
    assert roles.formula1 == '"Chủ trì,Phối hợp"'


# Who, and when something changed


def test_sheet_needs_both_permissions_and_the_province(world):
    other = builders.province("Gia Lai", "64")
    people = [
        officer("giver", world.province, ["direct_assignment"]),
        officer("adder", world.province, ["add_task"]),
        officer("nam", world.dak_ha),
        officer("foreign", other),
        officer("nobody", None),
    ]
    for person in people:
        with pytest.raises(ActionRefused):
            applied(world, [row()], by=person)
    assert not Task.objects.exists()


def test_sheet_overtaken_since_its_preview_writes_nothing(world):
    order = world.order([row(1), row(2)])
    seen = preview_tasks(order).fingerprint
    directive_builders.task(world.directive, 2, name="Nhiệm vụ 2")
    with pytest.raises(ActionRefused, match="đã đổi sau khi xem trước"):
        apply_tasks(order=order, seen=seen, by=world.lan)
    assert Task.objects.count() == 1


def test_sheet_is_written_whole_or_not_at_all(world, monkeypatch):
    calls = []

    def refuse_second(**asked):
        calls.append(asked)
        if len(calls) == 2:
            raise ActionRefused("Không giao được.")
        return assign(**asked)

    monkeypatch.setattr("directives.actions.task_sheets.assign", refuse_second)
    with pytest.raises(ActionRefused):
        applied(world, [row(1), row(2)])
    assert (Task.objects.count(), Assignment.objects.count(), Notice.objects.count()) == (0, 0, 0)
