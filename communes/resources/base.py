"""The base of imports and exports: the whole file is checked, then written with its history or not at all."""

import hashlib
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CheckConstraint, Model
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Error, RowResult
from simple_history.utils import bulk_create_with_history

from communes.resources.faults import gathered_in, raise_all
from communes.resources.headings import tidy
from communes.resources.keys import Key, visible_rows
from communes.resources.results import SHOWN, PreviewCell, PreviewRow, SheetResult
from communes.scope import may_write

logger = logging.getLogger(__name__)

OUTSIDE = "Dòng này ở ngoài phạm vi phụ trách của bạn."
MOVED_ON = "Số liệu đã đổi sau khi xem trước, chưa ghi gì; tải tệp lên lại để xem lại."
REFUSED = "Cơ sở dữ liệu không nhận tệp này, chưa ghi gì; báo quản trị hệ thống kèm theo tệp."
BATCH = 500


class KnownRows(BaseInstanceLoader):
    """The rows already there, by natural key, read with one query for the whole file."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        resource.known = resource.known_rows() if dataset is not None and len(dataset) else {}

    def get_instance(self, row):
        self.resource.key = self.resource.key_in(row)
        return self.resource.known.get(self.resource.key)


class PortalResource(Resource):
    """Subclasses declare their columns, the model, its key (`import_id_fields`) and `related` to join.

    `officer` reads what they may see and writes what lies in their scope. A line is checked by the
    model's own fields and constraints without a query per line; the lines are then checked together.
    """

    related: tuple[str, ...] = ()
    # Fields that follow from others and are written with them.
    derived: tuple[str, ...] = ()

    class Meta:
        use_bulk = True
        use_transactions = True
        batch_size = None
        skip_diff = True
        skip_unchanged = True
        report_skipped = False
        store_instance = True
        instance_loader_class = KnownRows

    def __init__(self, *, officer, seen: str = "", **kwargs):
        """`seen` is the fingerprint of the preview the officer confirms: nothing else is then written."""
        super().__init__()
        self.officer, self.seen, self.digest = officer, seen, hashlib.sha256()
        self.reason = "Nhập từ tệp"
        self.lines, self.letters, self.preview, self.written = [], {}, [], []
        self.known, self.line_of_key, self.verdicts, self.faults = {}, {}, {}, []
        for column in self.fields.values():
            column.widget.officer = officer

    @classmethod
    def get_result_class(cls):
        return SheetResult

    @classmethod
    def get_display_name(cls):
        return str(cls._meta.model._meta.verbose_name_plural)

    @property
    def model(self):
        return self._meta.model

    @property
    def writable(self) -> list:
        """The columns an import writes."""
        return [column for column in self.fields.values() if not column.readonly]

    def get_import_fields(self):
        return self.writable

    def get_user_visible_fields(self):
        return list(self.fields.values())

    def get_queryset(self):
        return visible_rows(self.model, self.officer)

    def filter_export(self, queryset, **kwargs):
        rows = queryset.select_related(*self.related)
        return rows.visible_to(self.officer) if hasattr(rows, "visible_to") else rows

    def init_instance(self, row=None):
        return self.model()

    # Reading a file

    def import_data(self, dataset, dry_run=False, **kwargs):
        """Read a dataset; write it unless `dry_run`. One fault anywhere and nothing is written."""
        kwargs["rollback_on_validation_errors"] = True
        if kwargs.get("file_name"):
            self.reason = f"Nhập từ tệp {kwargs['file_name']}"[:100]
        result = super().import_data(dataset, dry_run=dry_run, **kwargs)
        result.lines, result.letters, result.preview = self.lines, self.letters, self.preview
        result.fingerprint = self.digest.hexdigest()
        result.heading_of = {column.attribute: column.column_name for column in self.fields.values()}
        return result

    def required_headings(self) -> list[str]:
        """Headings a file cannot do without: the key, and what names the rows in it."""
        required = []
        for name in self._meta.import_id_fields:
            column = self.fields[name]
            required += column.widget.headings if isinstance(column.widget, Key) else []
            required.append(column.column_name)
        return list(dict.fromkeys(required))

    def before_import(self, dataset, **kwargs):
        known = [column.column_name for column in self.fields.values()]
        self.lines, self.letters = tidy(dataset, known, self.required_headings())

    def handle_import_error(self, result, error, raise_errors=False):
        """Say in Vietnamese what is wrong with the file as a whole."""
        if isinstance(error, ValidationError):
            messages = error.messages
        else:
            logger.exception("Import failed", exc_info=error)
            messages = [REFUSED]
        for message in messages:
            result.append_base_error(Error(ValueError(message)))

    # One line

    def known_rows(self) -> dict[tuple, Model]:
        rows = self.model._default_manager.select_related(*self.related)
        return {self.key_of(row): row for row in rows}

    def key_of(self, instance) -> tuple:
        return tuple(_plain(self.fields[name].get_value(instance)) for name in self._meta.import_id_fields)

    def key_in(self, row) -> tuple | None:
        """The key a line states, or None when one of its cells cannot be read (reported with the cell)."""
        try:
            return tuple(_plain(self.fields[name].clean(row)) for name in self._meta.import_id_fields)
        except (ValueError, KeyError):
            return None

    def after_init_instance(self, instance, new, row, row_number=0, **kwargs):
        self.before = None if new else self._values(instance)
        self.shown_before = None if new or len(self.preview) >= SHOWN else self._shown(instance)
        self.faults, line, key = [], self.lines[row_number - 1], self.key
        if not new and not may_write(self.officer, instance):
            self.faults.append(OUTSIDE)
        if key is not None and key in self.line_of_key:
            self.faults.append(f"Trùng với dòng {self.line_of_key[key]}; giữ lại một dòng.")
        self.line_of_key.setdefault(key, line)

    def _values(self, instance) -> list:
        return [_plain(column.get_value(instance)) for column in self.writable]

    def _shown(self, instance) -> list[str]:
        return [str(column.export(instance)) for column in self.writable]

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if import_validation_errors or self.faults or self.before is None:
            return False
        return self.before == self._values(instance)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Gather every fault of a line: cells, empty keys, the model's rules, constraints and the scope."""
        faults = dict(import_validation_errors or {})
        self.complete(instance)
        self._check_fields(instance, faults)
        if not faults:
            with gathered_in(faults):
                self.check_rules(instance)
            self._check_constraints(instance, faults)
            self.check_scope(instance)
        raise_all(faults, of_line=self.faults)

    def check_scope(self, instance) -> None:
        """Add the fault of a line outside the officer's scope, once."""
        if OUTSIDE not in self.faults and not may_write(self.officer, instance):
            self.faults.append(OUTSIDE)

    def complete(self, instance) -> None:
        """Fill in what follows from the cells; a hook."""

    def check_rules(self, instance) -> None:
        """Raise ValidationError where one row breaks a rule of its model; a hook that asks no query."""
        instance.clean()

    def _check_fields(self, instance, faults: dict) -> None:
        relations = [field.name for field in self.model._meta.fields if field.is_relation]
        with gathered_in(faults):
            instance.clean_fields(exclude={*faults, *relations})
        for field in self.model._meta.fields:
            empty = field.is_relation and not field.null and getattr(instance, field.attname) is None
            if empty and field.name not in faults:
                faults[field.name] = ["Ô này không được để trống."]

    def _check_constraints(self, instance, faults: dict) -> None:
        """Check constraints are asked of the database; once for rows with the same values."""
        for constraint in self.model._meta.constraints:
            if not isinstance(constraint, CheckConstraint):
                continue
            names = sorted(constraint.condition.referenced_base_fields)
            key = constraint.name, *(_plain(getattr(instance, name)) for name in names)
            if key not in self.verdicts:
                self.verdicts[key] = {}
                with gathered_in(self.verdicts[key]):
                    constraint.validate(self.model, instance)
            for name, errors in self.verdicts[key].items():
                faults.setdefault(name, []).extend(errors)

    def after_import_row(self, row, row_result, row_number=0, **kwargs):
        if row_result.import_type == RowResult.IMPORT_TYPE_SKIP:
            return
        self.written.append((row_number, row, row_result.instance))
        self.digest.update(repr((self.before, self._values(row_result.instance))).encode())
        if len(self.preview) < SHOWN:
            after = self._shown(row_result.instance)
            before = self.shown_before or [""] * len(after)
            cells = [PreviewCell(*pair) for pair in zip(before, after, strict=True)]
            self.preview.append(PreviewRow(self.lines[row_number - 1], self.before is None, cells))

    # Writing

    def check_together(self) -> list[tuple[Model, dict]]:
        """Faults that only the lines together show: (instance, field → messages); a hook."""
        return []

    def refuse(self, instance, faults, result) -> None:
        """Report faults of a line that was already read."""
        number, row = next((at, row) for at, row, other in self.written if other is instance)
        result.append_invalid_row(number, row, ValidationError(faults))

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        for instance, faults in self.check_together():
            self.refuse(instance, faults, result)
        if self.seen and self.seen != self.digest.hexdigest():
            self.handle_import_error(result, ValidationError(MOVED_ON))
        if result.has_errors() or result.has_validation_errors():
            self.create_instances.clear()
            self.update_instances.clear()
            return
        # Changes first: one may end a place whose code a new row takes over.
        self._write(self.update_known, self.update_instances, result)
        self._write(self.create_new, self.create_instances, result)

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        """Nothing is left to do: `bulk_create`, which the library calls first, writes both."""

    def _write(self, write, instances: list, result) -> None:
        try:
            with transaction.atomic():
                if instances:
                    write(instances, result)
        except Exception as error:
            self.handle_import_error(result, error)
        instances.clear()

    def create_new(self, instances: list, result) -> None:
        if hasattr(self.model, "history"):
            bulk_create_with_history(instances, self.model, BATCH, **self._signed())
        else:
            self.model._default_manager.bulk_create(instances, batch_size=BATCH)

    def update_known(self, instances: list, result) -> None:
        # Only what the file states: another officer may be changing the rest of the row.
        stated = {column.attribute for column in self.writable if column.column_name in self.letters}
        stated -= {self.fields[name].attribute for name in self._meta.import_id_fields}
        own = [field.name for field in self.model._meta.fields]
        fields = [name for name in own if name in stated or name in self.derived]
        # An upsert by primary key writes in a tenth of the time of Django's own bulk update.
        self.model._default_manager.bulk_create(
            instances, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )
        if hasattr(self.model, "history"):
            self.model.history.bulk_history_create(instances, BATCH, update=True, **self._signed())

    def _signed(self) -> dict:
        return {"default_user": self.officer, "default_change_reason": self.reason}


def _plain(value):
    return value.pk if isinstance(value, Model) else value
