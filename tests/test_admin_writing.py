"""What forms of the administration write: through the actions, inside the scope, and no power given away."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from communes.models import Agency, Commune
from criteria.models import CriterionResult, Recognition, ResultChange, Round, Standing, Threshold
from tests import builders
from tests.admin_world import build, change, errors
from tests.world import rolled_back

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


# Places


def test_place_written_in_pieces_is_stored_composed(client, world):
    client.force_login(world.people["lan"])
    response = change(client, world.home["agency"], name="So\N{COMBINING HORN}\N{COMBINING HOOK ABOVE} Y tế")
    assert response.status_code == 302
    assert Agency.objects.get(pk=world.home["agency"].pk).name == "Sở Y tế"


def test_place_change_is_in_the_history_with_its_author(client, world):
    client.force_login(world.people["lan"])
    assert change(client, world.home["commune"], chairman="A Thái").status_code == 302
    last = Commune.objects.get(pk=world.home["commune"].pk).history.first()
    assert (last.chairman, last.history_user) == ("A Thái", world.people["lan"])


# The law


def test_threshold_is_verified_in_ones_own_name(client, world):
    client.force_login(world.people["boss"])
    threshold = Threshold.objects.get()
    assert change(client, threshold, verified_on="02/01/2024").status_code == 302
    threshold.refresh_from_db()
    assert (threshold.verified_by, threshold.verified_on) == (world.people["boss"], datetime.date(2024, 1, 2))
    assert change(client, threshold, verified_on=None).status_code == 302
    threshold.refresh_from_db()
    assert (threshold.verified_by, threshold.verified_on) == (None, None)


def test_threshold_of_a_group_does_not_fit_a_set_by_regions(client, world):
    client.force_login(world.people["boss"])
    assert errors(change(client, Threshold.objects.get(), profile="2"))


@pytest.mark.parametrize(
    ("text", "stored"), [("3-3; 1-2; 0-0", [[3, 3], [1, 2], [0, 0]]), ("3-3; 0-1", None), ("nhiều", None)]
)
def test_bands_are_text_and_leave_no_gap(client, world, text, stored):
    client.force_login(world.people["boss"])
    law = world.home["round"].criteria_set
    response = change(client, law, bands=text, name="Bộ tiêu chí quốc gia")
    if stored is None:
        assert "bands" in errors(response)
    else:
        assert response.status_code == 302
        assert type(law).objects.get(pk=law.pk).bands == stored


def test_law_is_read_only_for_those_who_enter(client, world):
    clerk = builders.officer(
        "thu", world.home["province"], groups=Group.objects.filter(name="Nhập liệu"), is_staff=True
    )
    client.force_login(clerk)
    url = f"/quan-tri/criteria/threshold/{Threshold.objects.get().pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"value": "1"}).status_code == 403


# Results


def test_result_typed_is_recorded_and_the_standing_follows(client, world):
    client.force_login(world.people["lan"])
    result = world.home["criterionresult"]
    response = change(client, result, appraised_outcome="N", reason="Kiểm tra lại", lapse_reason="recheck")
    assert response.status_code == 302
    logged = ResultChange.objects.latest("id")
    assert (logged.before, logged.after, logged.by, logged.reason) == (
        "M",
        "N",
        world.people["lan"],
        "Kiểm tra lại",
    )
    assert (logged.source, logged.judgement) == ("typed", "appraised")
    assert Standing.objects.get(pk=result.standing_id).outcomes == "NM."


def test_result_offers_the_judgements_of_the_scope(client, world):
    result = world.home["criterionresult"]
    offered = {}
    for person in ("lan", "nam", "thai"):
        client.force_login(world.people[person])
        page = client.get(f"/quan-tri/criteria/criterionresult/{result.pk}/change/")
        fields = page.context["adminform"].form.fields
        offered[person] = [name for name in fields if name.endswith("outcome")]
    assert [len(offered[person]) for person in ("lan", "nam", "thai")] == [3, 2, 1]
    assert offered["thai"] == ["self_outcome"]


def test_result_offers_the_judgements_of_the_groups(client, world):
    result = world.home["criterionresult"]
    clerk = builders.officer(
        "thu", world.home["province"], groups=Group.objects.filter(name="Nhập liệu"), is_staff=True
    )
    client.force_login(clerk)
    page = client.get(f"/quan-tri/criteria/criterionresult/{result.pk}/change/")
    fields = page.context["adminform"].form.fields
    assert [name for name in fields if name.endswith("outcome")] == ["self_outcome"]
    before = ResultChange.objects.count()
    change(client, result, appraised_outcome="N", lapse_reason="recheck")
    assert ResultChange.objects.count() == before


def test_result_falls_from_met_with_a_reason_only(client, world):
    client.force_login(world.people["lan"])
    result = world.home["criterionresult"]
    before = ResultChange.objects.count()
    page = change(client, result, appraised_outcome="N")
    assert ResultChange.objects.count() == before
    assert "chọn lý do bị tụt" in client.get(page["Location"]).content.decode()
    change(client, result, appraised_outcome="N", lapse_reason="figures")
    assert ResultChange.objects.latest("id").lapse_reason == "figures"


def test_result_sent_for_a_judgement_of_others_changes_nothing(client, world):
    client.force_login(world.people["thai"])
    before = ResultChange.objects.count()
    change(client, world.home["criterionresult"], appraised_outcome="N")
    assert ResultChange.objects.count() == before


def test_result_is_added_where_there_was_none(client, world):
    client.force_login(world.people["lan"])
    standing = world.home["standing"]
    third = standing.round.criteria_set.criteria.get(number=3)
    data = {"standing": standing.pk, "criterion": third.pk, "appraised_outcome": "B"}
    url = "/quan-tri/criteria/criterionresult/add/"
    assert errors(client.post(url, {**data, "appraised_outcome": ""}))
    assert client.post(url, data).status_code == 302
    assert Standing.objects.get(pk=standing.pk).outcomes == "MMB"
    assert CriterionResult.objects.get(standing=standing, criterion=third).appraised_by == world.people["lan"]


def test_result_of_a_closed_round_is_read_only(client, world):
    client.force_login(world.people["lan"])
    chosen = {"_selected_action": [world.home["round"].pk], "confirmed": "1", "reason": "Sửa"}
    data = {**chosen, "action": "close"}
    assert client.post("/quan-tri/criteria/round/", data).status_code == 302
    assert Round.objects.get(pk=world.home["round"].pk).closed_at
    url = f"/quan-tri/criteria/criterionresult/{world.home['criterionresult'].pk}/change/"
    assert client.post(url, {"appraised_outcome": "N"}).status_code == 403
    client.post("/quan-tri/criteria/round/", {**chosen, "action": "reopen"})
    assert Round.objects.get(pk=world.home["round"].pk).closed_at is None


# Rounds and recognitions


def test_round_added_gives_every_commune_its_standing(client, world):
    client.force_login(world.people["lan"])
    law = world.home["round"].criteria_set
    data = {
        "criteria_set": law.pk, "province": world.home["province"].pk, "name": "6 tháng 2024",
        "data_on": "30/06/2024", "due_on": "15/07/2024", "steps": "three",
    }  # fmt: skip
    assert client.post("/quan-tri/criteria/round/add/", data).status_code == 302
    opened = Round.objects.get(name="6 tháng 2024")
    assert opened.due_on == datetime.date(2024, 7, 15)
    assert sorted(opened.standings.values_list("outcomes", flat=True)) == ["MM.", "MMM"]


def test_round_without_communes_is_refused_in_words(client, world):
    client.force_login(world.people["lan"])
    data = {
        "criteria_set": world.home["round"].criteria_set.pk, "province": world.home["province"].pk,
        "name": "Sớm quá", "data_on": "31/12/2015", "steps": "three",
    }  # fmt: skip
    response = client.post("/quan-tri/criteria/round/add/", data, follow=True)
    assert "không có xã nào tham gia" in response.content.decode()
    assert not Round.objects.filter(name="Sớm quá").exists()


def test_recognition_file_is_a_pdf_and_goes_to_those_who_may_see_it(client, world):
    client.force_login(world.people["lan"])
    row = world.home["recognition"]
    assert "file" in errors(change(client, row, file=SimpleUploadedFile("qd.pdf", b"MZ not a pdf")))
    assert change(client, row, file=SimpleUploadedFile("qd.pdf", b"%PDF-1.4 ...")).status_code == 302
    assert Recognition.objects.get(pk=row.pk).file
    response = client.get(f"/quan-tri/criteria/recognition/{row.pk}/tep/")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    client.force_login(world.people["stranger"])
    assert client.get(f"/quan-tri/criteria/recognition/{row.pk}/tep/").status_code == 404
