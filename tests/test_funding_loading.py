"""Programmes, sources and published figures from their files: once, whole, and again without harm."""

import pytest

from funding.loading import load_phases, read_phases
from funding.models import CapitalSource, Programme, PublishedFigure, SourceNature
from funding.published import load_published
from tests import builders

TY = 10**9


@pytest.fixture
def loaded(db):
    load_phases(read_phases())


def test_phases_hold_every_programme_and_a_tree_of_sources(loaded):
    assert set(Programme.objects.values_list("phase", "code")) >= {
        ("2016-2020", "ntm"),
        ("2021-2025", "ntm"),
        ("2021-2025", "giam-ngheo"),
        ("2021-2025", "dtts-mn"),
        ("2026-2035", "ntm-gn-dtts"),
    }
    for phase in ("2016-2020", "2021-2025", "2026-2035"):
        sources = CapitalSource.objects.filter(phase=phase)
        natures = set(sources.values_list("nature", flat=True))
        assert natures == set(SourceNature.values)
        people = sources.filter(parent__code="nhan-dan").values_list("code", flat=True)
        assert set(people) == {"nd-tien", "nd-ngay-cong", "nd-hien-vat", "nd-dat"}


def test_districts_have_no_budget_after_june_2025(loaded):
    assert CapitalSource.objects.get(phase="2021-2025", code="ns-huyen").ends_on.isoformat() == "2025-06-30"
    assert not CapitalSource.objects.filter(phase="2026-2035", code="ns-huyen").exists()


def test_children_are_of_the_nature_of_their_node(loaded):
    for source in CapitalSource.objects.exclude(parent=None).select_related("parent"):
        assert source.nature == source.parent.nature
        assert source.position > source.parent.position


def test_loading_again_changes_nothing(loaded):
    for counted in load_phases(read_phases()):
        assert (counted.created, counted.changed) == (0, 0)
        assert counted.unchanged > 5


def test_loading_puts_back_what_the_file_says(loaded):
    Programme.objects.filter(code="dtts-mn").update(short_name="Sai")
    programmes, _ = load_phases(read_phases())
    assert (programmes.created, programmes.changed) == (0, 1)
    assert Programme.objects.get(code="dtts-mn").short_name == "DTTS&MN"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('phase = "2021-2026"\nprogrammes = []\nsources = []', "phải giống nhau"),
        (
            'phase = "2021-2025"\nprogrammes = []\n[[sources]]\ncode = "a"\nparent = "b"',
            "đứng trước nguồn nó thuộc về",
        ),
    ],
)
def test_files_that_contradict_themselves_are_refused(tmp_path, text, said):
    (tmp_path / "2021-2025.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_phases(tmp_path)


def test_published_figures_of_kon_tum_carry_their_source_and_year(loaded):
    assert load_published().created == 0
    home = builders.province()
    assert load_published().created == 7
    rows = PublishedFigure.objects.filter(province=home)
    of_2016 = {row.capital_source.code: row.amount for row in rows.filter(year_to=2016)}
    assert of_2016 == {
        "nstw": 86 * TY,
        "nsdp": 15 * TY,
        "long-ghep": 30 * TY,
        "chuyen-nguon": 4.5 * TY,
        "nhan-dan": 0.45 * TY,
    }
    counterpart = {row.kind: row.amount for row in rows.filter(year_from=2021, year_to=2025)}
    assert counterpart == {"required": 623.45 * TY, "arranged": 230 * TY}
    assert all(row.said_in for row in rows)
    assert load_published().unchanged == 7
