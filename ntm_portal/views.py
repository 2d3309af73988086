"""Health, and the pages that belong to no single app."""

from django.db import connection
from django.http import JsonResponse


def health(request):
    """Answer 200 when the database answers, for the machine that watches the portal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"trang_thai": "tốt"}, json_dumps_params={"ensure_ascii": False})
