"""What Excel makes a day of: "1.5" typed into a cell is kept as the first of May. No database."""

import datetime

AS_TEXT = "đổi ô sang dạng Văn bản rồi ghi lại"


def turned_into_a_date(value) -> str:
    """ "Excel đã đổi số thành ngày tháng (05/03/2024)" for a cell that holds a day or time; "" for any other.

    For cells in which nobody writes days: what was typed there ("5/3", "10-2") is lost to Excel's day.
    """
    if isinstance(value, datetime.date):
        return f"Excel đã đổi số thành ngày tháng ({value:%d/%m/%Y})"
    if isinstance(value, datetime.time | datetime.timedelta):
        return f"Excel đã đổi số thành ngày tháng ({value})"
    return ""
