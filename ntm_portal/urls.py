"""The portal's addresses: screens of each app, sign-in, administration, health."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from criteria.urls import screen
from directives.views.agency import agency_page
from ntm_portal import officer_views, recognition_screens, screens, views

urlpatterns = [
    path("", views.home, name="home"),
    path("tim-kiem/", views.search, name="search"),
    path("trang-cua-toi/", views.my_place, name="my-place"),
    path("viec-cua-toi/", officer_views.work_page, name="my-work"),
    path("thong-bao/", officer_views.notices_page, name="notices"),
    path("dang-nhap/", LoginView.as_view(), name="sign-in"),
    path("dang-xuat/", LogoutView.as_view(), name="sign-out"),
    path("doi-mat-khau/", officer_views.ChangePassword.as_view(), name="change-password"),
    path("suc-khoe/", views.health, name="health"),
    path("quan-tri/", admin.site.urls),
    path("", include("ntm_portal.reorganisation_urls")),
    path("", include("funding.urls")),
    path("", include("funding.work_urls")),
    path("", include("funding.entry_urls")),
    path("", include("directives.task_sheet_urls")),
    path("", include("funding.overlap_urls")),
    path("", include("directives.urls")),
    path("", include("directives.obstacle_urls")),
    path("", include("directives.people_urls")),
    path("", include("criteria.law_urls")),
    path("", include("criteria.evidence_urls")),
    path("", include("criteria.entry_urls")),
    path("", include("criteria.review_urls")),
    path("", include("criteria.figure_sheet_urls")),
    path("", include("criteria.import_urls")),
    path("", include("criteria.plan_urls")),
    *screen("cong-nhan", recognition_screens.recognitions, "recognitions"),
    path("cong-nhan/<int:pk>/", recognition_screens.recognition_dossier, name="recognition-dossier"),
    path("cong-nhan/<int:pk>/quyet-dinh/", recognition_screens.recognition_decide, name="recognition-decide"),
    path("", include("criteria.keeping_urls")),
    path("", include("criteria.village_urls")),
    path("", include("criteria.urls")),
    *screen("tinh/<slug:code>", screens.overview, "province"),
    *screen("tinh/<slug:code>/bang-theo-doi", screens.province_board, "province-board"),
    *screen("huyen/<slug:code>", screens.district_board, "district"),
    *screen("xa/<slug:code>", screens.commune_profile, "commune"),
    *screen("tieu-chi/<slug:code>/<int:number>", screens.criterion_page, "criterion"),
    path("don-vi/<int:pk>/", agency_page, name="agency"),
]
