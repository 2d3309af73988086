"""What a load of definition files writes, and what it leaves as a person made it."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from criteria.definition_files import read_definition
from criteria.loading import KEPT_BY_HAND, KEPT_VERIFIED, LEFT_BEHIND, load_definitions
from criteria.models import CriteriaSet, Criterion, Indicator, Threshold
from tests.definition_builders import write_definition

pytestmark = pytest.mark.django_db


def load(folder, *changes):
    return load_definitions([read_definition(write_definition(folder, *changes))])


def kept(tallies):
    return [line for tally in tallies for line in tally.kept]


def written(tallies):
    return sum(tally.created + tally.changed for tally in tallies)


def threshold(profile="TN"):
    return Threshold.objects.get(indicator__code="1.1", profile=profile)


def test_load_criteria_twice_changes_nothing(capsys):
    call_command("load_criteria")
    counts = [model.objects.count() for model in (CriteriaSet, Criterion, Indicator, Threshold)]
    history = Threshold.history.count()
    call_command("load_criteria")
    assert counts == [model.objects.count() for model in (CriteriaSet, Criterion, Indicator, Threshold)]
    assert counts[:3] == [4, 67, 137]
    assert Threshold.history.count() == history == counts[3]
    assert "Mức đạt chuẩn: 0 mới, 0 đổi" in capsys.readouterr().out
    assert not Threshold.objects.filter(verified_on__isnull=False).exists()


def test_load_criteria_says_what_is_absent(capsys):
    call_command("load_criteria")
    assert "Xã NTM 2026–2030: mới có 5/47 chỉ tiêu." in capsys.readouterr().out


def test_load_criteria_refuses_a_faulty_folder(tmp_path):
    write_definition(tmp_path, ("number = 2", "number = 4"))
    with pytest.raises(CommandError, match=r"xa-thu\.toml: bộ tiêu chí: các số tiêu chí"):
        call_command("load_criteria", folder=tmp_path)
    assert not CriteriaSet.objects.exists()


def test_load_amends_what_an_earlier_load_wrote(tmp_path):
    load(tmp_path)
    tallies = load(tmp_path, ("TN = 80", "TN = 85"), ('name = "Điện"\n', 'name = "Điện nông thôn"\n'))
    assert written(tallies) == 2
    assert threshold().value == 85
    assert [entry.value for entry in threshold().history.all()] == [85, 80]


def test_load_writes_the_column_of_hardship_communes(tmp_path):
    load(tmp_path)
    assert CriteriaSet.objects.get().hardship_profile == ""
    tallies = load(tmp_path, ('"region"\n', '"region"\nhardship_profile = "DNB"\n'))
    assert written(tallies) == 1
    assert CriteriaSet.objects.get().hardship_profile == "DNB"


def test_load_keeps_a_verified_threshold(tmp_path, django_user_model):
    load(tmp_path)
    row = threshold()
    row.verified_by = django_user_model.objects.create_user("lan")
    row.verified_on = datetime.date(2024, 1, 5)
    row.save()
    tallies = load(tmp_path, ("TN = 80", "TN = 85"))
    assert threshold().value == 80
    assert written(tallies) == 0
    assert kept(tallies) == [f"Xã thử, mức đạt chuẩn “{row}”: {KEPT_VERIFIED}."]


def test_load_keeps_a_threshold_edited_by_hand(tmp_path):
    load(tmp_path)
    row = threshold()
    row.value = 82
    row.save()
    tallies = load(tmp_path)
    assert threshold().value == 82
    assert KEPT_BY_HAND in kept(tallies)[0]


def test_load_keeps_rows_added_by_hand(tmp_path):
    load(tmp_path, ("{ TN = 80, DNB = 90 }", "{ DNB = 90 }"))
    indicator = Indicator.objects.get(code="1.1")
    # Entered before the file knew the level, and dated otherwise: it must not hold beside the file's.
    by_hand = {"indicator": indicator, "comparator": ">=", "valid_from": datetime.date(2022, 1, 1)}
    Threshold.objects.create(**by_hand, profile="TN", value=75)
    Threshold.objects.create(**by_hand, profile="BTB", value=60)
    tallies = load(tmp_path)
    assert threshold().value == 75
    assert written(tallies) == 0
    assert tallies[3].outside == 1


def test_load_moves_a_row_whose_first_day_was_amended(tmp_path):
    load(tmp_path)
    tallies = load(tmp_path, ("{ TN = 80,", "{ valid_from = 2022-01-01, TN = 80,"))
    assert threshold().valid_from == datetime.date(2022, 1, 1)
    assert [(tally.created, tally.changed) for tally in tallies][3] == (0, 2)


def test_load_never_deletes(tmp_path):
    load(tmp_path)
    tallies = load(tmp_path, ("{ TN = 80, DNB = 90 }", "{ TN = 80 }"))
    assert threshold("DNB").value == 90
    assert LEFT_BEHIND in kept(tallies)[0]
