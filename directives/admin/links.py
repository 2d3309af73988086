"""Links from a row of the administration to the page of the portal where it is worked on."""

from django.urls import reverse
from django.utils.html import format_html


def link(words: str, name: str, *where) -> str:
    return format_html('<a href="{}">{}</a>', reverse(name, args=where), words)


def address_of(directive) -> tuple[str, str]:
    """What names a directive in addresses."""
    return directive.province.code, directive.key
