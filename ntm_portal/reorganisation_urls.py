"""Addresses of reorganisations: the list, one of them, preparing, heirs, applying, undoing."""

from django.urls import path

from criteria.urls import screen
from ntm_portal import reorganisation_acts as acts
from ntm_portal import reorganisation_sheet_views as sheet
from ntm_portal import reorganisation_views as views

urlpatterns = [
    path("sap-xep/", views.reorganisations, name="reorganisations"),
    path("sap-xep/bieu-mau/", sheet.template, name="reorganisation-template"),
    path("sap-xep/chuan-bi/", sheet.upload, name="reorganisation-sheet"),
    path("sap-xep/chuan-bi/danh-muc/", sheet.from_seeds, name="reorganisation-seeds"),
    path("sap-xep/chuan-bi/<slug:name>/", sheet.preview, name="reorganisation-sheet-preview"),
    *screen("sap-xep/<int:pk>", views.reorganisation, "reorganisation"),
    path("sap-xep/<int:pk>/ke-thua/", acts.heirs, name="reorganisation-heirs"),
    path("sap-xep/<int:pk>/ap-dung/", acts.apply_page, name="reorganisation-apply"),
    path("sap-xep/<int:pk>/hoan-tac/", acts.undo_page, name="reorganisation-undo"),
    path("sap-xep/<int:pk>/huy/", acts.withdraw_page, name="reorganisation-withdraw"),
]
