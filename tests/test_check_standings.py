"""`check_standings`: quiet when standings say what their results say, loud and exact otherwise."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from communes.models import Commune
from criteria.definition_files import FOLDER, read_definitions
from criteria.loading import load_definitions
from criteria.models import Criterion, CriterionResult, Standing
from criteria.standings import rewrite_standings
from tests import builders


@pytest.fixture
def standing(db) -> Standing:
    """Đăk Pxi, whose results say MMN."""
    commune = builders.commune(builders.district(builders.province()))
    builders.round_with({commune: "MMN"}, of=builders.criteria_set(3))
    return Standing.objects.get()


def check(capsys) -> tuple[int, str]:
    """(exit code, what was printed)."""
    try:
        call_command("check_standings")
    except CommandError as error:
        return error.returncode, f"{capsys.readouterr().out}{error}"
    return 0, capsys.readouterr().out


def test_true_standings_exit_0(standing, capsys):
    assert check(capsys) == (0, "Đã tính lại 1 dòng kết quả: không có chỗ nào khác.\n")


@pytest.mark.parametrize(
    "field,value,says",
    [
        ("outcomes", "MMM", "kết quả hiện hành đang ghi MMM, tính lại MMN"),
        ("confirmed_outcomes", "MM.", "kết quả đã xác nhận đang ghi MM., tính lại MMN"),
        ("met", 3, "số tiêu chí đạt đang ghi 3, tính lại 2"),
        ("confirmed_met", 0, "số tiêu chí đạt đã xác nhận đang ghi 0, tính lại 2"),
        ("applicable", 2, "số tiêu chí áp dụng đang ghi 2, tính lại 3"),
        ("updated_at", None, "cập nhật trong kỳ lúc đang ghi None"),
    ],
)
def test_tampered_standing_exits_1_and_is_named(standing, capsys, field, value, says):
    Standing.objects.update(**{field: value})
    code, said = check(capsys)
    assert code == 1
    assert "Kỳ 31/12/2023 (Xã NTM 2021–2025) – Xã Đăk Pxi: " in said
    assert says in said
    assert said.endswith("1 chỗ khác nhau.")


def test_standing_kept_under_another_district_is_named_and_put_right_by_the_next_record(standing, capsys):
    """Scope follows the standing's district: after a correction of the commune's, it must follow too."""
    Commune.objects.update(district=builders.district(standing.province, "Đăk Tô", "612"))
    code, said = check(capsys)
    assert code == 1
    assert "huyện đang ghi Huyện Đăk Hà, tính lại Huyện Đăk Tô" in said
    rewrite_standings(standing.round)
    assert check(capsys)[0] == 0


def test_criterion_added_by_a_load_leaves_standings_true(standing, capsys):
    definition = next(row for row in read_definitions(FOLDER) if row.code == "xa-ntm-2021-2025")
    load_definitions([definition])
    standing.refresh_from_db()
    assert standing.outcomes == "MMN" + "." * 16
    assert check(capsys)[0] == 0


def test_criterion_of_a_set_in_use_is_neither_added_nor_renumbered(standing):
    of = standing.round.criteria_set
    for wrong in (
        Criterion(criteria_set=of, number=4),
        Criterion(pk=of.criteria.first().pk, criteria_set=of, number=4),
    ):
        with pytest.raises(ValidationError, match="hãy lập bộ mới"):
            wrong.clean()
    of.criteria.first().clean()


def test_tampered_result_is_found_and_every_difference_named(standing, capsys):
    CriterionResult.objects.filter(criterion__number=3).update(appraised_outcome="M")
    code, said = check(capsys)
    assert code == 1
    assert said.endswith("4 chỗ khác nhau.")


def test_results_are_not_touched_by_the_check(standing, capsys):
    Standing.objects.update(met=3)
    check(capsys)
    assert Standing.objects.get().met == 3
