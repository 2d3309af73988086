"""Addresses of the pages that send and take entry sheets of figures."""

from django.urls import path

from criteria.views import figure_sheets as views

urlpatterns = [
    path("nhap-lieu/ky/<int:pk>/bieu-mau/", views.template, name="figures-template"),
    path("nhap-lieu/ky/<int:pk>/tai-len/", views.upload, name="figures-upload"),
    path("nhap-lieu/so-lieu/<int:pk>/", views.preview, name="figures-preview"),
    path("nhap-lieu/so-lieu/<int:pk>/loi.xlsx", views.errors, name="figures-errors"),
]
