"""Kon Tum becomes part of Quảng Ngãi in the demonstration: nothing is lost, and all of it can be undone."""

import pytest

from communes.actions import apply, undo
from communes.models import Commune, District, Participation, Province, Succession
from ntm_portal.reorganising import FOLLOWERS
from tests import builders, reorganised
from tests.reorganised import BEFORE, DAY


@pytest.fixture
def quoc(directive_loaded, db):
    return builders.officer("trung-uong", "nation", is_superuser=True)


def new_tree() -> tuple:
    rows = Commune.objects.filter(valid_from=DAY).order_by("code")
    parts = Participation.objects.filter(commune__valid_from=DAY).order_by("commune__code", "phase")
    successions = Succession.objects.order_by("predecessor__code", "successor__code")
    return (
        list(rows.values_list("code", "name", "kind", "province__code", "district", "valid_to", "sort_key")),
        list(parts.values_list("commune__code", "phase", "valid_from", "valid_to")),
        list(successions.values_list("predecessor__code", "successor__code", "whole", "effective_on")),
    )


def old_tree() -> list:
    return [
        sorted(model.objects.filter(valid_from__lt=DAY).values_list("code", "valid_from", "valid_to"))
        for model in (Commune, District, Province)
    ]


def test_applying_makes_the_tree_that_the_national_files_load(quoc):
    loaded, old = new_tree(), old_tree()
    reorganised.forget_new_tree()
    done = apply(reorganised.kon_tum_prepared(quoc), by=quoc, followers=FOLLOWERS)
    assert (new_tree(), old_tree()) == (loaded, old)
    assert dict(done.counts)["đơn vị cấp xã mới"] == 40
    assert dict(done.counts)["đơn vị cấp xã kết thúc"] == 102
    assert Commune.objects.in_force(BEFORE).filter(province__code="62").count() == 102
    assert Commune.objects.in_force(DAY).filter(province__code="51").count() == 40


@pytest.mark.parametrize("known", [True, False])
def test_undoing_restores_every_table(quoc, known):
    if not known:
        reorganised.forget_new_tree()
    prepared = reorganised.kon_tum_prepared(quoc)
    before = reorganised.checksums()
    apply(prepared, by=quoc, followers=FOLLOWERS)
    assert reorganised.checksums() != before
    done = undo(prepared, by=quoc)
    assert done.kept == []
    assert {name for name, sum in reorganised.checksums().items() if sum != before[name]} == set()
