"""Overlap questions kept: found, gone, come back, answered by whoever may and refused to the rest."""

from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from criteria.actions import ActionRefused
from funding.actions.overlap import answer_question, find_overlap, find_overlap_in
from funding.models import OverlapQuestion, QuestionState, WorkFunding, WorkItem
from tests import builders
from tests import funding_builders as build

pytestmark = pytest.mark.django_db
ROAD, SAME_ROAD = "Đường GTNT thôn 3", "Đường giao thông nông thôn thôn 3"


@pytest.fixture
def pair():
    """Two items of Đăk Pxi that two programmes pay for, named alike."""
    place = builders.commune(builders.district(builders.province()))
    source = build.source()
    one, other = build.work_item(place, ROAD), build.work_item(place, SAME_ROAD)
    build.line(one, build.programme("ntm"), source)
    build.line(other, build.programme("giam-ngheo"), source)
    return one, other


def answering(username="minh", scope=None):
    officer = builders.officer(username, scope)
    officer.user_permissions.add(Permission.objects.get(codename="answer_overlapquestion"))
    return officer


def find(pair):
    return find_overlap(province=pair[0].province)


def answer(question, state=QuestionState.NO_OVERLAP, text="Hai đoạn khác nhau.", by=None):
    return answer_question(question=question, state=state, answer=text, by=by)


def test_finding_asks_once(pair):
    asked = find(pair)
    assert (asked.works, asked.new, asked.gone, asked.again) == (2, 1, 0, 0)
    question = OverlapQuestion.objects.get()
    assert (question.work_item, question.second, question.kind) == (*pair, "name")
    assert (question.state, question.gone_at) == (QuestionState.OPEN, None)
    again = find(pair)
    assert (again.new, again.gone, again.again) == (0, 0, 0)


def test_another_province_and_another_commune_are_left_alone(pair):
    elsewhere = builders.commune(
        builders.district(builders.province("Gia Lai", "64"), "Đak Đoa", "626"), "Adơk"
    )
    assert find_overlap(province=elsewhere.province).works == 0
    assert find_overlap_in(commune=elsewhere).new == 0
    assert find_overlap_in(commune=pair[0].commune).new == 1
    find_overlap_in(commune=elsewhere)
    assert OverlapQuestion.objects.get().gone_at is None


def test_an_item_that_is_no_longer_like_ends_the_question_and_being_like_again_revives_it(pair):
    find(pair)
    WorkItem.objects.filter(pk=pair[1].pk).update(name="Đường GTNT thôn 4")
    assert find(pair).gone == 1
    assert OverlapQuestion.objects.get().gone_at is not None
    WorkItem.objects.filter(pk=pair[1].pk).update(name=SAME_ROAD)
    assert (find(pair).again, OverlapQuestion.objects.get().gone_at) == (1, None)


def test_an_answer_stays_until_a_line_changes_which_is_another_question(pair):
    find(pair)
    answer(OverlapQuestion.objects.get(), QuestionState.ADJUSTED, "  Đã chuyển  vốn. ")
    assert find(pair).new == 0
    WorkFunding.objects.update(disbursed=1)
    assert find(pair).new == 0
    WorkFunding.objects.filter(work_item=pair[0]).update(amount=1)
    asked = find(pair)
    assert (asked.new, asked.gone) == (1, 1)
    old, new = OverlapQuestion.objects.order_by("pk")
    assert (old.state, old.answer, old.gone_at is None) == (QuestionState.ADJUSTED, "Đã chuyển vốn.", False)
    assert (new.state, new.gone_at) == (QuestionState.OPEN, None)


def test_another_cost_asks_again_only_where_the_cost_was_asked_about(pair):
    find(pair)
    answer(OverlapQuestion.objects.get())
    WorkItem.objects.filter(pk=pair[0].pk).update(cost=950 * build.MILLION)
    assert (find(pair).new, OverlapQuestion.objects.get().gone_at) == (0, None)
    WorkItem.objects.filter(pk=pair[0].pk).update(cost=400 * build.MILLION)
    assert find(pair).new == 1
    answer(OverlapQuestion.objects.get(kind="paid"))
    WorkItem.objects.filter(pk=pair[0].pk).update(cost=450 * build.MILLION)
    assert (find(pair).new, find(pair).new) == (1, 0)
    assert OverlapQuestion.objects.filter(kind="paid", gone_at=None).get().state == QuestionState.OPEN


def test_answering_keeps_who_and_when(pair):
    find(pair)
    officer = answering(scope=pair[0].province)
    question = answer(OverlapQuestion.objects.get(), by=officer)
    question.refresh_from_db()
    assert (question.state, question.answered_by) == (QuestionState.NO_OVERLAP, officer)
    assert question.answered_at is not None


@pytest.mark.parametrize(
    ("state", "text", "said"),
    [
        (QuestionState.OPEN, "Lý do.", "Chọn “Không trùng” hoặc “Đã điều chỉnh”"),
        ("", "Lý do.", "Chọn “Không trùng”"),
        (QuestionState.NO_OVERLAP, "  ", "Ghi lý do"),
        (QuestionState.ADJUSTED, "x" * 501, "không quá 500 ký tự"),
    ],
)
def test_an_answer_needs_its_kind_and_a_reason(pair, state, text, said):
    find(pair)
    with pytest.raises(ActionRefused, match=said):
        answer(OverlapQuestion.objects.get(), state, text)
    assert OverlapQuestion.objects.get().state == QuestionState.OPEN


def test_those_without_the_permission_or_outside_the_scope_are_refused(pair):
    find(pair)
    question = OverlapQuestion.objects.get()
    with pytest.raises(ActionRefused, match="không được giao việc trả lời"):
        answer(question, by=builders.officer("thai", pair[0].commune))
    foreign = builders.district(pair[0].province, "Đăk Tô", "612")
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        answer(question, by=answering("khanh", foreign))
    assert answer(question, by=answering("nam", pair[0].district)).state == QuestionState.NO_OVERLAP


def test_whoever_comes_second_reads_what_was_answered(pair):
    find(pair)
    question = OverlapQuestion.objects.get()
    answer(question, by=answering("minh", pair[0].province))
    with pytest.raises(ActionRefused, match="minh đã trả lời câu hỏi này: không trùng"):
        answer(question, QuestionState.ADJUSTED, "Khác.")


@pytest.mark.parametrize("change", ["amount", "name", "gone"])
def test_an_answer_to_what_no_longer_stands_is_refused(pair, change):
    find(pair)
    question = OverlapQuestion.objects.get()
    if change == "amount":
        WorkFunding.objects.filter(work_item=pair[1]).update(amount=7)
    elif change == "name":
        WorkItem.objects.filter(pk=pair[0].pk).update(name="Nhà rông thôn 3")
    else:
        OverlapQuestion.objects.update(gone_at=builders.MOMENT)
    with pytest.raises(ActionRefused, match="đã thay đổi sau khi câu hỏi được nêu"):
        answer(question)


def test_the_command_looks_at_every_province_with_works(pair):
    builders.province("Gia Lai", "64")
    said = StringIO()
    call_command("find_overlap", stdout=said)
    assert said.getvalue().splitlines() == [
        "Tỉnh Kon Tum: rà soát 2 công trình, nêu 1 câu hỏi mới, 0 câu hỏi nghi trở lại, "
        "0 câu hỏi không còn nghi."
    ]


def test_the_same_name_three_times_is_three_questions(pair):
    third = build.work_item(pair[0].commune, ROAD)
    build.line(third, build.programme("dtts-mn"), pair[0].funding.get().capital_source)
    assert find(pair).new == 3
