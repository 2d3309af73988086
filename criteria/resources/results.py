"""Results of criteria as a long list: one line per commune, criterion and judgement.

Reading such a list is recording, so it goes through `record_results`: standings follow at once, every
change is logged, and each round and judgement of the file becomes a numbered batch that can be undone.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from communes.models import Commune
from communes.naming import fold
from communes.resources import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Text, Whole, text_of
from communes.resources.faults import raise_all
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import COMMUNE_WIDTH, PROVINCE_WIDTH
from criteria.actions import ActionRefused, Judged, apply_batch, judgements_allowed
from criteria.actions.limits import falls_unexplained
from criteria.models import Criterion, CriterionResult, ImportBatch, LapseReason, Round, Standing
from criteria.outcomes import NO_DATA_LABEL, Judgement, Outcome

SET, PROVINCE, DATA_ON = "Mã bộ tiêu chí", "Mã tỉnh", "Số liệu đến ngày"
# The list states every outcome in words, so an empty cell is refused and means nothing.
BLANK_REFUSED = "refused"


@dataclass
class ResultLine:
    """One judgement of one criterion of one commune in one round; `outcome` is a letter or "".

    `lapse_reason` counts only where the outcome makes the criterion fall from đạt.
    """

    round: Round | None = None
    commune: Commune | None = None
    criterion: Criterion | None = None
    judgement: str = ""
    outcome: str | None = None
    lapse_reason: str = ""

    def __str__(self):
        return f"{self.commune} – {self.criterion}"


class OutcomeCell(Widget):
    """An outcome in words; "Chưa có số liệu" takes a judgement back, an empty cell is refused."""

    choice = Choice(Outcome)

    def clean(self, value, row=None, **kwargs):
        if fold(text_of(value)) == fold(NO_DATA_LABEL):
            return ""
        if not text_of(value):
            raise ValueError(f"Ghi kết quả; nếu chưa có thì ghi “{NO_DATA_LABEL}”.")
        return self.choice.clean(value)

    def render(self, value, obj=None, **kwargs):
        return self.choice.render(value) if value else NO_DATA_LABEL


class CriterionResultResource(PortalResource):
    related = (
        "standing__round__criteria_set",
        "standing__round__province",
        "standing__commune",
        "criterion",
    )

    criteria_set = Column("round__criteria_set__code", SET, Text(), readonly=True)
    province = Column("round__province__code", PROVINCE, Code(PROVINCE_WIDTH), readonly=True)
    round = Column(
        "round",
        DATA_ON,
        Key(
            Round,
            {
                SET: ("criteria_set__code", Text()),
                PROVINCE: ("province__code", Code(PROVINCE_WIDTH)),
                DATA_ON: ("data_on", Day()),
            },
        ),
    )
    commune = Column("commune", "Mã xã", PlaceKey(Commune, COMMUNE_WIDTH, DATA_ON, "Tên xã"))
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    criterion = Column(
        "criterion",
        "Số tiêu chí",
        Key(Criterion, {SET: ("criteria_set__code", Text()), "Số tiêu chí": ("number", Whole())}),
    )
    criterion_name = Column("criterion__name", "Tên tiêu chí", Text(), readonly=True)
    judgement = Column("judgement", "Loại đánh giá", Choice(Judgement))
    outcome = Column("outcome", "Kết quả", OutcomeCell())
    lapse_reason = Column("lapse_reason", "Lý do bị tụt", Choice(LapseReason))

    class Meta(PortalResource.Meta):
        model = CriterionResult
        import_id_fields = ("round", "commune", "criterion", "judgement")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.batches, self.standings, self.fingerprint = [], set(), ""
        self.results: dict[tuple, CriterionResult] = {}

    def required_headings(self):
        return [*super().required_headings(), "Kết quả"]

    def iter_queryset(self, queryset):
        for result in super().iter_queryset(queryset):
            yield from (line for line in lines_of(result) if line.outcome)

    def import_data(self, dataset, **kwargs):
        result = super().import_data(dataset, **kwargs)
        result.batches = self.batches
        return result

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.fingerprint = hashlib.sha256(repr(list(dataset)).encode()).hexdigest()
        self.rounds = {row.pk for row in self.rounds_named(dataset)}
        standings = Standing.objects.filter(round__in=self.rounds)
        self.standings = set(standings.values_list("round_id", "commune_id"))

    def rounds_named(self, dataset):
        column = self.fields["round"]
        for row in dataset.dict:
            try:
                named = column.clean(row)
            except ValueError:
                continue
            if named is not None:
                yield named

    def init_instance(self, row=None):
        return ResultLine()

    def known_rows(self):
        results = CriterionResult.objects.filter(standing__round__in=self.rounds)
        known = {}
        for result in results.select_related(*self.related):
            key = (result.standing.round_id, result.standing.commune_id, result.criterion_id)
            self.results[key] = result
            for line in lines_of(result):
                # A result carried over says nothing of this round yet: stating it again is news.
                line.outcome = None if result.carried else line.outcome
                known[self.key_of(line)] = line
        return known

    def _values(self, instance):
        """What makes a line differ: a reason alone changes nothing."""
        values = zip(self.writable, super()._values(instance), strict=True)
        return [value for column, value in values if column.attribute != "lapse_reason"]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        faults = dict(import_validation_errors or {})
        for name in ("round", "commune", "criterion", "judgement"):
            if not getattr(instance, name) and name not in faults:
                faults[name] = ["Ô này không được để trống."]
        if not faults:
            faults |= {name: [text] for name, text in self.refusals(instance)}
            self.check_scope(instance)
        raise_all(faults, of_line=self.faults)

    def refusals(self, line: ResultLine):
        """Why a complete line may not be recorded: (attribute, sentence)."""
        if line.round.closed_at or line.round.withdrawn_at:
            yield "round", "Kỳ này đã khóa hoặc đã hủy; mở lại kỳ trước khi nhập."
        if (line.round.pk, line.commune.pk) not in self.standings:
            yield "commune", "Xã này không tham gia kỳ báo cáo."
        if line.judgement not in judgements_allowed(self.officer):
            yield "judgement", "Phạm vi phụ trách hoặc nhóm quyền của bạn không được ghi loại đánh giá này."
            return
        result = self.results.get((line.round.pk, line.commune.pk, line.criterion.pk))
        if result and not line.lapse_reason and falls_unexplained(result, line.judgement, line.outcome):
            reasons = ", ".join(label.lower() for label in LapseReason.labels)
            yield "lapse_reason", f"Tiêu chí từ Đạt xuống không đạt; ghi lý do bị tụt: {reasons}."

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        # One batch holds the new and the changed cells of a round alike.
        self.create_instances += self.update_instances
        self.update_instances.clear()
        super().bulk_create(using_transactions, dry_run, raise_errors, batch_size, result)

    def create_new(self, instances, result):
        by_sheet = defaultdict(list)
        for line in instances:
            by_sheet[line.round.pk, line.judgement].append(line)
        for (_, judgement), lines in by_sheet.items():
            self.batches.append(self.record(lines, judgement))

    def record(self, lines: list[ResultLine], judgement: str) -> ImportBatch:
        try:
            return apply_batch(
                round=lines[0].round,
                cells=[
                    Judged(line.commune.pk, line.criterion.pk, line.outcome, lapse_reason=line.lapse_reason)
                    for line in lines
                ],
                judgement=judgement,
                by=self.officer,
                file_name=self.reason.removeprefix("Nhập từ tệp").strip() or "danh sách",
                sha256=self.fingerprint,
                blank_means=BLANK_REFUSED,
            )
        except ActionRefused as refusal:
            raise ValidationError(str(refusal)) from refusal


def lines_of(result: CriterionResult):
    """The three judgements of a result as lines."""
    for judgement in Judgement.values:
        yield ResultLine(
            round=result.standing.round,
            commune=result.standing.commune,
            criterion=result.criterion,
            judgement=judgement,
            outcome=getattr(result, f"{judgement}_outcome"),
            lapse_reason=result.lapse_reason,
        )
