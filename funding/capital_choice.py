"""What a page of capital is about: a place, and a year or some years of it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from communes.models import Commune, District, Province, ScopeLevel
from communes.scope import covers_place, scope_place
from funding.models import Allocation

FIRST_YEAR, LAST_YEAR = 2011, 2035
LEVELS = {Province: "province", District: "district", Commune: "commune"}
PATHS = {"nation": "ca-nuoc", "province": "tinh", "district": "huyen", "commune": "xa"}


@dataclass(frozen=True)
class Where:
    """The place of a page; without one, the nation.

    `usual` is the place its code means without years, where that is another one.
    """

    place: Province | District | Commune | None = None
    usual: Province | District | Commune | None = None

    @property
    def level(self) -> str:
        return LEVELS[type(self.place)] if self.place else "nation"

    @property
    def province(self) -> Province | None:
        return getattr(self.place, "province", self.place)

    @property
    def name(self) -> str:
        return self.place.full_name if self.place else "Cả nước"

    @property
    def path(self) -> str:
        """The address without the slash at its end, to which the endings of files are added."""
        code = f"/{self.place.code}" if self.place else ""
        return f"/von/{PATHS[self.level]}{code}"

    def narrow(self, rows: QuerySet, prefix: str = "") -> QuerySet:
        """The rows of the place and of all inside it; `prefix` leads to the row that holds them."""
        return rows.filter(**{f"{prefix}{self.level}": self.place}) if self.place else rows


@dataclass(frozen=True)
class Years:
    """A year, or several with both ends."""

    first: int
    last: int

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self):
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def query(self) -> str:
        one = self.first == self.last
        return "?" + urlencode({"nam": self.first} if one else {"tu": self.first, "den": self.last})

    @property
    def due_on(self) -> datetime.date:
        """By when the counterpart of these years is owed."""
        return datetime.date(self.last, 12, 31)

    def touches(self, first: int, last: int) -> bool:
        return first <= self.last and self.first <= last

    @classmethod
    def of_phase(cls, phase: str) -> "Years":
        return cls(*(int(year) for year in phase.split("-")))


def asked_years(request) -> Years | None:
    """The years in the address: `nam`, or `tu` and `den`; None without any. Http404 for what is no year."""
    given = {name: request.GET.get(name, "") for name in ("nam", "tu", "den")}
    if not any(given.values()):
        return None
    first = _year(given["nam"] or given["tu"] or given["den"])
    last = _year(given["nam"] or given["den"] or given["tu"])
    if first > last:
        raise Http404("Năm đầu phải trước hoặc bằng năm cuối. Chọn lại năm.")
    return Years(first, last)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR):
        raise Http404(f"Chỉ có số vốn từ năm {FIRST_YEAR} đến năm {LAST_YEAR}. Chọn lại năm.")
    return int(text)


def years_shown(asked: Years | None, known: Iterable[int], phases: Iterable[str], today) -> Years:
    """What was asked for; else the latest year with rows; else the phase under way."""
    if asked:
        return asked
    if latest := max(known, default=None):
        return Years(latest, latest)
    running = [years for phase in phases if today.year in (years := Years.of_phase(phase))]
    return next(iter(running), Years(today.year, today.year))


def year_links(
    shown: Years, known: Iterable[int], phases: Iterable[str], published: Iterable[Years] = ()
) -> list[tuple[str, str, bool]]:
    """(link, label, chosen) for every year with rows, the phases of these, and the years figures are of."""
    of_phases = [Years.of_phase(phase) for phase in phases]
    spans = {Years(year, year) for year in known} | {shown, *published}
    spans |= {span for span in of_phases if any(year in span for year in known)}
    in_order = sorted(spans, key=lambda span: (span.first != span.last, span.first, span.last))
    return [(span.query, str(span), span == shown) for span in in_order]


def where_or_404(request, model, code: str) -> Where:
    """The place that carried `code` in the years asked for, inside the officer's scope.

    Codes are reused: of several places the officer's own, or else the one with money. Http404 beyond the
    officer's scope: what a province keeps for itself is not its districts' to read.
    """
    asked = asked_years(request)
    has_money = Exists(Allocation.objects.filter(**{LEVELS[model]: OuterRef("pk")}))
    found = model.objects.visible_to(request.user).filter(code=code).annotate(known=has_money).distinct()
    if model is not Province:
        found = found.select_related("province", *(["district"] if model is Commune else []))
    places: Sequence = [place for place in found if covers_place(request.user, place)]
    if not places:
        raise Http404(f"Không có đơn vị nào mang mã {code} trong phạm vi của bạn.")
    own = scope_place(request.user)

    def meant(years: Years | None):
        return max(
            places, key=lambda place: (_stood_in(place, years), place == own, place.known, place.valid_from)
        )

    place, usual = meant(asked), meant(None)
    return Where(place, usual if usual != place else None)


def _stood_in(place, years: Years | None) -> bool:
    if years is None:
        return True
    ended = place.valid_to is not None and place.valid_to.year < years.first
    return not ended and place.valid_from.year <= years.last


def own_place(officer) -> Where | None:
    """Where an officer's own page of capital is; None without a scope."""
    if officer.scope_level == ScopeLevel.NATION:
        return Where()
    place = scope_place(officer)
    return Where(place) if place else None
