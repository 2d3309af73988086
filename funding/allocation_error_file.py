"""What is wrong with a sheet of money, marked in the sheet itself: corrected there, it is sent again."""

from criteria.marked_workbooks import ORANGE, RED, YELLOW, Mark, Sent, marked_workbook
from funding.allocation_preview import AllocationPreview, Planned


def marks_of(preview: AllocationPreview) -> list[Mark]:
    """Everything said about a cell, the worst first."""
    return [
        *(Mark(one.cell, RED, one.message) for one in preview.errors),
        *(Mark(plan.cell, ORANGE, conflict_words(plan)) for plan in preview.conflicts),
        *(Mark(one.cell, YELLOW, one.message) for one in (*preview.asking, *preview.warnings)),
    ]


def conflict_words(plan: Planned) -> str:
    """What the portal has by now, and what the sheet says."""
    saved, wanted = plan.saved.words, plan.wanted.words
    return f"Người khác đã sửa sau khi tải biểu: cổng đang có {saved}; tệp ghi {wanted}."


def error_file(preview: AllocationPreview) -> bytes:
    """The workbook with its marks. The file must be one that could be read."""
    order = preview.order
    return marked_workbook(
        Sent(order.content, preview.sheet, preview.rows, order.max_bytes), marks_of(preview)
    )
