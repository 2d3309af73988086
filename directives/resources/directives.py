"""Directives and their tasks, to and from sheets. A directive's key is its province, number and day."""

import re
from collections import defaultdict
from functools import cached_property

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from communes.models import Province
from communes.resources import PortalResource
from communes.resources.columns import Choice, Code, Column, Day, Lines, Text, Whole, text_of
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import PROVINCE_WIDTH
from criteria.models import Criterion
from directives.models import Directive, DirectiveKind, Task

PROVINCE, PROVINCE_SINCE = "Mã tỉnh", "Tỉnh có từ ngày"
NUMBER, SIGNED_ON = "Số, ký hiệu", "Ngày ban hành"
OLD_NUMBER, OLD_DAY = "Thay thế văn bản số", "Ngày của văn bản bị thay thế"
TWICE = "Tỉnh này đã có văn bản cùng số, ký hiệu trong năm ấy; sửa số hoặc ngày ban hành."


class DirectiveResource(PortalResource):
    """Everything of a directive but its signed file, which is attached in the form."""

    related = ("province", "supersedes")
    derived = ("key",)

    province = Column("province", PROVINCE, PlaceKey(Province, PROVINCE_WIDTH, PROVINCE_SINCE))
    province_since = Column("province__valid_from", PROVINCE_SINCE, Day(), readonly=True)
    kind = Column("kind", "Loại văn bản", Choice(DirectiveKind))
    number = Column("number", NUMBER, Text())
    signed_on = Column("signed_on", SIGNED_ON, Day())
    issuer = Column("issuer", "Cơ quan ban hành", Text())
    signer = Column("signer", "Người ký", Text())
    title = Column("title", "Trích yếu", Text())
    summary = Column("summary", "Tóm tắt", Lines())
    old_day = Column("supersedes__signed_on", OLD_DAY, Day(), readonly=True)
    supersedes = Column(
        "supersedes",
        OLD_NUMBER,
        Key(
            Directive,
            {
                PROVINCE: ("province__code", Code(PROVINCE_WIDTH)),
                OLD_DAY: ("signed_on", Day()),
                OLD_NUMBER: ("number", Text()),
            },
        ),
    )
    illustrative_note = Column("illustrative_note", "Ghi chú minh họa", Text())
    file_name = Column("file_name", "Tệp văn bản", Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Directive
        import_id_fields = ("province", "number", "signed_on")

    def complete(self, instance):
        instance.set_key()

    def check_rules(self, instance):
        instance.clean()
        check_supersedes(instance)

    def check_together(self):
        """Two directives of one number and year: the lines of the file and the rows already there."""
        by_key = defaultdict(list)
        for directive in [*self.known.values(), *self.create_instances]:
            by_key[directive.province_id, directive.key].append(directive)
        created = {id(directive) for directive in self.create_instances}
        return [
            (directive, {"number": [TWICE]})
            for same in by_key.values()
            for directive in same[1:]
            if id(directive) in created
        ]


def check_supersedes(directive: Directive) -> None:
    """Raise ValidationError unless what is superseded is an earlier document of the same province."""
    old = directive.supersedes
    if old is None or not directive.signed_on:
        return
    if old.province_id != directive.province_id:
        raise ValidationError({"supersedes": "Văn bản bị thay thế phải của cùng tỉnh."})
    if old.signed_on > directive.signed_on:
        raise ValidationError({"supersedes": "Văn bản bị thay thế phải ban hành trước văn bản này."})


class CriteriaCell(Widget):
    """Criteria of any sets: "xa-ntm-2021-2025/2; xa-ntm-2021-2025/3"."""

    @cached_property
    def named(self) -> dict[str, Criterion]:
        """ "xa-ntm-2021-2025/2" → the criterion, read once for a file."""
        return {self.render([row]): row for row in Criterion.objects.select_related("criteria_set")}

    def clean(self, value, row=None, **kwargs) -> tuple:
        texts = [re.sub(r"\s*/\s*", "/", part.strip()) for part in text_of(value).split(";")]
        for text in filter(None, texts):
            if text not in self.named:
                raise ValueError(f"Không có tiêu chí “{text}”; ghi mã bộ/số, ví dụ xa-ntm-2021-2025/2.")
        found = {self.named[text] for text in texts if text}
        return tuple(sorted(found, key=lambda criterion: criterion.pk))

    def render(self, value, obj=None, **kwargs) -> str:
        return "; ".join(f"{criterion.criteria_set.code}/{criterion.number}" for criterion in value)


class CriteriaColumn(Column):
    """The criteria of a task: those read wait on the instance until it is written."""

    def get_value(self, instance) -> tuple:
        if hasattr(instance, "wanted_criteria"):
            return instance.wanted_criteria
        saved = instance.criteria.all() if instance.pk else []
        return tuple(sorted(saved, key=lambda criterion: criterion.pk))

    def save(self, instance, row, is_m2m=False, **kwargs):
        instance.wanted_criteria = self.clean(row, **kwargs)


class TaskResource(PortalResource):
    related = ("directive__province",)

    province = Column("directive__province__code", PROVINCE, Text(), readonly=True)
    signed_on = Column("directive__signed_on", "Ngày ban hành văn bản", Day(), readonly=True)
    directive = Column(
        "directive",
        "Số, ký hiệu văn bản",
        Key(
            Directive,
            {
                PROVINCE: ("province__code", Code(PROVINCE_WIDTH)),
                "Ngày ban hành văn bản": ("signed_on", Day()),
                "Số, ký hiệu văn bản": ("number", Text()),
            },
        ),
    )
    position = Column("position", "Số thứ tự", Whole())
    clause = Column("clause", "Mục văn bản", Text())
    name = Column("name", "Nhiệm vụ", Text())
    text = Column("text", "Nội dung nguyên văn", Lines())
    expected_result = Column("expected_result", "Kết quả phải có", Text())
    due_on = Column("due_on", "Thời hạn hoàn thành", Day())
    criteria = CriteriaColumn("criteria", "Tiêu chí", CriteriaCell())

    class Meta(PortalResource.Meta):
        model = Task
        import_id_fields = ("directive", "position")

    def known_rows(self):
        tasks = Task.objects.select_related(*self.related).prefetch_related("criteria__criteria_set")
        return {self.key_of(task): task for task in tasks}

    def filter_export(self, queryset, **kwargs):
        return super().filter_export(queryset).prefetch_related("criteria__criteria_set")

    def check_rules(self, instance):
        check_due(instance)

    def create_new(self, instances, result):
        for task in instances:
            self._keep(task)

    def update_known(self, instances, result):
        stated = [column.attribute for column in self.writable if column.column_name in self.letters]
        own = {"name", "clause", "text", "expected_result", "due_on"}
        for task in instances:
            self._keep(task, update_fields=[name for name in stated if name in own])

    def _keep(self, task, **options):
        """One by one, so that the history holds a task's criteria too."""
        task._history_user, task._change_reason = self.officer, self.reason
        task.save(**options)
        if hasattr(task, "wanted_criteria"):
            task.criteria.set(task.wanted_criteria)


def check_due(task: Task) -> None:
    """Raise ValidationError for a deadline before the day its directive was signed."""
    if task.due_on and task.directive_id and task.due_on < task.directive.signed_on:
        raise ValidationError(
            {"due_on": f"Thời hạn phải từ ngày ban hành văn bản ({task.directive.signed_on:%d/%m/%Y})."}
        )
