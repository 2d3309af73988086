"""Recording work items: every fault at once, history, scope, lines that change places, overlap asked anew."""

import datetime

import pytest

from criteria.actions.permissions import ActionRefused
from funding.actions.work import WorkOvertaken, WorkRefused, change_work_item, record_work_item
from funding.models import Arrears, OverlapQuestion, WorkFunding, WorkItem
from funding.work_entries import seal
from tests import funding_builders as build
from tests.work_world import MILLION, YEAR, debt, facts, furnished, line, work_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return work_world()


def sealed(item: WorkItem) -> str:
    item.refresh_from_db()
    return seal(item, item.funding.all(), item.arrears.all())


def test_item_is_written_with_lines_debts_and_history(world):
    by = world.officers["nam"]
    done = record_work_item(
        facts=facts(world, name="  Đường  thôn 3 "), lines=[line(world)], debts=[debt()], by=by
    )
    item = WorkItem.objects.get()
    assert (done.item, done.warnings) == (item, [])
    assert (item.name, item.district, item.province) == ("Đường thôn 3", world.district, world.home)
    assert item.funding.get().amount == 500 * MILLION
    assert item.arrears.get().amount == 50 * MILLION
    for rows in (item.history, item.funding.get().history, item.arrears.get().history):
        assert [row.history_user for row in rows.all()] == [by]
    assert not item.illustrative


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": " "}, "name", "Ghi tên"),
        ({"name": "a" * 301}, "name", "Dài quá 300"),
        ({"code": "a" * 41}, "code", "Dài quá 40"),
        ({"kind": "x"}, "kind", "Chọn loại"),
        ({"group": "x"}, "group", "Chọn nhóm"),
        ({"year_to": YEAR - 1}, "year_to", "Năm cuối"),
        ({"year_from": 1999}, "year_from", "Ghi năm từ 2011"),
        ({"year_from": 2012, "year_to": 2013}, "commune", "không có trong các năm 2012–2013"),
        ({"cost": -1}, "cost", "không được âm"),
        ({"cost": 10**15}, "cost", "quá lớn"),
    ],
)
def test_item_that_cannot_be_is_refused(world, given, field, says):
    with pytest.raises(WorkRefused) as refusal:
        record_work_item(facts=facts(world, **given), by=world.officers["nam"])
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert says in str(refusal.value)
    assert not WorkItem.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"source": "nsdp"}, "capital_source", "có nguồn con"),
        ({"year": 2026}, "year", "ở ngoài giai đoạn 2021–2025"),
        ({"amount": -1}, "amount", "không được âm"),
        ({"disbursed": 10**15}, "disbursed", "quá lớn"),
        ({"content": "a" * 121}, "content", "Dài quá 120"),
        ({"document": "a" * 161}, "document", "Dài quá 160"),
    ],
)
def test_line_that_cannot_be_is_refused(world, given, field, says):
    with pytest.raises(WorkRefused) as refusal:
        record_work_item(facts=facts(world), lines=[line(world), line(world, **given, content="x")
                         if "content" not in given else line(world, **given)], by=None)  # fmt: skip
    assert {(fault.part, fault.at, fault.field) for fault in refusal.value.faults} == {("lines", 1, field)}
    assert says in str(refusal.value)


def test_line_of_an_ended_source_or_another_phase_is_refused(world):
    world.programmes["sau"] = build.programme("sau", phase="2026-2035")
    world.sources["het"] = build.source("het", short_name="NS huyện", ends_on=datetime.date(2022, 12, 31))
    with pytest.raises(WorkRefused) as refusal:
        record_work_item(facts=facts(world), lines=[line(world, source="het"), line(world, "sau")], by=None)
    said = [fault.message for fault in refusal.value.faults]
    assert "NS huyện chỉ có đến hết ngày 31/12/2022." in said
    assert any("phải cùng giai đoạn" in message for message in said)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"as_of": datetime.date(2999, 1, 1)}, "as_of"),
        ({"settled_on": datetime.date(2020, 1, 1)}, "settled_on"),
        ({"document": "a" * 161}, "document"),
    ],
)
def test_debt_that_cannot_be_is_refused(world, given, field):
    with pytest.raises(WorkRefused) as refusal:
        record_work_item(facts=facts(world), debts=[debt(**given)], by=None)
    assert [(fault.part, fault.field) for fault in refusal.value.faults] == [("debts", field)]


def test_faults_are_said_all_at_once(world):
    with pytest.raises(WorkRefused) as refusal:
        record_work_item(
            facts=facts(world, name="", cost=-1),
            lines=[line(world), line(world), line(world, source="dan", amount=-5)],
            debts=[debt(amount=0)],
            by=None,
        )
    found = [(fault.part, fault.at, fault.field) for fault in refusal.value.faults]
    assert found == [
        ("item", 0, "name"),
        ("item", 0, "cost"),
        ("lines", 1, "capital_source"),
        ("lines", 2, "amount"),
        ("debts", 0, "amount"),
    ]


@pytest.mark.parametrize(("who", "place"), [("thai", "commune"), ("khach", "commune"), ("nam", "foreign")])
def test_only_who_may_and_inside_the_scope(world, who, place):
    item = furnished(world, getattr(world, place))
    wanted = facts(world, commune=getattr(world, place))
    before = sealed(item)
    with pytest.raises(ActionRefused):
        record_work_item(facts=wanted, by=world.officers[who])
    with pytest.raises(ActionRefused):
        change_work_item(item=item, facts=wanted, lines=[], debts=[], by=world.officers[who])
    assert (WorkItem.objects.count(), sealed(item)) == (1, before)


def test_item_cannot_be_moved_out_of_the_scope_nor_into_it(world):
    here, there = furnished(world), furnished(world, world.foreign)
    for item, to in ((here, world.foreign), (there, world.commune)):
        with pytest.raises(ActionRefused, match="ngoài phạm vi"):
            change_work_item(
                item=item, facts=facts(world, commune=to), lines=[], debts=[], by=world.officers["nam"]
            )


def test_change_writes_what_differs_and_takes_away_what_is_not_named(world):
    item, by = furnished(world), world.officers["nam"]
    kept, owed = item.funding.get(), item.arrears.get()
    change_work_item(
        item=item,
        facts=facts(world),
        lines=[line(world, pk=kept.pk, amount=1), line(world, source="dan")],
        debts=[],
        by=by,
    )
    assert set(item.funding.values_list("amount", flat=True)) == {1, 500 * MILLION}
    assert not Arrears.objects.exists()
    gone = Arrears.history.filter(id=owed.pk).first()
    assert (gone.history_type, gone.history_user, gone.amount) == ("-", by, 50 * MILLION)
    again = item.funding.order_by("pk")
    same = [
        line(world, pk=again[0].pk, amount=1),
        line(world, source="dan", pk=again[1].pk),
    ]
    versions = WorkFunding.history.count(), WorkItem.history.count()
    change_work_item(item=item, facts=facts(world), lines=same, debts=[], by=by)
    assert (WorkFunding.history.count(), WorkItem.history.count()) == versions


def test_lines_may_take_each_others_place(world):
    item = build.work_item(world.commune)
    one = build.line(item, world.programmes["ntm"], world.sources["nstw"], year=2022, amount=1)
    two = build.line(item, world.programmes["ntm"], world.sources["nstw"], year=2023, amount=2)
    for years in ((2023, 2024), (2024, 2023), (2022, 2024)):
        rows = item.funding.order_by("amount")
        pairs = zip(rows, years, strict=True)
        entries = [line(world, pk=row.pk, year=year, amount=row.amount) for row, year in pairs]
        change_work_item(item=item, facts=facts(world), lines=entries, debts=[], by=None)
        assert list(item.funding.order_by("amount").values_list("year", "amount")) == [
            (years[0], 1),
            (years[1], 2),
        ]
    assert one.pk != two.pk


def test_line_of_another_item_is_refused(world):
    item, other = furnished(world), furnished(world, name="Nhà rông")
    entry = line(world, pk=other.funding.get().pk)
    with pytest.raises(ActionRefused, match="không còn ở công trình này"):
        change_work_item(item=item, facts=facts(world), lines=[entry], debts=[], by=None)


def test_who_opened_the_item_before_another_saved_is_told(world):
    item = furnished(world)
    seen = sealed(item)
    row = item.funding.get()
    change = {"item": item, "facts": facts(world), "debts": [], "by": world.officers["nam"]}
    change_work_item(**change, lines=[line(world, pk=row.pk, amount=7)], seen=seen)
    with pytest.raises(WorkOvertaken) as refusal:
        change_work_item(**change, lines=[], seen=seen)
    assert item.funding.get().amount == 7
    change_work_item(**change, lines=[], seen=refusal.value.seal)
    assert not item.funding.exists()


@pytest.mark.parametrize(
    ("given", "lines", "says"),
    [
        ({"cost": 400 * MILLION}, [{}], "vượt tổng mức đầu tư 400 triệu đồng là 100 triệu đồng"),
        ({"cost": None}, [{}], "Chưa ghi tổng mức đầu tư"),
        ({}, [{"disbursed": 600 * MILLION}], "giải ngân 600 lớn hơn số bố trí 500"),
        ({}, [{"year": 2024}], "ở ngoài thời gian thực hiện 2023–2023"),
    ],
)
def test_what_is_odd_is_said_and_saved(world, given, lines, says):
    done = record_work_item(facts=facts(world, **given), lines=[line(world, **one) for one in lines], by=None)
    assert [warning for warning in done.warnings if says in warning]
    assert WorkItem.objects.count() == 1


def test_two_open_debts_are_said():
    world = work_world()
    done = record_work_item(facts=facts(world), debts=[debt(), debt(amount=1)], by=None)
    assert any("nhiều khoản nợ chưa trả xong" in warning for warning in done.warnings)


def test_saving_asks_about_overlap_anew(world):
    by = world.officers["nam"]
    first = record_work_item(facts=facts(world), lines=[line(world)], by=by).item
    assert not OverlapQuestion.objects.exists()
    like = facts(world, name="Đường GTNT thôn Kon Pao")
    second = record_work_item(facts=like, lines=[line(world, "giam-ngheo")], by=by).item
    question = OverlapQuestion.objects.get()
    assert {question.work_item, question.second} == {first, second}
    moved = facts(world, name=like.name, commune=world.second)
    row = second.funding.get()
    change_work_item(item=second, facts=moved, lines=[line(world, "giam-ngheo", pk=row.pk)], debts=[], by=by)
    question.refresh_from_db()
    assert question.gone_at is not None
    assert OverlapQuestion.objects.count() == 1
