"""Keys of rows as addresses and forms name them."""

# The widest whole number of a database has nineteen digits; SQLite refuses a wider one, and so does int().
MOST_DIGITS = 18


def key_of(text: object) -> int:
    """The key a text names; 0, which no row has, for what names none."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else 0
