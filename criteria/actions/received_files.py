"""Files an officer sends with an act: checked before anything is written, gone again when the act fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from criteria.actions.permissions import ActionRefused
from criteria.evidence_files import CheckedFile, RefusedFile, check_file, too_large


def max_bytes() -> int:
    """How large one file may be, in bytes."""
    return settings.EVIDENCE_MAX_MB * 1024 * 1024


def checked_upload(upload: UploadedFile) -> CheckedFile:
    """The file that was sent, checked by its content. Raises ActionRefused with a sentence."""
    if upload.size > max_bytes():
        raise ActionRefused(too_large(max_bytes()))
    try:
        return check_file(upload.read(), upload.name or "", max_bytes=max_bytes())
    except RefusedFile as refusal:
        raise ActionRefused(str(refusal)) from refusal


@contextmanager
def rows_with_files() -> Iterator[list]:
    """A transaction for rows with files: what is put in the list is deleted when the rows are not kept."""
    written: list = []
    try:
        with transaction.atomic():
            yield written
    except BaseException:
        # The row is gone with the transaction; its file would stay behind for ever.
        for file in written:
            file.storage.delete(file.name)
        raise


def keep_file(field: FieldFile, checked: CheckedFile, written: list) -> None:
    """Write a checked file to an unsaved row. On the disk it is called by its fingerprint, which no officer
    chooses."""
    field.save(
        f"{checked.sha256}.{checked.name.rpartition('.')[2]}", ContentFile(checked.content), save=False
    )
    written.append(field)
