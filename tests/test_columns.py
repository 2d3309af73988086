"""Cells of imported sheets that hold something else than they look like."""

import datetime
from decimal import Decimal

import pytest

from communes.resources.columns import Degrees, Number, Whole


@pytest.mark.parametrize(
    ("column", "example", "number"),
    [(Whole(), "1234", 5), (Number(), "80,5", Decimal("1.5")), (Degrees(), "80,5", 14.5)],
)
def test_number_excel_made_a_day_of_is_said_to_be_one(column, example, number):
    """ "1.5" typed into a cell is the first of May."""
    said = "Excel đã đổi số thành ngày tháng (01/05/2026); đổi ô sang dạng Văn bản rồi ghi lại, ví dụ {}."
    for day in (datetime.date(2026, 5, 1), datetime.datetime(2026, 5, 1)):
        with pytest.raises(ValueError) as refused:
            column.clean(day)
        assert str(refused.value) == said.format(example)
    with pytest.raises(ValueError, match="Excel đã đổi số thành ngày tháng"):
        column.clean(datetime.time(10, 30))
    assert column.clean(number) == number
