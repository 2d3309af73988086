"""Every fault of a sheet of indicators is told at once, in the words of its template."""

import pytest

from criteria.law_sheet import preview_law
from criteria.models import Indicator
from tests.test_law_sheet import PLAN, WATER, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


def test_every_fault_of_a_line_that_cannot_be_taken_is_told_at_once(world):
    rows = [
        {**WATER, "number": "một", "comparator": "lớn hơn", "mức:1": "năm"},
        {**WATER, "code": 1.2, "mức:1": 120},
        {**WATER, "code": "1.3", "comparator": "lớn hơn", "mức:2": "năm"},
        {**PLAN, "number": "hai"},
    ]
    cells = [finding.cell for finding in preview_law(world.order(*rows)).errors]
    assert cells == ["A2", "H2", "M2", "D3", "M3", "H4", "N4", "A5"]


@pytest.mark.parametrize("said", ["≥", ">=", "từ mức này trở lên"])
def test_comparator_is_a_sign_or_its_words(world, said):
    world.apply({**WATER, "comparator": said})
    assert Indicator.objects.get().comparator == ">="
