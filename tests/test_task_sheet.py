"""A sheet of tasks: what its cells say, whom its units mean, every fault with its cell, all or nothing."""

import datetime

import pytest

from communes.models import Notice
from criteria.actions import ActionRefused
from criteria.models import LeadRole
from directives.actions import assign, revoke
from directives.models import Assignment, Task
from directives.task_sheet import preview_tasks
from directives.task_sheet_headers import MAX_ROWS
from tests import builders, directive_builders
from tests.sheet_builders import FILES, xlsx
from tests.task_sheet_builders import HEADER, JULY, JUNE, World, applied, officer, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


def faults(world, rows, **fields) -> list[tuple[str, str]]:
    found = preview_tasks(world.order(rows, **fields))
    return [(finding.cell, finding.message) for finding in [*found.fatal, *found.errors]]


def given() -> list[tuple]:
    rows = Assignment.objects.select_related("task").order_by("task__position", "id")
    return [(row.task.position, str(row.unit), row.role, row.due_on) for row in rows]


# What is written


def test_sheet_makes_tasks_and_gives_them(world):
    rows = [
        row(1, clause="mục 2 điểm b", text="Dòng một\nDòng hai", result="Báo cáo", criteria="3; 2"),
        row(1, "Sở NN&PTNT; UBND huyện Đăk Hà", name="", role="phối hợp", due=""),
        row(2, "xã Đăk Pxi", due="31/07/2024", criteria=11),
    ]
    written = applied(world, rows)
    first, second = Task.objects.order_by("position")
    assert (first.clause, first.text, first.expected_result) == (
        "mục 2 điểm b",
        "Dòng một\nDòng hai",
        "Báo cáo",
    )
    assert (first.due_on, second.due_on) == (JUNE, JULY)
    assert [criterion.number for criterion in first.criteria.order_by("number")] == [2, 3]
    assert given() == [
        (1, "Sở Y tế", LeadRole.LEAD, JUNE),
        (1, "Sở NN&PTNT", LeadRole.SUPPORT, JUNE),
        (1, "Huyện Đăk Hà", LeadRole.SUPPORT, JUNE),
        (2, "Xã Đăk Pxi", LeadRole.LEAD, JULY),
    ]
    assert (len(written.tasks), len(written.assignments)) == (2, 4)


def test_sheet_writes_history_and_notices(world):
    thai = officer("thai", world.pxi, ["report_assignment"])
    applied(world, [row(1, "xã Đăk Pxi"), row(2, "xã Đăk Pxi")])
    assert {task.history.first().history_user for task in Task.objects.all()} == {world.lan}
    assert {item.history.get().history_user for item in Assignment.objects.all()} == {world.lan}
    assert Notice.objects.filter(recipient=thai).count() == 2


def test_sheet_applied_twice_changes_nothing(world):
    rows = [row(1, "các huyện, thành phố", criteria="2"), row(1, "Sở Y tế", name="", due="31/07/2024")]
    applied(world, rows)
    before = given()
    again = preview_tasks(world.order(rows))
    assert (again.errors, again.changes, again.gifts_there) == ([], 0, 3)
    written = applied(world, rows)
    assert (written.tasks, written.assignments, given()) == ([], [], before)


def test_sheet_adds_units_to_a_task_that_is_there(world):
    task = directive_builders.task(world.directive, 1, name="Rà soát", due_on=JULY)
    applied(world, [row(1, "Sở Y tế; Sở NN&PTNT", name="RÀ SOÁT".capitalize(), due="")])
    assert [(item[1], item[3]) for item in given()] == [("Sở Y tế", JULY), ("Sở NN&PTNT", JULY)]
    assert Task.objects.get() == task


def test_sheet_gives_a_revoked_assignment_again_and_says_so(world):
    rows = [row(1, "Sở Y tế")]
    [assignment] = applied(world, rows).assignments
    revoke(assignment=assignment, reason="Giao nhầm", by=world.lan)
    found = preview_tasks(world.order(rows))
    assert [(item.cell, item.message) for item in found.warnings] == [
        ("F2", "Sở Y tế từng được giao việc này rồi thu hồi; áp dụng là giao lại.")
    ]
    applied(world, rows)
    assert Assignment.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("sở y tế", ["Sở Y tế"]),
        ("Sở Nông nghiệp và Phát triển nông thôn", ["Sở NN&PTNT"]),
        ("UBND huyện Đắk Hà", ["Huyện Đăk Hà"]),
        ("huyện Tu Mơ Rông", ["Huyện Tu Mơ Rông"]),
        ("UBND xã Đăk Hà", ["Xã Đăk Hà"]),
        ("thị trấn Đăk Hà (huyện Đăk Hà)", ["Thị trấn Đăk Hà"]),
        ("các huyện, thành phố", ["Huyện Đăk Hà", "Huyện Tu Mơ Rông"]),
        ("UBND các huyện, thành phố", ["Huyện Đăk Hà", "Huyện Tu Mơ Rông"]),
        ("Sở Y tế;\nxã Đăk Pxi;", ["Sở Y tế", "Xã Đăk Pxi"]),
        ("các xã (huyện Đăk Hà)", ["Thị trấn Đăk Hà", "Xã Đăk Pxi"]),
    ],
)
def test_sheet_units_are_found_by_the_names_people_use(world, units, expected):
    applied(world, [row(1, units)])
    assert sorted(item[1] for item in given()) == sorted(expected)


def test_sheet_all_communes_are_those_in_the_programme(world):
    world.tu.participations.all().delete()
    applied(world, [row(1, "các xã")])
    assert Assignment.objects.count() == 3


def test_sheet_places_are_those_of_the_day_the_directive_was_signed(world):
    world.dak_ha.valid_to = datetime.date(2023, 12, 31)
    world.dak_ha.save()
    [(cell, message)] = faults(world, [row(1, "huyện Đăk Hà")])
    assert (cell, "vào ngày ban hành văn bản" in message) == ("F2", True)


# Faults, each with its cell


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"position": ""}, "A2", "Ghi số thứ tự của nhiệm vụ ở từng dòng"),
        ({"position": "một"}, "A2", "“một” không phải số thứ tự"),
        ({"position": 1.5}, "A2", "không phải số thứ tự"),
        ({"position": 40000}, "A2", "không phải số thứ tự"),
        ({"name": ""}, "C2", "Ghi tên nhiệm vụ số 1"),
        ({"name": "x" * 201}, "C2", "rút còn không quá 200"),
        ({"units": ""}, "F2", "Ghi đơn vị thực hiện"),
        ({"units": "Sở Lạ"}, "F2", "Không có cơ quan"),
        ({"units": "Sở Y tế tỉnh"}, "F2", "có phải “Sở Y tế”"),
        ({"units": "các huyện"}, "F2", "Không có cơ quan “các huyện”"),
        ({"units": "huyện Sa Thầy"}, "F2", "Không tìm thấy “huyện Sa Thầy”"),
        ({"units": "thành phố Đăk Hà"}, "F2", "Không tìm thấy"),
        ({"units": "xã Đăk Pxi (huyện Tu Mơ Rông)"}, "F2", "Không tìm thấy"),
        ({"units": "Sở Y tế; Sở Y tế"}, "F2", "Sở Y tế có hai lần trong ô F2"),
        ({"role": "Theo dõi"}, "G2", "ghi Chủ trì hoặc Phối hợp"),
        ({"due": ""}, "H2", "Chưa có thời hạn"),
        ({"due": "31/02/2024"}, "H2", "không phải ngày"),
        ({"due": "quý II"}, "H2", "không phải ngày"),
        ({"due": "21/01/2024"}, "H2", "trước ngày ban hành văn bản (22/01/2024)"),
        ({"criteria": "16"}, "I2", "không có tiêu chí 16"),
        ({"criteria": datetime.date(2024, 2, 10)}, "I2", "Excel đã đổi số thành ngày tháng (10/02/2024)"),
        ({"criteria": "y tế"}, "I2", "không phải số tiêu chí"),
        ({"text": "§¨ng ký khai sinh ®óng h¹n"}, "D2", "không phải Unicode"),
    ],
)
def test_sheet_fault_names_its_cell(world, cells, cell, words):
    [(found, message)] = faults(world, [row(**{"position": 1, **cells})])
    assert found == cell
    assert words in message
    with pytest.raises(ActionRefused):
        applied(world, [row(**{"position": 1, **cells})])
    assert not Task.objects.exists()


def test_sheet_tells_every_fault_at_once_in_the_order_of_rows(world):
    rows = [row(1, "Sở Lạ", due="mai"), row(2), row("ba", role="Khác")]
    assert [cell for cell, _ in faults(world, rows)] == ["F2", "H2", "A4", "G4"]


def test_sheet_rows_of_one_task_may_not_contradict(world):
    rows = [
        row(1, criteria="2"),
        row(1, "Sở NN&PTNT", name="Tên khác", criteria="3"),
        row(1, "huyện Đăk Hà", name="nhiệm vụ 1".capitalize(), criteria="2"),
    ]
    found = dict(faults(world, rows))
    assert list(found) == ["C3", "I3"]
    assert "Khác với ô C2 của cùng nhiệm vụ số 1" in found["C3"]


def test_sheet_unit_twice_in_a_task_is_a_fault(world):
    rows = [row(1, "huyện Đăk Hà"), row(1, "các huyện, thành phố", role="Phối hợp")]
    [(cell, message)] = faults(world, rows)
    assert (cell, message) == (
        "F3",
        "huyện Đăk Hà có ở cả ô F2 và ô F3 của nhiệm vụ số 1; chỉ ghi một lần.",
    )


def test_sheet_name_of_two_units_is_not_guessed(world):
    builders.agency(world.province, "Phòng Nông nghiệp huyện Đăk Hà", short_name="Phòng NN")
    builders.agency(world.province, "Phòng Nông nghiệp huyện Tu Mơ Rông", short_name="Phòng NN")
    builders.commune(world.dak_ha, "Tê Xăng", "23999")
    found = faults(world, [row(1, "Phòng NN"), row(2, "xã Tê Xăng")])
    assert [cell for cell, _ in found] == ["F2", "F3"]
    assert "có thể là nhiều cơ quan" in found[0][1]
    assert "xã Tê Xăng (huyện Tu Mơ Rông)" in found[1][1]
    assert faults(world, [row(2, "xã Tê Xăng (huyện Tu Mơ Rông)")]) == []


def test_sheet_does_not_change_what_is_there(world):
    task = directive_builders.task(world.directive, 1, name="Rà soát", due_on=JUNE)
    assign(task=task, units=[world.health], due_on=JULY, by=world.lan)
    found = dict(faults(world, [row(1, name="Việc khác", text="Lời khác", criteria="2")]))
    assert list(found) == ["C2", "D2", "H2", "I2"]
    assert "hạn 31/07/2024" in found["H2"]
    found = dict(faults(world, [row(1, name="Rà soát", due="31/07/2024", role="Phối hợp")]))
    assert list(found) == ["G2"]


# The file as a whole


def test_sheet_headings_in_any_order_case_and_words(world):
    rows = [
        ["UBND TỈNH KON TUM"],
        ["THỜI HẠN", "nhiem vu (tóm tắt)", "Cơ quan, đơn vị", "STT", "Ghi chú"],
        ["28/06/2024", "Rà soát", "Sở Y tế", 1.0, "gấp"],
    ]
    order = world.order([], content=xlsx(rows))
    found = preview_tasks(order)
    assert ([task.name for task in found.tasks], found.errors) == (["Rà soát"], [])
    assert [(item.cell, item.message) for item in found.warnings] == [("E2", "Cột “Ghi chú” không được đọc.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.4", "không phải bảng tính"),
        (xlsx([["STT", "Tên xã"], [1, "Xã Đăk Pxi"]]), "Không tìm thấy dòng tiêu đề"),
        (xlsx([HEADER]), "không có nhiệm vụ nào"),
        (xlsx([[*HEADER, "Đơn vị"], row()]), "Có 2 cột “Đơn vị” (F1 và J1)"),
        (xlsx([HEADER, row()], [HEADER, row()]), "Tệp có nhiều trang tính"),
        (xlsx([HEADER, *([row()] * (MAX_ROWS + 1))]), "quá mức"),
        (xlsx([HEADER, row(name="Ph¸t triÓn §¨k Hµ"), row(2, name="H¹n chãt ®Õn"), row(3, name="§¹t chuÈn")]),
         "không phải Unicode"),
    ],
)  # fmt: skip
def test_sheet_that_is_none_is_refused(world, content, words):
    found = preview_tasks(world.order([], content=content))
    assert [words in finding.message for finding in found.fatal] == [True]
    assert not found.tasks


def test_sheet_as_csv(world):
    lines = [";".join(HEADER), '1;;Rà soát;;;"Sở Y tế; xã Đăk Pxi";Chủ trì;28/06/2024;"2; 3"']
    applied(world, [], content="\r\n".join(lines).encode("utf-8-sig"))
    assert [item[1] for item in given()] == ["Sở Y tế", "Xã Đăk Pxi"]


@pytest.mark.parametrize("name", ["nhiem-vu-libreoffice.xlsx", "nhiem-vu.xls"])
def test_sheet_saved_again_by_another_program(world, name):
    """The portal's own blank sheet, filled in and saved by LibreOffice in both formats."""
    found = preview_tasks(world.order([], content=(FILES / name).read_bytes()))
    assert (found.fatal, found.errors, found.warnings, found.examples) == ([], [], [], 1)
    assert [(task.stated.position, len(task.gifts)) for task in found.tasks] == [(1, 4), (2, 1)]
    assert found.tasks[0].stated.texts["text"] == "Rà soát hộ nghèo,\nhộ cận nghèo."
    assert [gift.terms for gift in found.tasks[0].gifts][::3] == [
        "Chủ trì, hạn 28/06/2024",
        "Phối hợp, hạn 28/06/2024",
    ]
