"""The dossier for recognition: what is missing, what blocks and what only warns, and how it ends."""

import copy
import datetime

import pytest
from django.utils.timezone import localdate

from communes.models import Commune, Notice
from criteria.actions import ActionRefused
from criteria.actions.recognising import recognise
from criteria.actions.recognition import (
    Conditions,
    record_conditions,
    resume_dossier,
    return_dossier,
    withdraw_dossier,
)
from criteria.actions.recognition_steps import Done, Vote, record_step
from criteria.models import (
    Recognition,
    RecognitionCondition,
    RecognitionDossier,
    RecognitionStep,
    StepRecord,
)
from criteria.recognition_facts import dossier_views
from criteria.recognition_loading import FOLDER, load_rules, read_rules
from tests.evidence_builders import upload
from tests.recognition_world import (
    CONFIRMED,
    DAY,
    GOOD,
    decision,
    done,
    owes,
    owes_nothing,
    recognition_world,
    step,
)
from tests.world import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield recognition_world()


@pytest.fixture
def world(built, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return copy.deepcopy(built)


def missing(dossier, owed=owes_nothing) -> list[str]:
    [view] = dossier_views([RecognitionDossier.objects.get(pk=dossier.pk)], owed, localdate())
    return [str(lack) for lack in view.lacks]


def decide(dossier, **fields) -> Recognition:
    given = {"decision": decision(), "year_achieved": 2024, "owed": owes_nothing, "by": None}
    return recognise(dossier=dossier, **{**given, **fields})


def test_new_dossier_says_all_that_is_missing(world):
    found = missing(world.dossier(), owes)
    assert found == [
        "Chưa có bước 1: Việc số 1 (Cấp commune)",
        "Chưa có bước 2: Việc số 2 (Cấp province) (theo quy định chưa kiểm chứng)",
        "Xã còn nợ đọng 50 triệu đồng",
        "Chưa có kết quả lấy ý kiến hài lòng của người dân",
        "Chưa có xác nhận về an ninh, trật tự",
    ]
    assert missing(world.dossier(commune=world.other))[2] == (
        "Chưa đạt đủ tiêu chí đến ngày 31/12/2023 (chưa đạt: tiêu chí 2)"
    )


def test_complete_dossier_lacks_nothing_and_its_decision_recognises(world):
    dossier = world.filled()
    assert missing(dossier) == []
    row = decide(dossier, published_url="https://vidu.vn/quyet-dinh")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.recognition, row.year_achieved) == ("decided", row, 2024)
    assert row.file.storage.exists(row.file.name) and row.published_url
    assert Recognition.history.get(id=row.pk).history_change_reason == "Công nhận"
    with pytest.raises(ActionRefused, match="đã kết thúc"):
        record_conditions(dossier=dossier, found=GOOD, by=None)


def test_rule_that_was_read_blocks_even_with_a_reason(world):
    dossier = world.filled()
    with pytest.raises(ActionRefused, match="còn nợ đọng 50 triệu đồng"):
        decide(dossier, owed=owes, confirmed=CONFIRMED)
    record_conditions(dossier=dossier, found=Conditions(89, 100, DAY, True, "VB 7"), by=None)
    with pytest.raises(ActionRefused, match="89/100 hộ hài lòng, yêu cầu từ 90 %"):
        decide(dossier, confirmed=CONFIRMED)
    assert not Recognition.objects.exists()


def test_rule_from_memory_only_asks_for_a_reason_until_somebody_verifies_it(world):
    dossier = world.dossier()
    record_conditions(dossier=dossier, found=GOOD, by=None)
    record_step(dossier=dossier, step=world.steps[0], done=done(world.steps[0]), by=None)
    with pytest.raises(ActionRefused, match="Ghi lý do xác nhận vì còn điểm chưa đúng quy định chưa kiểm"):
        decide(dossier)
    council = world.steps[1]
    council.verified_by, council.verified_on = world.officer("lan"), DAY
    council.save()
    with pytest.raises(ActionRefused, match="Chưa ghi được: Chưa có bước 2"):
        decide(dossier, confirmed=CONFIRMED)
    council.verified_by = council.verified_on = None
    council.save()
    assert decide(dossier, confirmed=CONFIRMED)
    dossier.refresh_from_db()
    assert dossier.reason == CONFIRMED


@pytest.mark.parametrize(
    "vote,confirmed,refused",
    [
        (Vote(20, 14, 13), "", ""),  # 70 % come and 92,9 % agree
        (Vote(10, 7, 7), "", ""),
        (Vote(20, 13, 13), "", "13/20 người dự họp, yêu cầu từ 70 %"),
        (Vote(20, 20, 17), "", "17/20 người nhất trí, yêu cầu từ 90 %"),
        (Vote(20, 20, 18), "", ""),
        (Vote(20, 20, 17), CONFIRMED, ""),
        (Vote(20, 21, 20), CONFIRMED, "không quá"),
        (Vote(20, 10, 11), CONFIRMED, "không quá"),
        (Vote(0, 0, 0), CONFIRMED, "không quá"),
        (None, "", "chưa ghi số người dự họp"),
    ],
)
def test_votes_at_their_boundaries(world, vote, confirmed, refused):
    dossier, council = world.dossier(), world.steps[1]
    record_step(dossier=dossier, step=world.steps[0], done=done(world.steps[0]), by=None)
    act = {"dossier": dossier, "step": council, "by": None}
    given = Done(DAY, "Biên bản", vote=vote, confirmed=confirmed)
    if refused:
        with pytest.raises(ActionRefused, match=refused):
            record_step(**act, done=given)
        assert dossier.records.count() == 1
    else:
        assert record_step(**act, done=given).agreed == vote.agreed


def test_steps_keep_their_order_and_their_documents(world):
    dossier, (first, council) = world.dossier(), world.steps
    with pytest.raises(ActionRefused, match="Chưa ghi bước 1"):
        record_step(dossier=dossier, step=council, done=done(council), by=None)
    with pytest.raises(ActionRefused, match="chưa có văn bản: Tờ trình"):
        record_step(dossier=dossier, step=first, done=done(first, document=""), by=None)
    with pytest.raises(ActionRefused, match="chưa đến"):
        tomorrow = localdate() + datetime.timedelta(1)
        record_step(dossier=dossier, step=first, done=done(first, done_on=tomorrow), by=None)
    with pytest.raises(ActionRefused, match="Không nhận loại tệp"):
        sent = upload(b"MZ chay duoc", "to-trinh.pdf")
        record_step(dossier=dossier, step=first, done=done(first, upload=sent), by=None)
    record_step(dossier=dossier, step=first, done=done(first, upload=upload()), by=None)
    with pytest.raises(ActionRefused, match="Bước 1 lại thực hiện sau ngày này"):
        early = done(council, done_on=DAY - datetime.timedelta(1))
        record_step(dossier=dossier, step=council, done=early, by=None)


def test_recording_a_step_again_replaces_it_and_keeps_its_file(world):
    dossier, first = world.dossier(), world.steps[0]
    old = record_step(dossier=dossier, step=first, done=done(first, upload=upload()), by=None)
    new = record_step(dossier=dossier, step=first, done=done(first, document="13/TTr-UBND"), by=None)
    old.refresh_from_db()
    assert old.replaced_at == new.recorded_at and new.file.name == old.file.name
    assert StepRecord.objects.filter(dossier=dossier).count() == 2
    assert not [text for text in missing(dossier) if "bước 1" in text]


def test_lateness_counts_from_the_step_before_where_the_days_are_known(world):
    dossier, (first, council) = world.dossier(), world.steps
    record_step(dossier=dossier, step=first, done=done(first), by=None)
    [view] = dossier_views([dossier], owes_nothing, localdate())
    assert view.lines[1].due_on is None and not view.lines[1].is_late_on(localdate())
    RecognitionStep.objects.filter(pk=council.pk).update(days=10)
    [view] = dossier_views([dossier], owes_nothing, localdate())
    due_on = DAY + datetime.timedelta(10)
    assert view.lines[1].due_on == due_on
    assert not view.lines[1].is_late_on(due_on) and view.lines[1].is_late_on(due_on + datetime.timedelta(1))


def test_levels_record_their_own_steps_and_the_lower_ones(world):
    dossier, (first, council) = world.dossier(world.officer("thai")), world.steps
    record_step(dossier=dossier, step=first, done=done(first), by=world.officer("nam"))
    for who in ("thai", "nam"):
        with pytest.raises(ActionRefused, match="do cấp tỉnh ghi"):
            record_step(dossier=dossier, step=council, done=done(council), by=world.officer(who))
    assert record_step(dossier=dossier, step=council, done=done(council), by=world.officer("minh"))
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        record_step(dossier=dossier, step=first, done=done(first), by=world.officer("far"))


def test_returned_dossier_waits_until_it_is_handed_in_again(world):
    dossier = world.filled()
    with pytest.raises(ActionRefused, match="xã thì rút hồ sơ"):
        return_dossier(dossier=dossier, reason="Thiếu ảnh", by=world.officer("thai"))
    with pytest.raises(ActionRefused, match="Ghi lý do"):
        return_dossier(dossier=dossier, reason="  ", by=world.officer("nam"))
    return_dossier(dossier=dossier, reason="Thiếu ảnh", by=world.officer("nam"))
    assert Notice.objects.get(recipient__username="thai").text.endswith("bị trả lại: Thiếu ảnh")
    with pytest.raises(ActionRefused, match="đang bị trả lại"):
        decide(dossier)
    resume_dossier(dossier=dossier, reason="Đã thêm ảnh", by=world.officer("thai"))
    assert decide(dossier)
    states = dossier.history.order_by("history_id").values_list("state", flat=True)
    assert list(dict.fromkeys(states)) == ["open", "returned", "decided"]


def test_withdrawn_dossier_stays_and_makes_room_for_another(world):
    first = world.dossier()
    with pytest.raises(ActionRefused, match="đang có hồ sơ"):
        world.dossier()
    withdraw_dossier(dossier=first, reason="Lập nhầm kỳ", by=world.officer("thai"))
    second = world.dossier(world.officer("thai"))
    assert RecognitionDossier.objects.count() == 2 and second.pk != first.pk
    with pytest.raises(ActionRefused, match="đã kết thúc"):
        resume_dossier(dossier=first, reason="Làm tiếp", by=world.officer("thai"))


@pytest.mark.parametrize(
    "fields,says",
    [
        ({"decision": decision("")}, "Ghi số quyết định"),
        ({"decision": decision(upload=None)}, "Chọn tệp quyết định"),
        ({"decision": decision(decided_on=datetime.date(2099, 1, 1))}, "chưa đến"),
        ({"year_achieved": 2009}, "Năm đạt chuẩn"),
        ({"year_achieved": 2099}, "Năm đạt chuẩn"),
    ],
)
def test_decision_without_its_own_facts_is_refused(world, fields, says):
    dossier = world.filled()
    with pytest.raises(ActionRefused, match=says):
        decide(dossier, **fields)
    dossier.refresh_from_db()
    assert dossier.state == "open" and not Recognition.objects.exists()


def test_commune_that_merged_is_recognised_by_no_later_decision(world):
    dossier = world.filled()
    last = localdate() - datetime.timedelta(days=30)
    Commune.objects.filter(pk=world.commune.pk).update(valid_to=last)
    with pytest.raises(ActionRefused, match="là đơn vị cũ, có đến hết ngày"):
        decide(dossier)
    assert decide(dossier, decision=decision(decided_on=last))


@pytest.mark.parametrize("found", [
    Conditions(satisfied=101, asked=100, asked_on=DAY), Conditions(satisfied=0, asked=0, asked_on=DAY),
    Conditions(satisfied=90, asked=100), Conditions(is_secure=True), Conditions(security_document="VB 7"),
])  # fmt: skip
def test_conditions_that_do_not_go_together_are_refused(world, found):
    with pytest.raises(ActionRefused):
        record_conditions(dossier=world.dossier(), found=found, by=None)


def test_commune_without_a_district_has_no_district_step(world):
    world.round.steps = "two"
    world.round.save()
    step("to-trinh", 1, procedure="two")
    [view] = dossier_views([world.dossier()], owes_nothing, localdate())
    assert [line.step.procedure for line in view.lines] == ["two"]


def test_rules_load_once_and_never_over_what_a_person_wrote(db):
    RecognitionStep.objects.all().delete()
    RecognitionCondition.objects.all().delete()
    assert [rules.created for rules in load_rules(read_rules(FOLDER))] == [5, 13]
    again = load_rules(read_rules(FOLDER))
    assert [(rules.created, rules.changed, rules.unchanged) for rules in again] == [(0, 0, 5), (0, 0, 13)]
    row = RecognitionStep.objects.get(procedure="three", code="hoi-dong")
    assert not row.blocks and row.mark == "chưa kiểm chứng"
    row.agreement_percent = 95
    row.save()
    kept = load_rules(read_rules(FOLDER))[1].kept
    row.refresh_from_db()
    assert row.agreement_percent == 95 and len(kept) == 1
    assert not RecognitionStep.objects.filter(procedure="two", actor="district").exists()
