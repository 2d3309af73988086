"""One line of a sheet of indicators against the set: the criterion, the indicator and its levels, unsaved."""

import datetime
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from communes.resources.columns import text_of
from criteria.headed_sheets import HeadedTable
from criteria.judging import profile_label
from criteria.law_sheet_headers import LEVEL
from criteria.law_sheet_rows import FLAGS, NUMERIC, LawLine, level_number, position_of
from criteria.level_words import level_text
from criteria.models import Criterion, Indicator, IndicatorKind, IndicatorResult, Source, Threshold
from criteria.sheet_rows import Finding

A_DAY = datetime.timedelta(days=1)
FIELDS = ("code", "text", "kind", "unit", "comparator", *FLAGS)
LABELS = {name: Indicator._meta.get_field(name).verbose_name for name in FIELDS}
HAS_RESULTS = (
    "Bộ này đã có kỳ báo cáo hoặc kết quả của thôn nên không thêm tiêu chí; lập bộ mới hoặc sửa số tiêu chí."
)


@dataclass
class PlannedCriterion:
    """A criterion as it is or will be; `status` is "new", "changed" or "same"."""

    row: Criterion
    status: str


@dataclass
class PlannedIndicator:
    """An indicator as it will be, with its levels. `ended` is the row that ends the day before it, if any.

    `levels` are new or amended; `closed` end; `words` say each difference.
    """

    row: Indicator
    criterion: PlannedCriterion
    status: str
    ended: Indicator | None = None
    levels: list[Threshold] = field(default_factory=list)
    closed: list[Threshold] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def levels_to_save(self) -> list[Threshold]:
        return [*self.closed, *self.levels]

    @property
    def row_changes(self) -> bool:
        """Whether the indicator itself is written, not only its levels."""
        return self.row.pk is None or any(not word.startswith(LEVEL.capitalize()) for word in self.words)


class Planner:
    """A set as it stands on the day a sheet holds from; `add` compares one line with it."""

    def __init__(self, order, table: HeadedTable, errors: list[Finding]):
        self.order, self.table, self.errors = order, table, errors
        law = order.criteria_set
        self.criteria: dict[int, PlannedCriterion] = {
            row.number: PlannedCriterion(row, "same") for row in law.criteria.all()
        }
        self.known = {row.code: row for row in _held(Indicator, order.since, criterion__criteria_set=law)}
        self.levels: dict[int, list[Threshold]] = {}
        of_set = {"indicator__criterion__criteria_set": law, "province": None}
        for row in Threshold.objects.filter(**of_set).order_by("valid_from"):
            self.levels.setdefault(row.indicator_id, []).append(row)
        used = IndicatorResult.objects.filter(
            standing__round__criteria_set=law, standing__round__data_on__gte=order.since
        )
        self.has_results, self.used = law.is_used, set(used.values_list("indicator_id", flat=True))
        self.in_place = order.since <= law.valid_from
        self.indicators: list[PlannedIndicator] = []
        self.seen: dict[str, str] = {}

    def fault(self, line: LawLine, name: str, message: str) -> None:
        self.errors.append(Finding(self.table.cell(line.row, name), message, line.row + 1))

    def add(self, line: LawLine) -> None:
        """Compare one line and keep what it would do."""
        criterion = self._criterion(line) if "number" in line.said else None
        code = self._code(line)
        there = self._there(line, code)
        if criterion and code and (planned := self._indicator(line, criterion, code, there)):
            self._levels(line, planned)
            self.indicators.append(planned)
        else:
            self._levels_alone(line, line.said.get("kind", there.kind if there else ""))

    def _code(self, line: LawLine) -> str:
        """The code a line is about, "" for one that cannot be taken, which is told whatever else is wrong."""
        code = line.said.get("code", line.said.get("known", ""))
        if "code" in line.faulty:
            return ""
        if not code and ({"text", "kind"} & line.said.keys() or line.levels):
            self.fault(line, "code", "Ghi mã chỉ tiêu, ví dụ 1.1.")
        if code in self.seen:
            self.fault(line, "code", f"Mã {code} đã có ở ô {self.seen[code]}; mỗi chỉ tiêu một dòng.")
            return ""
        if code:
            self.seen[code] = self.table.cell(line.row, "code")
        return code

    def _there(self, line: LawLine, code: str) -> Indicator | None:
        """The indicator a line amends; "Mã đang có" that no indicator has or had is told."""
        known = line.said.get("known", "")
        there = self.known.get(known or code)
        # A sheet sent a second time still names the code it changed the first time.
        if known and there is None and (renamed := self.known.get(code)) and self._was(renamed, known):
            return renamed
        if known and there is None:
            self.fault(line, "known", f"Bộ này không có chỉ tiêu mang mã {known}; để trống nếu là mới.")
        return there

    def _was(self, indicator: Indicator, code: str) -> bool:
        """Whether the indicator had this code before, in place or in the row that ended the day before it."""
        if indicator.history.filter(code=code).exists():
            return True
        ended = Indicator.objects.filter(criterion=indicator.criterion, code=code)
        return bool(indicator.valid_from) and ended.filter(valid_to=indicator.valid_from - A_DAY).exists()

    def _criterion(self, line: LawLine) -> PlannedCriterion | None:
        number, name = line.said["number"], line.said.get("criterion", "")
        known = self.criteria.get(number)
        if known is None and self.has_results:
            self.fault(line, "number", HAS_RESULTS)
        elif known is None and not name:
            self.fault(line, "criterion", f"Ghi tên tiêu chí số {number}: bộ này chưa có tiêu chí ấy.")
        elif known is None:
            row = Criterion(criteria_set=self.order.criteria_set, number=number, name=name)
            row.short_name = Truncator(name).chars(24)
            self.criteria[number] = known = PlannedCriterion(self._stated(row, line), "new")
        elif name and name != known.row.name:
            if known.status != "same":
                self.fault(
                    line, "criterion", f"Tên khác với dòng trên của tiêu chí {number}; ghi giống nhau."
                )
            else:
                self._rename(line, known, name)
        return self.criteria.get(number)

    def _rename(self, line: LawLine, known: PlannedCriterion, name: str) -> None:
        if not self.in_place:
            text = "Tên tiêu chí chỉ đổi được từ ngày đầu của bộ; để trống hoặc ghi như tên đang có."
            self.fault(line, "criterion", text)
            return
        known.row.name, known.status = name, "changed"
        self._stated(known.row, line)

    def _stated(self, row, line: LawLine):
        """The row with its source, nobody having verified it yet."""
        where = line.said.get("where", "")
        row.source, row.source_note = Source.SEEN, ", ".join(filter(None, [where, self.order.document]))[:300]
        row.verified_by = row.verified_on = None
        return row

    def _indicator(
        self, line: LawLine, criterion: PlannedCriterion, code: str, there: Indicator | None
    ) -> PlannedIndicator | None:
        current = there.code if there else code
        if there is None and ("known" in line.said or "known" in line.faulty):
            return None
        if there and there.criterion_id != criterion.row.pk:
            self.fault(line, "number", f"Chỉ tiêu {current} thuộc tiêu chí khác; sửa số tiêu chí.")
            return None
        if there and code != current and code in self.known:
            self.fault(line, "code", f"Mã {code} đang là của chỉ tiêu khác; chọn mã khác.")
            return None
        said = {name: line.said[name] for name in FIELDS if name in line.said} | {"code": code}
        if there is None:
            return self._new(line, criterion, said)
        changed = {name: value for name, value in said.items() if getattr(there, name) != value}
        if not changed:
            return PlannedIndicator(copy(there), criterion, "same")
        return self._amended(line, criterion, there, changed)

    def _new(self, line: LawLine, criterion: PlannedCriterion, said: dict) -> PlannedIndicator | None:
        lacking = [name for name in ("text", "kind") if name not in said and name not in line.faulty]
        for name in lacking:
            self.fault(line, name, f"Ghi {self.table.headings.labels[name].lower()} của chỉ tiêu mới.")
        row = Indicator(criterion=criterion.row, valid_from=self.order.since, **said)
        row.position = position_of(said["code"])
        planned = PlannedIndicator(self._stated(row, line), criterion, "new")
        planned.words = [f"{LABELS['text'].capitalize()}: {said.get('text', '')}"]
        return planned

    def _amended(self, line, criterion, there: Indicator, changed: dict) -> PlannedIndicator | None:
        planned = PlannedIndicator(copy(there), criterion, "changed")
        for name, value in changed.items():
            planned.words.append(
                f"{LABELS[name].capitalize()}: {_said(getattr(there, name))} → {_said(value)}"
            )
            setattr(planned.row, name, value)
        planned.row.position = position_of(planned.row.code)
        if not self.in_place and there.valid_from < self.order.since:
            if there.pk in self.used:
                day = f"{self.order.since:%d/%m/%Y}"
                text = f"Từ {day} đã có số liệu của chỉ tiêu này; chọn ngày hiệu lực sau kỳ ấy."
                self.fault(line, "code", text)
                return None
            planned.ended, planned.row.pk = copy(there), None
            planned.row._state.adding = True
            planned.ended.valid_to, planned.row.valid_from = self.order.since - A_DAY, self.order.since
        self._stated(planned.row, line)
        return planned

    def _levels(self, line: LawLine, planned: PlannedIndicator) -> None:
        """What the level cells say; a new row of the indicator takes the levels of the old one along."""
        source = planned.ended or planned.row
        held = {row.profile: row for row in _holding(self.levels.get(source.pk, ()), self.order.since)}
        for profile in dict.fromkeys([*held, *line.levels]):
            there = held.get(profile)
            try:
                wanted = self._level(line, planned.row, profile, there)
            except ValidationError as fault:
                self.fault(line, f"{LEVEL}{profile}", " ".join(fault.messages))
            else:
                self._keep(planned, there, wanted)

    def _levels_alone(self, line: LawLine, kind: str) -> None:
        """What is wrong in the level cells of a line that cannot be taken: every fault is told at once."""
        for profile, cell in line.levels.items() if kind in NUMERIC else ():
            try:
                level_number(cell, kind)
            except ValidationError as fault:
                self.fault(line, f"{LEVEL}{profile}", " ".join(fault.messages))

    def _level(self, line: LawLine, indicator: Indicator, profile: str, there) -> Threshold | None:
        """The level as it will be; None where the cell is empty and there is none."""
        row = copy(there) if there else Threshold(profile=profile, valid_from=self.order.since)
        row.indicator = indicator
        if profile not in line.levels:
            return row if there else None
        cell = line.levels[profile]
        if indicator.kind in NUMERIC:
            row.value, row.text = level_number(cell, indicator.kind), ""
            row.comparator = indicator.comparator
            if not row.comparator and "comparator" in line.faulty:
                return None  # told at its own cell
            if not row.comparator:
                raise ValidationError("Ghi ≥, ≤ hoặc = ở cột So sánh của chỉ tiêu này.")
        else:
            row.value, row.text = None, text_of(cell)
            row.comparator = row.comparator or "="
        self._stated(row, line)
        row.clean_fields(exclude=["indicator", "profile"])
        row.clean()
        return row

    def _keep(self, planned: PlannedIndicator, there, wanted: Threshold | None) -> None:
        if wanted is None:
            return
        label = f"Mức: {profile_label(wanted.profile)} "
        before = _level_words(there, wanted.indicator) if there else ""
        after = _level_words(wanted, wanted.indicator)
        if before == after and not planned.ended:
            return
        planned.status = "changed" if planned.status == "same" else planned.status
        if before != after:
            planned.words.append(f"{label}{before or 'chưa có'} → {after}")
        if there and (planned.ended or (not self.in_place and there.valid_from < self.order.since)):
            closed = copy(there)
            closed.valid_to = self.order.since - A_DAY
            planned.closed.append(closed)
            wanted.pk, wanted.valid_from = None, self.order.since
            wanted._state.adding = True
        if there and before == after:
            wanted.verified_by = wanted.verified_on = None
        planned.levels.append(wanted)


def _held(model, on: datetime.date, **where):
    """Rows in force on the day, or, of a set that has not begun, from it on."""
    return model.objects.in_force(on).filter(**where).select_related("criterion")


def _holding(rows: Sequence[Threshold], on: datetime.date) -> list[Threshold]:
    return [row for row in rows if row.holds_on(on)]


def _level_words(row: Threshold, indicator: Indicator) -> str:
    return level_text(row.comparator, row.value, row.text, indicator.unit)


def _said(value) -> str:
    words = {True: "có", False: "không", "": "–"}
    return words.get(value) or dict(IndicatorKind.choices).get(value) or Truncator(value).chars(120)
