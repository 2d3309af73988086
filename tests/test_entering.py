"""What officers type: numbers read the Vietnamese way, three levels of remarks, whose outcome it is."""

from decimal import Decimal

import pytest

from criteria.entering import (
    Severity,
    answers_of,
    as_typed,
    checked,
    fields_of,
    needs_note,
    read_number,
)
from tests.judging_builders import START, applied, figure, level, measure

PERCENT = Decimal(100)
UNVERIFIED, VERIFIED = applied(level(80)), applied(level(80, verified_on=START))


def check(typed, before=None, against=UNVERIFIED, of=None, **more):
    if isinstance(typed, str):
        typed = {"value": typed}
    return checked(of or measure(), typed, before=before, applied=against, **more)


def said(found, severity) -> list[tuple[str, str]]:
    return [(remark.field, remark.message) for remark in found.remarks if remark.severity == severity]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("79,2", "79.2"),
        ("79.2", "79.2"),
        (" 80 ", "80"),
        ("0", "0"),
        ("0.123", "0.123"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", "1234567"),
        ("1.234.567", "1234567"),
        ("1234.567", "1234.567"),
        ("1,234", "1.234"),
        ("80 %", "80"),
        ("80%", "80"),
        ("71,5\N{NO-BREAK SPACE}%", "71.5"),
        ("99999999999999,9999", "99999999999999.9999"),
    ],
)
def test_number_is_read(text, number):
    assert read_number(text) == (Decimal(number), None)


@pytest.mark.parametrize("text", ["", "  ", "\N{NO-BREAK SPACE}"])
def test_number_left_out_is_nothing(text):
    assert read_number(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tám mươi", "không phải là số"),
        ("%", "không phải là số"),
        ("1.23.456", "không phải là số"),
        ("1.234.56", "không phải là số"),
        ("1,2,3", "không phải là số"),
        (",5", "không phải là số"),
        ("１２", "không phải là số"),
        ("1,234.5", "tách hàng nghìn"),
        ("1,234,567", "tách hàng nghìn"),
        ("-5", "không được âm"),
        ("\N{MINUS SIGN}5", "không được âm"),
        ("- 5", "không được âm"),
        ("1,5 tỷ", "không ghi đơn vị"),
        ("1,5 ty\N{COMBINING HOOK ABOVE}", "không ghi đơn vị"),
        ("12 km", "không ghi đơn vị"),
        ("1e5", "không ghi đơn vị"),
        ("100000000000000", "Số quá lớn"),
        ("9" * 400, "Số quá lớn"),
    ],
)
def test_number_refused_says_what_to_do(text, hint):
    number, remark = read_number(text)
    assert number is None
    assert remark.severity == Severity.ERROR
    assert hint in remark.message


def test_number_refused_in_a_percentage_gives_its_example():
    _, remark = read_number("1,234.5", maximum=PERCENT)
    assert "Nhập số từ 0 đến 100, dùng dấu phẩy cho phần thập phân, ví dụ 71,5" in remark.message


def test_number_a_point_cannot_group_thousands_of_a_percentage():
    number, remark = read_number("1.234", maximum=PERCENT)
    assert number == Decimal("1.234")
    assert remark.severity == Severity.WARNING
    assert "Đọc là 1,234" in remark.message


def test_number_with_more_decimals_than_kept_is_rounded_and_says_so():
    number, remark = read_number("71,42857142857143")
    assert number == Decimal("71.4286")
    assert remark.severity == Severity.INFO
    assert "71,4286" in remark.message


def test_figure_typed_is_judged_and_comes_back_as_people_write():
    found = check("79.2")
    assert found.figure.value == Decimal("79.2")
    assert not found.remarks
    assert found.verdict.outcome == "N"
    assert as_typed(found.figure)["value"] == "79,2"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"value": "101"}, "value", "Nhập số từ 0 đến 100"),
        ({"value": "120.500"}, "value", "Nhập số từ 0 đến 100"),
        ({"value": "abc"}, "value", "không phải là số"),
        ({"numerator": "50", "denominator": "40"}, "numerator", "lớn hơn mẫu số 40"),
        ({"numerator": "5", "denominator": "0"}, "denominator", "lớn hơn 0"),
        ({"numerator": "5 %", "denominator": "40"}, "numerator", "không phải là tỷ lệ"),
        ({"value": "50", "outcome": "B"}, "outcome", "Chọn Đạt"),
        ({"value": "50", "answer": "none"}, "answer", "ghi số liệu"),
        ({"value": "50", "note": "a" * 501}, "note", "501 ký tự"),
    ],
)
def test_figure_wrong_is_an_error_at_its_field(typed, field, words):
    found = check(typed)
    assert found.has_errors
    [(where, message)] = said(found, Severity.ERROR)
    assert where == field
    assert words in message


def test_figure_wrong_in_two_fields_tells_both():
    found = check({"numerator": "-1", "denominator": "x"})
    assert [field for field, _ in said(found, Severity.ERROR)] == ["numerator", "denominator"]


def test_figure_value_comes_from_the_ratio():
    found = check({"numerator": "143", "denominator": "200", "value": "80"})
    assert found.figure.value == Decimal("71.5")
    assert [field for field, _ in said(found, Severity.INFO)] == ["value"]
    assert not check({"numerator": "143", "denominator": "200", "value": "71,5"}).remarks


def test_figure_half_a_ratio_is_a_draft():
    found = check({"numerator": "143"})
    assert not found.has_errors
    assert said(found, Severity.INFO) == [("denominator", "Ghi nốt mẫu số để tính được tỷ lệ.")]


def test_figure_of_an_amount_may_pass_one_hundred():
    income = measure(kind="number", unit="triệu đồng/người/năm", has_ratio=False)
    assert check("1.234", of=income).figure.value == 1234
    assert check("48 %", of=income).has_errors


@pytest.mark.parametrize(
    ("before", "typed", "words"),
    [
        ("48", "480", "Gấp 10 lần kỳ trước (48) – nhập nhầm đơn vị?"),
        ("48", "4.800", "Gấp hơn 10 lần kỳ trước (48) – nhập nhầm đơn vị?"),
        ("480", "48", "Không quá 1/10 kỳ trước (480) – nhập nhầm đơn vị?"),
        ("48", "150", "Gấp hơn 3 lần kỳ trước (48)"),
        ("48", "15", "Chưa bằng 1/3 kỳ trước (48)"),
        ("50", "61", "Tăng hơn 20 % so với kỳ trước (50)"),
        ("50", "39", "Giảm hơn 20 % so với kỳ trước (50)"),
        ("50", "0", "Chưa bằng 1/3 kỳ trước (50)"),
        ("0", "5", "Kỳ trước 0"),
    ],
)
def test_figure_far_from_the_round_before_is_a_warning(before, typed, words):
    income = measure(kind="number", unit="triệu đồng/người/năm", has_ratio=False)
    found = check(typed, figure(before), of=income, against=applied())
    [(field, message)] = said(found, Severity.WARNING)
    assert field == "value"
    assert message.startswith(words)
    assert not found.has_errors


@pytest.mark.parametrize("typed", ["50", "60", "40"])
def test_figure_near_the_round_before_is_no_warning(typed):
    assert not check(typed, figure(50)).remarks


def test_figure_whose_terms_both_slip_is_a_warning_at_each():
    before = figure(numerator="12", denominator="20")
    found = check({"numerator": "120", "denominator": "200"}, before)
    assert [field for field, _ in said(found, Severity.WARNING)] == ["numerator", "denominator"]


def test_figure_that_falls_is_a_warning():
    found = check("79", figure(81))
    assert "Kỳ trước đạt, kỳ này chưa đạt" in said(found, Severity.WARNING)[0][1]
    assert not check("79", figure(79)).remarks
    assert check("79", outcome_before="M").remarks


def test_figure_part_above_the_whole_is_a_warning():
    water = measure(of_which="từ công trình cấp nước tập trung")
    found = check({"value": "50", "part": "60"}, of=water)
    assert [field for field, _ in said(found, Severity.WARNING)] == ["part"]


def test_note_answers_a_warning():
    odd = check("79", figure(81)).remarks
    assert needs_note(odd, "  ")
    assert not needs_note(odd, "Mưa lũ làm hỏng công trình.")
    assert not needs_note(check({"numerator": "143"}).remarks, "")


@pytest.mark.parametrize(
    ("typed", "against", "outcome", "basis"),
    [
        ({"value": "81"}, VERIFIED, "M", "rule"),
        ({"value": "79"}, VERIFIED, "N", "rule"),
        ({"value": "79", "outcome": "M", "note": "x"}, VERIFIED, "N", "rule"),
        ({}, VERIFIED, "", ""),
        ({"value": "81"}, UNVERIFIED, "", ""),
        ({"value": "81", "outcome": "M"}, UNVERIFIED, "M", "suggest"),
        ({"value": "81", "outcome": "Đạt"}, UNVERIFIED, "M", "suggest"),
        ({"value": "81", "outcome": "N", "note": "Đo lại"}, UNVERIFIED, "N", "officer"),
        ({"value": "81", "outcome": "M", "note": "Biên bản 12"}, applied(), "M", "officer"),
        ({"value": "81"}, applied(), "", ""),
    ],
)
def test_outcome_follows_a_verified_level_and_else_the_officer(typed, against, outcome, basis):
    found = check(typed, against=against)
    assert not found.has_errors
    assert (found.outcome, found.basis) == (outcome, basis)


@pytest.mark.parametrize(
    ("against", "words"), [(UNVERIFIED, "khác kết quả gợi ý “Đạt”"), (applied(), "chưa có gợi ý")]
)
def test_outcome_of_an_officer_asks_for_a_note(against, words):
    found = check({"value": "81", "outcome": "N"}, against=against)
    [(field, message)] = said(found, Severity.ERROR)
    assert field == "note"
    assert words in message
    assert "Chưa đạt" in message


def test_outcome_is_not_applicable_where_there_is_no_subject():
    rare = measure(if_any=True)
    found = check({"answer": "Không có đối tượng"}, of=rare, against=VERIFIED)
    assert (found.outcome, found.basis, found.figure.answer) == ("A", "rule", "none")
    assert said(check({"answer": "none", "value": "5"}, of=rare), Severity.ERROR)[0][0] == "answer"


def test_answer_is_judged_against_a_level_in_words():
    asked = measure(kind="bool", unit="", has_ratio=False)
    against = applied(level("Đạt", verified_on=START), of=asked)
    assert check({"answer": "yes"}, of=asked, against=against).outcome == "M"
    assert check({"answer": "Không"}, of=asked, against=against).outcome == "N"
    assert check({"answer": "none"}, of=asked, against=against).has_errors


@pytest.mark.parametrize(
    ("of", "fields", "answers"),
    [
        (measure(), ["numerator", "denominator", "value"], []),
        (measure(has_ratio=False, if_any=True), ["value", "answer"], ["none"]),
        (measure(of_which="x"), ["numerator", "denominator", "value", "part"], []),
        (measure(kind="bool"), ["answer"], ["yes", "no"]),
        (measure(kind="text", if_any=True), ["answer"], ["yes", "no", "none"]),
    ],
)
def test_fields_of_an_indicator_follow_its_kind(of, fields, answers):
    assert fields_of(of) == fields
    assert answers_of(of) == answers
