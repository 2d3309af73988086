"""Keys of rows as addresses and forms name them."""

from collections.abc import Container

from django.db.models import Manager, Model, QuerySet
from django.http import Http404

# The widest whole number of a database has nineteen digits; SQLite refuses a wider one, and so does int().
MOST_DIGITS = 18
UNFILTERED = "Bỏ phần lọc khỏi địa chỉ để xem tất cả."


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


def filter_word(text: str, words: Container[str], kind: str) -> str:
    """What an address narrows a list to: one of `words`, or "" for nothing.

    Http404 for any other word: everything instead would be taken for the few that were asked for.
    """
    if text and text not in words:
        raise Http404(f"Không có {kind} này. {UNFILTERED}")
    return text


def filter_row(rows: QuerySet, kind: str, text: str) -> Model | None:
    """The row of `rows` (already in the reader's scope) an address narrows a list to by its key, or None.

    Http404 as for a word, also for a row outside the scope.
    """
    if not text:
        return None
    found = rows.filter(pk=key_of(text)).first()
    if found is None:
        raise Http404(f"Không có {kind} này trong phạm vi của bạn. {UNFILTERED}")
    return found
