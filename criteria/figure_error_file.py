"""What is wrong with a sheet of figures, marked in the sheet itself."""

from criteria.figure_preview import FigurePreview
from criteria.marked_workbooks import ORANGE, RED, YELLOW, Mark, Sent, marked_workbook


def marks_of(preview: FigurePreview) -> list[Mark]:
    """Everything said about a cell, the worst first."""
    return [
        *(Mark(one.cell, RED, one.message) for one in preview.faulty_rows),
        *(Mark(plan.cell, ORANGE, conflict_words(plan)) for plan in preview.conflicts),
        *(Mark(one.cell, YELLOW, one.message) for one in preview.warnings),
    ]


def conflict_words(plan) -> str:
    """What the portal has by now, and what the sheet says."""
    return (
        f"Người khác đã sửa sau khi tải biểu: cổng đang có {plan.before_words}; tệp ghi {plan.after_words}."
    )


def error_file(preview: FigurePreview) -> bytes:
    """The workbook with its marks. The file must be one that could be read."""
    order = preview.order
    return marked_workbook(
        Sent(order.content, preview.sheet, preview.rows, order.max_bytes), marks_of(preview)
    )
