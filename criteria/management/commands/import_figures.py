"""Import an entry sheet of figures from a file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communes.models import Officer
from criteria.actions import ActionRefused
from criteria.figure_import import apply_figures, preview_figures
from criteria.figure_preview import FigureOrder, FigurePreview
from criteria.models import ImportBatch, Round

# An operator's own file, read on the server: larger than what comes in through a page.
MAX_BYTES = 64 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Nhập số liệu chỉ tiêu từ biểu mẫu đã điền; xem trước, chỉ ghi khi có --apply, có lỗi thì không ghi."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Tệp biểu số liệu.")
        parser.add_argument("--round", required=True, type=int, help="Số của kỳ báo cáo.")
        parser.add_argument("--officer", help="Tên đăng nhập của người nhập; bỏ trống là quản trị máy chủ.")
        parser.add_argument("--apply", action="store_true", help="Ghi vào kỳ thành một lô.")
        parser.add_argument("--valid-only", action="store_true", help="Chỉ áp dụng các dòng hợp lệ.")
        parser.add_argument("--json", action="store_true", help="In kết quả dạng JSON.")

    def handle(self, *args, **options):
        preview = preview_figures(_order(options))
        batch, valid_only = None, options["valid_only"]
        refused = [] if preview.may_apply(valid_only=valid_only) else ["Còn lỗi; chưa ghi gì."]
        if options["apply"] and not refused:
            try:
                batch = apply_figures(preview, by=preview.order.officer, valid_only=valid_only)
            except ActionRefused as refusal:
                refused = [str(refusal)]
        if options["json"]:
            answer = {**preview.as_json(), "batch": batch and batch.number, "refused": refused}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self._say(preview, batch)
        if refused and options["json"]:
            raise SystemExit(1)
        if refused:
            raise CommandError(refused[0], returncode=1)

    def _say(self, preview: FigurePreview, batch: ImportBatch | None):
        found = preview.as_json()
        for error in [*found["errors"], *(remark._asdict() for remark in preview.warnings)]:
            self.stdout.write(f"{error['cell'] or 'Tệp'}: {error['message']}")
        self.stdout.write(
            f"{preview.rows} dòng: {found['changed']} thay đổi, {preview.unchanged} giữ nguyên, "
            f"{found['warnings']} cảnh báo, {found['conflicts']} xung đột, {preview.error_count} lỗi."
        )
        self.stdout.write(f"Đã áp dụng: {batch}." if batch else "Chưa ghi gì.")


def _order(options) -> FigureOrder:
    """What the options ask for; CommandError when they name nothing."""
    round = Round.objects.select_related("criteria_set", "province").filter(pk=options["round"]).first()
    if round is None:
        raise CommandError(f"Không có kỳ báo cáo số {options['round']}.")
    officer = None
    if options["officer"]:
        officer = Officer.objects.filter(username=options["officer"], is_active=True).first()
        if officer is None:
            raise CommandError(f"Không có cán bộ mang tên đăng nhập {options['officer']}.")
    path = options["file"]
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"Không mở được tệp {path}; kiểm tra đường dẫn và quyền đọc."
        raise CommandError(message) from error
    return FigureOrder(content, path.name, round, officer, max_bytes=MAX_BYTES)
