"""What rows of results share: the scope of the commune they are about, and who wrote them."""

from django.db import models

from communes.models import officer_rows


class ChangeSource(models.TextChoices):
    """Where a change of a result or of a figure came from."""

    TYPED = "typed", "Nhập tay"
    COPIED = "copied", "Chép số kỳ trước"
    SHEET = "sheet", "Biểu Excel"
    SUBMITTED = "submit", "Gửi tự đánh giá"
    REVIEW = "review", "Thẩm tra, thẩm định"
    LEVEL = "level", "Đổi mức đạt chuẩn"
    UNDO = "undo", "Hoàn tác"
    DEMO = "demo", "Dữ liệu minh họa"


class LapseReason(models.TextChoices):
    """Why a criterion that was met is met no longer: the four reasons reports give."""

    FIGURES = "figures", "Số liệu giảm"
    RECHECKED = "recheck", "Rà soát lại"
    RULE = "rule", "Đổi mức đạt chuẩn hoặc bộ tiêu chí"
    REFUSED = "refused", "Thẩm định không công nhận"


def scoped_through(prefix: str):
    """A queryset class whose rows are scoped through a commune or standing at `prefix`."""
    at_commune = prefix.rpartition("__")[2] == "commune"
    paths = {
        "province": f"{prefix}__province_id",
        "district": f"{prefix}__district_id",
        "commune": f"{prefix}_id" if at_commune else f"{prefix}__commune_id",
    }

    class ScopedQuerySet(models.QuerySet):
        def visible_to(self, officer):
            """Rows inside the officer's scope; no scope, no rows."""
            return officer_rows(self, officer, paths)

    return ScopedQuerySet
