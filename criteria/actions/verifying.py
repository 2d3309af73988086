"""Verifying the texts and levels of a set: a second person compares them with the decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from communes.models import Officer
from communes.scope import may_write
from criteria.actions.levels import Effect, save_thresholds
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.judging import profile_label, standard_text
from criteria.law_authors import OWN_WORK, VERIFIED, written_by
from criteria.levels import level_from, measure_from
from criteria.models import CriteriaSet, Criterion, Indicator, Source, Threshold


@dataclass(frozen=True)
class Waiting:
    """What waits to be verified of one indicator, or of a criterion without any; `rows` are signed together.

    `own` says that the officer who looks entered or edited some of it.
    """

    criterion: Criterion
    indicator: Indicator | None
    rows: list
    own: bool

    @property
    def key(self) -> str:
        return f"i{self.indicator.pk}" if self.indicator else f"c{self.criterion.pk}"

    @property
    def level_words(self) -> list[str]:
        """ "Tây Nguyên: ≥ 80 %" for each level that waits."""
        found = [row for row in self.rows if isinstance(row, Threshold)]
        words = [(row, standard_text(measure_from(self.indicator), level_from(row))) for row in found]
        return [f"{profile_label(row.profile)}: {text}" for row, text in words]

    @property
    def sources(self) -> list[str]:
        """Where the rows say they come from, each once."""
        return list(dict.fromkeys(row.source_note or row.get_source_display() for row in self.rows))

    @property
    def entered_by(self) -> list[Officer]:
        """Who entered the rows last, each once."""
        return list(dict.fromkeys(row.entered_by for row in self.rows if row.entered_by))


def waiting_of(criteria_set: CriteriaSet, officer: Officer) -> list[Waiting]:
    """What waits in a set that is the officer's to write, in its order; a fixed number of queries."""
    mine = {model: written_by(officer, model) for model in (Criterion, Indicator, Threshold)}
    found = []
    for criterion, indicator, unverified in _unverified(criteria_set):
        rows = [row for row in unverified if may_write(officer, row)]
        own = any(row.pk in mine[type(row)] for row in rows)
        found += [Waiting(criterion, indicator, rows, own)] if rows else []
    return found


def waiting_for_others(criteria_set: CriteriaSet, officer: Officer) -> int:
    """How many lines of a set wait of which nothing is the officer's to write."""
    return sum(
        not any(may_write(officer, row) for row in unverified) for *_, unverified in _unverified(criteria_set)
    )


def _unverified(criteria_set: CriteriaSet) -> Iterator[tuple[Criterion, Indicator | None, list]]:
    """The lines of a set with rows that wait, whoever may sign them."""
    of_set = "criteria_set", "criteria_set__issued_by", "entered_by"
    indicators = Indicator.objects.order_by("position", "valid_from").select_related("entered_by")
    waiting = Threshold.objects.filter(verified_on__isnull=True).select_related("province", "entered_by")
    criteria = (
        criteria_set.criteria.select_related(*of_set)
        .order_by("number")
        .prefetch_related(
            Prefetch("indicators", indicators),
            Prefetch("indicators__thresholds", waiting.order_by("profile", "valid_from")),
        )
    )
    for criterion in criteria:
        for indicator in criterion.indicators.all() or [None]:
            if rows := _rows(criterion, indicator):
                yield criterion, indicator, rows


def _rows(criterion: Criterion, indicator: Indicator | None) -> list:
    """The unverified rows of one line."""
    rows = [criterion]
    if indicator:
        levels = list(indicator.thresholds.all())
        for level in levels:
            level.indicator = indicator
        indicator.criterion = criterion
        rows += [indicator, *levels]
    return [row for row in rows if not row.is_verified]


@transaction.atomic
def verify(*, lines: Sequence[Waiting], document: str, page: str, by: Officer) -> list[Effect]:
    """Sign that the lines were compared with `document` at `page`; returns what of the drafts follows.

    Raises ActionRefused, writing nothing, for whoever may not, and for whoever wrote any of it.
    """
    rows = list({(type(row), row.pk): row for line in lines for row in line.rows}.values())
    if not rows:
        raise ActionRefused("Chưa chọn dòng nào; đánh dấu các chỉ tiêu đã đối chiếu.")
    if not document.strip() or not page.strip():
        raise ActionRefused("Ghi văn bản và trang, điều đã đối chiếu.")
    _refuse_authors(rows, by)
    where = f"{document.strip()}, {page.strip()}"
    for row in rows:
        row.verified_by, row.verified_on, row.source = by, timezone.localdate(), Source.SEEN
        row.source_note = row.source_note or where[:300]
        row._history_user, row._change_reason = by, f"{VERIFIED} theo {where}"[:100]
        if not isinstance(row, Threshold):
            row.save()
    levels = [row for row in rows if isinstance(row, Threshold)]
    return save_thresholds(thresholds=levels, by=by) if levels else []


def _refuse_authors(rows: list, by: Officer) -> None:
    for model in {type(row) for row in rows}:
        refuse_without(by, f"criteria.change_{model._meta.model_name}", "kiểm chứng bộ tiêu chí")
        if written_by(by, model, [row.pk for row in rows if type(row) is model]):
            raise ActionRefused(OWN_WORK)
    if not all(may_write(by, row) for row in rows):
        raise ActionRefused("Nội dung này ở ngoài phạm vi phụ trách của bạn.")
