"""Addresses of what is entered for a directive: its signed file, and its tasks from a sheet."""

from django.urls import path

from directives.views import task_sheet as views
from directives.views.signed_file import directive_file

urlpatterns = [
    path("chi-thi/<slug:code>/<slug:key>/tep/", directive_file, name="directive-file"),
    path("chi-thi/<slug:code>/<slug:key>/nhap-nhiem-vu/", views.upload, name="task-sheet"),
    path(
        "chi-thi/<slug:code>/<slug:key>/nhap-nhiem-vu/bieu-mau/", views.template, name="task-sheet-template"
    ),
    path(
        "chi-thi/<slug:code>/<slug:key>/nhap-nhiem-vu/<slug:name>/", views.preview, name="task-sheet-preview"
    ),
    path(
        "chi-thi/<slug:code>/<slug:key>/nhap-nhiem-vu/<slug:name>/ket-qua/",
        views.result,
        name="task-sheet-result",
    ),
]
