"""Levels of the law in the administration: what may be written, by whom, and how it is shown."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from communes.admin.history import said
from communes.models import Officer
from communes.scope import may_write
from criteria.models import Indicator, ResultChange, Threshold
from criteria.resources import CriteriaSetResource, ThresholdResource
from tests import builders
from tests.admin_world import build, change, errors
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/criteria/threshold/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "100,5"}, "value"),
        ({"of_which_value": "101"}, "of_which_value"),
        ({"verified_on": "01/01/2999"}, "verified_on"),
    ],
)
def test_level_out_of_reason_is_refused_at_its_field(client, world, values, field):
    Indicator.objects.update(kind="percent")
    client.force_login(world.people["boss"])
    assert list(errors(change(client, Threshold.objects.get(), **values))) == [field]


def test_level_reports_every_fault_at_once(client, world):
    client.force_login(world.people["boss"])
    found = errors(change(client, Threshold.objects.get(), value="-1", verified_on="01/01/2999"))
    assert set(found) == {"value", "verified_on"}


def test_level_that_is_no_percentage_may_pass_a_hundred(client, world):
    Indicator.objects.update(kind="number")
    client.force_login(world.people["boss"])
    assert change(client, Threshold.objects.get(), value="1.250,5").status_code == 302
    assert float(Threshold.objects.get().value) == 1250.5


def test_level_is_typed_and_shown_with_a_comma(client, world):
    client.force_login(world.people["boss"])
    level = Threshold.objects.get()
    assert change(client, level, value="99,5").status_code == 302
    html = page(client, f"{LIST}{level.pk}/change/")
    assert 'value="99,5"' in html
    assert "99,5000" not in html
    listed = page(client, LIST)
    assert "≥ 99,5" in listed
    assert "Tây Nguyên" in listed


def test_level_of_the_nation_is_the_nations_to_change(client, world):
    level = Threshold.objects.get()
    central = builders.officer("trung-uong", "nation", groups=world.people["lan"].groups.all(), is_staff=True)
    client.force_login(world.people["lan"])
    assert client.post(f"{LIST}{level.pk}/change/", {"value": "70"}).status_code == 403
    html = page(client, f"{LIST}{level.pk}/change/")
    assert "80,0000" not in html
    client.force_login(central)
    assert change(client, level, value="70").status_code == 302


def test_level_of_a_province_is_the_provinces_to_add_and_change(client, world):
    client.force_login(world.people["lan"])
    values = {
        "indicator": Indicator.objects.get().pk, "profile": "TN", "comparator": ">=", "value": "85,5",
        "valid_from": "01/01/2022", "source": "seen",
    }  # fmt: skip
    refused = client.post(f"{LIST}add/", values)
    assert "chọn tỉnh của bạn" in refused.content.decode()
    assert "province" in errors(
        client.post(f"{LIST}add/", {**values, "province": world.foreign["province"].pk})
    )
    own = {**values, "province": world.home["province"].pk}
    assert client.post(f"{LIST}add/", own).status_code == 302
    added = Threshold.objects.get(province=world.home["province"])
    assert change(client, added, value="86").status_code == 302
    assert errors(change(client, added, province=None))
    assert not may_write(world.people["nam"], added)


def test_column_of_hardship_communes_is_a_region_of_a_set_by_regions(client, world):
    client.force_login(world.people["boss"])
    law = Threshold.objects.get().indicator.criterion.criteria_set
    assert change(client, law, hardship_profile="TDMNPB").status_code == 302
    law.refresh_from_db()
    assert law.hardship_profile == "TDMNPB"
    assert errors(change(client, law, hardship_profile="Tây Bắc"))
    assert "hardship_profile" in errors(change(client, law, threshold_axis="group"))


def test_column_of_hardship_communes_is_checked_in_a_sheet(world):
    headings = ["Mã bộ tiêu chí", "Vùng áp dụng cho xã ĐBKK, ATK thuộc huyện nghèo"]
    sheet = read(CriteriaSetResource, world.people["boss"], headings, ["xa-ntm-2021-2025", "Tây Bắc"])
    assert "ghi một trong: TDMNPB" in faults(sheet)[0][1]
    sheet = read(CriteriaSetResource, world.people["boss"], headings, ["xa-ntm-2021-2025", "TDMNPB"])
    assert counts(sheet) == (0, 1, 0)


def test_level_of_a_set_a_province_issued_is_that_provinces(world):
    level = Threshold.objects.get()
    law = level.indicator.criterion.criteria_set
    law.issued_by = world.home["province"]
    assert may_write(world.people["lan"], level)
    law.issued_by = world.foreign["province"]
    assert not may_write(world.people["lan"], level)


def test_history_is_written_as_people_write(client, world):
    client.force_login(world.people["boss"])
    level = Threshold.objects.get()
    assert change(client, level, value="99,5", comparator="<=").status_code == 302
    client.force_login(builders.officer("mai", "nation", is_staff=True, is_superuser=True))
    assert change(client, level, verified_on="02/01/2024").status_code == 302
    html = page(client, reverse("admin:criteria_threshold_history", args=[level.pk]))
    for text in ("80 → 99,5", "– → 02/01/2024", "– → ", "từ mức này trở lên → không quá mức này"):
        assert text in html
    for text in ("None", "đã bị xóa", "99,5000", "2024-01-02"):
        assert text not in html
    past = level.history.order_by("history_id").last().pk
    html = page(client, reverse("admin:criteria_threshold_simple_history", args=[level.pk, past]))
    assert "99,5" in html
    assert "99,5000" not in html


def test_history_words_of_every_kind_of_value():
    at = datetime.datetime(2024, 1, 2, 7, 5, tzinfo=timezone.get_current_timezone())
    assert [said(value) for value in (None, "", True, False, 14.5, at)] == [
        "–", "–", "có", "không", "14,5", "07:05 02/01/2024",
    ]  # fmt: skip


def test_result_change_is_named_in_words(world):
    change = ResultChange.objects.filter(before="").first() or ResultChange.objects.first()
    change.before, change.after = "", "M"
    assert str(change).endswith("Chưa có số liệu → Đạt")


def test_results_are_listed_round_by_round_commune_by_commune(client, world):
    client.force_login(world.people["lan"])
    rows = client.get("/quan-tri/criteria/criterionresult/").context["cl"].queryset
    order = [(row.standing.commune.sort_key, row.criterion.number) for row in rows]
    assert len(order) > 3
    assert order == sorted(order)


def test_officer_page_says_nothing_of_how_a_password_is_stored(client, world):
    client.force_login(world.people["boss"])
    officer = Officer.objects.get(pk=world.people["lan"].pk)
    officer.set_password("mot-mat-khau-dai-2026")
    officer.save()
    html = page(client, f"/quan-tri/communes/officer/{officer.pk}/change/")
    assert f'href="/quan-tri/communes/officer/{officer.pk}/password/"' in html
    assert officer.password.split("$")[0] not in html
    html += page(client, f"/quan-tri/communes/officer/{officer.pk}/password/")
    assert not [word for word in ("SSO", "LDAP", "salt", "pbkdf2") if word in html]


def test_sheet_of_the_nations_levels_is_not_a_provinces_to_change(world):
    lan, boss = world.people["lan"], world.people["boss"]
    headings = ["Mã bộ tiêu chí", "Chỉ tiêu có từ ngày", "Mã chỉ tiêu", "Vùng hoặc nhóm xã"]
    headings += ["Mã tỉnh quy định", "Cách so sánh", "Mức (số)", "Hiệu lực từ ngày"]
    national = ["xa-ntm-2021-2025", "01/01/2016", "1.1", "TN", "", ">=", "80", "01/01/2016"]
    assert counts(read(ThresholdResource, lan, headings, national)) == (0, 0, 1)
    national[6] = "70"
    assert "phạm vi phụ trách" in faults(read(ThresholdResource, lan, headings, national))[0][1]
    own = [*national[:4], "62", *national[5:]]
    assert counts(read(ThresholdResource, lan, headings, own)) == (1, 0, 0)
    assert counts(read(ThresholdResource, boss, headings, national)) == (0, 1, 0)
