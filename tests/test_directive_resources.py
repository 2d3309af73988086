"""Directives and tasks from sheets, assignments to sheets; a bad line is named by its cell."""

import datetime

import pytest

from directives.models import Directive, Task
from directives.resources import AssignmentResource, DirectiveResource, TaskResource
from tests import directive_builders
from tests.admin_world import build
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

HEADINGS = ["Mã tỉnh", "Loại văn bản", "Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"]
LINE = ["62", "Kế hoạch", "17/KH-UBND", "02/02/2024", "UBND tỉnh", "Về giảm nghèo"]
TASK_HEADINGS = [
    "Mã tỉnh",
    "Ngày ban hành văn bản",
    "Số, ký hiệu văn bản",
    "Số thứ tự",
    "Nhiệm vụ",
    "Tiêu chí",
]
TASK_LINE = ["62", "22/01/2024", "05/CT-UBND", "2", "Tuyên truyền", "xa-ntm-2021-2025/2; xa-ntm-2021-2025/1"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


def test_sheet_of_directives_adds_and_comes_back(world):
    lan = world.people["lan"]
    assert counts(read(DirectiveResource, lan, HEADINGS, LINE)) == (1, 0, 0)
    assert Directive.objects.get(number="17/KH-UBND").key == "17-kh-ubnd-2024"
    assert counts(read(DirectiveResource, lan, HEADINGS, LINE)) == (0, 0, 1)


def test_sheet_of_directives_says_what_replaces_what(world):
    lan = world.people["lan"]
    headings = [*HEADINGS, "Thay thế văn bản số", "Ngày của văn bản bị thay thế"]
    assert counts(read(DirectiveResource, lan, headings, [*LINE, "05/CT-UBND", "22/01/2024"])) == (1, 0, 0)
    assert Directive.objects.get(number="17/KH-UBND").supersedes == world.home["directive"]
    [(cell, message)] = faults(read(DirectiveResource, lan, headings, [*LINE, "06/CT-UBND", "22/01/2024"]))
    assert (cell, "Không có văn bản chỉ đạo" in message) == ("G2", True)


def test_sheet_of_directives_with_a_number_twice_in_a_year_is_refused(world):
    line = ["62", "Chỉ thị", "05 CT/UBND", "01/03/2024", "UBND tỉnh", "Về giảm nghèo"]
    [(cell, message)] = faults(read(DirectiveResource, world.people["lan"], HEADINGS, line))
    assert (cell, "cùng số, ký hiệu trong năm ấy" in message) == ("C2", True)


def test_sheet_of_directives_of_another_province_is_refused(world):
    line = ["64", *LINE[1:]]
    [(cell, message)] = faults(read(DirectiveResource, world.people["lan"], HEADINGS, line))
    assert (cell, "phạm vi phụ trách" in message) == ("A2", True)
    [(cell, message)] = faults(read(DirectiveResource, world.people["nam"], HEADINGS, LINE))
    assert (cell, message) == ("2", "Dòng này ở ngoài phạm vi phụ trách của bạn.")


def test_sheet_of_tasks_adds_changes_and_comes_back(world):
    lan = world.people["lan"]
    assert counts(read(TaskResource, lan, TASK_HEADINGS, TASK_LINE)) == (1, 0, 0)
    task = Task.objects.get(name="Tuyên truyền")
    assert [criterion.number for criterion in task.criteria.order_by("number")] == [1, 2]
    assert task.history.first().history_user == lan
    assert counts(read(TaskResource, lan, TASK_HEADINGS, TASK_LINE)) == (0, 0, 1)
    fewer = [*TASK_LINE[:5], "xa-ntm-2021-2025/1"]
    assert counts(read(TaskResource, lan, TASK_HEADINGS, fewer)) == (0, 1, 0)
    assert [criterion.number for criterion in task.criteria.all()] == [1]
    assert counts(read(TaskResource, lan, TASK_HEADINGS[:5], [*TASK_LINE[:4], "Vận động"])) == (0, 1, 0)
    task.refresh_from_db()
    assert (task.name, task.criteria.count()) == ("Vận động", 1)


def test_sheet_of_tasks_names_each_fault(world):
    headings = [*TASK_HEADINGS, "Thời hạn hoàn thành"]
    lines = [[*TASK_LINE[:5], "11", "31/02/2024"], [*TASK_LINE[:3], "3", "Việc", "", "01/01/2024"]]
    found = faults(read(TaskResource, world.people["lan"], headings, *lines))
    assert {cell for cell, _ in found} == {"F2", "G2", "G3"}


def test_sheet_of_assignments_says_how_each_stands(world):
    commune = world.home["commune"]
    done = directive_builders.assignment(
        world.home["task"], world.home["agency"], done_on=datetime.date(2024, 6, 3)
    )
    sheet = AssignmentResource(officer=world.people["lan"]).export()
    said = {line["Đơn vị thực hiện"]: line for line in sheet.dict}
    assert set(said) == {f"UBND {commune.prose_name}", done.unit_name}
    assert said[done.unit_name]["Tình trạng"] == "Hoàn thành đúng hạn"
    assert said[done.unit_name]["Hoàn thành ngày"] == "03/06/2024"
    assert said[f"UBND {commune.prose_name}"]["Tình trạng"].startswith("Quá hạn")
