"""Who is told: the officers whose scope and permission let them act on it, and nobody else."""

import pytest
from django.contrib.auth.models import Group

from communes.models import AgencyKind, Notice
from criteria.actions.telling import commune_officers, district_verifiers, province_appraisers, tell
from criteria.models import CriterionLead
from ntm_portal.groups import load_groups
from tests import builders

pytestmark = pytest.mark.django_db


def group(name):
    return Group.objects.get(name=name)


@pytest.fixture
def standing():
    """Đăk Pxi of Đăk Hà in a round of three criteria, the groups loaded."""
    load_groups()
    pxi = builders.commune(builders.district(builders.province()), code="23503")
    return builders.round_with({pxi: "MN."}, of=builders.criteria_set(3)).standings.get()


def names(officers):
    return sorted(officer.username for officer in officers)


def test_commune_officers_are_those_of_the_commune_who_may_send(standing):
    ui = builders.commune(standing.district, name="Đăk Ui")
    builders.officer("thai", standing.commune, groups=[group("Nhập liệu")])
    builders.officer("reader", standing.commune, groups=[group("Chỉ đạo")])
    builders.officer("away", standing.commune, groups=[group("Nhập liệu")], is_active=False)
    builders.officer("ui", ui, groups=[group("Nhập liệu")])
    builders.officer("typist", standing.district, groups=[group("Nhập liệu")])
    builders.officer("root", "nation", is_superuser=True)
    assert names(commune_officers(standing)) == ["thai"]


def test_verifiers_are_those_of_the_district(standing):
    builders.officer("nam", standing.district, groups=[group("Thẩm tra")])
    builders.officer("nobody", groups=[group("Thẩm tra")])
    builders.officer("hoa", standing.province, groups=[group("Thẩm định")])
    builders.officer(
        "elsewhere", builders.district(standing.province, code="612"), groups=[group("Thẩm tra")]
    )
    assert names(district_verifiers(standing)) == ["nam"]


def test_commune_without_district_has_no_verifier(standing):
    builders.officer("nobody", groups=[group("Thẩm tra")])
    standing.district_id = None
    assert names(district_verifiers(standing)) == []


def test_appraisers_are_those_in_charge_and_the_coordination_office(standing):
    home = standing.province
    first, second, third = standing.round.criteria_set.criteria.order_by("number")
    farm = builders.agency(home)
    roads = builders.agency(home, name="Sở Giao thông vận tải", short_name="Sở GTVT")
    office = builders.agency(home, name="Văn phòng Điều phối", kind=AgencyKind.COORDINATION)
    for criterion, unit in ((first, farm), (second, roads)):
        CriterionLead.objects.create(
            province=home, criterion=criterion, agency=unit, valid_from=builders.FIRST_DAY
        )
    for username, unit in (("hoa", farm), ("giao", roads), ("minh", office), ("free", None)):
        builders.officer(username, home, groups=[group("Thẩm định")], agency=unit)
    builders.officer("nam", standing.district, groups=[group("Thẩm định")])
    assert names(province_appraisers(standing.round, {first.pk})) == ["hoa", "minh"]
    assert names(province_appraisers(standing.round, {first.pk, second.pk})) == ["giao", "hoa", "minh"]
    assert names(province_appraisers(standing.round, {third.pk})) == ["free", "giao", "hoa", "minh"]
    assert names(province_appraisers(standing.round, [])) == []


def test_tell_leaves_out_the_inactive_the_doubled_and_the_one_who_acted(standing):
    nam = builders.officer("nam", standing.district)
    thai = builders.officer("thai", standing.commune)
    away = builders.officer("away", standing.commune, is_active=False)
    assert tell([nam, thai, thai, away], "Xã Đăk Pxi đã gửi kết quả.", "/tham-tra/", but=nam) == 1
    notice = Notice.objects.get()
    assert (notice.recipient, notice.text, notice.url) == (thai, "Xã Đăk Pxi đã gửi kết quả.", "/tham-tra/")
    assert notice.read_at is None and notice.emailed_at is None


def test_tell_cuts_a_text_a_notice_cannot_hold(standing):
    thai = builders.officer("thai", standing.commune)
    assert tell([thai], "ă" * 400, "/viec-cua-toi/") == 1
    assert Notice.objects.get().text == "ă" * 299 + "…"
