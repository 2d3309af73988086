"""Where money may pay twice: questions about work items and the lines that pay for them. No database.

Never a verdict: an officer reads both sides and answers. Asked are two items of one commune that two
programmes pay in the same years and that carry the same code, or names of one work; an item paid beyond its
cost; and a support of households paid by two contents of one programme.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from communes.naming import fold
from criteria.wording import decimal
from funding.work_likeness import LIKE, likeness
from funding.work_names import WorkName, read_name

CODE, NAME, PAID, CONTENT = "code", "name", "paid", "content"
SUPPORT = "support"
LONGEST_REASON = 300
MILLION = 1_000_000


@dataclass(frozen=True)
class Line:
    """A line of money of an item. `programme` is its key in all places, `programme_name` what is read."""

    programme: str
    programme_name: str
    source: str
    content: str
    year: int
    amount: int


@dataclass(frozen=True)
class Work:
    """A work item with the lines that pay for it; `cost` None is not known."""

    id: int
    commune: int
    commune_name: str
    name: str
    code: str
    kind: str
    year_from: int
    year_to: int
    cost: int | None
    lines: tuple[Line, ...]

    @property
    def programmes(self) -> dict[str, str]:
        return {line.programme: line.programme_name for line in self.lines if line.amount}

    @property
    def facts(self) -> list:
        """What raises a suspicion. What was disbursed does not, nor what the whole is to cost."""
        lines = sorted([x.programme, x.source, x.content, x.year, x.amount] for x in self.lines)
        return [self.id, self.name, self.code, self.kind, self.year_from, self.year_to, lines]


@dataclass(frozen=True)
class Suspicion:
    """A question to ask, its reason in a Vietnamese sentence; `second` None where one item is asked about."""

    kind: str
    first: int
    second: int | None
    reason: str
    fingerprint: str


def suspicions(works: Iterable[Work]) -> list[Suspicion]:
    """Every question about the items, those of one commune together. Two items are asked about once."""
    by_commune = defaultdict(list)
    for work in works:
        by_commune[work.commune].append(work)
    return [found for key in sorted(by_commune) for found in _in_commune(by_commune[key])]


def _in_commune(works: list[Work]) -> list[Suspicion]:
    works = sorted(works, key=lambda work: work.id)
    found = [question for work in works for question in _alone(work)]
    asked = set()
    for question in (*_same_code(works), *_like_names(works)):
        if (question.first, question.second) not in asked:
            asked.add((question.first, question.second))
            found.append(question)
    return found


def _alone(work: Work) -> Iterator[Suspicion]:
    paid = sum(line.amount for line in work.lines)
    if work.cost and paid > work.cost:
        reason = (
            f"Vốn bố trí {million(paid)} triệu đồng, vượt tổng mức đầu tư {million(work.cost)} triệu đồng "
            f"là {million(paid - work.cost)} triệu đồng."
        )
        yield _asked(PAID, reason, work)
    contents = _contents(work)
    if work.kind == SUPPORT and (programme := next((p for p in contents if len(contents[p]) > 1), "")):
        yield _asked(CONTENT, _contents_words(work.programmes[programme], contents[programme].values()), work)


def _contents(work: Work) -> dict[str, dict[str, str]]:
    """Of each programme the contents that pay, as written, by their key."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in work.lines:
        if line.amount and (key := fold(line.content)):
            found[line.programme].setdefault(key, line.content)
    return found


def _contents_words(programme: str, contents: Iterable[str]) -> str:
    return f"Một hỗ trợ được chi từ nhiều nội dung của cùng {programme}: {'; '.join(sorted(contents))}."


def _same_code(works: Sequence[Work]) -> Iterator[Suspicion]:
    coded = defaultdict(list)
    for work in works:
        if key := fold(work.code).replace(" ", ""):
            coded[key].append(work)
    for group in coded.values():
        for one, other in combinations(group, 2):
            if _paid_by_two(one, other) and _years_of_both(one, other):
                reason = f"Cùng mã công trình {one.code}, {_two_programmes(one, other)}"
                yield _asked(CODE, reason, one, other)


def _like_names(works: Sequence[Work]) -> Iterator[Suspicion]:
    names = {work.id: read_name(work.name, work.commune_name) for work in works}
    for one, other in _near(works, names):
        two, shared = _paid_by_two(one, other), _two_contents(one, other)
        if not (two or shared) or not _years_of_both(one, other):
            continue
        like = likeness(names[one.id], names[other.id])
        if like < LIKE:
            continue
        if two:
            alike = f"Hai tên cùng chỉ một việc (mức giống {decimal(like * 100, 0)} %)"
            yield _asked(NAME, f"{alike}, {_two_programmes(one, other)}", one, other)
        else:
            yield _asked(CONTENT, _contents_words(*shared), one, other)


def _near(works: Sequence[Work], names: dict[int, WorkName]) -> Iterator[tuple[Work, Work]]:
    """The pairs that can be alike: names of the same things that share a place, or a word without one.

    `contradicts` refuses every other pair, so none is lost, and a commune's items are not compared all
    with all.
    """
    blocks = defaultdict(list)
    for work in works:
        for key in _keys(names[work.id]):
            blocks[key].append(work)
    seen = set()
    for (_, place), block in blocks.items():
        for one, other in combinations(block, 2):
            both_placed = not place and names[one.id].places and names[other.id].places
            if not both_placed and (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                yield one, other


def _keys(name: WorkName) -> Iterator[Hashable]:
    """Where a name is looked for. One without a village is also near those that name no place."""
    what = name.things or name.parts
    for place in name.places:
        yield what, place
    if not name.villages:
        if what:
            yield what, ""
        else:
            yield from ((word, "") for word in name.words)


def _paid_by_two(one: Work, other: Work) -> bool:
    """Whether one programme pays the one item and another the other."""
    ours, theirs = one.programmes.keys(), other.programmes.keys()
    return bool(ours and theirs and len(ours | theirs) > 1)


def _two_contents(one: Work, other: Work) -> tuple[str, list[str]] | None:
    """The programme that pays two supports of households from different contents, and those contents."""
    if SUPPORT not in (one.kind, other.kind) or one.kind != other.kind:
        return None
    ours, theirs = _contents(one), _contents(other)
    for programme in sorted(ours.keys() & theirs.keys()):
        contents = ours[programme] | theirs[programme]
        if len(contents) > 1:
            return one.programmes[programme], list(contents.values())
    return None


def _years_of_both(one: Work, other: Work) -> range:
    return range(max(one.year_from, other.year_from), min(one.year_to, other.year_to) + 1)


def _two_programmes(one: Work, other: Work) -> str:
    years = _years_of_both(one, other)
    when = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]}–{years[-1]}"
    names = sorted({**one.programmes, **other.programmes}.values())
    return f"cùng thực hiện {when}, vốn của {len(names)} chương trình: {'; '.join(names)}."


def fingerprint(work: Work, second: Work | None, kind: str) -> str:
    """The seal of what both items say: another seal is another question.

    The cost is part of it only where an item is asked about because it was paid beyond its cost.
    """
    facts = [kind, work.facts, second.facts if second else None, work.cost if kind == PAID else None]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def _asked(kind: str, reason: str, first: Work, second: Work | None = None) -> Suspicion:
    if len(reason) > LONGEST_REASON:
        reason = f"{reason[: LONGEST_REASON - 1]}…"
    return Suspicion(kind, first.id, second.id if second else None, reason, fingerprint(first, second, kind))


def million(amount: int) -> str:
    """Whole đồng in triệu đồng, with no more decimals than it takes to tell them all."""
    return decimal(amount / MILLION, 6).rstrip("0").rstrip(",")
