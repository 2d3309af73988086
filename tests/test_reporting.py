"""Reports and the one extension: who says what, who answers, and what each does to the assignment."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communes.models import Notice
from criteria.actions import ActionRefused
from directives.actions import answer_extension, answer_report, ask_extension, report, revoke
from directives.models import Assignment, Extension, ProgressReport
from tests import directive_builders as build
from tests.directive_world import directive_world, next_round

LATER = timezone.localdate() + datetime.timedelta(days=30)


@pytest.fixture
def world(db):
    built = directive_world()
    built.given = build.assignment(built.task, built.agency)
    return built


def say(world, by="department", **fields) -> ProgressReport:
    said = {"text": "Đã mở ba lớp dạy nghề.", "percent": 60, **fields}
    return report(assignment=world.given, by=getattr(world.people, by), **said)


def done(world) -> ProgressReport:
    return say(world, says_done=True)


def test_report_is_kept_and_told_to_those_who_direct(world):
    row = say(world)
    assert (row.percent, row.says_done, row.by) == (60, False, world.people.department)
    assert {notice.recipient for notice in Notice.objects.all()} == {
        world.people.director,
        world.people.second_director,
    }
    assert Notice.objects.first().text == "Sở NN&PTNT báo cáo đạt 60 %: Giảm nghèo bền vững."


def test_report_of_completion_waits_and_is_not_done_yet(world):
    row = done(world)
    assert (row.percent, row.is_waiting) == (100, True)
    world.given.refresh_from_db()
    assert world.given.done_on is None


def test_report_accepted_closes_on_the_day_it_was_reported(world):
    row = done(world)
    told = datetime.datetime(2024, 6, 27, 20, tzinfo=datetime.UTC)
    ProgressReport.objects.filter(pk=row.pk).update(at=told)
    answer_report(report=row, accept=True, by=world.people.director)
    world.given.refresh_from_db()
    assert world.given.done_on == datetime.date(2024, 6, 28)  # 03:00 in Vietnam
    assert world.given.history.first().history_user == world.people.director
    with pytest.raises(ActionRefused, match="đã được xác nhận hoàn thành"):
        say(world)


def test_report_returned_counts_as_not_done_and_may_be_sent_again(world):
    row = answer_report(report=done(world), accept=False, answer="Thiếu số liệu.", by=world.people.director)
    assert (row.returned_by, row.answer) == (world.people.director, "Thiếu số liệu.")
    world.given.refresh_from_db()
    assert world.given.done_on is None
    assert "bị trả lại, tính là chưa xong" in Notice.objects.get(recipient=world.people.department).text
    assert done(world).is_waiting


@pytest.mark.parametrize("person", ["district", "commune", "neighbour", "director", "reader", "stranger"])
def test_report_is_for_the_unit_alone(world, person):
    with pytest.raises(ActionRefused):
        say(world, by=person)
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " "}, "Ghi nội dung báo cáo"),
        ({"percent": 101}, "từ 0 đến 100"),
        ({"percent": -1}, "từ 0 đến 100"),
        ({"upload": SimpleUploadedFile("a.pdf", b"")}, "Tệp rỗng"),
        ({"upload": SimpleUploadedFile("a.pdf", b"MZ not a pdf")}, "Không nhận loại tệp này"),
    ],
)
def test_report_refuses_what_says_nothing(world, fields, said):
    with pytest.raises(ActionRefused, match=said):
        say(world, **fields)
    assert not ProgressReport.objects.exists()


def test_report_twice_done_is_refused_while_one_waits(world):
    done(world)
    with pytest.raises(ActionRefused, match="chờ xác nhận"):
        done(world)
    assert say(world).percent == 60


def test_report_of_a_cell_never_says_done(world):
    world.given = build.assignment(
        world.task, world.agency, commune=world.commune, criterion=world.criteria[0], closes_when_met=True
    )
    with pytest.raises(ActionRefused, match="tự xong khi xã Đăk Pxi được thẩm định đạt tiêu chí 1"):
        done(world)
    assert say(world)
    next_round(world, {world.commune: "MMM"}, datetime.date(2024, 3, 31))
    with pytest.raises(ActionRefused, match="đã được thẩm định đạt"):
        say(world)


def test_report_sent_again_is_not_kept_twice(world):
    say(world)
    with pytest.raises(ActionRefused, match="đã được gửi"):
        say(world)
    assert say(world, percent=70)
    assert ProgressReport.objects.count() == 2


def test_report_keeps_its_file(world):
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    row = say(world, upload=SimpleUploadedFile("bao cao.pdf", pdf))
    assert (row.file_name, row.file_type) == ("bao cao.pdf", "application/pdf")
    with row.file.open() as kept:
        assert kept.read() == pdf


@pytest.mark.parametrize(
    ("person", "accept", "answer", "said"),
    [
        ("department", True, "", "không được giao việc"),
        ("stranger", True, "", "Chỉ cán bộ cấp tỉnh"),
        ("director", False, " ", "Ghi lý do trả lại"),
    ],
)
def test_answer_is_refused_to_others_and_without_a_reason(world, person, accept, answer, said):
    row = done(world)
    with pytest.raises(ActionRefused, match=said):
        answer_report(report=row, accept=accept, answer=answer, by=getattr(world.people, person))
    row.refresh_from_db()
    assert row.is_waiting


def test_answer_to_ones_own_report_is_refused(world):
    world.given = build.assignment(world.task, world.people.director.agency)
    row = say(world, by="second_director", says_done=True)
    with pytest.raises(ActionRefused, match="người khác xác nhận"):
        answer_report(report=row, accept=True, by=world.people.second_director)
    assert answer_report(report=row, accept=True, by=world.people.director).accepted_at


def test_answer_comes_once(world):
    row = done(world)
    answer_report(report=row, accept=True, by=world.people.director)
    with pytest.raises(ActionRefused, match="không còn chờ xác nhận"):
        answer_report(report=row, accept=False, answer="Thiếu.", by=world.people.second_director)


def ask(world, by="department", until=LATER, reason="Mưa lũ kéo dài.") -> Extension:
    return ask_extension(assignment=world.given, until=until, reason=reason, by=getattr(world.people, by))


def test_extension_granted_keeps_the_first_deadline(world):
    answer_extension(extension=ask(world), grant=True, by=world.people.director)
    world.given.refresh_from_db()
    assert (world.given.due_on, world.given.extended_to) == (build.DUE_ON, LATER)
    assert world.given.deadline == LATER


def test_extension_is_granted_once(world):
    answer_extension(extension=ask(world), grant=True, by=world.people.director)
    with pytest.raises(ActionRefused, match="chỉ được gia hạn một lần"):
        ask(world)


def test_extension_refused_with_its_reason_may_be_asked_again(world):
    row = answer_extension(
        extension=ask(world), grant=False, answer="Còn đủ thời gian.", by=world.people.director
    )
    assert (row.granted, row.answer) == (False, "Còn đủ thời gian.")
    world.given.refresh_from_db()
    assert world.given.extended_to is None
    assert ask(world).granted is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": " "}, "Ghi lý do xin gia hạn"),
        ({"until": build.DUE_ON}, "sau hạn 28/06/2024"),
        ({"until": build.DUE_ON + datetime.timedelta(days=1)}, "sau hôm nay"),
        ({"by": "commune"}, "chỉ cán bộ của đơn vị ấy"),
        ({"by": "reader"}, "không được giao việc"),
    ],
)
def test_extension_asked_wrongly_is_refused(world, fields, said):
    with pytest.raises(ActionRefused, match=said):
        ask(world, **fields)
    assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("person", "grant", "answer", "said"),
    [
        ("department", True, "", "không được giao việc"),
        ("director", False, "", "Ghi lý do không đồng ý"),
    ],
)
def test_extension_is_answered_by_those_who_direct_with_a_reason(world, person, grant, answer, said):
    row = ask(world)
    with pytest.raises(ActionRefused, match=said):
        answer_extension(extension=row, grant=grant, answer=answer, by=getattr(world.people, person))


def test_extension_asked_twice_or_answered_twice_is_refused(world):
    row = ask(world)
    with pytest.raises(ActionRefused, match="chờ trả lời"):
        ask(world)
    answer_extension(extension=row, grant=False, answer="Còn đủ thời gian.", by=world.people.director)
    with pytest.raises(ActionRefused, match="đã được trả lời"):
        answer_extension(extension=row, grant=True, by=world.people.director)


def test_revoked_assignment_takes_nothing_more(world):
    waiting, asked = done(world), ask(world)
    revoke(assignment=world.given, reason="Giao nhầm", by=world.people.director)
    for act in (
        lambda: say(world),
        lambda: ask(world),
        lambda: answer_report(report=waiting, accept=True, by=world.people.director),
        lambda: answer_extension(extension=asked, grant=True, by=world.people.director),
    ):
        with pytest.raises(ActionRefused):
            act()
    assert Assignment.objects.get().done_on is None


def test_report_of_a_district_and_a_commune_are_told_their_answers(world):
    for unit, person in ((world.district, "district"), (world.commune, "commune")):
        world.given = build.assignment(world.task, unit)
        row = say(world, by=person, says_done=True)
        answer_report(report=row, accept=True, by=world.people.director)
        assert Notice.objects.filter(recipient=getattr(world.people, person)).count() == 1
