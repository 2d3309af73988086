"""Documents by their number: "05/CT", "5/ct-ubnd", "QĐ 1978", "51/2025/QĐ-TTg". A fixed number of queries.

Everybody finds what is public: decisions of criteria sets, of recognition and revocation, of mergers, of
approved plans. Directives and reorganisations under way are found by whoever may open them.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localdate

from communes.models import Reorganisation, Succession
from communes.naming import fold
from criteria.models import CriteriaSet, Recognition, Target
from criteria.wording import day
from directives.models import Directive
from ntm_portal.reorganisation_rights import VIEW

READ_DIRECTIVES = "directives.view_directive"
# Rows read of each kind: a decision may name every commune of a province.
MOST_ROWS = 400
NAMED = 3
_KINDS = "chi thi|quyet dinh|nghi quyet|ke hoach|cong van|ket luan|thong bao|van ban|qd|ct|nq|kh|cv|so"
_TYPED = re.compile(
    rf"(?:(?:{_KINDS}) )*0*(?P<number>[1-9]\d{{0,4}})(?: (?P<year>\d{{4}}))?"
    r"(?: (?P<letters>[a-z][a-z0-9 ]*?))?(?: ngay .*)?"
)
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


def documents(officer, text: str) -> list[Document]:
    """The documents of that number this reader may see, those of one kind together."""
    wanted = typed_number(text)
    if wanted is None:
        return []
    found = [
        *_sets(wanted),
        *_recognitions(wanted),
        *_revocations(wanted),
        *_mergers(wanted),
        *_plans(wanted),
    ]
    if officer.is_authenticated and officer.scope_level:
        found = [*_directives(wanted, officer), *_reorganisations(wanted, officer), *found]
    return found


def _directives(wanted: Number, officer) -> Iterable[Document]:
    if not officer.has_perm(READ_DIRECTIVES):
        return
    rows = Directive.objects.visible_to(officer).filter(number__iregex=wanted.pattern).distinct()
    for row in rows.select_related("province")[:MOST_ROWS]:
        if wanted.is_in(row.number, row.signed_on):
            words = f"{row.title}; {row.province.full_name}"
            url = reverse("directive", args=[row.province.code, row.key])
            yield Document(row.get_kind_display(), row.number, row.signed_on, words, url)


def _reorganisations(wanted: Number, officer) -> Iterable[Document]:
    if not officer.has_perm(VIEW):
        return
    rows = Reorganisation.objects.visible_to(officer).filter(decision__iregex=wanted.pattern).distinct()
    for row in rows[:MOST_ROWS]:
        if wanted.is_in(row.decision, row.effective_on):
            words = f"{row.name}, hiệu lực từ {day(row.effective_on)}; {row.state.label.lower()}"
            yield Document("Đợt sắp xếp đơn vị hành chính", row.decision, None, words, row.get_absolute_url())


def _sets(wanted: Number) -> Iterable[Document]:
    for row in CriteriaSet.objects.filter(decision__iregex=wanted.pattern)[:MOST_ROWS]:
        if wanted.is_in(row.decision, row.issued_on):
            url = f"{reverse('criteria-sets')}#{row.code}"
            yield Document("Bộ tiêu chí", row.decision, row.issued_on, row.name, url)


def _recognitions(wanted: Number) -> Iterable[Document]:
    rows = Recognition.objects.filter(decision_number__iregex=wanted.pattern, decided_on__lte=localdate())
    return _of_communes(
        wanted, rows, "Quyết định công nhận", lambda row: (row.decision_number, row.decided_on), "#cong-nhan"
    )


def _revocations(wanted: Number) -> Iterable[Document]:
    rows = Recognition.objects.filter(revocation_decision__iregex=wanted.pattern, revoked_on__lte=localdate())
    return _of_communes(
        wanted,
        rows,
        "Quyết định thu hồi",
        lambda row: (row.revocation_decision, row.revoked_on),
        "#cong-nhan",
    )


def _of_communes(wanted: Number, rows, kind: str, of: Callable, part: str) -> Iterable[Document]:
    """A decision for each commune it names, up to three; beyond, one line that counts the rest."""
    together: dict[tuple, list] = {}
    for row in rows.select_related("commune__district", "commune__province").order_by("commune__sort_key")[
        :MOST_ROWS
    ]:
        number, on = of(row)
        if wanted.is_in(number, on):
            together.setdefault((number, on, row.commune.province_id), []).append(row)
    for (number, on, _), found in together.items():
        for row in found[:NAMED]:
            place = row.commune
            made_up = " (minh họa)" if row.illustrative else ""
            words = f"{place.full_name}, {(place.district or place.province).full_name}{made_up}"
            yield Document(kind, number, on, words, f"{place.dated_url}{part}")
        if len(found) > NAMED:
            province = found[0].commune.province
            words = f"và {len(found) - NAMED} xã khác của {province.full_name}"
            yield Document(kind, number, on, words, province.dated_url)


def _mergers(wanted: Number) -> Iterable[Document]:
    rows = Succession.objects.filter(decision__iregex=wanted.pattern).order_by("effective_on")
    found: dict[tuple, list] = {}
    for row in rows.select_related("successor__province")[:MOST_ROWS]:
        if wanted.is_in(row.decision, row.effective_on):
            found.setdefault((row.decision, row.effective_on, row.successor.province), []).append(row)
    for (decision, on, province), lines in found.items():
        old, new = ({getattr(row, f"{side}_id") for row in lines} for side in ("predecessor", "successor"))
        words = f"{len(old)} đơn vị cũ thành {len(new)} đơn vị của {province.full_name} từ {day(on)}"
        yield Document("Sắp xếp đơn vị hành chính", decision, None, words, province.dated_url)


def _plans(wanted: Number) -> Iterable[Document]:
    rows = Target.objects.in_force().filter(document__iregex=wanted.pattern).order_by("year")
    shown = rows.values_list("document", "year", "commune__province__code", "criteria_set__code").annotate(
        of=F("criteria_set__short_name")
    )
    for document, year, province, code, short_name in shown.distinct()[:MOST_ROWS]:
        if wanted.is_in(document):
            url = f"{reverse('plan', args=[province])}?nam={year}&bo={code}"
            yield Document("Kế hoạch năm", document, None, f"Kế hoạch năm {year}, {short_name}", url)
