"""Villages follow a commune that merges whole; what was said of them before stays with the old commune."""

import datetime

import pytest

from communes.actions import apply, undo
from communes.models import Commune, Village
from communes.reorganising_preview import preview
from criteria.actions.villages import VillageEntry, record_village_standings
from criteria.models import VillageStanding
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests.reorganised import BEFORE, DAY, line
from tests.screen_parts import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hill(db):
    return builders.district(builders.province(code="62"))


@pytest.fixture
def communes(hill) -> list[Commune]:
    """Đăk Pxi, Đăk Mar and Hà Mòn, with villages 1, 2 and a tổ dân phố; Đăk Mar has its own village 1."""
    names = {"23503": "Đăk Pxi", "23504": "Đăk Mar", "23505": "Hà Mòn"}
    pxi, mar, mon = [builders.commune(hill, name, code) for code, name in names.items()]
    for name in ("1", "2", "Kon Pao"):
        Village.objects.create(commune=pxi, name=name, households=50, is_minority=True)
    Village.objects.create(commune=mar, name="1")
    Village.objects.create(commune=mar, name="Cũ", valid_to=datetime.date(2020, 12, 31))
    Village.objects.create(commune=mon, kind="Tổ dân phố", name="1")
    return [pxi, mar, mon]


@pytest.fixture
def quoc(hill):
    return reorganised.nation_officer()


@pytest.fixture
def waiting(communes, quoc):
    """Đăk Pxi and Đăk Mar into Mới, Hà Mòn into two."""
    pxi, mar, mon = communes
    lines = [line(pxi, "23500", "Mới"), line(mar, "23500", "Mới")]
    lines += [line(mon, code, f"Phần {code}", whole=False) for code in ("23601", "23602")]
    return reorganised.prepared(lines, quoc)


def names(commune_code: str, on: datetime.date) -> list[str]:
    place = Commune.objects.in_force(on).get(code=commune_code)
    return [one.full_name for one in place.villages.in_force(on).order_by("sort_key", "kind")]


def assess(village: Village, on: datetime.date, outcomes="MN") -> None:
    of = VillageStanding.objects.first()
    of = of.criteria_set if of else builders.criteria_set(2, "thon", level="village")
    record_village_standings(
        commune=village.commune, criteria_set=of, data_on=on, by=None,
        entries=[VillageEntry(village, outcomes)],
    )  # fmt: skip


def test_villages_end_with_their_commune_and_begin_in_the_successor(waiting, communes, quoc):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert names("23503", BEFORE) == ["Thôn 1", "Thôn 2", "Thôn Kon Pao"]
    assert names("23500", DAY) == ["Thôn 1 (Đăk Mar)", "Thôn 1 (Đăk Pxi)", "Thôn 2", "Thôn Kon Pao"]
    new = Village.objects.get(name="Kon Pao", commune__code="23500")
    assert (new.households, new.is_minority, new.valid_from, new.valid_to) == (50, True, DAY, None)
    assert not Village.objects.in_force(DAY).filter(commune__in=communes[:2]).exists()
    assert new.history.latest().history_user == quoc


def test_villages_of_a_divided_commune_stay_and_are_named(waiting, communes, quoc):
    said = preview(waiting, followers=FOLLOWERS)
    [stays] = [text for text in said.lapses if "thôn" in text]
    assert stays.startswith("1 thôn của xã chia về nhiều nơi")
    assert stays.endswith(": Tổ dân phố 1 (xã Hà Mòn)")
    counts = {kind.label.partition(" (")[0].partition(":")[0]: kind.count for kind in said.touched}
    assert counts["thôn, tổ dân phố theo xã nhập toàn bộ vào đơn vị mới"] == 4
    assert counts["thôn trong số đó trùng tên trong đơn vị mới"] == 2
    done = apply(waiting, by=quoc, followers=FOLLOWERS)
    assert [text for text in done.lapsed if "thôn" in text] == [stays]
    assert communes[2].villages.get().valid_to is None


def test_undoing_restores_villages_row_for_row(waiting, quoc):
    before = reorganised.checksums()
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert {"communes.Village"} <= reorganised.differing(before)
    assert undo(waiting, by=quoc).kept == []
    assert reorganised.differing(before) == set()


@pytest.mark.parametrize("last", [None, datetime.date(2025, 12, 31)])
def test_village_the_successor_has_already_is_not_made_twice(waiting, quoc, hill, last):
    new = builders.commune(hill.province, "Mới", "23500", valid_from=DAY)
    there = Village.objects.create(commune=new, name="Kon Pao", valid_from=DAY, valid_to=last)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert list(new.villages.filter(name="Kon Pao")) == [there]
    assert Village.objects.filter(name="Kon Pao", valid_to=BEFORE).count() == 1


def test_figures_of_before_are_read_at_the_old_commune_alone(client, waiting, communes, quoc):
    assess(communes[0].villages.get(name="2"), datetime.date(2023, 12, 31))
    url = "/thon/{}/?bo=thon&ngay={}"
    client.force_login(quoc)
    was = text_of(client.get(url.format("23503", "2023-12-31")).content.decode())
    assert "1/3 thôn có số liệu đến ngày 31/12/2023" in was
    apply(waiting, by=quoc, followers=FOLLOWERS)
    now = text_of(client.get(url.format("23503", "2023-12-31")).content.decode())
    assert "1/3 thôn có số liệu đến ngày 31/12/2023" in now
    today = text_of(client.get(url.format("23500", "2025-07-01")).content.decode())
    assert "Xã Mới: 4 thôn, chưa có số liệu" in today
    assess(Village.objects.get(name="2", commune__code="23500"), datetime.date(2025, 12, 31))
    today = text_of(client.get("/thon/23500/?bo=thon").content.decode())
    assert "1/4 thôn có số liệu đến ngày 31/12/2025" in today
    assert "31/12/2023" not in today


def test_unit_whose_villages_were_assessed_or_changed_is_kept_with_its_old_units(waiting, communes, quoc):
    apply(waiting, by=quoc, followers=FOLLOWERS)
    one, other, *_ = Village.objects.filter(commune__code="23500").order_by("pk")
    assess(one, datetime.date(2025, 12, 31))
    Village.objects.filter(pk=other.pk).update(households=3)
    done = undo(waiting, by=quoc)
    assert done.kept == [
        "Xã Mới (mã 23500) đã có 1 thôn, làng, tổ dân phố sửa sau khi lập, 1 kết quả của thôn nên được giữ "
        "lại cùng các đơn vị cũ của nó."
    ]
    assert Commune.objects.in_force(DAY).filter(code="23500").exists()
    assert names("23500", DAY) == ["Thôn 1 (Đăk Mar)", "Thôn 1 (Đăk Pxi)", "Thôn 2", "Thôn Kon Pao"]
    assert not Commune.objects.in_force(DAY).filter(code__in=["23503", "23504"]).exists()
    assert Commune.objects.in_force(DAY).filter(code="23505").exists()


@pytest.mark.parametrize(("name", "begins"), [("Đ" * 78, None), ("Sau", DAY)])
def test_village_without_a_name_of_its_own_or_begun_later_is_left_to_a_hand(
    waiting, communes, quoc, name, begins
):
    for place in communes[:2]:
        fields = {"valid_from": begins} if begins else {}
        Village.objects.create(commune=place, name=name, **fields)
    apply(waiting, by=quoc, followers=FOLLOWERS)
    assert Village.objects.filter(name=name, valid_to=None, commune__in=communes[:2]).count() == 2
