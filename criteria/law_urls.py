"""Addresses by which the texts and levels of a set are loaded and verified."""

from django.urls import path

from criteria.views import law_sheets as sheets
from criteria.views.verifying import verify_set, waiting_sets

urlpatterns = [
    path("tieu-chi/kiem-chung/", waiting_sets, name="law-waiting"),
    path("tieu-chi/<slug:code>/kiem-chung/", verify_set, name="law-verify"),
    path("tieu-chi/<slug:code>/nap/", sheets.upload, name="law-sheet"),
    path("tieu-chi/<slug:code>/nap/bieu-mau/", sheets.template, name="law-sheet-template"),
    path("tieu-chi/<slug:code>/nap/<slug:name>/", sheets.preview, name="law-sheet-preview"),
]
