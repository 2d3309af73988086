"""What officers meet after their province merged into another: their page, old work, old rounds, villages."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils.timezone import localdate

from communes.actions import apply, undo
from communes.models import Agency, Commune, District, Officer, Reorganisation, Village
from communes.reorganising import PlannedHeir
from criteria.actions.permissions import criteria_in_charge_of_others
from criteria.actions.villages import VillageEntry, record_village_standings, why_not
from criteria.models import CriteriaSet, CriterionLead
from directives.models import Assignment
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests import directive_builders as build
from tests.directive_world import DirectiveWorld, directive_world
from tests.reorganised import BEFORE, line
from tests.screen_parts import html, text_of

pytestmark = pytest.mark.django_db
AHEAD = localdate() + datetime.timedelta(days=30)


@pytest.fixture
def world(db) -> DirectiveWorld:
    """Kon Tum, whose department is in charge of criterion 1; a task of its about a cell of Đăk Pxi."""
    built = directive_world()
    CriterionLead.objects.create(province=built.province, criterion=built.criteria[0], agency=built.agency)
    build.assignment(
        built.task, built.agency, commune=built.communes[0], criterion=built.criteria[0], closes_when_met=True
    )
    return built


def merged(world, *, on=reorganised.DAY) -> Agency:
    """Everything goes into Quảng Ngãi; its agency that takes over from the department."""
    new = builders.province("Quảng Ngãi", "51", valid_from=on)
    heir = builders.agency(new, "Sở Nông nghiệp và Môi trường", short_name="Sở NN&MT")
    to, by = {"successor_province_code": "51"}, reorganised.nation_officer()
    lines = [line(place, "23504", "Mới", **to) for place in world.communes]
    heirs = [
        PlannedHeir(agency=world.agency, heir_agency=heir),
        PlannedHeir(district_code="615", heir_commune_code="23504"),
    ]
    apply(reorganised.prepared(lines, by, on=on, heirs=heirs), by=by, followers=FOLLOWERS)
    return heir


def signed_in(client, officer) -> Officer:
    found = Officer.objects.get(pk=officer.pk)
    client.force_login(found)
    return found


def test_moved_task_says_how_it_closes_where_its_set_is_not_used(client, world):
    url = f"/nhiem-vu/{Assignment.objects.get().pk}/"
    signed_in(client, world.people.director)
    assert "chưa có kỳ báo cáo nào theo bộ" not in text_of(html(client, url))
    merged(world)
    said = text_of(html(client, url))
    assert "Xã Mới chưa có kỳ báo cáo nào theo bộ Xã NTM 2021–2025: việc chỉ xong khi tỉnh mở kỳ" in said
    place = Assignment.objects.get().commune
    of = world.round.criteria_set
    builders.round_with({place: "..."}, of=of, data_on=reorganised.DAY)
    assert "chưa có kỳ báo cáo nào theo bộ" not in text_of(html(client, url))


def test_menu_of_a_moved_task_is_of_the_province_that_follows_it(client, world):
    merged(world)
    signed_in(client, world.people.director)
    page = html(client, f"/nhiem-vu/{Assignment.objects.get().pk}/")
    assert '<a href="/tinh/51/"' in page
    assert '<a href="/tinh/62/' not in page
    for link in (f"/chi-thi/62/{world.directive.key}/", "/tieu-chi/xa-ntm-2021-2025/1/?tinh=62"):
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200


def test_task_about_a_commune_elsewhere_offers_no_form_that_would_not_open(client, world):
    cell = {"commune": world.communes[1], "criterion": world.criteria[0]}
    row = build.assignment(world.task, world.communes[0], **cell)
    about = f"/vuong-mac/them/?xa={cell['commune'].pk}"
    signed_in(client, world.people.commune)
    assert about not in html(client, f"/nhiem-vu/{row.pk}/")
    signed_in(client, world.people.district)
    assert about in html(client, f"/nhiem-vu/{row.pk}/")


def test_dossiers_of_others_to_enter_are_said_to_be_read_alone(client, world):
    signed_in(client, world.people.commune)
    builders.round_with({world.communes[0]: "..."}, of=world.round.criteria_set, data_on=reorganised.DAY)
    said = text_of(html(client, "/viec-cua-toi/"))
    assert "Hồ sơ đang nhập, chưa gửi (bạn chỉ xem): " in said


@pytest.mark.parametrize(
    ("who", "today"),
    [("director", "/tinh/62/"), ("district", "/huyen/615/"), ("commune", "/xa/23503/")],
)
def test_own_page_of_an_officer_moved_ahead_is_the_place_of_today(client, world, who, today):
    merged(world, on=AHEAD)
    officer = signed_in(client, getattr(world.people, who))
    place = officer.scope_province or officer.scope_commune
    assert place.valid_from == AHEAD
    led = client.get("/trang-cua-toi/").url
    assert led.startswith(today)
    assert client.get(led).status_code == 200


def test_own_page_of_an_officer_made_for_a_place_to_come_is_the_first_page(client, world):
    new = builders.province("Quảng Ngãi", "51", valid_from=AHEAD)
    signed_in(client, builders.officer("moi", new))
    assert client.get("/trang-cua-toi/").url == "/"


def test_department_that_took_over_appraises_the_old_round(world):
    before, criterion = world.people.department, world.criteria[0]
    heir = merged(world)
    officer = Officer.objects.get(pk=before.pk)
    assert officer.agency == heir
    assert criteria_in_charge_of_others(officer, world.round) == {}
    other = builders.officer("khac", heir.province, agency=builders.agency(heir.province, "Sở Y tế"))
    assert criterion.pk in criteria_in_charge_of_others(other, world.round)


def test_department_does_not_appraise_for_one_it_no_longer_takes_over_from(world):
    heir = merged(world)
    officer = builders.officer("moi", heir.province, agency=heir)
    assert criteria_in_charge_of_others(officer, world.round) == {}
    undo(Reorganisation.objects.get(), by=Officer.objects.get(username="quoc"))
    assert world.criteria[0].pk in criteria_in_charge_of_others(officer, world.round)


def test_page_of_a_department_that_is_no_more_leads_to_the_one_that_took_over(client, world):
    url = f"/don-vi/{world.agency.pk}/"
    signed_in(client, world.people.director)
    assert "kế thừa đơn vị này" not in text_of(html(client, url))
    heir = merged(world)
    signed_in(client, world.people.director)
    page = html(client, url)
    assert f'<a href="/don-vi/{heir.pk}/">Sở Nông nghiệp và Môi trường</a> kế thừa' in page
    said = text_of(html(client, f"/don-vi/{heir.pk}/"))
    assert "không phụ trách tiêu chí nào đang báo cáo, 1 việc được giao" in said
    assert "tiêu chí nào của các bộ có kỳ báo cáo ở tỉnh Quảng Ngãi" in said


@pytest.fixture
def village_set(world) -> CriteriaSet:
    """Kon Tum's own set for villages, where Đăk Pxi has one."""
    Village.objects.create(commune=world.communes[0], name="1")
    return builders.criteria_set(2, "thon", level="village", issued_by=world.province, short_name="Thôn NTM")


def test_set_for_villages_of_the_province_before_binds_the_commune_since(client, world, village_set):
    merged(world)
    place = Assignment.objects.get().commune
    entry, today = VillageEntry(place.villages.get(), "MN"), localdate()
    record_village_standings(commune=place, criteria_set=village_set, data_on=today, by=None, entries=[entry])
    officer = signed_in(client, world.people.commune)
    officer.user_permissions.add(Permission.objects.get(codename="view_villagestanding"))
    assert "0/1 thôn đạt đủ 2 tiêu chí" in text_of(html(client, "/thon/23504/"))


def test_set_for_villages_of_another_province_does_not_bind(world, village_set):
    merged(world)
    far = builders.commune(builders.province("Gia Lai", "64"), "Chư Sê", "23942")
    assert why_not(far, village_set, localdate()) == "Thôn NTM là bộ của tỉnh khác."


@pytest.mark.parametrize(("ended", "said"), [(True, "(ghi gần nhất)"), (False, "(hiện nay)")])
def test_head_of_a_place_that_is_no_more_is_not_called_todays(client, world, ended, said):
    signed_in(client, world.people.director)
    if ended:
        District.objects.filter(pk=world.district.pk).update(valid_to=BEFORE)
    page = text_of(html(client, "/huyen/615/?ngay=2024-06-30"))
    assert f"Ông A Phương {said}" in page


def test_chairman_of_a_commune_that_is_no_more_is_the_latest_known_on_its_page_of_today(client, world):
    signed_in(client, world.people.director)
    assert "Chủ tịch UBND: Ông A Tê." in text_of(html(client, "/xa/23503/"))
    Commune.objects.filter(pk=world.communes[0].pk).update(valid_to=BEFORE)
    assert "Chủ tịch UBND: Ông A Tê (ghi gần nhất)." in text_of(html(client, "/xa/23503/"))
