"""Assignments, to sheets only: they are given, reported and revoked on their pages, with notices."""

from django.utils import timezone

from communes.resources import PortalResource
from communes.resources.columns import Choice, Column, Day, Text, Whole, YesNo
from criteria.models import LeadRole
from directives.following import follow
from directives.models import Assignment


class AssignmentResource(PortalResource):
    """Every assignment with its unit and head, its deadlines, and how it stands on the day of the file."""

    related = (
        "task__directive__province",
        "unit_agency",
        "unit_district",
        "unit_commune__district",
        "commune__district",
        "criterion__criteria_set",
    )

    province = Column("province__code", "Mã tỉnh", Text(), readonly=True)
    directive = Column("task__directive__number", "Số, ký hiệu văn bản", Text(), readonly=True)
    signed_on = Column("task__directive__signed_on", "Ngày ban hành văn bản", Day(), readonly=True)
    position = Column("task__position", "Số thứ tự nhiệm vụ", Whole(), readonly=True)
    task = Column("task__name", "Nhiệm vụ", Text(), readonly=True)
    unit = Column("unit_name", "Đơn vị thực hiện", Text(), readonly=True)
    head = Column("head", "Người đứng đầu", Text(), readonly=True)
    role = Column("role", "Vai trò", Choice(LeadRole), readonly=True)
    result = Column("result", "Kết quả phải có", Text(), readonly=True)
    criterion = Column("criterion__number", "Tiêu chí phải đạt", Whole(), readonly=True)
    criteria_set = Column("criterion__criteria_set__code", "Mã bộ tiêu chí", Text(), readonly=True)
    commune = Column("commune__full_name", "Xã phải đạt", Text(), readonly=True)
    due_on = Column("due_on", "Hạn ban đầu", Day(), readonly=True)
    extended_to = Column("extended_to", "Gia hạn đến", Day(), readonly=True)
    status = Column("status", "Tình trạng", Text(), readonly=True)
    done_on = Column("done_on", "Hoàn thành ngày", Day(), readonly=True)
    revoked_reason = Column("revoked_reason", "Lý do thu hồi", Text(), readonly=True)
    as_of = Column("as_of", "Tính đến ngày", Day(), readonly=True)
    illustrative = Column("illustrative", "Minh họa", YesNo(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Assignment
        import_id_fields = ("task",)

    def iter_queryset(self, queryset):
        """The rows with how each stands today; worked out for all at once, not one by one."""
        self.today = timezone.localdate()
        self.followed = {item.row.pk: item for item in follow(queryset, self.today)}
        return [item.row for item in self.followed.values()]

    def dehydrate_status(self, assignment) -> str:
        return "Đã thu hồi" if assignment.revoked_at else self.followed[assignment.pk].label

    def dehydrate_done_on(self, assignment) -> str:
        day = self.followed[assignment.pk].done_on
        return f"{day:%d/%m/%Y}" if day else ""

    def dehydrate_as_of(self, assignment) -> str:
        return f"{self.today:%d/%m/%Y}"

    def dehydrate_illustrative(self, assignment) -> str:
        return "Có" if assignment.task.directive.illustrative_note else "Không"
