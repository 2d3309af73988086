"""Revoking a recognition and putting a wrong revocation right: what every day says, before and after."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from criteria.actions import ActionRefused
from criteria.actions.recognising import restore, revoke
from criteria.models import Recognition
from criteria.reading import CONFIRMED, Reading
from criteria.rows import commune_rows
from tests import builders
from tests.recognition_world import decision, recognised, recognition_world
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

GIVEN, REVOKED, RESTORED = (datetime.date(2023, 6, 1), datetime.date(2024, 3, 1), datetime.date(2024, 5, 1))
ONE = datetime.timedelta(1)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield recognition_world()


@pytest.fixture
def world(built, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return built


def counted(world, on: datetime.date) -> bool:
    """Whether the figures of a round of that day count the commune as recognised."""
    of = world.round.criteria_set
    round = of.rounds.filter(data_on=on).first() or builders.round_with(
        {world.commune: "MMM"}, of=of, data_on=on
    )
    reading = Reading(round.province, [round], round, None, CONFIRMED, AnonymousUser())
    [packed] = [row.recognised for row in commune_rows(reading) if row.commune_id == world.commune.pk]
    alone = any(row.counts_for(of, on) for row in Recognition.objects.filter(commune=world.commune))
    assert packed == alone, "two screens disagree"
    return packed


def test_revocation_counts_from_its_day_and_restoring_from_its_own(world):
    row = recognised(world.commune, world.round.criteria_set)
    reason = {"reason": "Còn 7 tiêu chí không đạt."}
    revoke(recognition=row, decision=decision("9/QĐ-UBND", REVOKED, **reason), by=world.officer("minh"))
    days = [GIVEN - ONE, GIVEN, REVOKED - ONE, REVOKED, RESTORED - ONE, RESTORED]
    assert [counted(world, on) for on in days] == [False, True, True, False, False, False]
    again = restore(
        recognition=row, decision=decision("20/QĐ-UBND", RESTORED, reason="Thu hồi nhầm."), by=None
    )
    assert [counted(world, on) for on in days] == [False, True, True, False, False, True]
    assert again.year_achieved == row.year_achieved and again.restores_id == row.pk
    row.refresh_from_db()
    assert row.revoked_on == REVOKED and row.revocation_file.storage.exists(row.revocation_file.name)
    assert row.history.first().history_user.username == "minh"


def test_restored_recognition_can_be_revoked_again(world):
    row = recognised(world.commune, world.round.criteria_set)
    revoke(recognition=row, decision=decision(decided_on=REVOKED, reason="Lý do"), by=None)
    again = restore(recognition=row, decision=decision(decided_on=RESTORED, reason="Nhầm"), by=None)
    with pytest.raises(ActionRefused, match="đã được khôi phục"):
        restore(recognition=row, decision=decision(decided_on=RESTORED + ONE, reason="Nhầm"), by=None)
    revoke(recognition=again, decision=decision(decided_on=RESTORED + ONE, reason="Lý do"), by=None)
    assert not counted(world, RESTORED + ONE)


@pytest.mark.parametrize(
    "fields,says",
    [
        ({"number": ""}, "Ghi số quyết định"),
        ({"reason": ""}, "Ghi lý do thu hồi"),
        ({"upload": None}, "Chọn tệp quyết định"),
        ({"decided_on": GIVEN - ONE}, "bằng hoặc sau ngày quyết định công nhận"),
        ({"decided_on": datetime.date(2099, 1, 1)}, "chưa đến"),
    ],
)
def test_revocation_without_its_facts_is_refused(world, fields, says):
    row = recognised(world.commune, world.round.criteria_set)
    with pytest.raises(ActionRefused, match=says):
        revoke(
            recognition=row,
            decision=decision(**{"decided_on": REVOKED, "reason": "Lý do", **fields}),
            by=None,
        )
    row.refresh_from_db()
    assert row.revoked_on is None and not row.revocation_file


@pytest.mark.parametrize(
    "who,says", [("nam", "không được giao"), ("thai", "không được giao"), ("leader", "không được giao")]
)
def test_only_the_province_revokes(world, who, says):
    row = recognised(world.commune, world.round.criteria_set)
    with pytest.raises(ActionRefused, match=says):
        revoke(recognition=row, decision=decision(decided_on=REVOKED, reason="Lý do"), by=world.officer(who))


def test_revocation_is_not_undone_by_hand(world):
    """The administration and sheets clean a row before they save it."""
    row = recognised(world.commune, world.round.criteria_set)
    revoke(recognition=row, decision=decision(decided_on=REVOKED, reason="Lý do"), by=None)
    row.refresh_from_db()
    row.clean()
    row.revoked_on, row.revocation_decision = None, ""
    with pytest.raises(ValidationError, match="không sửa, không xóa"):
        row.clean()
