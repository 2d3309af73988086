"""Documents by their number: "05/CT", "5/ct-ubnd", "QĐ 1978", "51/2025/QĐ-TTg", "minh hoa 29".

A fixed number of queries.

Everybody finds what is public: decisions of criteria sets, of recognition and revocation, of mergers, of
approved plans. Directives and reorganisations under way are found by whoever may open them.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.db.models import Count, F, Q, Window
from django.db.models.functions import DenseRank
from django.urls import reverse
from django.utils.timezone import localdate

from communes.models import Province, Reorganisation, Succession
from communes.naming import fold
from criteria.models import CriteriaSet, Recognition, Target
from criteria.wording import day
from directives.models import Directive
from ntm_portal.reorganisation_rights import VIEW

READ_DIRECTIVES = "directives.view_directive"
# Lines of each kind on the page.
MOST_SHOWN = 400
# Communes of one decision that are named.
NAMED = 3
MADE_UP, PARTLY = " (minh họa)", " (có phần minh họa)"
_KINDS = "chi thi|quyet dinh|nghi quyet|ke hoach|cong van|ket luan|thong bao|van ban|qd|ct|nq|kh|cv|so"
_TYPED = re.compile(
    rf"(?:(?:{_KINDS}) )*0*(?P<number>[1-9]\d{{0,4}})(?: (?P<year>\d{{4}}))?"
    r"(?: (?P<letters>[a-z][a-z0-9 ]*?))?(?: ngay .*)?"
)
_KIND = re.compile(rf"^(?:(?:{_KINDS}) )+")
_WRITTEN = re.compile(
    r"(?<!\d)0*(?P<number>\d+)\s*/\s*(?:(?P<year>\d{4})\s*/)?\s*(?P<letters>[^\W\d][\w/.-]*)"
)


@dataclass(frozen=True)
class Number:
    """A number as somebody typed it: 51, 2025 (0 without a year), "qdttg" ("" without letters)."""

    number: str
    year: int
    letters: str

    @property
    def pattern(self) -> str:
        """A regular expression, for both databases, that finds the texts to look at more closely."""
        return rf"(^|[^0-9])0*{self.number}\s*/"

    def is_in(self, text: str, on: datetime.date | None = None) -> bool:
        """Whether a text names the document; `on` is its day, which may stand for the year of its number."""
        for found in _WRITTEN.finditer(text):
            written = int(found["year"]) if found["year"] else on.year if on else 0
            letters = fold(found["letters"]).replace(" ", "")
            if found["number"] == self.number and letters.startswith(self.letters):
                return self.year in (0, written)
        return False


@dataclass(frozen=True)
class Words:
    """Words with a number among them, folded: "minh hoa 29". They stand in a document's number or name."""

    folded: str
    number: str

    @property
    def pattern(self) -> str:
        return rf"(^|[^0-9])0*{self.number}([^0-9]|$)"

    def is_in(self, text: str, on: datetime.date | None = None) -> bool:
        return f" {self.folded} " in f" {_without_zeros(fold(text))} "


@dataclass(frozen=True)
class Document:
    """A document that was found: what kind of thing it is, its number, day and words, and its page."""

    kind: str
    number: str
    on: datetime.date | None
    words: str
    url: str


def typed_number(text: str) -> Number | None:
    """The number somebody looks for; None where the text is none."""
    found = _TYPED.fullmatch(fold(text))
    if found is None:
        return None
    return Number(found["number"], int(found["year"] or 0), (found["letters"] or "").replace(" ", ""))


def typed_words(text: str) -> Words | None:
    """Words with a number somebody looks for; None where the text has no number beside its words."""
    folded = _without_zeros(_KIND.sub("", fold(text)))
    number = max(re.findall(r"[0-9]+", folded), key=len, default="")
    return Words(folded, number) if number and re.search("[a-z]", folded) else None


def _without_zeros(folded: str) -> str:
    return re.sub(r"\b0+(?=\d)", "", folded)


def documents(officer, text: str) -> list[Document]:
    """The documents of that number this reader may see, those of one kind together."""
    wanted = typed_number(text) or typed_words(text)
    if wanted is None:
        return []
    kinds = [
        _sets(wanted),
        _recognitions(wanted),
        _revocations(wanted),
        _mergers(wanted),
        _plans(wanted),
    ]
    if officer.is_authenticated and officer.scope_level:
        kinds = [_directives(wanted, officer), _reorganisations(wanted, officer), *kinds]
    # Each says what its number is not before anything is cut off: the database finds "5/" of every year.
    return [found for kind in kinds for found in islice(kind, MOST_SHOWN)]


def _directives(wanted: Number | Words, officer) -> Iterator[Document]:
    if not officer.has_perm(READ_DIRECTIVES):
        return
    rows = Directive.objects.visible_to(officer).filter(number__iregex=wanted.pattern).distinct()
    for row in rows.select_related("province"):
        if wanted.is_in(row.number, row.signed_on):
            words = f"{row.title}; {row.province.full_name}{PARTLY if row.illustrative_note else ''}"
            url = reverse("directive", args=[row.province.code, row.key])
            yield Document(row.get_kind_display(), row.number, row.signed_on, words, url)


def _reorganisations(wanted: Number | Words, officer) -> Iterator[Document]:
    if not officer.has_perm(VIEW):
        return
    rows = Reorganisation.objects.visible_to(officer).filter(decision__iregex=wanted.pattern).distinct()
    for row in rows:
        if wanted.is_in(row.decision, row.effective_on):
            words = f"{row.name}, hiệu lực từ {day(row.effective_on)}; {row.state.label.lower()}"
            yield Document("Đợt sắp xếp đơn vị hành chính", row.decision, None, words, row.get_absolute_url())


def _sets(wanted: Number | Words) -> Iterator[Document]:
    for row in CriteriaSet.objects.filter(decision__iregex=wanted.pattern):
        if wanted.is_in(row.decision, row.issued_on):
            url = f"{reverse('criteria-sets')}#{row.code}"
            yield Document("Bộ tiêu chí", row.decision, row.issued_on, row.name, url)


def _recognitions(wanted: Number | Words) -> Iterator[Document]:
    return _of_communes(wanted, "Quyết định công nhận", "decision_number", "decided_on")


def _revocations(wanted: Number | Words) -> Iterator[Document]:
    return _of_communes(wanted, "Quyết định thu hồi", "revocation_decision", "revoked_on")


def _of_communes(wanted: Number | Words, kind: str, number: str, on: str) -> Iterator[Document]:
    """A decision for each commune it names, up to three; beyond, one line that counts the rest.

    `number` and `on` name the columns of a recognition that hold the decision and its day.
    """
    order = ["commune__sort_key", "commune_id"]
    # A commune counts once, however many sets it is recognised by: its rank from the front and from the back
    # give how many there are, without reading them.
    one = {"expression": DenseRank(), "partition_by": [number, on, "commune__province_id"]}
    rows = (
        Recognition.objects.filter(**{f"{number}__iregex": wanted.pattern, f"{on}__lte": localdate()})
        .annotate(
            number=F(number),
            on=F(on),
            rank=Window(**one, order_by=order),
            back=Window(**one, order_by=[f"-{name}" for name in order]),
        )
        .filter(rank__lte=NAMED)
        .select_related("commune__district", "commune__province")
        .order_by("on", "number", "commune__province__sort_key", "commune__province_id", "rank", "pk")
    )
    found = (row for row in rows if wanted.is_in(row.number, row.on))
    for _, decision in groupby(found, key=lambda row: (row.on, row.number, row.commune.province_id)):
        named = {row.rank: row for row in decision}
        for row in named.values():
            place = row.commune
            words = f"{place.full_name}, {(place.district or place.province).full_name}"
            words += MADE_UP if row.illustrative else ""
            yield Document(kind, row.number, row.on, words, f"{place.dated_url}#cong-nhan")
        if rest := row.rank + row.back - 1 - len(named):
            province = row.commune.province
            words = f"và {rest} xã khác của {province.full_name}"
            yield Document(kind, row.number, row.on, words, province.dated_url)


def _mergers(wanted: Number | Words) -> Iterator[Document]:
    rows = (
        Succession.objects.filter(decision__iregex=wanted.pattern)
        .values("decision", "effective_on", province=F("successor__province"))
        .annotate(old=Count("predecessor", distinct=True), new=Count("successor", distinct=True))
        .order_by("effective_on", "decision", "province")
    )
    found = [row for row in rows if wanted.is_in(row["decision"], row["effective_on"])]
    provinces = _provinces(found)
    for row in found:
        province, on = provinces[row["province"]], row["effective_on"]
        words = f"{row['old']} đơn vị cũ thành {row['new']} đơn vị của {province.full_name} từ {day(on)}"
        yield Document("Sắp xếp đơn vị hành chính", row["decision"], None, words, province.dated_url)


def _plans(wanted: Number | Words) -> Iterator[Document]:
    rows = (
        Target.objects.in_force()
        .filter(document__iregex=wanted.pattern)
        .values("document", "year", province=F("commune__province"), of=F("criteria_set"))
        .annotate(
            code=F("criteria_set__code"),
            short_name=F("criteria_set__short_name"),
            plans=Count("pk"),
            made_up=Count("pk", filter=Q(illustrative=True)),
        )
        .order_by("year", "document", "province", "of")
    )
    found = [row for row in rows if wanted.is_in(row["document"])]
    provinces = _provinces(found)
    for row in found:
        province = provinces[row["province"]]
        words = f"Kế hoạch năm {row['year']}, {row['short_name']}; {province.full_name}"
        if row["made_up"]:
            words += MADE_UP if row["made_up"] == row["plans"] else PARTLY
        query = f"?nam={row['year']}&bo={row['code']}{province.holder_query}"
        url = f"{reverse('plan', args=[province.code])}{query}"
        yield Document("Kế hoạch năm", row["document"], None, words, url)


def _provinces(rows: Iterable[dict]) -> dict[int, Province]:
    return Province.objects.in_bulk({row["province"] for row in rows})
