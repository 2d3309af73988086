"""Addresses of the reading screens; each table also answers at the same path with .json, .csv or .xlsx.

The screens other apps add to are routed in `ntm_portal/urls.py`, by the same `screen`.
"""

from django.urls import include, path, register_converter

from criteria.views.changes import changes
from criteria.views.criterion import criteria_sets
from criteria.views.nation import nation


class Ending:
    """A kind of file a table can be taken away in."""

    regex = "json|csv|xlsx"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Ending, "ending")


def screen(route: str, view, name: str) -> list:
    """A screen at `route/` and its files at `route.json`, `route.csv`, `route.xlsx`."""
    return [
        path(f"{route}/", view, name=name),
        path(f"{route}.<ending:ending>", view, name=f"{name}-file"),
    ]


urlpatterns = [
    *screen("ca-nuoc", nation, "nation"),
    path("tieu-chi/", criteria_sets, name="criteria-sets"),
    *screen("thay-doi", changes, "changes"),
    path("", include("criteria.import_urls")),
]
