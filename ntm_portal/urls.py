"""The portal's addresses: screens of each app, sign-in, administration, health."""

from django.contrib import admin
from django.urls import path

from ntm_portal import views

urlpatterns = [
    path("suc-khoe/", views.health, name="health"),
    path("quan-tri/", admin.site.urls),
]
