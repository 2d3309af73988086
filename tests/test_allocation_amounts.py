"""Amounts in triệu đồng and in đồng: every đồng comes back, and nothing doubtful is taken."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.workbook_parts import FORMULA_ERROR, NOT_CALCULATED
from funding.allocation_amounts import MAX_AMOUNT, dong_text, million_text, read_dong, read_million


@given(st.integers(0, MAX_AMOUNT))
def test_every_amount_survives_screen_and_file(amount):
    assert read_million(million_text(amount)) == (amount, "")
    assert read_dong(dong_text(amount)) == (amount, "")
    assert read_dong(amount) == read_dong(float(amount)) == (amount, "")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("1.234,5", 1_234_500_000),
        ("1 234,5", 1_234_500_000),
        ("1.234", 1_234_000_000),
        ("12.5", 12_500_000),
        ("0,000001", 1),
        ("0,0000010", 1),
        ("999.999.999,999999", MAX_AMOUNT),
    ],
)
def test_millions_as_typed_are_whole_dong(text, amount):
    assert read_million(text) == (amount, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-5", "không được âm"),
        ("−5", "không được âm"),
        ("1,234.5", "tách hàng nghìn"),
        ("0,0000001", "nhiều nhất 6 chữ số"),
        ("năm tỷ", "không phải là số tiền"),
        ("5 tỷ", "không phải là số tiền"),
        ("1000000000", "quá lớn"),
    ],
)
def test_millions_that_are_no_amount_are_refused(text, said):
    amount, fault = read_million(text)
    assert amount is None
    assert said in fault


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.5, "có phần lẻ"),
        ("1,5", "có phần lẻ"),
        (-1, "không được âm"),
        ("-1.000", "không được âm"),
        (True, "không phải là số tiền"),
        (datetime.date(2023, 1, 2), "Excel đã đổi số thành ngày tháng (02/01/2023). Ghi số đồng"),
        ("1.5", "không phải là số tiền"),
        ("chờ giao", "không phải là số tiền"),
        (float("inf"), "không phải là số tiền"),
        (1e15, "quá lớn"),
        (FORMULA_ERROR, "Ô công thức đang báo lỗi. Ghi số đồng"),
        (NOT_CALCULATED, "Công thức chưa được tính; mở tệp bằng Excel rồi lưu lại. Ghi số đồng"),
    ],
)
def test_cells_that_are_no_amount_are_refused(value, said):
    amount, fault = read_dong(value)
    assert amount is None
    assert said in fault


@pytest.mark.parametrize(
    ("amount", "text"),
    [(None, ""), (0, "0"), (1, "0,000001"), (1_500_000, "1,5"), (10_000_000, "10"), (-1_500_000, "−1,5")],
)
def test_millions_are_shown_without_idle_zeros(amount, text):
    assert million_text(amount) == text
