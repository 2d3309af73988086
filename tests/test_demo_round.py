"""The demonstration's round under way: a dossier at every stage, and the province's sentence as published."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from communes.models import Notice, Officer
from criteria.models import IndicatorChange, IndicatorResult, ResultChange, ReturnedFigure, Round, Standing
from criteria.outcomes import CONFIRMED
from criteria.review_queue import queue_of
from criteria.views.review import reviewing
from ntm_portal import demo, demo_round
from ntm_portal.my_work import my_work
from tests import world
from tests.screen_parts import bands, body_rows, heading, html, sentence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_way")]

DAK_HA = "615"


@pytest.fixture(scope="module")
def under_way(kon_tum_loaded, django_db_blocker):
    """Kon Tum with the round under way; undone with the world it stands on."""
    with django_db_blocker.unblock():
        demo_round.load_round_under_way()


def round() -> Round:
    return Round.objects.get(data_on=demo_round.DATA_ON)


def dossiers():
    return round().standings.filter(district__code=DAK_HA).select_related("commune")


def everything() -> list:
    """Counts and keys of all that a load writes."""
    models = (
        Officer,
        Round,
        Standing,
        IndicatorResult,
        IndicatorChange,
        ResultChange,
        ReturnedFigure,
        Notice,
    )
    return [sorted(model.objects.values_list("pk", flat=True)) for model in models]


def test_round_has_a_dossier_at_every_stage():
    stages = {row.commune.code: (row.stage, row.entered) for row in dossiers() if row.entered}
    assert stages == {
        "23503": ("draft", 41),
        "23510": ("submitted", 57),
        "23518": ("returned", 57),
        "23521": ("verified", 57),
        "23504": ("appraised", 57),
    }
    assert round().standings.filter(stage="draft").count() == 85 - 4
    assert (round().opens_on, round().due_on) == (demo_round.OPENS_ON, demo_round.DUE_ON)


@pytest.mark.parametrize("basis", ["xac-nhan", "tat-ca"])
def test_province_still_says_what_was_published(client, basis):
    page = html(client, f"/tinh/{world.HOME}/?so-lieu={basis}")
    assert "31/03/2024" in sentence(page)
    assert heading(page).endswith("48/85 xã đạt 19/19 tiêu chí, trong đó 42 xã đã được công nhận")
    assert "bình quân 16,00 tiêu chí/xã" in sentence(page)
    before = html(client, f"/tinh/{world.HOME}/?ky=2023-12-31&so-lieu={basis}")
    assert bands(page) == bands(before)


def test_district_keeps_its_seven_recognised_communes(client):
    page = html(client, f"/huyen/{DAK_HA}/?ngay=2025-06-30")
    assert heading(page) == "Huyện Đăk Hà: 7/10 xã đạt 19/19 tiêu chí, trong đó 7 xã đã được công nhận"


def test_one_criterion_is_gained_and_one_lost_in_one_commune(client):
    page = html(client, f"/thay-doi/?tinh={world.HOME}")
    assert "1 tiêu chí mới đạt, 1 tiêu chí bị tụt" in heading(page)
    appraised = dossiers().get(stage="appraised")
    before = Standing.objects.get(round=world.last_round(), commune=appraised.commune)
    moved = [
        (number, was, now)
        for number, (was, now) in enumerate(
            zip(before.confirmed_outcomes, appraised.confirmed_outcomes, strict=True), start=1
        )
        if was != now
    ]
    assert moved == [(6, "M", "N"), (11, "N", "M")]
    assert appraised.results.get(criterion__number=6).lapse_reason == "figures"


def test_confirmed_outcomes_of_the_others_are_those_of_the_round_before():
    before = dict(world.last_round().standings.values_list("commune_id", "confirmed_outcomes"))
    after = round().standings.exclude(stage="appraised").values_list("commune_id", "confirmed_outcomes")
    assert dict(after) == {pk: before[pk] for pk, _ in after}


def test_nobody_reviewed_what_they_entered():
    entered = set(
        IndicatorResult.objects.filter(standing__round=round()).values_list("standing_id", "updated_by")
    )
    results = [row for row in dossiers().exclude(submitted_at=None) for row in row.results.all()]
    judged = {
        (result.standing_id, getattr(result, f"{name}_by_id"))
        for result in results
        for name in CONFIRMED
        if not result.is_brought_over(name) and getattr(result, f"{name}_by_id")
    }
    assert len(judged) == 3
    assert not judged & entered


def test_figures_are_near_their_levels_and_differ_between_communes():
    figures = IndicatorResult.objects.filter(standing__round=round(), indicator__code="11.1")
    values = {figure.standing.commune.code: (figure.value, figure.outcome) for figure in figures}
    assert len({value for value, _ in values.values()}) == 5
    assert all(3 <= value <= 7 for value, outcome in values.values() if outcome == "M")
    assert all(7 < value <= 11 for value, outcome in values.values() if outcome == "N")
    assert not IndicatorResult.objects.filter(standing__round=round(), outcome="").exists()


def test_returned_indicators_say_why():
    returned = ReturnedFigure.objects.filter(standing__round=round(), answered_at=None)
    assert {row.indicator.code: row.reason for row in returned} == demo_round.REASONS


def test_standings_are_true(capsys):
    call_command("check_standings")
    assert "Đã tính lại 340 dòng kết quả" in capsys.readouterr().out


def test_load_again_changes_nothing():
    before = everything()
    assert demo_round.load_round_under_way() == "Quý I năm 2024: đã có."
    assert everything() == before


def test_all_of_it_is_marked_as_illustrative():
    assert round().illustrative and round().illustrative_note
    assert set(Officer.objects.values_list("is_demo", flat=True)) == {True}


@pytest.mark.parametrize("username", ["binh", "khanh", "dung", "tuan"])
def test_officers_sign_in_with_the_printed_password(client, username):
    line = next(line for line in demo.sign_ins(demo_round.OFFICERS) if f" {username} " in line)
    assert client.login(username=username, password=line.split()[1])


def test_work_of_the_officers_shows_the_round(client):
    for username, said in (
        ("thai", "đã nhập 41/57 chỉ tiêu"),
        ("khanh", "Bị trả lại"),
        ("nam", "Chờ thẩm tra: 1 trên 10 hồ sơ"),
        ("minh", "Chờ thẩm định: 1 trên 85 hồ sơ"),
    ):
        client.force_login(Officer.objects.get(username=username))
        assert said in html(client, "/viec-cua-toi/"), username


@pytest.mark.parametrize("username", ["nam", "minh", "kien", "hoa"])
def test_work_list_and_queue_agree_on_what_waits(username):
    """The same dossiers, or for a department the same criteria with as many communes."""
    officer = Officer.objects.get(username=username)
    queue = queue_of(round(), officer, reviewing(officer))
    parts = {part.title: part for part in my_work(officer, timezone.localdate()).parts}
    by_criterion = parts.get("Chờ thẩm định, theo tiêu chí")
    assert queue.waiting, "something waits for each of them"
    if by_criterion:
        found = [(line.text, line.said) for line in by_criterion.lines]
        assert found == [
            (str(criterion), f"{round().name}, {communes} xã chờ thẩm định")
            for criterion, communes in queue.criteria
        ]
    else:
        [waiting] = [part for part in parts.values() if part.title in ("Chờ thẩm tra", "Chờ thẩm định")]
        assert {line.text for line in waiting.lines} == {row.commune.full_name for row in queue.waiting}


def test_board_of_the_round_lists_every_commune(client):
    assert len(body_rows(html(client, f"/huyen/{DAK_HA}/?ngay=2025-06-30"), "")) >= 10
