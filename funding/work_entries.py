"""What an officer wants a work item to say, whether it may, and what is odd about it. No database."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from communes.models import Commune
from communes.naming import nfc
from criteria.models import Criterion
from funding.allocation_amounts import MAX_AMOUNT, NEGATIVE, TOO_LARGE, million_text
from funding.allocation_values import exists_in, where_faults
from funding.models import CapitalSource, Programme, WorkGroup, WorkKind

FACTS = ("name", "code", "kind", "group", "criterion", "year_from", "year_to", "cost")
LENGTHS = {"name": 300, "code": 40, "content": 120, "document": 160}
FIRST_YEAR, LAST_YEAR = 2011, 2040


@dataclass(frozen=True)
class Facts:
    """What the item says of itself; `cost` in đồng, None where it is not known.

    `commune` is None only while a page is looked over on which none was chosen yet.
    """

    commune: Commune | None
    name: str
    group: str
    year_from: int
    year_to: int
    code: str = ""
    kind: str = WorkKind.WORKS
    criterion: Criterion | None = None
    cost: int | None = None

    @property
    def columns(self) -> dict:
        given = {name: getattr(self, name) for name in FACTS}
        return given | {"name": nfc(self.name), "code": nfc(self.code)}


@dataclass(frozen=True)
class LineEntry:
    """One line of money; `pk` names the saved line it replaces, None for a new one. Amounts in đồng."""

    programme: Programme
    capital_source: CapitalSource
    year: int
    amount: int
    disbursed: int | None = None
    content: str = ""
    document: str = ""
    pk: int | None = None

    @property
    def key(self) -> tuple:
        """What names a line of an item."""
        return self.programme.pk, self.capital_source.pk, nfc(self.content), self.year


@dataclass(frozen=True)
class DebtEntry:
    """One construction debt in đồng; `pk` names the saved one it replaces."""

    amount: int
    as_of: datetime.date
    document: str = ""
    settled_on: datetime.date | None = None
    pk: int | None = None


@dataclass(frozen=True)
class Fault:
    """Why an entry cannot stand: the part ("item", "lines", "debts"), its place there, the field."""

    part: str
    at: int
    field: str
    message: str


def faults(
    facts: Facts,
    lines: Sequence[LineEntry],
    debts: Sequence[DebtEntry],
    *,
    nodes: set[int],
    today: datetime.date,
) -> list[Fault]:
    """Every reason why the item cannot be saved so. `nodes` are the sources that have sources below.

    Without a commune, what depends on it is not asked.
    """
    found = [Fault("item", 0, *fault) for fault in _item_faults(facts)]
    seen = set()
    for at, line in enumerate(lines):
        found += [Fault("lines", at, *fault) for fault in _line_faults(line, facts.commune, nodes)]
        if line.key in seen:
            text = "Chương trình, nguồn, nội dung và năm này đã có ở dòng trên; gộp hai dòng làm một."
            found.append(Fault("lines", at, "capital_source", text))
        seen.add(line.key)
    for at, debt in enumerate(debts):
        found += [Fault("debts", at, *fault) for fault in _debt_faults(debt, today)]
    return found


def _item_faults(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from _word_faults(facts)
    yield from _year_faults(facts)
    if fault := _amount_fault(facts.cost):
        yield "cost", fault


def _word_faults(facts: Facts) -> Iterator[tuple[str, str]]:
    for field in ("name", "code"):
        if len(getattr(facts, field)) > LENGTHS[field]:
            yield field, f"Dài quá {LENGTHS[field]} ký tự; viết gọn lại."
    if not nfc(facts.name):
        yield "name", "Ghi tên công trình, nội dung."
    if facts.kind not in WorkKind.values:
        yield "kind", "Chọn loại trong danh sách."
    if facts.group not in WorkGroup.values:
        yield "group", "Chọn nhóm trong danh sách."


def _year_faults(facts: Facts) -> Iterator[tuple[str, str]]:
    for field in ("year_from", "year_to"):
        if not FIRST_YEAR <= getattr(facts, field) <= LAST_YEAR:
            yield field, f"Ghi năm từ {FIRST_YEAR} đến {LAST_YEAR}."
    if facts.year_to < facts.year_from:
        yield "year_to", "Năm cuối phải bằng hoặc sau năm đầu."
    elif facts.commune and not any(
        exists_in(facts.commune, year) for year in (facts.year_from, facts.year_to)
    ):
        years = f"{facts.year_from}–{facts.year_to}"
        yield "commune", f"{facts.commune.full_name} không có trong các năm {years}."


def _line_faults(line: LineEntry, commune: Commune | None, nodes: set[int]) -> Iterator[tuple[str, str]]:
    """(field, sentence) for everything wrong with a line by itself."""
    where = where_faults(commune, line.programme, line.capital_source, line.year) if commune else ()
    for remark in where:
        about_year = remark.message.startswith("Năm ") or "không còn hoặc chưa có" in remark.message
        yield ("year" if about_year else "capital_source"), remark.message
    if line.capital_source.pk in nodes:
        text = f"{line.capital_source.short_name} có nguồn con; ghi số tiền vào từng nguồn con."
        yield "capital_source", text
    for field in ("amount", "disbursed"):
        if fault := _amount_fault(getattr(line, field)):
            yield field, fault
    if len(line.content) > LENGTHS["content"]:
        yield "content", f"Dài quá {LENGTHS['content']} ký tự; viết gọn lại."
    yield from _document_faults(line.document)


def _debt_faults(debt: DebtEntry, today: datetime.date) -> Iterator[tuple[str, str]]:
    if debt.amount <= 0:
        yield "amount", "Số nợ phải lớn hơn 0; hết nợ thì ghi ngày trả xong."
    elif fault := _amount_fault(debt.amount):
        yield "amount", fault
    if debt.as_of > today:
        yield "as_of", "Ngày tính nợ không được sau hôm nay."
    if debt.settled_on is not None:
        if debt.settled_on > today:
            yield "settled_on", "Ngày trả xong không được sau hôm nay."
        if debt.settled_on < debt.as_of:
            yield "settled_on", "Ngày trả xong phải bằng hoặc sau ngày tính nợ."
    yield from _document_faults(debt.document)


def _document_faults(document: str) -> Iterator[tuple[str, str]]:
    if len(document) > LENGTHS["document"]:
        yield "document", f"Dài quá {LENGTHS['document']} ký tự; ghi số, ký hiệu và ngày."


def _amount_fault(amount: int | None) -> str:
    if amount is None:
        return ""
    return NEGATIVE if amount < 0 else TOO_LARGE if amount > MAX_AMOUNT else ""


def warnings(facts: Facts, lines: Sequence[LineEntry], debts: Sequence[DebtEntry]) -> list[str]:
    """What is odd about an item but may be right, in sentences."""
    found = []
    paid = sum(line.amount for line in lines)
    if facts.cost is not None and paid > facts.cost:
        found.append(
            f"Vốn bố trí {million_text(paid)} triệu đồng, vượt tổng mức đầu tư {million_text(facts.cost)} "
            f"triệu đồng là {million_text(paid - facts.cost)} triệu đồng; kiểm tra lại."
        )
    if facts.cost is None:
        found.append("Chưa ghi tổng mức đầu tư nên chưa biết vốn đã đủ hay vượt.")
    for line in lines:
        if line.disbursed is not None and line.disbursed > line.amount:
            found.append(
                f"{line.capital_source.short_name} năm {line.year}: giải ngân {million_text(line.disbursed)} "
                f"lớn hơn số bố trí {million_text(line.amount)} triệu đồng; kiểm tra lại."
            )
        if not facts.year_from <= line.year <= facts.year_to:
            found.append(
                f"{line.capital_source.short_name} năm {line.year} ở ngoài thời gian thực hiện "
                f"{facts.year_from}–{facts.year_to}; đúng nếu là trả nốt vốn."
            )
    if sum(debt.settled_on is None for debt in debts) > 1:
        found.append(
            "Có nhiều khoản nợ chưa trả xong, cổng cộng lại; nếu số sau thay số trước thì ghi ngày trả xong "
            "cho số trước."
        )
    return found


def seal(item, lines: Iterable, debts: Iterable) -> str:
    """The fingerprint of a saved item with its rows: another seal means that somebody saved since."""
    money = [
        [
            row.pk,
            row.programme_id,
            row.capital_source_id,
            row.content,
            row.year,
            row.amount,
            row.disbursed,
            row.document,
        ]
        for row in lines
    ]
    owed = [[row.pk, row.amount, str(row.as_of), row.document, str(row.settled_on or "")] for row in debts]
    facts = [getattr(item, "criterion_id" if name == "criterion" else name) for name in FACTS]
    said = [item.commune_id, facts, sorted(money), sorted(owed)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
