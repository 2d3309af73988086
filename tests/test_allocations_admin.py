"""Money entered in the administration: by the action of the grid, its refusals at the fields of the form."""

import pytest
from django.contrib.auth.models import Group

from funding.models import Allocation, AllocationChange
from ntm_portal.groups import load_groups
from tests import builders, funding_builders
from tests.admin_world import change, errors
from tests.money_world import YEAR, money_world

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/funding/allocation/add/"


@pytest.fixture
def world():
    load_groups()
    return money_world()


@pytest.fixture
def lan(world, client):
    client.force_login(staff("lan", world.home, "Quản trị"))
    return client


def staff(name, scope, group):
    return builders.officer(name, scope, groups=Group.objects.filter(name=group), is_staff=True)


def typed(world, **fields) -> dict:
    usual = {
        "commune": world.commune.pk,
        "programme": world.programmes["ntm"].pk,
        "capital_source": world.sources["ns-tinh"].pk,
        "year": YEAR,
        "planned": "1.234.500.001",
        "planned_document": "12/QĐ-UBND",
    }
    return {key: value for key, value in (usual | fields).items() if value is not None}


def test_row_is_added_with_its_log_and_its_place(lan, world):
    assert lan.get(ADD).status_code == 200
    response = lan.post(ADD, typed(world, allocated="0"))
    assert response.status_code == 302, errors(response)
    row = Allocation.objects.get()
    assert (row.province, row.district, row.commune) == (world.home, world.district, world.commune)
    assert (row.planned, row.allocated, row.disbursed, row.version) == (1_234_500_001, 0, None, 1)
    log = AllocationChange.objects.get()
    assert (log.by.username, log.source, log.before) == ("lan", "typed", None)
    assert "Đã bố trí chưa ghi văn bản" in lan.get(response.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"commune": None}, "province", "Chọn tỉnh, huyện hoặc xã"),
        ({"planned": "-5"}, "planned", "không được âm"),
        ({"planned": "năm"}, "planned", "không phải là số tiền"),
        ({"planned": "", "planned_document": ""}, "__all__", "Ghi ít nhất"),
        ({"year": 2026}, "__all__", "ở ngoài giai đoạn"),
        ({"capital_source": "nsdp"}, "__all__", "có nguồn con"),
        ({"district": "away"}, "district", "không thuộc Huyện Đăk Tô"),
    ],
)
def test_row_that_cannot_stand_is_refused_at_its_field(lan, world, fields, field, said):
    known = {"nsdp": world.sources["nsdp"].pk, "away": world.away.pk}
    fields = {name: known.get(value, value) for name, value in fields.items()}
    response = lan.post(ADD, typed(world, **fields))
    assert said in " ".join(errors(response)[field])
    assert not Allocation.objects.exists()


def test_row_there_already_is_not_added_again(lan, world):
    funding_builders.allocation(world.commune, world.programmes["ntm"], world.sources["ns-tinh"])
    assert "đã có dòng vốn" in str(errors(lan.post(ADD, typed(world))))
    assert Allocation.objects.get().version == 1


def test_row_is_changed_in_its_version_and_stays_where_it_is(lan, world):
    row = funding_builders.allocation(world.commune, world.programmes["ntm"], world.sources["ns-tinh"])
    assert change(lan, row, allocated="250.000.000", commune=world.foreign.pk).status_code == 302
    row.refresh_from_db()
    assert (row.allocated, row.version, row.commune) == (250_000_000, 2, world.commune)
    assert (row.changes.get().by.username, row.changes.get().before["allocated"]) == ("lan", 100_000_000)
    assert change(lan, row).status_code == 302
    assert row.changes.count() == 1


def test_row_saved_by_another_meanwhile_is_not_overwritten(lan, world):
    row = funding_builders.allocation(world.commune, world.programmes["ntm"], world.sources["ns-tinh"])
    Allocation.objects.update(version=2, allocated=7)
    assert "người khác sửa" in str(errors(change(lan, row, allocated="5", seen="1")))
    assert Allocation.objects.get().allocated == 7


def test_tenfold_jump_is_confirmed_first(lan, world):
    funding_builders.allocation(
        world.commune, world.programmes["ntm"], world.sources["ns-tinh"], year=YEAR - 1, planned=5_000_000
    )
    response = lan.post(ADD, typed(world))
    assert "kiểm tra đơn vị tính" in errors(response)["planned"][0]
    assert lan.post(ADD, typed(world, confirmed="on")).status_code == 302


def test_place_outside_the_scope_cannot_be_chosen(client, world):
    client.force_login(staff("khanh", world.away, "Thẩm tra"))
    assert "không có trong danh sách" in str(errors(client.post(ADD, typed(world))))
    client.force_login(staff("doc", world.home, "Chỉ đạo"))
    assert client.get(ADD).status_code == 403
    assert not Allocation.objects.exists()
