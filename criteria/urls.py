"""Addresses of the reading screens; each table also answers at the same path with .json, .csv or .xlsx."""

from django.urls import include, path, register_converter

from criteria.views.changes import changes
from criteria.views.commune import commune_profile
from criteria.views.criterion import criteria_sets, criterion_page
from criteria.views.matrix import district_board, province_board
from criteria.views.nation import nation
from criteria.views.overview import overview


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
    *screen("tinh/<slug:code>", overview, "province"),
    *screen("tinh/<slug:code>/bang-theo-doi", province_board, "province-board"),
    *screen("huyen/<slug:code>", district_board, "district"),
    *screen("xa/<slug:code>", commune_profile, "commune"),
    path("tieu-chi/", criteria_sets, name="criteria-sets"),
    *screen("tieu-chi/<slug:code>/<int:number>", criterion_page, "criterion"),
    *screen("thay-doi", changes, "changes"),
    path("", include("criteria.import_urls")),
]
