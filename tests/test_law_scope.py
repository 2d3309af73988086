"""The law an officer sees: the nation's, and that of the officer's own province."""

import pytest

from communes.models import Province
from criteria.models import CriteriaSet, Criterion, Indicator, Threshold
from tests import builders, entry_builders
from tests.test_scope import PROVINCES, ROLES, communes, reader, two_provinces  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", [CriteriaSet, Criterion, Indicator, Threshold])
def test_law_is_the_nations_and_that_of_ones_province(communes, role, model):  # noqa: F811
    """The nation's rows for everybody with a scope; a province's own for its officers and the nation's."""
    nation = Indicator.objects.get()
    for code in ("62", "64"):
        home = Province.objects.get(code=code)
        own = builders.criteria_set(1, f"bo-{code}", issued_by=home)
        entry_builders.threshold(entry_builders.indicator(own.criteria.get()))
        entry_builders.threshold(nation, province=home)
    entry_builders.threshold(nation)
    path = {
        CriteriaSet: "issued_by",
        Criterion: "criteria_set__issued_by",
        Indicator: "criterion__criteria_set__issued_by",
        Threshold: "indicator__criterion__criteria_set__issued_by",
    }[model]
    rows = model.objects.visible_to(reader(role, communes))
    seen = set(rows.values_list(f"{path}__code", flat=True))
    assert seen == ({*PROVINCES[role], None} if role in PROVINCES else set())
    if model is Threshold:
        own = set(rows.exclude(province=None).values_list("province__code", flat=True))
        assert own == set(PROVINCES.get(role, []))
