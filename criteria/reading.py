"""What a reader asked to see: province, round, criteria set and basis, all from the URL; and its rows.

Confirmed figures are public. What a commune says of itself is shown only inside the scope of the
officer who reads, whatever the URL asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.dateparse import parse_date

from communes.models import Province
from criteria.grid import CommuneRow, Summary
from criteria.models import CriteriaSet, CriterionResult, Recognition, Round, Standing
from criteria.wording import day

CONFIRMED, EVERYTHING = "xac-nhan", "tat-ca"
BASES = {CONFIRMED: "Đã xác nhận (thẩm tra, thẩm định)", EVERYTHING: "Gồm cả tự đánh giá"}


@dataclass(frozen=True)
class Reading:
    """The choice behind a page. `rounds` are those the reader may choose, newest first."""

    province: Province
    rounds: list[Round]
    round: Round | None
    previous: Round | None
    basis: str
    officer: object

    @property
    def criteria_set(self) -> CriteriaSet | None:
        return self.round.criteria_set if self.round else None

    @property
    def sets(self) -> list[CriteriaSet]:
        """The criteria sets the province has rounds of, newest first."""
        return list({round.criteria_set_id: round.criteria_set for round in self.rounds}.values())

    @property
    def query(self) -> str:
        """The choice as a query string, so that a link shows the same figures to whoever gets it."""
        if not self.round:
            return ""
        choice = {"ky": self.round.key, "bo": self.criteria_set.code}
        if self.basis != CONFIRMED:
            choice["so-lieu"] = self.basis
        return "?" + urlencode(choice)

    @property
    def basis_label(self) -> str:
        return BASES[self.basis]

    def with_basis(self, basis: str) -> "Reading":
        return replace(self, basis=basis)


def choose(request, province: Province, rounds: list[Round] | None = None, set_code: str = "") -> Reading:
    """Read `ky`, `bo` and `so-lieu`; the newest round by default.

    The form names a round by day and set at once (`ky=2023-12-31~xa-ntm-2021-2025`). `set_code` is the
    set of a page that shows one set only, whatever `bo` says; it may have no round yet. A set asked for
    together with another set's round shows its own newest round. Http404 for a day or a set without a
    round.
    """
    if rounds is None:
        rounds = list(Round.objects.readable(province=province))
    key, _, set_of_round = request.GET.get("ky", "").partition("~")
    code = set_code or set_of_round or request.GET.get("bo", "")
    of_set = [round for round in rounds if code in ("", round.criteria_set.code)]
    of_day = [round for round in of_set if key in ("", round.key)]
    known_day = not key or key in {round.key for round in rounds}
    if rounds and not (known_day and (of_set or set_code)):
        raise Http404("Không có kỳ báo cáo này. Chọn lại kỳ và bộ tiêu chí.")
    round = next(iter(of_day or of_set), None)
    basis = request.GET.get("so-lieu", CONFIRMED)
    if basis not in BASES or not request.user.is_authenticated:
        basis = CONFIRMED
    if set_code:
        rounds = of_set
    return Reading(province, rounds, round, _round_before(round, rounds), basis, request.user)


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


def is_recognised(criteria_set: CriteriaSet, **which) -> Exists:
    """Over standings: a recognition of the set's level and tier is in force on the round's day.

    `which` narrows the recognitions looked for.
    """
    return Exists(
        Recognition.objects.filter(
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=OuterRef("round__data_on")),
            commune=OuterRef("commune"),
            criteria_set__tier=criteria_set.tier,
            criteria_set__level=criteria_set.level,
            decided_on__lte=OuterRef("round__data_on"),
            **which,
        )
    )


def place_or_404(places, code: str, request, *, known_by: Exists):
    """The place that carries `code` on the day the URL asks for.

    The day is the round's (`ky`) or one given for the place alone (`ngay`). Codes are reused: without
    a day, the period in which `known_by` finds figures, else the latest.
    """
    # Letters and digits alone: PostgreSQL answers a NUL in the address with an error, not with no row.
    if not code.isalnum():
        raise Http404("Mã đơn vị chỉ gồm chữ và số.")
    if on := day_asked(request):
        places = places.in_force(on)
    found = places.filter(code=code).annotate(known=known_by).order_by("-known", "-valid_from").first()
    if found is None:
        raise Http404(f"Không có đơn vị nào mang mã {code} vào thời gian này.")
    return found


def day_asked(request):
    """The day in the URL, or None when there is none that can be read."""
    for name in ("ky", "ngay"):
        try:
            if asked := parse_date(request.GET.get(name, "").partition("~")[0]):
                return asked
        except ValueError:
            continue
    return None


ROW_FIELDS = (
    "round_id",
    "commune_id",
    "province_id",
    "district_id",
    "outcomes",
    "confirmed_outcomes",
    "updated_at",
    "recognised",
    "recognised_in_demo",
    "has_carried",
    "commune__code",
    "commune__kind",
    "commune__name",
    "commune__local_name",
    "commune__sort_key",
    "district__code",
    "district__kind",
    "district__name",
    "district__local_name",
    "district__sort_key",
)


def commune_rows(reading: Reading, **where) -> list[CommuneRow]:
    """The rows of the chosen round, with the round before beside them, in Vietnamese order; one query.

    `where` narrows the standings (`district=…`). An empty list when the province has no round.
    """
    if reading.round is None:
        return []
    before = reading.previous.pk if reading.previous else None
    return fetch_rows({reading.round.pk: before}, reading, **where)


def fetch_rows(before_of: dict[int, int | None], reading, **where) -> list[CommuneRow]:
    """Rows of several rounds at once; `before_of` gives each round the one it is compared with.

    `reading` needs `criteria_set`, `basis` and `officer`.
    """
    wanted = {*before_of, *before_of.values()} - {None}
    values = (
        Standing.objects.filter(round__in=wanted, **where)
        .annotate(
            recognised=is_recognised(reading.criteria_set),
            recognised_in_demo=is_recognised(reading.criteria_set, illustrative=True),
            has_carried=Exists(CriterionResult.objects.filter(standing=OuterRef("pk"), carried=True)),
        )
        .values_list(*ROW_FIELDS)
    )
    records = [dict(zip(ROW_FIELDS, row, strict=True)) for row in values]
    shown = {(record["round_id"], record["commune_id"]): _shown(record, reading) for record in records}
    rows = [
        _commune_row(
            record,
            letters=shown[record["round_id"], record["commune_id"]],
            previous=shown.get((before_of[record["round_id"]], record["commune_id"]), ""),
        )
        for record in records
        if record["round_id"] in before_of
    ]
    return sorted(rows, key=lambda row: (row.district_sort, row.sort_key))


def _shown(record: dict, reading) -> str:
    """The letters this reader may see on the chosen basis."""
    if reading.basis == CONFIRMED or not covers(reading.officer, record):
        return record["confirmed_outcomes"]
    return record["outcomes"]


def covers(officer, record: dict) -> bool:
    """Whether the reader's scope reaches a standing given as a dict of its place ids."""
    return bool(
        getattr(officer, "is_authenticated", False)
        and officer.covers(
            province_id=record["province_id"],
            district_id=record["district_id"],
            commune_id=record["commune_id"],
        )
    )


def _commune_row(record: dict, *, letters: str, previous: str) -> CommuneRow:
    return CommuneRow(
        province_id=record["province_id"],
        commune_id=record["commune_id"],
        code=record["commune__code"],
        name=record["commune__local_name"] or record["commune__name"],
        sort_key=record["commune__sort_key"],
        district_id=record["district_id"],
        district_code=record["district__code"] or "",
        district_name=district_label(
            record["district__kind"], record["district__local_name"] or record["district__name"] or ""
        ),
        district_sort=record["district__sort_key"] or "",
        letters=letters,
        unconfirmed=unconfirmed(letters, record["confirmed_outcomes"]),
        previous=previous,
        recognised=record["recognised"],
        recognised_in_demo=record["recognised_in_demo"],
        carried=record["has_carried"],
        updated_at=record["updated_at"],
    )


def unconfirmed(letters: str, confirmed: str) -> frozenset[int]:
    """Positions of the letters shown that differ from the confirmed ones."""
    return frozenset(
        at for at, (shown, sure) in enumerate(zip(letters, confirmed, strict=True)) if shown != sure
    )


def district_label(kind: str | None, name: str) -> str:
    """Tables leave the word "huyện" out; a city keeps its "TP"."""
    return {"Thành phố": f"TP {name}", "Thị xã": f"TX {name}"}.get(kind, name)


def summarise(reading: Reading, rows: list[CommuneRow]) -> Summary:
    """The rows with the size and bands of their criteria set."""
    if reading.criteria_set is None:
        return Summary(rows, 0, [])
    size = len(rows[0].letters) if rows else 0
    return Summary(rows, size, reading.criteria_set.bands)


def illustrative_note(reading: Reading, rows: Sequence[CommuneRow]) -> str:
    """What among the figures of a page is illustrative, in a sentence; "" when nothing is."""
    if reading.round is None:
        return ""
    if reading.round.illustrative:
        return reading.round.illustrative_note or "Số liệu minh họa, không phải số liệu thật."
    parts = []
    if reading.round.carries_illustrative and any(row.carried for row in rows):
        parts.append("kết quả chưa cập nhật, chuyển từ kỳ minh họa trước")
    if reading.previous and reading.previous.illustrative:
        parts.append(f"số liệu ngày {day(reading.previous.data_on)} dùng để so sánh")
    if any(row.recognised_in_demo for row in rows):
        parts.append("việc công nhận đạt chuẩn")
    return f"Một phần số liệu trang này là minh họa: {'; '.join(parts)}." if parts else ""
