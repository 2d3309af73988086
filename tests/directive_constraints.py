"""The rules of directives, assignments, obstacles and comments, as tests of constraints try them."""

import datetime

from communes.models import Agency, Commune, District
from criteria.models import Criterion
from directives.models import (
    Activity,
    ActivityPhoto,
    Assignment,
    Comment,
    Directive,
    ExplanationRequest,
    Extension,
    Obstacle,
    ProgressReport,
    Task,
)
from tests import builders
from tests import directive_builders as build

ONE_UNIT = "Chọn đúng một đơn vị: cơ quan, huyện hoặc xã."


def no_unit(row) -> dict:
    return {"unit_agency": None, "unit_district": None, "unit_commune": None}


def two_units(row) -> dict:
    return {"unit_agency": Agency.objects.first(), "unit_commune": Commune.objects.first()}


CHECKS = {
    "directive_supersedes_another": (
        Directive,
        lambda row: {"supersedes": row},
        "Văn bản không thay thế chính nó.",
    ),
    "directive_file_with_fingerprint": (
        Directive,
        {"file_sha256": "d" * 64},
        "Tệp văn bản và dấu vân tay của tệp phải đi cùng nhau.",
    ),
    "assignment_one_unit": (Assignment, no_unit, ONE_UNIT),
    "obstacle_one_unit": (Obstacle, two_units, ONE_UNIT),
    "explanation_one_unit": (ExplanationRequest, no_unit, ONE_UNIT),
    "activity_one_unit": (Activity, two_units, ONE_UNIT),
    "assignment_closes_by_its_cell": (
        Assignment,
        {"closes_when_met": True},
        "Việc tự xong khi tiêu chí đạt phải ghi cả tiêu chí lẫn xã, và không xong bằng báo cáo.",
    ),
    "assignment_extension_is_later": (
        Assignment,
        {"extended_to": build.DUE_ON},
        "Hạn mới phải sau hạn ban đầu.",
    ),
    "assignment_revoked_with_reason": (
        Assignment,
        {"revoked_at": builders.MOMENT},
        "Thu hồi việc đã giao phải ghi lý do.",
    ),
    "extension_answered_when": (
        Extension,
        {"granted": False},
        "Ý kiến trả lời và thời điểm trả lời phải đi cùng nhau.",
    ),
    "report_percent_at_most_100": (
        ProgressReport,
        {"percent": 101, "says_done": False},
        "Tiến độ từ 0 đến 100 %.",
    ),
    "report_done_is_100": (
        ProgressReport,
        {"percent": 99},
        "Báo cáo đã hoàn thành thì tiến độ là 100 %.",
    ),
    "report_accepted_or_returned": (
        ProgressReport,
        lambda row: {
            "accepted_at": builders.MOMENT,
            "accepted_by": row.by,
            "returned_at": builders.MOMENT,
            "returned_by": row.by,
            "answer": "Thiếu biên bản.",
        },
        "Báo cáo hoặc được xác nhận, hoặc bị trả lại.",
    ),
    "report_returned_with_reason": (
        ProgressReport,
        lambda row: {"returned_at": builders.MOMENT, "returned_by": row.by},
        "Trả lại báo cáo phải ghi lý do.",
    ),
    "report_accepted_who_and_when": (
        ProgressReport,
        {"accepted_at": builders.MOMENT},
        "Thời điểm xác nhận và người xác nhận phải đi cùng nhau.",
    ),
    "report_returned_who_and_when": (
        ProgressReport,
        lambda row: {"returned_by": row.by},
        "Thời điểm trả lại và người trả lại phải đi cùng nhau.",
    ),
    "obstacle_settled_with_result": (
        Obstacle,
        {"state": "settled", "settled_on": builders.DATA_ON},
        "Giải quyết vướng mắc phải ghi kết quả và tác động đến tiêu chí.",
    ),
    "explanation_about_one_thing": (
        ExplanationRequest,
        lambda row: {"assignment": Assignment.objects.first()},
        "Yêu cầu giải trình về đúng một việc",
    ),
    "explanation_answered_who_and_when": (
        ExplanationRequest,
        {"answer": "Do mưa lũ.", "answered_at": builders.MOMENT},
        "Thời điểm giải trình và người giải trình phải đi cùng nhau.",
    ),
    "explanation_answered_with_text": (
        ExplanationRequest,
        {"answer": "Do mưa lũ."},
        "Giải trình phải có nội dung.",
    ),
    "activity_women_within_people": (
        Activity,
        {"people": 10, "women": 11},
        "Số nữ không được lớn hơn số người tham gia.",
    ),
    "activity_minority_within_people": (
        Activity,
        {"minority": 1},
        "Số đồng bào dân tộc thiểu số không được lớn hơn số người tham gia.",
    ),
    "activity_model_with_outcome": (
        Activity,
        {"model_name": "Nuôi dê"},
        "Mô hình sinh kế phải ghi cả tên và kết quả.",
    ),
    "comment_about_something": (Comment, {"commune": None}, "Góp ý phải về một xã hoặc một tiêu chí."),
    "comment_moderated_who_and_when": (
        Comment,
        {"state": "public", "moderated_at": builders.MOMENT},
        "Thời điểm duyệt và người duyệt phải đi cùng nhau.",
    ),
    "comment_state_was_moderated": (
        Comment,
        {"state": "public"},
        "Góp ý chỉ đăng hoặc không đăng sau khi có người duyệt.",
    ),
    "comment_refused_with_reason": (
        Comment,
        lambda row: {
            "state": "refused",
            "moderated_at": builders.MOMENT,
            "moderated_by": ProgressReport.objects.get().by,
        },
        "Không đăng góp ý phải ghi lý do.",
    ),
    "comment_answered_with_text": (
        Comment,
        {"answer": "Đã ghi nhận."},
        "Trả lời góp ý phải có nội dung, người trả lời và thời điểm.",
    ),
    "comment_erased_keeps_nothing": (
        Comment,
        {"erased_at": builders.MOMENT},
        "Đã xóa thông tin thì không còn giữ thư điện tử của người gửi.",
    ),
    "comment_withdrawn_keeps_no_text": (
        Comment,
        {"state": "gone"},
        "Góp ý người gửi đã rút thì không còn giữ nội dung.",
    ),
}
ANSWERED = {"granted": False, "answered_at": builders.MOMENT}
ONCES = {
    "directive_once_per_year": (
        Directive,
        {},
        {"signed_on": datetime.date(2023, 1, 22), "key": "05-ct-ubnd-2023"},
        "Tỉnh này đã có văn bản cùng số, ký hiệu trong năm ấy.",
    ),
    "task_once_per_position": (
        Task,
        {},
        {"position": 2},
        "Văn bản này đã có nhiệm vụ mang số thứ tự ấy.",
    ),
    "assignment_once_per_unit": (
        Assignment,
        {"role": "support"},
        lambda row: {"unit_agency": None, "unit_district": District.objects.first()},
        "Đơn vị này đã được giao việc ấy trong cùng nhiệm vụ.",
    ),
    "extension_granted_once": (
        Extension,
        {},
        ANSWERED,
        "Việc này đã được gia hạn một lần, không gia hạn thêm.",
    ),
    "extension_asked_once": (Extension, {}, ANSWERED, "Đang có đề nghị gia hạn chờ trả lời."),
    "report_done_waits_once": (
        ProgressReport,
        {},
        {"says_done": False},
        "Đang có báo cáo hoàn thành chờ xác nhận.",
    ),
    "activity_photo_once": (
        ActivityPhoto,
        {},
        {"removed_at": builders.MOMENT},
        "Hoạt động này đã có ảnh ấy.",
    ),
}
# Rows that must be as said before the twin is tried.
FIRST = {
    "extension_granted_once": {"granted": True, "answered_at": builders.MOMENT},
}


def good_rows(place: Commune, criterion: Criterion) -> None:
    """One good row of every model the rules are about."""
    agency, officer = Agency.objects.get(), builders.officer("người báo cáo")
    task = build.task(build.directive(place.province))
    given = build.assignment(task, agency)
    build.extension(given)
    build.report(given, percent=100, says_done=True, by=officer)
    build.obstacle(place, criterion)
    build.explanation(agency, commune=place, criterion=criterion)
    build.photo(build.activity(place))
    build.comment(place)
