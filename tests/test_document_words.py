"""Documents whose number is words with a number among them: "Minh họa 29"."""

import re

import pytest

from ntm_portal.document_search import typed_number, typed_words
from tests import builders
from tests.screen_parts import html
from tests.test_document_search import kinds


@pytest.mark.parametrize(
    ("typed", "text", "is_in"),
    [
        ("minh hoa 29", "Minh họa 29", True),
        ("Minh họa 029", "minh họa 29", True),
        ("QĐ minh hoa 7", "minh họa 07", True),
        ("minh hoa 2", "minh họa 29", False),
        ("hoa 29", "minh họa 29", True),
        ("oa 29", "minh họa 29", False),
        ("nong thon moi nam 2024", "Kế hoạch nông thôn mới năm 2024 (minh họa)", True),
    ],
)
def test_words_with_a_number_in_a_text(typed, text, is_in):
    assert typed_number(typed) is None
    assert typed_words(typed).is_in(text) is is_in
    assert (re.search(typed_words(typed).pattern, text) is not None) >= is_in


@pytest.mark.parametrize("typed", ["", "dak ha", "17", "CT-UBND", "\x00", "²"])
def test_words_without_a_number_find_no_document(typed):
    assert typed_words(typed) is None


def test_number_that_is_words_is_found_without_its_marks(client, db):
    place = builders.commune(builders.district(builders.province()))
    builders.recognise(place, builders.criteria_set(), decision_number="Minh họa 29")
    for typed in ("minh hoa 29", "MINH HỌA 29", "qđ minh họa 029"):
        page = html(client, f"/tim-kiem/?q={typed}")
        assert kinds(page) == {"Quyết định công nhận"}
        assert "Minh họa 29" in page
    assert kinds(html(client, "/tim-kiem/?q=minh hoa 2")) == set()
