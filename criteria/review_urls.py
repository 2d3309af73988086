"""Addresses of the pages on which dossiers are sent and reviewed."""

from django.urls import path

from criteria.views import dossier, review, submitting

urlpatterns = [
    path("nhap-lieu/ky/<int:round_id>/xa/<slug:code>/gui/", submitting.submit_page, name="entry-submit"),
    path("nhap-lieu/ky/<int:round_id>/xa/<slug:code>/rut-lai/", submitting.withdrawal, name="entry-withdraw"),
    path("tham-tra/", review.queue, name="review-queue"),
    path("tham-tra/ky/<int:round_id>/xa/<slug:code>/", dossier.dossier, name="review-dossier"),
    path("tham-tra/ky/<int:round_id>/tieu-chi/<int:number>/", review.criterion, name="review-criterion"),
]
