"""The entry grids without a script: a form is saved whole, or shown again as typed."""

import re

import pytest

from criteria.models import ChangeSource, IndicatorChange, IndicatorResult, Standing
from tests import builders
from tests.crawling import Document
from tests.entry_builders import EntryWorld, entry_world, figure, in_group
from tests.entry_requests import commune_url, form, stored, text, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> EntryWorld:
    return entry_world()


@pytest.fixture
def thai(client, world):
    """The browser of the first commune's officer."""
    client.force_login(world.officer)
    return client


def test_form_is_saved_and_leads_back(thai, world):
    sent = form(
        world,
        (world.ratio, 0, {"numerator": "143", "denominator": "200", "value": "", "note": ""}),
        (world.asked, 0, {"answer": "yes", "note": ""}),
        (world.bare, 0, {"numerator": "", "denominator": "", "value": "", "outcome": "", "note": ""}),
    )
    answer = thai.post(commune_url(world, query="?loc=chua-nhap"), sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == commune_url(world, query="?loc=chua-nhap")
    assert {row: str(value) for row, value in stored(world).items()} == {
        world.ratio.pk: "71.5000",
        world.asked.pk: "None",
    }
    assert "2 ô" in text(thai.get(answer.headers["Location"]))
    assert world.standing().entered == 2


def test_form_with_a_fault_saves_nothing_and_keeps_what_was_typed(thai, world):
    sent = form(
        world,
        (world.ratio, 0, {"numerator": "", "denominator": "", "value": "tám mươi", "note": ""}),
        (world.loose, 0, {"value": "50", "outcome": "N", "note": ""}),
        (world.bare, 0, {"numerator": "", "denominator": "", "value": "60", "outcome": "", "note": ""}),
    )
    answer = thai.post(commune_url(world), sent)
    assert answer.status_code == 400
    assert not IndicatorResult.objects.exists()
    page = Document(answer.content.decode())
    key = f"{world.communes[0].pk}-{world.ratio.pk}"
    assert f"#c-{key}-value" in page.links
    assert f"#c-{world.communes[0].pk}-{world.loose.pk}-note" in page.links
    assert "2 lỗi cần sửa" in page.text
    assert "1.1: “tám mươi” không phải là số" in page.text
    assert value_of(answer, world, world.ratio) == "tám mươi"
    assert value_of(answer, world, world.bare) == "60"
    assert page.parts["title"][0].startswith("Lỗi: ")
    assert answer.content.decode().count('aria-invalid="true"') == 2


def overtake(world, of, value=72) -> IndicatorResult:
    """Somebody else saves the cell: the log has what was there before, the row what they wrote."""
    other = builders.officer("binh", world.communes[0], last_name="Trần", first_name="Bình")
    row = figure(world.standing(), of, value=value, version=2, updated_by=other)
    IndicatorChange.objects.create(
        result=row, version=1, at=builders.MOMENT, source=ChangeSource.TYPED, after={"value": "70"}
    )
    return row


def test_form_overtaken_shows_both_figures(thai, world):
    row = overtake(world, world.bare)
    cells = (world.bare, 1, {"value": "71,5"}), (world.ratio, 0, {"value": "90"})
    answer = thai.post(commune_url(world), form(world, *cells))
    assert answer.status_code == 409
    said = text(answer)
    assert "Trần Bình đã lưu lúc" in said
    assert "Giữ số của tôi ( giá trị 71,5 )" in re.sub(r"([()])", r" \1 ", said).replace("  ", " ")
    assert answer.content.count(b'class="conflict"') == 2  # one in the row, one for the script to copy
    assert stored(world) == {world.bare.pk: row.value}
    kept = thai.post(
        commune_url(world), form(world, *cells) | {f"keep-{world.communes[0].pk}-{world.bare.pk}": "mine"}
    )
    assert kept.status_code == 302
    assert str(stored(world)[world.bare.pk]) == "71.5000"
    reasons = dict(IndicatorChange.objects.exclude(reason="").values_list("result__indicator", "reason"))
    assert list(reasons) == [world.bare.pk]


def test_form_overtaken_takes_the_other_figure(thai, world):
    overtake(world, world.bare)
    cells = (world.bare, 1, {"value": "71,5"}), (world.ratio, 0, {"value": "90"})
    sent = form(world, *cells) | {f"keep-{world.communes[0].pk}-{world.bare.pk}": "theirs"}
    assert thai.post(commune_url(world), sent).status_code == 302
    assert {key: int(value) for key, value in stored(world).items()} == {
        world.bare.pk: 72,
        world.ratio.pk: 90,
    }


def test_form_leaves_alone_what_its_officer_did_not_touch(thai, world):
    overtake(world, world.bare)
    untouched = {"numerator": "", "denominator": "", "value": "70", "outcome": "", "note": ""}
    sent = form(world, (world.bare, 1, untouched), (world.ratio, 0, {"value": "90"}))
    assert thai.post(commune_url(world), sent).status_code == 302
    assert {key: int(value) for key, value in stored(world).items()} == {
        world.bare.pk: 72,
        world.ratio.pk: 90,
    }


def test_form_of_a_dossier_sent_meanwhile_says_what_was_not_saved(thai, world):
    Standing.objects.filter(pk=world.standing().pk).update(
        submitted_at=builders.MOMENT, submitted_by=world.officer
    )
    answer = thai.post(commune_url(world), form(world, (world.ratio, 0, {"value": "90"})))
    assert answer.status_code == 403
    assert "Chưa lưu số bạn gõ: giá trị 90" in text(answer)
    assert not IndicatorResult.objects.exists()


def test_form_sent_after_the_session_ended_comes_back_as_typed(client, world):
    answer = client.post(commune_url(world), form(world, (world.ratio, 0, {"value": "90"})))
    assert answer.headers["Location"].startswith("/dang-nhap/?next=")
    client.force_login(world.officer)
    answer = client.get(commune_url(world))
    assert value_of(answer, world, world.ratio) == "90"
    assert "1 ô bạn đã gõ còn nguyên" in text(answer)
    assert not IndicatorResult.objects.exists()
    assert value_of(client.get(commune_url(world)), world, world.ratio) == ""


def test_form_sent_after_the_session_ended_is_not_shown_to_another(client, world):
    client.post(commune_url(world), form(world, (world.ratio, 0, {"value": "90"})))
    client.force_login(in_group(builders.officer("xuan", world.communes[0]), "Nhập liệu"))
    assert value_of(client.get(commune_url(world)), world, world.ratio) == ""


def test_copy_fills_blank_cells_only(thai, world):
    earlier = world.standing(of=world.before)
    figure(earlier, world.ratio, numerator=180, denominator=200, outcome="M", basis="rule")
    figure(earlier, world.loose, value=40, outcome="M", basis="officer", note="Năm trước")
    figure(earlier, world.bare, value=30)
    figure(world.standing(), world.bare, value=55)
    assert thai.post(commune_url(world), form(world, copy="1")).status_code == 302
    rows = {row.indicator_id: row for row in IndicatorResult.objects.filter(standing=world.standing())}
    assert (rows[world.ratio.pk].value, rows[world.ratio.pk].outcome) == (90, "M")
    assert (rows[world.loose.pk].value, rows[world.loose.pk].outcome, rows[world.loose.pk].note) == (
        40,
        "",
        "",
    )
    assert rows[world.bare.pk].value == 55
    assert set(IndicatorChange.objects.values_list("source", flat=True)) == {ChangeSource.COPIED}


def test_copy_saves_what_is_typed_first(thai, world):
    figure(world.standing(of=world.before), world.bare, value=30)
    thai.post(commune_url(world), form(world, (world.bare, 0, {"value": "60"}), copy="1"))
    assert str(stored(world)[world.bare.pk]) == "60.0000"


def test_accept_takes_suggestions_nobody_decided(thai, world):
    figure(world.standing(), world.loose, value=50)
    figure(world.standing(), world.bare, value=50)
    assert thai.post(commune_url(world), form(world, accept="1")).status_code == 302
    rows = {row.indicator_id: row for row in IndicatorResult.objects.all()}
    assert (rows[world.loose.pk].outcome, rows[world.loose.pk].basis) == ("M", "suggest")
    assert rows[world.bare.pk].outcome == ""
