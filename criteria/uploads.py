"""Sheets kept between their preview and their application."""

import datetime
import hashlib

from django.utils import timezone

from criteria.models import PendingUpload

UPLOADS_KEPT_FOR = datetime.timedelta(days=1)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep_upload(*, file_name: str, content: bytes, **fields) -> PendingUpload:
    """Keep an upload until it is applied; uploads of yesterday and before are forgotten."""
    PendingUpload.objects.filter(uploaded_at__lt=timezone.now() - UPLOADS_KEPT_FOR).delete()
    return PendingUpload.objects.create(
        file_name=file_name[-200:], content=content, sha256=sha256_of(content), **fields
    )
