"""All that is wrong with a draft of a reorganisation is told at once, each fault at its line and column."""

import datetime

import pytest

from communes.models import Commune, ReorganisationLine, Succession
from communes.reorganising import PlannedHeir, ReorganisationRefused
from tests import builders, reorganised
from tests.reorganised import DAY, line

# (line, heir, field) of what is told of the draft below.
TOLD = {
    (None, None, "name"),
    (0, None, "predecessor_code"),
    (1, None, "predecessor_code"),
    (2, None, "predecessor_code"),
    (3, None, "successor_name"),
    (4, None, "predecessor_code"),
    (5, None, "whole"),
    (6, None, "whole"),
    (8, None, "successor_code"),
    (9, None, "successor_code"),
    (10, None, "successor_code"),
    (10, None, "successor_name"),
    (10, None, "successor_province_code"),
    (11, None, "successor_name"),
    (11, None, "successor_kind"),
    (9, None, "successor_name"),
    (12, None, "successor_district_code"),
    (None, 0, "heir_commune_code"),
    (None, 1, "district_code"),
    (None, 2, "district_code"),
    (None, 2, "heir_commune_code"),
    (None, 2, "heir_province_code"),
    (None, 2, "officer"),
}


@pytest.fixture
def home(db):
    return builders.province(code="62")


@pytest.fixture
def hill(home):
    return builders.district(home)


@pytest.fixture
def communes(hill) -> list[Commune]:
    """Đăk Pxi, Đăk Mar, Hà Mòn and Ngọk Réo, all of Đăk Hà."""
    names = {"23503": "Đăk Pxi", "23504": "Đăk Mar", "23505": "Hà Mòn", "23506": "Ngọk Réo"}
    return [builders.commune(hill, name, code) for code, name in names.items()]


@pytest.fixture
def quoc(home):
    return reorganised.nation_officer()


def faults(lines, by, **fields) -> set[tuple]:
    with pytest.raises(ReorganisationRefused) as refused:
        reorganised.prepared(lines, by, **fields)
    found = refused.value.faults
    assert all(fault.text.endswith((".", "”.")) for fault in found)
    return {(fault.line, fault.heir, fault.field) for fault in found}


def test_every_fault_is_told_at_once_and_nothing_is_stored(communes, home, quoc):
    pxi, mar, mon, reo = communes
    ended = builders.commune(home, "Cũ", "23001", valid_to=datetime.date(2024, 12, 31))
    later = builders.commune(home, "Còn", "23002", valid_to=datetime.date(2025, 12, 31))
    builders.commune(home, "Ở lại", "23003")
    builders.commune(home, "Sau này", "23004", valid_from=datetime.date(2026, 1, 1))
    lines = [
        line("99999", "23500"),
        line(ended, "23500"),
        line(later, "23500"),
        line(pxi, "23500", "Đăk Khác"),
        line(pxi, "23500"),
        line(mar, "23500", whole=False),
        line(mon, "23500", whole=True),
        line(mon, "23501", "Đăk Hai", whole=False),
        line(reo, "23003", "Một"),
        line(reo, "23004", "Đăk Hai"),
        line(reo, "x1", "Xã Ba", successor_province_code="99"),
        line(reo, "23505", "", successor_kind="Làng"),
        line(reo, "23506", "Đăk Hai", successor_district_code="615"),
    ]
    heirs = [
        PlannedHeir(district_code="615", heir_commune_code="23999"),
        PlannedHeir(district_code="000"),
        PlannedHeir(district_code="615", officer=quoc, heir_province_code="98", heir_commune_code="23500"),
    ]
    found = faults(lines, quoc, heirs=heirs, name=" ")
    assert found >= TOLD
    assert not {at for at, _, field in found if at == 7 and field == "successor_code"}
    assert ReorganisationLine.objects.count() == 0


def test_what_was_recorded_otherwise_is_refused(communes, quoc):
    pxi = communes[0]
    new = builders.commune(pxi.province, "Đăk Hà", "23500", valid_from=DAY)
    Succession.objects.create(predecessor=pxi, successor=new, effective_on=DAY)
    assert faults([line(pxi, "23501", "Đăk Một")], quoc) == {(0, None, "successor_code")}
    assert faults([line(pxi, "23500", "Đăk Khác")], quoc) == {(0, None, "successor_name")}
    reorganised.prepared([line(pxi, "23500", "Đăk Hà")], quoc)
