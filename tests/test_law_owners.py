"""Whose law it is: the nation's or a province's own, and that nobody verifies what they wrote."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from criteria.actions import ActionRefused, open_round
from criteria.forms import SheetForm
from criteria.models import CriteriaSet, Criterion, Round, Threshold
from criteria.resources import CriterionResource
from tests import admin_world, builders, entry_builders
from tests.admin_world import change, errors
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db
ADD_SET = "/quan-tri/criteria/criteriaset/add/"
SET = {
    "code": "thon-kon-tum", "name": "Bộ tiêu chí thôn", "short_name": "Thôn NTM", "level": "village",
    "tier": "standard", "phase": "2021-2025", "decision": "147/QĐ-UBND", "bands": "", "source": "seen",
    "valid_from": "28/03/2022",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield admin_world.build()


@pytest.fixture
def world(built, db):
    return built


@pytest.fixture
def lan(world):
    return world.people["lan"]


def test_sheet_verifies_nothing_its_sender_wrote(world):
    """A change goes back to unverified; whoever made it may not sign, another person may."""
    boss, mai = world.people["boss"], builders.officer("mai", "nation", is_superuser=True)
    renamed = ["Mã bộ tiêu chí", "Số tiêu chí", "Tên tiêu chí", "Ngày kiểm chứng"]
    row = ["xa-ntm-2021-2025", 1, "Quy hoạch", "02/01/2024"]
    assert "Lưu nội dung trước" in faults(read(CriterionResource, boss, renamed, row))[0][1]
    assert counts(read(CriterionResource, boss, renamed[:3], row[:3])) == (0, 1, 0)
    signed = [renamed[0], renamed[1], renamed[3]]
    mine = read(CriterionResource, boss, signed, [*row[:2], row[3]])
    assert "không tự kiểm chứng" in faults(mine)[0][1]
    assert counts(read(CriterionResource, mai, signed, [*row[:2], row[3]])) == (0, 1, 0)
    assert counts(read(CriterionResource, boss, renamed[:3], [*row[:2], "Quy hoạch xã"])) == (0, 1, 0)
    row = Criterion.objects.get(number=1, criteria_set__code="xa-ntm-2021-2025")
    assert (row.entered_by, row.verified_by, row.verified_on) == (boss, None, None)


def test_sheet_of_the_nations_law_is_not_a_provinces_to_send(lan):
    headings = ["Mã bộ tiêu chí", "Số tiêu chí", "Tên tiêu chí"]
    [(_, message)] = faults(read(CriterionResource, lan, headings, ["xa-ntm-2021-2025", 1, "Quy hoạch"]))
    assert "ngoài phạm vi" in message


def test_province_writes_its_own_set_and_no_other(client, world, lan):
    client.force_login(lan)
    refused = client.post(ADD_SET, SET)
    assert "chọn tỉnh của bạn" in refused.content.decode()
    assert "issued_by" in errors(client.post(ADD_SET, {**SET, "issued_by": world.foreign["province"].pk}))
    own = {**SET, "issued_by": world.home["province"].pk}
    assert client.post(ADD_SET, own).status_code == 302
    made = CriteriaSet.objects.get(code="thon-kon-tum")
    assert change(client, made, short_name="Thôn của tỉnh").status_code == 302
    assert errors(change(client, made, issued_by=None))
    made.issued_by = world.foreign["province"]
    made.save()
    page = f"/quan-tri/criteria/criteriaset/{made.pk}/change/"
    assert client.get(page).status_code == 404
    assert "Thôn của tỉnh" not in client.get("/quan-tri/criteria/criterion/add/").content.decode()


def test_set_of_a_province_is_in_that_provinces_rounds_only(world):
    foreign, home = world.foreign["province"], world.home["province"]
    own = builders.criteria_set(2, "rieng", issued_by=foreign)
    day = datetime.date(2023, 6, 30)
    with pytest.raises(ActionRefused, match="của tỉnh khác"):
        open_round(criteria_set=own, province=home, data_on=day, by=None)
    with pytest.raises(ValidationError, match="của tỉnh khác"):
        Round(criteria_set=own, province=home, data_on=day, name="Kỳ").full_clean()
    villages = CriteriaSet.objects.get(code="thon")
    with pytest.raises(ValidationError, match="lập theo xã"):
        Round(criteria_set=villages, province=home, data_on=day, name="Kỳ").full_clean()
    assert open_round(criteria_set=own, province=foreign, data_on=day, by=None).criteria_set == own
    own.issued_by = home
    with pytest.raises(ValidationError, match="Tỉnh khác đã có kỳ"):
        own.full_clean()


def test_set_of_another_province_is_no_choice(world, lan):
    builders.criteria_set(2, "rieng", issued_by=world.foreign["province"])
    offered = SheetForm(officer=lan).fields["criteria_set"].queryset
    assert set(offered.values_list("code", flat=True)) == {"xa-ntm-2021-2025", "xa-ntm-2026-2030"}


def test_level_of_one_province_is_not_set_in_the_set_of_another(world):
    own = builders.criteria_set(1, "rieng", issued_by=world.foreign["province"])
    measured = entry_builders.indicator(own.criteria.get())
    level = Threshold(indicator=measured, comparator=">=", value=80, province=world.home["province"])
    with pytest.raises(ValidationError, match="bộ của tỉnh khác"):
        level.full_clean()
