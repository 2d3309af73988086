"""Names of works: how alike they are, against pairs people labelled before anything compared them.

A pair is the same when an officer who reads both would have to ask: the same thing in the same place,
whatever the verb, spelling or order. Where only one name tells a phase, section, branch or part, it has to be
asked; where only one tells the village of what every village has, it has not. The halves were drawn once;
only `dev` was looked at while the reading was written.
"""

import unicodedata
from collections import Counter

import pytest

from communes.naming import fold
from funding.work_likeness import LIKE, likeness
from funding.work_names import read_name
from tests.overlap_works import LATER_PAIRS, PAIRS


def alike(one: str, other: str, commune: str = "Đăk Pxi") -> bool:
    return likeness(read_name(one, commune), read_name(other, commune)) >= LIKE


def measured(pairs: list[dict]) -> tuple[float, float]:
    """Precision and recall of the pairs found the same."""
    said = Counter(
        (alike(pair["name_a"], pair["name_b"], pair["commune"]), pair["same"] == "1") for pair in pairs
    )
    right = said[True, True]
    return right / (right + said[True, False]), right / (right + said[False, True])


def of_half(half: str) -> list[dict]:
    return [pair for pair in PAIRS if half in ("whole", pair["half"])]


def test_pairs_are_many_and_of_both_kinds():
    assert len(PAIRS) == len({pair["id"] for pair in PAIRS}) >= 240
    for half in ("dev", "held"):
        same = sum(pair["same"] == "1" for pair in of_half(half))
        assert 0.45 <= same / len(of_half(half)) <= 0.55


# The held half's recall was 0.945 at the first run; it rose by what the dev half and unit tests asked for.
@pytest.mark.parametrize("half", ["dev", "held", "whole"])
def test_likeness_of_labelled_pairs(half, capsys):
    precision, recall = measured(of_half(half))
    with capsys.disabled():
        print(f"\n{half}: {len(of_half(half))} pairs, precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.95
    assert recall >= 0.95


def test_likeness_of_pairs_written_after_the_words_were_listed(capsys):
    """Half of these speak of things no list had; what the lists lack is missed, and this says how much.

    `first` was measured at 0.83 and 0.50, and some of its words were listed then; nothing was changed
    after `second` was measured. Both are of rarer things, not a sample of what communes build.
    """
    for part, least_precision, least_recall in (("first", 0.95, 0.85), ("second", 0.85, 0.6)):
        pairs = [pair for pair in LATER_PAIRS if pair["half"] == part]
        precision, recall = measured(pairs)
        with capsys.disabled():
            print(f"\nlater, {part}: {len(pairs)} pairs, precision {precision:.3f}, recall {recall:.3f}")
        assert precision >= least_precision
        assert recall >= least_recall


@pytest.mark.parametrize("pair", PAIRS[::7], ids=lambda pair: pair["id"])
def test_likeness_does_not_ask_which_came_first(pair):
    one, other = (read_name(pair[name], pair["commune"]) for name in ("name_a", "name_b"))
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == likeness(other, other) == pytest.approx(1)


@pytest.mark.parametrize("pair", PAIRS[::7], ids=lambda pair: pair["id"])
def test_a_name_is_like_itself_composed_otherwise(pair):
    name, commune = pair["name_a"], pair["commune"]
    assert read_name(unicodedata.normalize("NFD", name), commune) == read_name(name, commune)


@pytest.mark.parametrize(
    "name",
    [
        "Đường GTNT thôn Pêng Lang",
        "Nhà SHCĐ thôn Vi Klâng 1",
        "Khai hoang ruộng nước thôn Kon Rơ Lang",
        "Hỗ trợ bò giống sinh sản cho hộ nghèo làng Kram",
        "Mô hình trồng sâm dây tại thôn Pu Tá, xã Đăk Pxi",
        "Đường liên thôn 7 đi thôn 8",
    ],
)
def test_a_name_is_like_itself_without_marks_and_in_capitals(name):
    assert alike(name, name.upper())
    assert alike(name, fold(name))


def test_a_name_is_read_into_what_where_and_which():
    read = read_name(
        "Sửa chữa đường GTNT thôn Kon Gu II, đoạn từ nhà ông A Thiu đến suối Đăk Pơ", "Ngọk Wang"
    )
    assert read.things == {"road"}
    assert read.places == read.villages == {"kongu2"}
    assert read.ends == {"athiu", "suoidakpo"}
    assert dict(read_name("Đường thôn 3 giai đoạn II", "").numbers) == {"phase": "2"}


def test_the_communes_own_name_says_nothing():
    assert read_name("Trạm y tế xã Đăk Pxi", "Đắk Pxi").places == frozenset()
    assert read_name("Nhà rông thôn Đăk Pxi", "Đăk Pxi").villages == {"dakpxi"}


@pytest.mark.parametrize(
    "text", ["", "  ", "–", "(", "3", "thôn", "đoạn", "Đường (", "nhà ông", "Km", "İ", "ﬁ 3²"]
)
def test_a_name_of_next_to_nothing_is_read(text):
    read = read_name(text, "")
    assert likeness(read, read) in (0.0, 1.0)
    assert isinstance(fold(text), str)
