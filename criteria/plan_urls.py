"""Addresses of yearly plans: the screen and its files, a commune's plan, entry on a page and by sheet."""

from django.urls import path

from criteria.urls import screen
from criteria.views import plan, plan_commune, plan_entry, plan_sheets

urlpatterns = [
    path("ke-hoach/", plan.plan_home, name="plan-home"),
    *screen("ke-hoach/<slug:code>", plan.plan_page, "plan"),
    path("ke-hoach/<slug:code>/xa/<slug:commune>/", plan_commune.plan_commune, name="plan-commune"),
    path("ke-hoach/<slug:code>/chuyen-tiep/<int:pk>/", plan_commune.plan_carry, name="plan-carry"),
    path("ke-hoach/<slug:code>/rut/<int:pk>/", plan_commune.plan_withdraw, name="plan-withdraw"),
    path("ke-hoach/<slug:code>/nhap/", plan_entry.plan_entry, name="plan-entry"),
    path("ke-hoach/<slug:code>/duyet/", plan_entry.plan_approve, name="plan-approve"),
    path("ke-hoach/<slug:code>/nhap/bieu-mau/", plan_sheets.plan_template, name="plan-template"),
    path("ke-hoach/<slug:code>/nhap/bieu/", plan_sheets.plan_upload, name="plan-upload"),
    path("ke-hoach/<slug:code>/nhap/bieu/<slug:name>/", plan_sheets.plan_preview, name="plan-preview"),
    path("ke-hoach/<slug:code>/nhap/bieu/<slug:name>/loi.xlsx", plan_sheets.plan_errors, name="plan-errors"),
    path("ke-hoach/<slug:code>/nhap/bieu-so/<int:number>/", plan_sheets.plan_sheet, name="plan-sheet"),
]
