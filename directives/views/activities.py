"""Mobilisation over a period: how many communes, what it adds up to, and which activities they were."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communes.models import Commune, District, Officer, ScopeLevel
from communes.row_keys import filter_row, filter_word, key_of
from criteria.exports import download
from criteria.tables import Table
from criteria.wording import day
from directives.activity_forms import PeriodForm
from directives.activity_totals import (
    COUNTS,
    PlaceLine,
    Sums,
    model_outcomes,
    place_lines,
    sums_by,
    together,
    unit_lines,
)
from directives.models import Activity, ActivityKind, ModelOutcome

SHOWN = 30
MODELS_SHOWN = 20
ILLUSTRATIVE = "{}/{} hoạt động trong trang là minh họa, không phải hoạt động thật."


@dataclass(frozen=True)
class Chosen:
    """What a page of activities is about: the period and the filters, all from the address."""

    first: datetime.date
    last: datetime.date
    district: District | None
    kind: str
    model: str
    number: int

    @property
    def query(self) -> dict[str, str]:
        """The choice as the address says it."""
        given = {"tu": day(self.first), "den": day(self.last)}
        if self.district:
            given["huyen"] = str(self.district.pk)
        named = {"hinh-thuc": self.kind, "mo-hinh": self.model, "tieu-chi": str(self.number or "")}
        return given | {name: value for name, value in named.items() if value}

    @property
    def words(self) -> list[str]:
        """The filters in words."""
        said = []
        if self.district:
            said.append(self.district.prose_name)
        if self.kind:
            said.append(f"hình thức “{ActivityKind(self.kind).label}”")
        if self.model:
            said.append(f"mô hình sinh kế “{ModelOutcome(self.model).label}”")
        if self.number:
            said.append(f"liên quan tiêu chí {self.number}")
        return said

    def filter(self, rows: QuerySet) -> QuerySet:
        rows = rows.filter(held_on__range=(self.first, self.last))
        if self.district:
            rows = rows.filter(commune__district=self.district)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.model:
            rows = rows.exclude(model_name="").filter(model_outcome=self.model)
        if self.number:
            # Not a join: an activity for TC 11 of two sets is one activity.
            about = Activity.criteria.through.objects.filter(criterion__number=self.number)
            rows = rows.filter(pk__in=about.values("activity"))
        return rows


def choose(request: HttpRequest, form: PeriodForm) -> Chosen:
    """Read the choice. Days that cannot be read are left out and said by the form; Http404 for a filter
    that is none."""
    first, last = form.period()
    asked = request.GET
    typed = asked.get("tieu-chi", "").strip()
    number = filter_word(str(key_of(typed) or typed), {str(number) for number in range(1, 100)}, "tiêu chí")
    return Chosen(
        first,
        last,
        filter_row(District.objects.visible_to(request.user), "huyện", asked.get("huyen", "")),
        filter_word(asked.get("hinh-thuc", ""), ActivityKind.values, "hình thức"),
        filter_word(asked.get("mo-hinh", ""), ModelOutcome.values, "kết quả mô hình"),
        int(number or 0),
    )


@dataclass(frozen=True)
class Totals:
    """Everything the page says of the chosen activities; `former` communes with some had ended by then."""

    sums: Sums
    communes: int
    active: int
    former: int
    places: list[PlaceLine]
    units: list[tuple[str, Sums]]
    models: list[tuple[str, str, int]]

    @property
    def people_words(self) -> str:
        return self.sums.words("people")

    @property
    def active_words(self) -> str:
        """ "14/85 xã có hoạt động", and beside it what stands in no denominator of today."""
        former = f", ngoài ra {self.former} xã cũ trước sắp xếp" if self.former else ""
        return f"{self.active}/{self.communes} xã có hoạt động{former}"

    @property
    def models_count(self) -> int:
        return sum(count for _, _, count in self.models)


def totals_of(rows: QuerySet, chosen: Chosen, officer: Officer) -> Totals:
    """Add up the activities; N counts communes of the programme at the end of the period."""
    by_commune = {pk: sums for (pk,), sums in sums_by(rows, "commune")}
    communes, on = _communes(chosen, officer, by_commune)
    former = sum(commune.valid_to is not None and commune.valid_to < on for commune in communes)
    each = bool(chosen.district) or officer.scope_level == ScopeLevel.DISTRICT
    return Totals(
        together(by_commune.values()),
        len(communes) - former,
        len(by_commune) - former,
        former,
        place_lines(communes, by_commune, each=each),
        unit_lines(rows),
        model_outcomes(rows),
    )


def _communes(chosen: Chosen, officer: Officer, active) -> tuple[list[Commune], datetime.date]:
    """Communes of the programme in the officer's scope on the period's last day, any with activity; that day.

    A place whose every commune ended before that day (the tree before 01/07/2025) is counted as of its
    last day.
    """
    places = Commune.objects.visible_to(officer)
    if chosen.district:
        places = places.filter(district=chosen.district)
    on = chosen.last
    if not places.in_force(on).exists():
        on = places.aggregate(last=Max("valid_to"))["last"] or on
    counted = set(places.participating(on).values_list("pk", flat=True)) | set(active)
    return list(Commune.objects.filter(pk__in=counted).select_related("district")), on


@login_required
@permission_required("directives.view_activity", raise_exception=True)
@require_safe
@never_cache
def activities_page(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/van-dong/`: totals by place and unit, livelihood models, and the list; also as files."""
    officer, form = request.user, PeriodForm(request.GET)
    seen = Activity.objects.visible_to(officer)
    chosen = choose(request, form)
    rows = chosen.filter(seen)
    totals = totals_of(rows, chosen, officer)
    listed = rows.with_names().order_by("-held_on", "-id")
    if ending:
        return download(ending, "van dong", _tables(listed, totals), _facts(chosen, totals))
    page = Paginator(listed, SHOWN, error_messages={}).get_page(request.GET.get("trang"))
    context = {
        "nav": "activities",
        "form": form,
        "chosen": chosen,
        "query": urlencode(chosen.query),
        "unmodelled": urlencode({key: value for key, value in chosen.query.items() if key != "mo-hinh"}),
        "totals": totals,
        "page": page,
        "pages": page.paginator.page_range if page.paginator.num_pages > 1 else [],
        "models": list(listed.exclude(model_name="")[:MODELS_SHOWN]),
        "kinds": ActivityKind.choices,
        "districts": _districts(officer),
        "years": [found.year for found in seen.dates("held_on", "year", order="DESC")],
        "illustrative": ILLUSTRATIVE.format(totals.sums.illustrative, totals.sums.activities)
        if totals.sums.illustrative
        else "",
        "scope": officer.scope_province or officer.scope_district or officer.scope_commune,
    }
    return render(request, "directives/activities.html", context)


def _districts(officer: Officer) -> list[District]:
    """The districts to choose from; none for officers of a district or a commune."""
    if officer.scope_level not in (ScopeLevel.NATION, ScopeLevel.PROVINCE):
        return []
    return list(District.objects.visible_to(officer).order_by("sort_key", "code"))


def _facts(chosen: Chosen, totals: Totals) -> dict[str, str]:
    """What must stand beside the figures of a file."""
    facts = {
        "Thời gian": f"từ {day(chosen.first)} đến {day(chosen.last)}",
        "Số xã có hoạt động": f"{totals.active}/{totals.communes}",
        **({"Ngoài ra, xã cũ trước sắp xếp có hoạt động": totals.former} if totals.former else {}),
    }
    if chosen.words:
        facts["Lọc"] = "; ".join(chosen.words)
    if totals.sums.illustrative:
        facts["Ghi chú"] = ILLUSTRATIVE.format(totals.sums.illustrative, totals.sums.activities)
    return facts


def _tables(listed, totals: Totals) -> list[Table]:
    """The list first: a CSV holds the first table only."""
    return [
        Table(
            "hoat_dong",
            "Hoạt động",
            [
                ("ngay", "Ngày tổ chức"),
                ("xa", "Xã"),
                ("huyen", "Huyện"),
                ("thon", "Thôn (làng)"),
                ("hinh_thuc", "Hình thức"),
                ("noi_dung", "Nội dung"),
                ("don_vi", "Đơn vị tổ chức"),
                *((name, label) for name, (label, _) in COUNTS.items()),
                ("thay_doi", "Thay đổi gì"),
                ("mo_hinh", "Mô hình sinh kế"),
                ("ket_qua", "Kết quả mô hình"),
                ("minh_hoa", "Minh họa"),
            ],
            [_cells(row) for row in listed],
        ),
        _sums_table("dia_ban", "Theo địa bàn", [(line.name, line.sums) for line in totals.places]),
        _sums_table("don_vi", "Theo đơn vị tổ chức", totals.units),
    ]


def _cells(row: Activity) -> list:
    commune = row.commune
    return [
        day(row.held_on),
        commune.full_name,
        commune.district.full_name if commune.district else "",
        row.village,
        row.get_kind_display(),
        row.name,
        row.unit_name,
        *(getattr(row, name) for name in COUNTS),
        row.practice,
        row.model_name,
        row.get_model_outcome_display(),
        "Có" if row.illustrative else "Không",
    ]


def _sums_table(key: str, title: str, lines: list[tuple[str, Sums]]) -> Table:
    columns = [("ten", "Tên"), ("hoat_dong", "Số hoạt động")]
    for name, (label, _) in COUNTS.items():
        columns += [(name, label), (f"{name}_ghi", f"{label}: số hoạt động có ghi")]
    rows = [
        [
            name,
            sums.activities,
            *(cell for count in COUNTS for cell in (sums.total(count), sums.reported[count])),
        ]
        for name, sums in lines
    ]
    return Table(key, title, columns, rows)
