"""The criteria sets as shipped, and what the reader of definition files refuses."""

import datetime
import unicodedata
from decimal import Decimal
from itertools import pairwise

import pytest

from criteria import definition_shapes as shapes
from criteria.definition_files import FOLDER, DefinitionError, read_definition, read_definitions
from criteria.models import Comparator, IndicatorKind, Level, Source, ThresholdAxis, Tier
from tests.definition_builders import SMALL, indicators, write_definition


@pytest.fixture(scope="module")
def shipped():
    return {definition.code: definition for definition in read_definitions()}


@pytest.mark.parametrize(
    ("code", "criteria", "count"),
    [
        ("xa-ntm-2016-2020", 19, 0),
        ("xa-ntm-2021-2025", 19, 57),
        ("xa-ntm-nang-cao-2021-2025", 19, 75),
        ("xa-ntm-2026-2030", 10, 5),
    ],
)
def test_shipped_file_counts(shipped, code, criteria, count):
    assert len(shipped[code].criteria) == criteria
    assert len(indicators(shipped[code])) == count


def test_shipped_files_named_after_their_sets(shipped):
    assert sorted(shipped) == sorted(path.stem for path in FOLDER.glob("*.toml"))


def test_shipped_words_are_those_of_the_models():
    assert set(shapes.SOURCES) == set(Source.values)
    assert set(shapes.LEVELS) == set(Level.values)
    assert set(shapes.TIERS) == set(Tier.values)
    assert set(shapes.AXES) == set(ThresholdAxis.values)
    assert set(shapes.KINDS) == set(IndicatorKind.values)
    assert set(shapes.COMPARATORS) == set(Comparator.values)


def test_shipped_rows_all_have_a_source_and_none_claims_verification(shipped):
    for definition in shipped.values():
        rows = [definition, *definition.criteria, *indicators(definition).values()]
        rows += [level for row in indicators(definition).values() for level in row.thresholds]
        assert {row.source for row in rows} <= {"seen", "recalled"}
    assert not [path for path in FOLDER.glob("*.toml") if "verified = true" in path.read_text("utf-8")]


def test_shipped_thresholds_of_the_19_criteria(shipped):
    rows = indicators(shipped["xa-ntm-2021-2025"])
    assert [level.text for level in rows["1.1"].thresholds] == ["Đạt"]
    assert [level.text for level in rows["9.1"].thresholds] == ["Không"]
    assert {level.profile: level.value for level in rows["4.2"].thresholds}["TDMNPB"] == 95
    assert rows["2.1"].set_by_province and not rows["2.1"].thresholds
    assert rows["13.4"].if_any and not rows["18.5"].if_any
    assert rows["17.1"].of_which and not rows["17.1"].thresholds
    # Twelve levels are not known and seven are the province's: none of these has a figure of ours.
    assert len([row for row in rows.values() if not row.thresholds and not row.set_by_province]) == 12


def test_shipped_percentages_named_ratios_have_numerator_and_denominator(shipped):
    for definition in shipped.values():
        for row in indicators(definition).values():
            assert row.has_ratio or not (row.kind == "percent" and row.text.startswith("Tỷ lệ")), row.code


def test_shipped_sets_of_decision_318_send_hardship_communes_to_the_northern_mountains(shipped):
    found = {code: definition.hardship_profile for code, definition in shipped.items()}
    assert found == {
        "xa-ntm-2016-2020": "",
        "xa-ntm-2021-2025": "TDMNPB",
        "xa-ntm-nang-cao-2021-2025": "TDMNPB",
        "xa-ntm-2026-2030": "",
    }


def test_shipped_income_rises_by_year(shipped):
    levels = indicators(shipped["xa-ntm-2021-2025"])["10.1"].thresholds
    highlands = [(level.valid_from.year, level.value) for level in levels if level.profile == "TN"]
    assert highlands == [(2021, 41), (2022, 44), (2023, 47), (2024, 50), (2025, 53)]
    assert all(level.valid_to == datetime.date(level.valid_from.year, 12, 31) for level in levels)


def test_shipped_key_criteria(shipped):
    keys = {
        code: [criterion.number for criterion in definition.criteria if criterion.is_key]
        for code, definition in shipped.items()
    }
    assert keys["xa-ntm-2021-2025"] == [10, 17, 19]
    assert keys["xa-ntm-nang-cao-2021-2025"] == [10, 17, 18, 19]


def test_shipped_sets_of_one_tier_follow_each_other_without_gap(shipped):
    periods = sorted((row.valid_from, row.valid_to) for row in shipped.values() if row.tier == "standard")
    for (_, last), (first, _) in pairwise(periods):
        assert first - last == datetime.timedelta(days=1)


def test_reader_reports_every_fault_at_once(tmp_path):
    path = write_definition(
        tmp_path,
        ("bands = [[2, 2], [1, 1], [0, 0]]", "bands = [[2, 2], [0, 0]]"),
        ('default_source = "recalled"', "verified = true"),
        ('code = "1.1"', 'code = "3.1"'),
        ('comparator = ">="', 'comparator = "=>"'),
        ("{ TN = 80, DNB = 90 }", "{ TN = 180, DMB = 90 }"),
        ("number = 2", "number = 4"),
        ('short_name = "Điện"', 'ten = "Điện"'),
    )
    with pytest.raises(DefinitionError) as caught:
        read_definition(path)
    said = "\n".join(caught.value.problems)
    for words in (
        "“bands” bị hở ở khoảng [2, 2]; phải bắt đầu từ 1",
        "không ghi “verified = true”",
        "tiêu chí 1: thiếu “source”",
        "chỉ tiêu 3.1: mã không thuộc tiêu chí 1",
        "“comparator” ghi “=>”; chỉ dùng một trong: >=, <=, =",
        "mức 180 nằm ngoài khoảng từ 0 đến 100",
        "không hiểu mục “DMB”; chỉ dùng một trong: all, TN, DNB",
        "phải liên tục từ 1, hiện là 1, 4",
        "tiêu chí 4: thiếu “short_name”",
        "tiêu chí 4: không hiểu mục “ten”",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[0, 0]]", "[0, 1]]", "bị chồng ở khoảng [1, 1]"),
        ("[[2, 2],", "[[2, 3],", "kết thúc ở 3, phải kết thúc ở 2"),
        ("number = 2", "number = 1", "tiêu chí 1: số này ghi nhiều lần"),
        ("criteria_in_decision = 2", "criteria_in_decision = 19", "quyết định có 19 tiêu chí, tệp ghi 2"),
        ("indicators_in_decision = 1", "indicators_in_decision = 3", "mới có 1 chỉ tiêu; ghi “note”"),
        ("{ TN = 80, DNB = 90 }", "{ all = 80, TN = 90 }", "không ghi cả hai"),
        ("{ TN = 80, DNB = 90 }", "{ TN = 80 }, { TN = 90 }", "hai mức trùng thời gian từ 01/01/2021"),
        ("{ TN = 80, DNB = 90 }", "{ all = true }", "phải là một số"),
        ("{ TN = 80, DNB = 90 }", "{ TN = 80, of_which = { TN = 30 } }", "không ghi “of_which”"),
        ('kind = "percent"', 'kind = "bool"', "ghi true hoặc false"),
        ('unit = "%"', "set_by_province = true", "không ghi “thresholds”"),
        ("valid_from = 2022-03-08", "valid_from = 2022-03-08\nvalid_to = 2021-01-01", "“valid_to” phải bằng"),
        ("valid_from = 2022-03-08", 'valid_from = "08/03/2022"', "“valid_from” phải là một ngày"),
        ('"region"\n', '"region"\nhardship_profile = "BTB"\n', "“BTB”; chỉ dùng một trong: TN, DNB"),
        ('"region"\n', '"group"\nhardship_profile = "TN"\n', "chỉ dùng khi “threshold_axis” là region"),
        ("[[criterion]]\nnumber = 2", "[criterium]\nnumber = 2", "không hiểu mục “criterium”"),
        ('name = "Thu nhập"\n', 'name = "Thu nhập"\n' * 2, "không đúng cú pháp TOML"),
        ("Tây Nguyên", unicodedata.normalize("NFD", "Tây Nguyên"), "Unicode NFC"),
    ],
)
def test_reader_names_the_fault(tmp_path, old, new, words):
    with pytest.raises(DefinitionError) as caught:
        read_definition(write_definition(tmp_path, (old, new)))
    assert any(words in problem for problem in caught.value.problems), caught.value.problems


def test_reader_refuses_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "xa-thu.toml"
    path.write_bytes(SMALL.encode("utf-16"))
    with pytest.raises(DefinitionError, match="UTF-8"):
        read_definition(path)


def test_reader_takes_an_of_which_level(tmp_path):
    path = write_definition(
        tmp_path,
        ('unit = "%"', 'unit = "%"\n  of_which = "từ công trình tập trung"'),
        ("{ TN = 80, DNB = 90 }", "{ TN = 80, of_which = { TN = 30.5 } }"),
    )
    [level] = indicators(read_definition(path))["1.1"].thresholds
    assert (level.value, level.of_which_value) == (80, Decimal("30.5"))
