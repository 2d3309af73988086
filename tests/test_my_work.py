"""What waits for each officer after signing in: their own rows, counted, with the page to act on."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from communes.models import Succession
from criteria.actions import Judged, close_round, review, submit
from criteria.models import CriterionLead, Standing
from criteria.outcomes import Judgement
from ntm_portal.groups import load_groups
from ntm_portal.my_work import my_work
from tests import builders
from tests.dossier_world import ENTERS, allowed, dossier_world
from tests.work_lists import due, give_back, lists, page, send, verify, world_at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return world_at_work()


def test_commune_officer_enters_and_sees_how_many_days_are_left(client, world):
    world.enter("M", "", "M")
    (said,) = lists(world.people.enterer)["Hồ sơ đang nhập, chưa gửi"]
    assert said.startswith("9 tháng 2023: đã nhập 2/4 chỉ tiêu, hạn ")
    assert said.endswith("còn 3 ngày")
    shown = page(client, world.people.enterer)
    assert "Hồ sơ đang nhập, chưa gửi: 1 trên 1 hồ sơ" in shown.text
    assert f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/" in shown.links


def test_dossiers_of_several_communes_say_whose_they_are(world):
    old = builders.commune(world.commune.district, "Đăk Long", "23504")
    Succession.objects.create(predecessor=old, successor=world.commune, effective_on=builders.DATA_ON)
    builders.round_with({old: "MM"}, of=world.round.criteria_set, data_on=builders.DATA_ON, name="Năm 2022")
    said = [line for lines in lists(world.people.enterer).values() for line in lines]
    assert len(said) == 2
    assert any(line.startswith(f"{world.commune.full_name}, 9 tháng 2023: ") for line in said)
    assert any(line.startswith("Xã Đăk Long, Năm 2022: ") for line in said)


def test_commune_officer_late_is_told_by_how_much(world):
    due(world, -5)
    work = my_work(world.people.enterer, timezone.localdate())
    (line,) = work.waiting[0].lines
    assert line.late
    assert line.said.endswith("quá hạn 5 ngày")


def test_commune_officer_sees_what_came_back_and_why(client, world):
    send(world)
    assert "Đã gửi hoặc đã thẩm định" in lists(world.people.enterer)
    give_back(world)
    found = lists(world.people.enterer)
    title = next(title for title in found if title.startswith("Bị trả lại: 9 tháng 2023, hạn"))
    assert "còn 5 ngày" in title
    assert found[title] == ["Chỉ tiêu 1.1: Thiếu biên bản nghiệm thu."]
    assert "Đã gửi hoặc đã thẩm định" not in found
    shown = page(client, world.people.enterer)
    assert "1 trên 4 chỉ tiêu" in shown.text
    row = f"#r-{world.commune.pk}-{world.indicators[0].pk}"
    assert f"/nhap-lieu/ky/{world.round.pk}/xa/{world.commune.code}/{row}" in shown.links


def test_reader_of_a_commune_is_not_sent_to_pages_they_may_not_open(world):
    reader = builders.officer("reader", world.commune)
    work = my_work(reader, timezone.localdate())
    assert work.parts and not work.waiting
    assert all(line.url.startswith("/xa/") for part in work.parts for line in part.lines)


def test_verifier_sees_what_was_sent_and_who_has_not(world):
    assert lists(world.people.verifier)["Chưa gửi, còn hạn"] == [
        f"{name}: 9 tháng 2023, hạn {world.round.due_on:%d/%m/%Y}, còn 3 ngày"
        for name in ("Xã Đăk Pxi", "Xã Đăk Ui")
    ]
    send(world)
    due(world, -1)
    found = lists(world.people.verifier)
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert found["Chờ thẩm tra"] == [f"Xã Đăk Pxi: 9 tháng 2023, chờ thẩm tra, gửi {today}"]
    assert [line.partition(":")[0] for line in found["Quá hạn chưa gửi"]] == ["Xã Đăk Ui"]
    give_back(world)
    found = lists(world.people.verifier)
    assert "Chờ thẩm tra" not in found
    assert [line.partition(":")[0] for line in found["Đã trả lại, chờ xã bổ sung"]] == ["Xã Đăk Pxi"]


def test_verifier_is_led_to_the_dossier(client, world):
    send(world)
    shown = page(client, world.people.verifier)
    assert "Chờ thẩm tra: 1 trên 2 hồ sơ" in shown.text
    assert f"/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/" in shown.links
    assert "/tham-tra/" in shown.links


def test_verifier_of_another_district_sees_nothing_of_it(world):
    elsewhere = builders.district(world.province, name="Đăk Tô", code="612")
    binh = allowed(builders.officer("tri", elsewhere), "verify_standing")
    send(world)
    assert "Chờ thẩm tra" not in lists(binh)
    assert not any("Đăk Pxi" in line for lines in lists(binh).values() for line in lines)


def test_appraiser_of_the_coordination_office_sees_every_dossier(world):
    send(world)
    assert "Chờ thẩm định" not in lists(world.people.appraiser)
    verify(world)
    (said,) = lists(world.people.appraiser)["Chờ thẩm định"]
    assert said.startswith("Xã Đăk Pxi: 9 tháng 2023, chờ thẩm định, gửi ")


def test_appraiser_of_a_unit_in_charge_sees_its_criteria(world):
    unit = builders.agency(world.province)
    CriterionLead.objects.create(province=world.province, criterion=world.criteria[1], agency=unit)
    hoa = allowed(builders.officer("hoa", world.province, agency=unit), "appraise_standing")
    assert "Chờ thẩm định, theo tiêu chí" not in lists(hoa)
    send(world)
    verify(world)
    found = lists(hoa)
    assert found["Chờ thẩm định, theo tiêu chí"] == [
        "TC 1 Tiêu chí số 1: 9 tháng 2023, 1 xã chờ thẩm định",
        "TC 2 Tiêu chí số 2: 9 tháng 2023, 1 xã chờ thẩm định",
    ], "her own, and the one no unit is in charge of"
    assert "Chờ thẩm định" not in found
    appraise = [Judged(world.commune.pk, world.criteria[1].pk, "N")]
    review(round=world.round, verdicts=appraise, judgement=Judgement.APPRAISED, by=hoa)
    assert [line[:4] for line in lists(hoa)["Chờ thẩm định, theo tiêu chí"]] == ["TC 1"]


def test_dossier_a_reviewer_entered_waits_for_somebody_else(world):
    """The district's verifier entered all of it; of another, one criterion of two."""
    nam, binh = world.people.verifier, world.people.second_verifier
    both = allowed(nam, *ENTERS)
    world.enter("M", "M", "M", "N", by=both)
    submit(standing=world.standing, by=world.people.enterer)
    assert "Chờ thẩm tra" not in lists(nam)
    assert len(lists(binh)["Chờ thẩm tra"]) == 1
    world.standing.figures.filter(indicator__criterion=world.criteria[1]).update(
        updated_by=world.people.enterer
    )
    assert len(lists(nam)["Chờ thẩm tra"]) == 1


def test_appraiser_of_no_unit_sees_what_no_unit_is_in_charge_of(world):
    lan = allowed(builders.officer("lan", world.province), "appraise_standing")
    unit = builders.agency(world.province)
    first, second = (
        CriterionLead(province=world.province, criterion=criterion, agency=unit)
        for criterion in world.criteria
    )
    first.save()
    send(world)
    verify(world)
    assert len(lists(lan)["Chờ thẩm định"]) == 1
    second.save()
    assert "Chờ thẩm định" not in lists(lan)
    assert len(lists(world.people.appraiser)["Chờ thẩm định"]) == 1


def test_two_steps_lead_straight_to_the_province():
    world = dossier_world(steps="two")
    send(world)
    assert "Chờ thẩm tra" not in lists(world.people.verifier)
    assert len(lists(world.people.appraiser)["Chờ thẩm định"]) == 1
    assert lists(world.people.appraiser)["Tình hình các kỳ"] == [
        "9 tháng 2023 (Kon Tum): chưa có hạn: 1 nháp, 1 chờ thẩm định"
    ]


def test_leader_sees_how_the_round_stands(client, world):
    load_groups()
    leader = builders.officer("xem", world.district, groups=[Group.objects.get(name="Chỉ đạo")])
    send(world)
    due_on = f"{world.round.due_on:%d/%m/%Y}"
    assert lists(leader) == {
        "Tình hình các kỳ": [f"9 tháng 2023 (Kon Tum): hạn {due_on}, còn 3 ngày: 1 nháp, 1 chờ thẩm tra"]
    }
    shown = page(client, leader)
    assert "Không có việc nào đang chờ bạn" in shown.text
    assert "/huyen/615/?ky=2023-09-30&bo=xa-ntm-2021-2025" in shown.links


def test_round_settled_may_be_closed_and_then_asks_nothing(world):
    Standing.objects.update(stage="appraised")
    minh = world.people.appraiser
    assert lists(minh)["Kỳ có thể khóa"] == ["9 tháng 2023: mọi hồ sơ đã thẩm định; chọn kỳ rồi chọn Khóa kỳ"]
    close_round(round=world.round, by=minh)
    assert lists(minh) == {}


def test_round_withdrawn_asks_nothing(world):
    world.round.withdrawn_at = timezone.now()
    world.round.save()
    assert lists(world.people.enterer) == lists(world.people.verifier) == {}


def test_dossier_of_a_commune_that_is_no_more_is_told_from_one_of_the_same_name(client, world):
    name = world.commune.name
    old = builders.commune(world.commune.district, name, "23504", valid_to=builders.LAST_DAY)
    Succession.objects.create(predecessor=old, successor=world.commune, effective_on=builders.DATA_ON)
    builders.round_with({old: "MM"}, of=world.round.criteria_set, data_on=builders.DATA_ON, name="Năm 2022")
    said = [line for lines in lists(world.people.enterer).values() for line in lines]
    assert sorted(line.partition(": ")[0] for line in said) == [
        f"{old.full_name} (cũ), Năm 2022", f"{world.commune.full_name}, 9 tháng 2023",
    ]  # fmt: skip
    assert f"Phạm vi: {world.commune.full_name}." in page(client, world.people.enterer).text
