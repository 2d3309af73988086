"""A recognition recorded in the administration or by a sheet: not past a dossier, not without a source."""

import copy

import pytest

from criteria.models import Recognition, Target
from criteria.recorded_recognitions import NO_SOURCE
from criteria.resources import RecognitionResource
from tests import builders
from tests.recognition_world import recognition_world
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/criteria/recognition/add/"
HEADINGS = ["Mã xã", "Mã bộ tiêu chí", "Số quyết định", "Ngày quyết định", "Năm đạt chuẩn", "Nguồn"]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield recognition_world()


@pytest.fixture
def world(built, db):
    return copy.deepcopy(built)


def added(client, world, commune, **fields):
    """The page after `lan` adds a recognition of the commune in the administration."""
    client.force_login(world.officer("lan"))
    given = {
        "commune": commune.pk, "criteria_set": world.round.criteria_set_id, "decision_number": "9/QĐ-UBND",
        "decided_on": "15/01/2024", "year_achieved": "2023",
    }  # fmt: skip
    return client.post(ADD, given | fields, follow=True).content.decode()


def test_decision_of_a_commune_with_a_dossier_is_recorded_on_the_dossier(client, world):
    dossier = world.dossier()
    page = added(client, world, world.commune, source_note="Sổ lưu")
    assert f'<a href="/cong-nhan/{dossier.pk}/">Mở hồ sơ</a>' in page
    assert not Recognition.objects.exists()
    higher = builders.criteria_set(3, code="nang-cao", tier="advanced")
    added(client, world, world.commune, criteria_set=higher.pk, source_note="Sổ lưu")
    assert Recognition.objects.get().criteria_set == higher


def test_decision_recorded_again_says_where_it_is_to_be_read(client, world):
    assert NO_SOURCE in added(client, world, world.commune)
    assert not Recognition.objects.exists()
    page = added(client, world, world.commune, published_url="vidu.vn/cong-bo")
    assert Recognition.objects.get().published_url == "https://vidu.vn/cong-bo"
    assert "kiểm tra lại quyết định" not in page, "the last round says the commune meets everything"


def test_decision_against_the_last_round_is_recorded_with_a_warning(client, world):
    page = added(client, world, world.other, source_note="Sổ lưu của Văn phòng điều phối")
    assert "Theo kỳ số liệu đến ngày 31/12/2023, xã đạt 2/3 tiêu chí, chưa đủ" in page
    assert Recognition.objects.get().source_note == "Sổ lưu của Văn phòng điều phối"


def test_year_of_the_list_is_written_without_a_dot(client, world):
    added(client, world, world.commune, source_note="Sổ lưu")
    page = client.get("/quan-tri/criteria/recognition/").content.decode()
    assert '<td class="field-year">2023</td>' in page


def test_year_of_a_plan_is_written_without_a_dot(client, world):
    of = {"criteria_set": world.round.criteria_set, "proposed_by": world.officer("lan")}
    row = Target.objects.create(commune=world.commune, year=2023, **of)
    client.force_login(world.officer("lan"))
    for url in ("/quan-tri/criteria/target/", f"/quan-tri/criteria/target/{row.pk}/change/"):
        page = client.get(url).content.decode()
        assert "2023" in page and "2.023" not in page


def test_sheet_of_recognitions_asks_the_same(world):
    lan, of = world.officer("lan"), world.round.criteria_set.code
    row = ["23503", of, "9/QĐ-UBND", "15/01/2024", "2023"]
    assert faults(read(RecognitionResource, lan, HEADINGS, [*row, ""])) == [("2", NO_SOURCE)]
    assert counts(read(RecognitionResource, lan, HEADINGS, [*row, "Sổ lưu"])) == (1, 0, 0)
    Recognition.objects.all().delete()
    dossier = world.dossier()
    [(_, said)] = faults(read(RecognitionResource, lan, HEADINGS, [*row, "Sổ lưu"]))
    assert said.endswith(f"ghi quyết định ở hồ sơ ấy: /cong-nhan/{dossier.pk}/")
    assert not Recognition.objects.exists()
