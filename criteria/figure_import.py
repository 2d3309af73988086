"""Importing an entry sheet of figures: read it against its round, then apply what the preview shows.

Reading writes nothing; applying records all of it as one batch, or refuses when the figures it was
compared with have changed since.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Sum

from communes.models import Officer
from criteria.actions.figure_batches import apply_figure_batch
from criteria.actions.figures import values_of_text
from criteria.actions.permissions import ActionRefused, refuse_unless_open, refuse_without
from criteria.figure_comparing import compare
from criteria.figure_ground import FigureGround, Saved, figure_ground
from criteria.figure_headers import Table, find_table
from criteria.figure_matching import Matcher
from criteria.figure_preview import FigureOrder, FigurePreview
from criteria.figure_sheet import Line, read_lines
from criteria.models import ImportBatch, IndicatorChange, IndicatorResult, Round
from criteria.sheet_cells import NOT_UNICODE, legacy_text
from criteria.sheet_ground import place_records
from criteria.sheet_rows import Finding
from criteria.uploads import sha256_of
from criteria.workbooks import UnreadableFile, open_workbook

# No round has more rows: every commune of the largest province by every indicator, a dozen times over.
MAX_ROWS = 150_000
STALE = "Số liệu của kỳ đã đổi sau khi xem trước; xem lại rồi áp dụng."


def preview_figures(order: FigureOrder) -> FigurePreview:
    """Read a sheet against the round as it is now; nothing is written."""
    try:
        refuse_unless_open(order.round)
        refuse_without(order.officer, "criteria.change_indicatorresult", "nhập số liệu")
        table = find_table(open_workbook(order.content, max_bytes=order.max_bytes))
    except (ActionRefused, UnreadableFile) as error:
        return FigurePreview(order, fatal=[Finding("", str(error))])
    if isinstance(table, Finding):
        return FigurePreview(order, fatal=[table])
    ground = figure_ground(order.round, order.officer)
    if fatal := _faults(table, ground):
        return FigurePreview(order, fatal=fatal)
    lines = list(read_lines(table))
    if not lines:
        return FigurePreview(order, fatal=[Finding("", "Dưới dòng tiêu đề không có dòng chỉ tiêu nào.")])
    matcher = Matcher(ground, table, lambda: _places(order, ground))
    preview = FigurePreview(order, table.sheet.name, rows=len(lines))
    standings = compare(preview, ground, matcher, lines, _bases(ground, lines))
    preview.stamp = stamp_of(order.round, standings)
    return preview


def _faults(table: Table, ground: FigureGround) -> list[Finding]:
    """Why the whole table is refused: another round's form, columns in doubt, letters nobody can read."""
    faults = list(table.faults)
    if len(table.sheet.rows) > MAX_ROWS:
        faults.append(Finding("", f"Biểu dài quá {MAX_ROWS} dòng; xóa các dòng thừa."))
    if table.mark is None:
        if "key" in table.columns:
            message = "Biểu mất dòng thông tin ẩn ở ô A1; tải lại biểu mẫu của kỳ rồi chép số liệu sang."
            faults.append(Finding("", message))
        elif legacy := legacy_text(table.sheet.rows):
            faults.append(Finding(legacy[0], NOT_UNICODE.format(sample=legacy[1])))
    elif message := _other_form(table, ground):
        faults.append(Finding("", message))
    return faults


def _other_form(table: Table, ground: FigureGround) -> str:
    """Which other form the sheet is, in words; "" when it is this round's."""
    mark, expected, round = table.mark, ground.mark, ground.round
    if mark == expected:
        return ""
    wanted = f"hãy tải biểu mẫu của kỳ “{round.name}” (số liệu đến ngày {round.data_on:%d/%m/%Y})"
    if mark.round_id != expected.round_id:
        other = Round.objects.filter(pk=mark.round_id, province=round.province_id).first()
        named = f"“{other.name}” (số liệu đến ngày {other.data_on:%d/%m/%Y})" if other else "khác"
        return f"Tệp này là biểu của kỳ {named}; {wanted}."
    if mark.set_code != expected.set_code:
        return f"Tệp này là biểu của bộ tiêu chí {mark.set_code}; {wanted}."
    if mark.version != expected.version:
        return f"Tệp này là biểu mẫu phiên bản {mark.version}, nay không còn dùng; {wanted}."
    return f"Bộ tiêu chí đã thay đổi chỉ tiêu sau khi biểu này được tải; {wanted}."


def _places(order: FigureOrder, ground: FigureGround):
    return place_records(
        order.round.province,
        order.round.data_on,
        counted={dossier.commune.pk for dossier in ground.dossiers},
        officer=order.officer,
    )


def _bases(ground: FigureGround, lines: Iterable[Line]) -> dict[tuple[int, int, int], Saved]:
    """(standing, indicator, version) → that version's figure, for rows filled with one since replaced."""
    standing_of = {dossier.commune.pk: dossier.standing_id for dossier in ground.dossiers}
    standings, versions = set(), set()
    for line in lines:
        if line.key and line.key.version:
            place = standing_of.get(line.key.commune_id), line.key.indicator_id
            if place in ground.saved and ground.saved[place].version != line.key.version:
                standings.add(place[0])
                versions.add(line.key.version)
    if not standings:
        return {}
    changes = IndicatorChange.objects.filter(result__standing__in=standings, version__in=versions)
    columns = ("result__standing_id", "result__indicator_id", "version", "after")
    found = changes.order_by().values_list(*columns)
    return {row[:3]: Saved(*values_of_text(row[3]), version=row[2]) for row in found}


def stamp_of(round: Round, standing_ids: Iterable[int]) -> str:
    """Differs once a figure of these dossiers, or what may be done with them, is another one.

    Versions only rise and rows are never deleted, so count and sum tell every change.
    """
    figures = IndicatorResult.objects.filter(standing__in=standing_ids)
    told = figures.aggregate(rows=Count("id"), versions=Sum("version"))
    dossiers = round.standings.filter(id__in=standing_ids).order_by("id")
    return repr((told, list(dossiers.values_list("id", "submitted_at", "returned_at"))))


def apply_figures(
    preview: FigurePreview, *, by: Officer | None, valid_only: bool = False, mine: Iterable[str] = ()
) -> ImportBatch | None:
    """Record what a preview shows as one batch; None when it would change nothing.

    `mine` names the conflicts (`Planned.key`) in which the sheet goes before what somebody else saved;
    the others are left out. Raises ActionRefused, writing nothing, when there are errors (and not valid
    rows only were asked for), or when the figures are no longer those of the preview.
    """
    if not preview.may_apply(valid_only=valid_only):
        raise ActionRefused(
            f"Biểu còn {preview.error_count} dòng lỗi nên chưa ghi gì; sửa tệp rồi tải lên lại."
        )
    mine = set(mine)
    plans = [plan for plan in preview.planned if not plan.conflict or plan.key in mine]
    if not plans:
        return None
    order = preview.order
    with transaction.atomic():
        round = Round.objects.select_for_update(of=["self"]).get(pk=order.round.pk)
        if stamp_of(round, {plan.dossier.standing_id for plan in preview.planned}) != preview.stamp:
            raise ActionRefused(STALE)
        return apply_figure_batch(
            round=round,
            entries=[plan.entry() for plan in plans],
            by=by,
            file_name=order.file_name,
            sha256=sha256_of(order.content),
            valid_rows_only=valid_only and bool(preview.error_count),
        )
