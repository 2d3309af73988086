"""Import a province's wide status sheet from a file."""

import datetime
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communes.models import Officer, Province
from criteria.actions import ActionRefused
from criteria.models import BlankMeaning, CriteriaSet, ImportBatch, LapseReason
from criteria.outcomes import Judgement
from criteria.status_import import Preview, SheetOrder, apply_preview, read_status_sheet

NOTHING_READ = {"rows": 0, "cells": 0, "new": 0, "changed": 0, "unchanged": 0}


class Command(BaseCommand):
    help = "Nhập biểu tổng hợp kết quả các tiêu chí từ tệp .xlsx, .xls hoặc .csv; có lỗi thì không ghi gì."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Tệp biểu tổng hợp.")
        parser.add_argument("--criteria-set", required=True, help="Mã bộ tiêu chí, ví dụ xa-ntm-2021-2025.")
        parser.add_argument("--province", required=True, help="Mã tỉnh, ví dụ 62.")
        parser.add_argument("--data-on", required=True, help="Số liệu đến ngày, dạng 2023-12-31.")
        parser.add_argument(
            "--blank",
            required=True,
            choices=BlankMeaning.values,
            help="Ô trống nghĩa là chưa đạt (not-met) hay chưa có số liệu (no-data).",
        )
        parser.add_argument("--judgement", choices=Judgement.values, default=Judgement.APPRAISED)
        parser.add_argument("--officer", help="Tên đăng nhập của người nhập; bỏ trống là quản trị máy chủ.")
        parser.add_argument(
            "--lapse-reason",
            choices=LapseReason.values,
            default="",
            help="Lý do các ô từ Đạt xuống không đạt: số liệu giảm (figures), rà soát lại (recheck), đổi mức "
            "hoặc bộ tiêu chí (rule), thẩm định không công nhận (refused).",
        )
        parser.add_argument("--dry-run", action="store_true", help="Chỉ xem trước, không ghi.")
        parser.add_argument("--valid-only", action="store_true", help="Chỉ áp dụng các dòng hợp lệ.")
        parser.add_argument("--json", action="store_true", help="In kết quả dạng JSON.")

    def handle(self, *args, **options):
        order, problems = _order(options)
        if order is None:
            self._refuse({**NOTHING_READ, "errors": problems}, options["json"])
        preview = read_status_sheet(order)
        valid_only = options["valid_only"]
        if not preview.may_apply(valid_only=valid_only):
            self._refuse(preview.as_json(), options["json"])
        batch = None
        if not options["dry_run"]:
            try:
                batch = apply_preview(
                    preview,
                    by=order.officer,
                    valid_only=valid_only,
                    lapse_reason=options["lapse_reason"],
                )
            except ActionRefused as refusal:
                self._refuse({**preview.as_json(), "errors": [_problem(str(refusal))]}, options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(preview.as_json(), ensure_ascii=False))
        else:
            self._say(preview, batch, options["dry_run"])

    def _refuse(self, answer: dict, as_json: bool):
        """Print the errors and end with exit code 1; nothing was written."""
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            raise SystemExit(1)
        lines = [f"{error['cell'] or 'Tệp'}: {error['message']}" for error in answer["errors"]]
        raise CommandError("\n".join([*lines, f"{len(lines)} lỗi; chưa ghi gì."]), returncode=1)

    def _say(self, preview: Preview, batch: ImportBatch | None, dry_run: bool):
        for finding in [*preview.errors, *preview.warnings]:
            self.stdout.write(f"{finding.cell or 'Tệp'}: {finding.message}")
        tally = preview.tally
        self.stdout.write(
            f"{preview.rows} dòng xã, {len(preview.cells)} ô: {tally['new']} mới, "
            f"{tally['changed']} thay đổi, {tally['unchanged']} giữ nguyên."
        )
        if dry_run:
            self.stdout.write("Chỉ xem trước, chưa ghi gì.")
        else:
            self.stdout.write(
                f"Đã áp dụng: {batch}." if batch else "Không có gì thay đổi nên không lập lô mới."
            )


def _problem(message: str) -> dict[str, str]:
    return {"cell": "", "message": message}


class _NotThere(Exception):
    """An option that names nothing; the message is the sentence for the operator."""


def _order(options) -> tuple[SheetOrder | None, list[dict[str, str]]]:
    """What the options ask for, or every reason why they name nothing."""
    readers = {
        "content": lambda: _content(options["file"]),
        "criteria_set": lambda: _criteria_set(options["criteria_set"]),
        "data_on": lambda: _day(options["data_on"]),
        "province": lambda: _province(options["province"], options["data_on"]),
        "officer": lambda: _officer(options["officer"]),
    }
    found, problems = {}, []
    for name, read in readers.items():
        try:
            found[name] = read()
        except _NotThere as error:
            problems.append(_problem(str(error)))
    if problems:
        return None, problems
    return SheetOrder(
        file_name=options["file"].name,
        blank=options["blank"],
        judgement=options["judgement"],
        max_bytes=settings.STATUS_SHEET_MAX_BYTES,
        **found,
    ), []


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(settings.STATUS_SHEET_MAX_BYTES + 1)
    except OSError as error:
        raise _NotThere(f"Không mở được tệp {path}; kiểm tra đường dẫn và quyền đọc.") from error


def _criteria_set(code: str) -> CriteriaSet:
    found = CriteriaSet.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(CriteriaSet.objects.order_by("code").values_list("code", flat=True))
        raise _NotThere(f"Không có bộ tiêu chí {code}; các bộ đang có: {known or 'chưa nạp bộ nào'}.")
    return found


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise _NotThere(f"“{text}” không phải là ngày; ghi dạng 2023-12-31.") from error


def _province(code: str, day: str) -> Province:
    """The province that carries the code on the day of data, else its latest holder."""
    holders = Province.objects.filter(code=code).order_by("-valid_from")
    if not holders:
        raise _NotThere(f"Không có tỉnh mang mã {code}.")
    try:
        on = _day(day)
    except _NotThere:
        return holders[0]
    return next((holder for holder in holders if holder.holds_on(on)), holders[0])


def _officer(username: str | None) -> Officer | None:
    if not username:
        return None
    officer = Officer.objects.filter(username=username, is_active=True).first()
    if officer is None:
        raise _NotThere(f"Không có cán bộ mang tên đăng nhập {username}.")
    return officer
