"""Addresses of the pages that import the wide sheet."""

from django.urls import path

from criteria.views import status_import as views

urlpatterns = [
    path("nhap-lieu/", views.batches, name="import-batches"),
    path("nhap-lieu/bieu-tong-hop/", views.upload_sheet, name="import-sheet"),
    path("nhap-lieu/xem-truoc/<int:pk>/", views.preview_sheet, name="import-preview"),
    path("nhap-lieu/lo/<int:number>/", views.batch_page, name="import-batch"),
    path("nhap-lieu/lo/<int:number>/hoan-tac/", views.undo, name="import-undo"),
]
