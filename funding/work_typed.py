"""Everything typed on the page of a work item: read together, so that every error is said at once."""

from collections.abc import Iterator

from django.utils import timezone

from communes.models import Officer
from communes.row_keys import key_of
from funding.allocation_amounts import million_text
from funding.models import WorkItem
from funding.work_entries import DebtEntry, Facts, Fault, LineEntry, faults, seal
from funding.work_forms import DebtForm, Ground, LineForm, RowForm, WorkItemForm

BLANK_LINES, BLANK_DEBTS, MOST_ROWS = 3, 1, 100
CUT_SHORT = "Trang gửi đến thiếu dòng; tải lại trang rồi ghi lại."


class Typed:
    """The forms of the page, from what was sent or from what is saved."""

    def __init__(self, *, officer: Officer, data=None, item: WorkItem | None = None):
        self.item, self.data = item, data
        self.ground = Ground(officer)
        # Asking for more rows is no attempt to save: what was typed is shown again, unread.
        self.is_draft = data is not None and "more" in data
        lines, debts = (list(item.funding.all()), list(item.arrears.all())) if item else ([], [])
        self.seal = seal(item, lines, debts) if item else ""
        self.form = self._form(WorkItemForm, "", _of_item(item) if item else {})
        self.lines = self._rows(LineForm, "lines", [*map(_of_line, lines)], BLANK_LINES)
        self.debts = self._rows(DebtForm, "debts", [*map(_of_debt, debts)], BLANK_DEBTS)
        self.refusal, self.now = "", ""  # why an action refused, and the seal of what another saved since

    def _form(self, form, prefix: str, initial: dict):
        given = {"prefix": prefix or None, "ground": self.ground}
        if self.data is None:
            return form(initial=initial, **given)
        if self.is_draft:
            start = f"{prefix}-" if prefix else ""
            return form(initial={name: self.data.get(start + name, "") for name in form.base_fields}, **given)
        return form(self.data, **given)

    def _rows(self, form, part: str, initial: list[dict], blank: int) -> list:
        """The rows sent, or those saved and some blank ones; who asks for more gets blank ones."""
        if self.data is None:
            given = [*initial, *[{}] * blank]
            return [self._form(form, f"{part}-{at}", one) for at, one in enumerate(given)]
        sent = min(key_of(self.data.get(f"{part}-count", "")), MOST_ROWS)
        rows = sent + blank * self.is_draft
        forms = [self._form(form, f"{part}-{at}", {}) for at in range(rows)]
        # A row nobody typed in has nothing to be wrong.
        return [
            form(prefix=one.prefix, ground=self.ground) if one.is_bound and one.is_blank else one
            for one in forms
        ]

    @property
    def is_whole(self) -> bool:
        """Whether the rows of the page all came with it: what is missing would be taken away."""
        counts = [self.data.get(f"{part}-count", "") for part in ("lines", "debts")]
        return all(count == "0" or 0 < key_of(count) <= MOST_ROWS for count in counts)

    @property
    def seen(self) -> str:
        """The seal of what the officer opened."""
        return self.data.get("seal", "") if self.data is not None else self.seal

    def is_valid(self) -> bool:
        """Read every form, then ask of what could be read whether it may stand; errors go to the fields."""
        if not self.is_whole:
            self.refusal = CUT_SHORT
        typed = [self.form, *(row for row in (*self.lines, *self.debts) if not row.is_blank)]
        for form in typed:
            form.full_clean()
        for row in (*self.lines, *self.debts):
            if not row.is_blank and row.cleaned_data.get("remove"):
                row.errors.clear()
        self.place(self._faults())
        return not self.refusal and not any(form.errors for form in typed)

    def _faults(self) -> list[Fault]:
        lines, debts = list(self._readable(self.lines)), list(self._readable(self.debts))
        lines = [row for row in lines if all(_known(row, "programme", "capital_source", "year"))]
        debts = [row for row in debts if all(_known(row, "amount", "as_of"))]
        # The places of the entries are those of the rows they were read from.
        self._placed = {"lines": lines, "debts": debts}
        found = faults(
            self.facts(),
            [_line(row) for row in lines],
            [_debt(row) for row in debts],
            nodes=set(),
            today=timezone.localdate(),
        )
        return [fault for fault in found if fault.field not in self._form_of(fault).errors]

    def _readable(self, rows: list[RowForm]) -> Iterator[RowForm]:
        return (row for row in rows if not row.is_blank and row.counts)

    def _form_of(self, fault: Fault):
        return self.form if fault.part == "item" else self._placed[fault.part][fault.at]

    def place(self, found: list[Fault]) -> None:
        """Say each fault at its field."""
        for fault in found:
            self._form_of(fault).add_error(fault.field, fault.message)

    def facts(self) -> Facts:
        """What the item says; where something could not be read, what gives no further fault."""
        given = self.form.cleaned_data
        years = [year for name in ("year_from", "year_to") if (year := given.get(name))] or [2021]
        return Facts(
            commune=given.get("commune"),
            name=given.get("name") or "–",
            code=given.get("code", ""),
            kind=given.get("kind", "works"),
            group=given.get("group") or "other",
            criterion=given.get("criterion"),
            year_from=given.get("year_from") or years[0],
            year_to=given.get("year_to") or years[-1],
            cost=given.get("cost"),
        )

    def line_entries(self) -> list[LineEntry]:
        """The lines to save; call it on what is valid only."""
        return [_line(row) for row in self._readable(self.lines)]

    def debt_entries(self) -> list[DebtEntry]:
        return [_debt(row) for row in self._readable(self.debts)]

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, sentence) for the summary above the page."""
        rows = [("", self.form)]
        rows += [(f"Vốn, dòng {at}: ", row) for at, row in enumerate(self.lines, start=1)]
        rows += [(f"Nợ đọng, dòng {at}: ", row) for at, row in enumerate(self.debts, start=1)]
        return [
            (field.auto_id, f"{where}{field.label.lower() if where else field.label}", error)
            for where, form in rows
            if form.is_bound
            for field in form
            for error in field.errors
        ]


def _known(row: RowForm, *names: str) -> Iterator[bool]:
    return (row.cleaned_data.get(name) is not None for name in names)


def _line(row: LineForm) -> LineEntry:
    given = row.cleaned_data
    return LineEntry(
        programme=given["programme"],
        capital_source=given["capital_source"],
        year=given["year"],
        amount=given.get("amount") or 0,
        disbursed=given.get("disbursed"),
        content=given.get("content", ""),
        document=given.get("document", ""),
        pk=row.saved,
    )


def _debt(row: DebtForm) -> DebtEntry:
    given = row.cleaned_data
    return DebtEntry(
        given["amount"], given["as_of"], given.get("document", ""), given.get("settled_on"), row.saved
    )


def _of_item(item: WorkItem) -> dict:
    names = ("name", "code", "kind", "group", "year_from", "year_to")
    given = {name: getattr(item, name) for name in names}
    return given | {
        "commune": item.commune_id,
        "criterion": item.criterion_id or "",
        "cost": million_text(item.cost),
    }


def _of_line(line) -> dict:
    return {
        "key": line.pk,
        "programme": line.programme_id,
        "capital_source": line.capital_source_id,
        "content": line.content,
        "year": line.year,
        "amount": million_text(line.amount),
        "disbursed": million_text(line.disbursed),
        "document": line.document,
    }


def _of_debt(debt) -> dict:
    return {
        "key": debt.pk,
        "amount": million_text(debt.amount),
        "as_of": debt.as_of,
        "document": debt.document,
        "settled_on": debt.settled_on,
    }
