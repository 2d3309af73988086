"""Keys of rows as addresses and forms name them."""

from django.db.models import Manager, Model, QuerySet
from django.http import Http404

# The widest whole number of a database has nineteen digits; SQLite refuses a wider one, and so does int().
MOST_DIGITS = 18


def key_of(text: object) -> int:
    """The key a text names; 0, which no row has, for what names none."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else 0


def row_or_404(rows: QuerySet | Manager, kind: str, **asked) -> Model:
    """The one row of `rows` (already in the reader's scope) that answers to `asked`.

    Http404 in words for none; `kind` is what the reader would call it: "đơn vị", "hoạt động".
    """
    try:
        return rows.get(**asked)
    except rows.model.DoesNotExist:
        raise Http404(f"Không có {kind} này trong phạm vi của bạn.") from None
