"""Addresses of the pages where money is entered: by grid, by sheet, and the sheets applied."""

from django.urls import path

from funding.views import allocation_sheets as sheets
from funding.views import batches, entry

urlpatterns = [
    path("von/nhap/", entry.landing, name="funding-entry"),
    path("von/nhap/<slug:kind>/<slug:code>/<int:year>/", entry.grid, name="funding-grid"),
    path("von/bieu/", sheets.upload, name="funding-sheet"),
    path("von/bieu/mau/", sheets.template, name="funding-template"),
    path("von/bieu/<slug:name>/", sheets.preview, name="funding-preview"),
    path("von/bieu/<slug:name>/loi.xlsx", sheets.errors, name="funding-errors"),
    path("von/lo/", batches.batches, name="funding-batches"),
    path("von/lo/<int:number>/", batches.batch, name="funding-batch"),
    path("von/lo/<int:number>/hoan-tac/", batches.undo, name="funding-undo"),
]
