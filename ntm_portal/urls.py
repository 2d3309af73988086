"""The portal's addresses: screens of each app, sign-in, administration, health."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from ntm_portal import officer_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("tim-kiem/", views.search, name="search"),
    path("trang-cua-toi/", views.my_place, name="my-place"),
    path("viec-cua-toi/", officer_views.work_page, name="my-work"),
    path("thong-bao/", officer_views.notices_page, name="notices"),
    path("dang-nhap/", LoginView.as_view(), name="sign-in"),
    path("dang-xuat/", LogoutView.as_view(), name="sign-out"),
    path("suc-khoe/", views.health, name="health"),
    path("quan-tri/", admin.site.urls),
    path("", include("criteria.evidence_urls")),
    path("", include("criteria.entry_urls")),
    path("", include("criteria.review_urls")),
    path("", include("criteria.figure_sheet_urls")),
    path("", include("criteria.import_urls")),
    path("", include("criteria.urls")),
]
