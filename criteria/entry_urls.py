"""Addresses of the pages on which figures are entered."""

from django.urls import path

from criteria.views import figure_cells, figures

urlpatterns = [
    path("nhap-lieu/ky/<int:pk>/", figures.entry_round, name="entry-round"),
    path("nhap-lieu/ky/<int:pk>/xa/<slug:code>/", figures.entry_commune, name="entry-commune"),
    path("nhap-lieu/ky/<int:pk>/chi-tieu/<int:indicator>/", figures.entry_indicator, name="entry-indicator"),
    path("nhap-lieu/ky/<int:pk>/o/", figure_cells.entry_cell, name="entry-cell"),
]
