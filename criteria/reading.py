"""What a reader asked to see: province, round, criteria set and basis, all from the URL."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from communes.models import Province
from criteria.markup import round_options
from criteria.models import CriteriaSet, Round
from criteria.wording import day

CONFIRMED, EVERYTHING = "xac-nhan", "tat-ca"
BASES = {CONFIRMED: "Đã xác nhận (thẩm tra, thẩm định)", EVERYTHING: "Gồm cả tự đánh giá"}

NO_ROUND = "Không có kỳ báo cáo này. Chọn lại kỳ và bộ tiêu chí."
SHOWN_INSTEAD = "Trang này hiện số liệu mới nhất, như xem hôm nay."


@dataclass(frozen=True)
class Reading:
    """The choice behind a page. `rounds` are those the reader may choose, newest first.

    `on` is the day a page is read as of (`ngay`); None reads it today, and `day_note` says so where the
    address named a day that could not be taken. `unreported` is the set asked for when there is no round of
    it, and `first_on` the day of the first round there is.
    """

    province: Province
    rounds: list[Round]
    round: Round | None
    previous: Round | None
    basis: str
    officer: object
    on: datetime.date | None = None
    day_note: str = ""
    unreported: CriteriaSet | None = None
    first_on: datetime.date | None = None

    @property
    def criteria_set(self) -> CriteriaSet | None:
        return self.round.criteria_set if self.round else None

    @property
    def carries_illustrative(self) -> bool:
        """Whether results of the chosen round may have been brought over from an illustrative one."""
        return self.round is not None and self.round.carries_illustrative

    @property
    def sets(self) -> list[CriteriaSet]:
        """The criteria sets the province has rounds of, newest first."""
        return list({round.criteria_set_id: round.criteria_set for round in self.rounds}.values())

    @cached_property
    def query(self) -> str:
        """The choice as a query string, so that a link shows the same figures to whoever gets it."""
        day = {"ngay": self.on.isoformat()} if self.on else {}
        if not self.round:
            return f"?{urlencode(day)}" if day else ""
        choice = {**(day or {"ky": self.round.key}), "bo": self.criteria_set.code}
        if self.basis != CONFIRMED:
            choice["so-lieu"] = self.basis
        return "?" + urlencode(choice)

    @property
    def day(self) -> datetime.date:
        """The day whose units in charge and heads a page names: the one asked for, else today."""
        return self.on or localdate()

    @property
    def reads_today(self) -> bool:
        """Whether an earlier round is read today: units and persons it names are today's, not of its day."""
        return self.on is None and any(self.round and one.data_on > self.round.data_on for one in self.rounds)

    @property
    def beside_words(self) -> str:
        """Behind a count of today (orders, obstacles) on a page of another day: " (tính đến 29/11/2026)"."""
        of_today = self.day >= localdate() and not self.reads_today
        return "" if of_today else f" (tính đến {day(localdate())})"

    @property
    def recognised_on(self) -> datetime.date:
        """The day recognition is read on: the day asked for; its own day of a round chosen before the newest
        of its level and tier; else today.

        Never after the last day of a province that is no more: nobody decides for its communes then.
        """
        on = self.day
        if self.on is None and self.round:
            kind = (self.criteria_set.level, self.criteria_set.tier)
            alike = [
                one.data_on for one in self.rounds if (one.criteria_set.level, one.criteria_set.tier) == kind
            ]
            on = self.round.data_on if max(alike) > self.round.data_on else on
        return min(on, self.province.valid_to or on)

    @property
    def newest_of_sets(self) -> list[Round]:
        """The newest round of each set there are rounds of."""
        return list({round.criteria_set_id: round for round in reversed(self.rounds)}.values())[::-1]

    @property
    def comparable(self) -> list[Round]:
        """The other rounds of the chosen set, newest first: two sets are not compared cell by cell."""
        return [
            round
            for round in self.rounds
            if self.round and round.criteria_set_id == self.round.criteria_set_id and round != self.round
        ]

    @property
    def options(self) -> SafeString:
        """The rounds to choose from, as the form of every page lists them."""
        return round_options(self.rounds, self.round)

    @property
    def basis_label(self) -> str:
        return BASES[self.basis]


def choose(request, province: Province, rounds: list[Round] | None = None, set_code: str = "") -> Reading:
    """Read `ky` or `ngay`, `bo` and `so-lieu`; the newest round by default, or the newest up to `ngay`.

    The form names a round by day and set at once (`ky=2023-12-31~xa-ntm-2021-2025`). `set_code` is the
    set of a page that shows one set only, whatever `bo` says; it may have no round yet. A set asked for
    together with another set's round shows its own newest round. Http404 for a round's day or a set that is
    not there, and for a file of what could not be taken as asked.
    """
    if rounds is None:
        rounds = list(Round.objects.readable(province=province))
    key, _, set_of_round = request.GET.get("ky", "").partition("~")
    code = set_code or set_of_round or request.GET.get("bo", "")
    note = day_note(request)
    on = None if key or note else _day(request, "ngay")
    first_on = min((one.data_on for one in rounds if set_code in ("", one.criteria_set.code)), default=None)
    if on:
        rounds = [round for round in rounds if round.data_on <= on]
    of_set = [round for round in rounds if code in ("", round.criteria_set.code)]
    of_day = [round for round in of_set if key in ("", round.key)]
    known_day = not key or key in {round.key for round in rounds}
    if rounds and not known_day:
        raise Http404(NO_ROUND)
    unreported = _unreported(request, code) if rounds and not of_set and not set_code else None
    round = next(iter(of_day or of_set), None)
    basis = request.GET.get("so-lieu", CONFIRMED)
    if basis not in BASES or not request.user.is_authenticated:
        basis = CONFIRMED
    if set_code:
        rounds = of_set
    before = _round_before(round, rounds)
    return Reading(province, rounds, round, before, basis, request.user, on, note, unreported, first_on)


def _unreported(request, code: str) -> CriteriaSet:
    """The set the address asks for, of which there is no round; Http404 for none at all, and for a file."""
    # PostgreSQL answers a NUL with an error, not with no row.
    found = None if "\0" in code else CriteriaSet.objects.filter(code=code).first()
    if found is None or is_file(request):
        raise Http404(NO_ROUND)
    return found


def day_note(request, name: str = "ngay") -> str:
    """What is said of a day in the address that cannot be read or is still to come; "" for any other.

    Http404 for a file: whoever takes it away does not read what a page would say above its figures.
    """
    typed, note = request.GET.get(name, "").strip(), ""
    if not typed or (name == "ngay" and request.GET.get("ky")):
        return ""
    on = _day(request, name)
    if on is None:
        note = f"Không đọc được ngày “{typed[:20]}” trong địa chỉ; ghi ngày như 30/06/2025. {SHOWN_INSTEAD}"
    elif on > localdate():
        note = f"Ngày {day(on)} chưa đến. {SHOWN_INSTEAD}"
    if note and is_file(request):
        raise Http404(note.removesuffix(SHOWN_INSTEAD).strip())
    return note


def is_file(request) -> bool:
    """Whether the address asks for a file of figures, not for a page."""
    return request.path.endswith((".json", ".csv", ".xlsx"))


def _round_before(round: Round | None, rounds: list[Round]) -> Round | None:
    """The latest earlier round of the same set: rounds of two sets are not compared cell by cell."""
    if round is None:
        return None
    earlier = (
        other
        for other in rounds
        if other.criteria_set_id == round.criteria_set_id and other.data_on < round.data_on
    )
    return next(earlier, None)


def place_or_404(places, code: str, request, *, known_by: Exists):
    """The place that carries `code` on the day the URL asks for, or did before that day.

    The day is the round's (`ky`) or one given for the place alone (`ngay`). Codes are reused: without
    a day, whoever carries it today, else the one of which `known_by` finds figures, else the latest. A place
    that has ended answers to later days too: its page says what became of it.
    """
    # Letters and digits alone: PostgreSQL answers a NUL in the address with an error, not with no row.
    if not code.isalnum():
        raise Http404("Mã đơn vị chỉ gồm chữ và số.")
    on, today = day_asked(request), localdate()
    held = places.filter(code=code).annotate(known=known_by)
    if on:
        held = held.filter(valid_from__lte=on)
    found = sorted(
        held, key=lambda place: (place.holds_on(on or today), place.known, place.valid_from), reverse=True
    )
    if not found:
        asked = f" vào ngày {day(on)}. Bỏ ngày khỏi địa chỉ để xem hiện nay" if on else ""
        raise Http404(f"Không có đơn vị nào mang mã {code}{asked}.")
    return found[0]


def has_ended(place, request) -> bool:
    """Whether the place is no more on the day the URL asks for, by default today."""
    return place.valid_to is not None and place.valid_to < (day_asked(request) or localdate())


def province_or_404(request, code: str) -> Province:
    """The province that carries `code`, the one with rounds before any other."""
    has_rounds = Exists(Round.objects.filter(province=OuterRef("pk")))
    return place_or_404(Province.objects, code, request, known_by=has_rounds)


def day_asked(request) -> datetime.date | None:
    """The day in the URL; None when there is none that can be read, or when `ngay` is still to come.

    Such a page is read as today, as `day_note` says above it; a round (`ky`) may be opened ahead of its day.
    """
    on = _day(request, "ngay")
    return _day(request, "ky") or (on if on is None or on <= localdate() else None)


def _day(request, name: str) -> datetime.date | None:
    """A day as addresses write it (2025-06-30) or as people do (30/06/2025)."""
    typed = request.GET.get(name, "").partition("~")[0]
    try:
        if "/" in typed:
            return datetime.datetime.strptime(typed, "%d/%m/%Y").date()
        return parse_date(typed)
    except ValueError:
        return None
