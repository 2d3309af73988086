"""The portal's addresses, and the least a page or an answer of it can cost."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    """A page that asks the database for nothing and says nothing."""
    select_one()
    return render(request, "base.html")


def answer(request: HttpRequest) -> JsonResponse:
    """An answer to a signed-in officer that asks the database for nothing."""
    return JsonResponse({"one": select_one(), "officer": request.user.pk})


def select_one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]


urlpatterns = [
    path("floor/page/", page),
    path("floor/answer/", answer),
    path("", include("ntm_portal.urls")),
]
