"""Addresses of evidence: the files of an indicator, and one file."""

from django.urls import path

from criteria.views import evidence as views

urlpatterns = [
    path(
        "nhap-lieu/ky/<int:round_id>/xa/<str:code>/chi-tieu/<int:indicator_id>/minh-chung/",
        views.evidence_page,
        name="evidence",
    ),
    path("minh-chung/<int:pk>/", views.evidence_file, name="evidence-file"),
]
