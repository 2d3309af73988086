"""`load_places`: complete, repeatable, and respectful of what officers wrote. One province keeps it quick."""

import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from communes import seeding
from communes.models import Alias, Commune, District, Participation, Province, Succession

OLD_DAY, NEW_DAY = datetime.date(2024, 1, 22), datetime.date(2026, 3, 1)


@pytest.fixture
def kon_tum(db):
    seeding.load("62")


def lines_of(capsys, *args):
    call_command("load_places", *args)
    return capsys.readouterr().out.splitlines()


def test_load_province_brings_its_places_and_their_successors(kon_tum):
    assert {(p.code, p.valid_to is None) for p in Province.objects.all()} == {("62", False), ("51", True)}
    assert Province.objects.get(code="62").region == "TN"
    assert District.objects.filter(province__code="62").count() == 10
    assert Commune.objects.in_force(OLD_DAY).filter(province__code="62").count() == 102
    assert Commune.objects.in_force(NEW_DAY).filter(province__code="51", district=None).count() == 40
    assert Succession.objects.filter(whole=True, effective_on=datetime.date(2025, 7, 1)).count() == 102


def test_load_province_again_changes_nothing(kon_tum, capsys):
    histories = Commune.history.count()
    lines = lines_of(capsys, "--province", "62")
    assert lines[0] == "Tỉnh: 0 mới, 0 đổi, 2 giữ nguyên"
    assert lines[2] == "Xã: 0 mới, 0 đổi, 142 giữ nguyên"
    assert all(": 0 mới, 0 đổi, " in line for line in lines[:6])
    assert lines[6] == "Danh mục đã đầy đủ, không có gì thay đổi."
    assert Commune.history.count() == histories == 142


def test_load_gives_a_reused_code_two_periods(kon_tum):
    old, new = Commune.objects.filter(code="23500").order_by("valid_from")
    assert (old.full_name, old.valid_to) == ("Thị trấn Đăk Hà", datetime.date(2025, 6, 30))
    assert (new.full_name, new.valid_from) == ("Xã Đăk Hà", datetime.date(2025, 7, 1))
    assert old.district.full_name == "Huyện Đăk Hà"
    assert new.district is None


def test_load_fills_names_and_keys(kon_tum):
    commune = Commune.objects.get(code="23503")
    assert (commune.name, commune.display_name) == ("Đắk PXi", "Đăk Pxi")
    assert commune.search_key == "dakpxi"
    assert commune.sort_key
    assert set(Commune.objects.in_force(OLD_DAY).matching("dak psi")) == {commune}
    assert Alias.objects.get(commune=commune).search_key == "dakpsi"


def test_load_records_participation_of_every_xa_only(kon_tum):
    on_old = Commune.objects.participating(OLD_DAY)
    assert on_old.count() == 85
    assert set(on_old.values_list("kind", flat=True)) == {"Xã"}
    new_xa = Commune.objects.in_force(NEW_DAY).filter(kind="Xã")
    assert Commune.objects.participating(NEW_DAY).count() == new_xa.count()


def test_load_keeps_what_officers_wrote(kon_tum):
    wrote = {"chairman": "A Thái", "population": 5012, "local_name": "Đăk Psi", "latitude": 14.6}
    commune = Commune.objects.get(code="23503")
    for name, value in wrote.items():
        setattr(commune, name, value)
    commune.save()
    Participation.objects.filter(commune=commune, phase="2021-2025").update(valid_from="2022-01-01")
    tallies = seeding.load("62")
    commune.refresh_from_db()
    assert {name: getattr(commune, name) for name in wrote} == wrote
    assert commune.participations.get(phase="2021-2025").valid_from == datetime.date(2022, 1, 1)
    assert not any(tally.new or tally.changed for tally in tallies)


def test_load_keeps_the_last_day_officers_gave(kon_tum):
    Commune.objects.filter(code="23504", valid_to=None).update(valid_to="2027-06-30")
    seeding.load("62")
    assert Commune.objects.filter(code="23504", valid_to="2027-06-30").exists()


def test_load_corrects_the_official_name_and_keeps_its_history(kon_tum):
    District.objects.filter(code="615").update(name="Đắc Hà", local_name="")
    tallies = {tally.label: tally for tally in seeding.load("62")}
    district = District.objects.get(code="615")
    assert (district.name, district.local_name) == ("Đắk Hà", "Đăk Hà")
    assert (tallies["Huyện"].changed, tallies["Huyện"].unchanged) == (1, 9)
    assert district.history.latest().history_change_reason == seeding.REASON


def test_load_adds_only_what_is_missing(kon_tum):
    Alias.objects.filter(name="Đăk Psi").delete()
    Participation.objects.filter(commune__code="23503").delete()
    tallies = {tally.label: tally for tally in seeding.load("62")}
    assert tallies["Tên gọi khác"].new == 2
    assert tallies["Tham gia chương trình"].new == 2


def test_load_refuses_a_code_held_under_other_dates(db):
    province = Province.objects.create(code="51", name="Quảng Ngãi", valid_from="2025-07-01")
    for code in ("23500", "23504"):
        Commune.objects.create(code=code, name="Đăk Hà", province=province, valid_from="2025-07-02")
    with pytest.raises(CommandError) as refusal:
        call_command("load_places", "--province", "62")
    first, second = str(refusal.value).splitlines()
    assert first.startswith(
        "Xã: mã 23500 từ 01/07/2025 trùng thời gian với Xã Đăk Hà (hiệu lực từ 02/07/2025)"
    )
    assert "23504" in second
    assert not District.objects.exists()


def test_load_refuses_an_unknown_province(db):
    with pytest.raises(CommandError, match="Không có tỉnh nào mang mã 99 trước ngày 01/07/2025"):
        call_command("load_places", "--province", "99")
