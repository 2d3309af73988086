"""The same sheet through django-import-export as it comes: what the portal's own import is measured against.

No history, no scope, no judging, no standings, and keys instead of names: less work than the portal's.
"""

from import_export.resources import ModelResource
from tablib import Dataset

from criteria.figure_preview import FigurePreview
from criteria.models import FIGURE_FIELDS, IndicatorResult

COLUMNS = ("standing", "indicator", *FIGURE_FIELDS, "updated_at")


class FigureResource(ModelResource):
    class Meta:
        model = IndicatorResult
        fields = COLUMNS
        import_id_fields = ("standing", "indicator")


def workbook_of(preview: FigurePreview, rows: int) -> bytes:
    """The first rows of a previewed sheet as a workbook of plain columns."""
    data = Dataset(headers=COLUMNS)
    for plan in preview.planned[:rows]:
        data.append([plan.dossier.standing_id, plan.measure.id, *plan.wanted, "2023-12-31 08:00:00"])
    return data.export("xlsx")


def import_workbook(content: bytes) -> int:
    """Read, rehearse for the preview and write, as the administration does; how many rows are new."""
    data, resource = Dataset().load(content, format="xlsx"), FigureResource()
    resource.import_data(data, dry_run=True, raise_errors=True)
    return resource.import_data(data, raise_errors=True).totals["new"]
