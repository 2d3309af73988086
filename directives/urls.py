"""Addresses of directives, their tasks, and what units were given."""

from django.urls import path

from criteria.urls import screen
from directives.views.assignments import assignment_page, my_assignments, report_file
from directives.views.directives import directive_page, directives
from directives.views.tasks import task_page

urlpatterns = [
    path("chi-thi/", directives, name="directives"),
    path("chi-thi/<slug:code>/<slug:key>/nhiem-vu/<int:position>/", task_page, name="task"),
    path("chi-thi/<slug:code>/<slug:key>/", directive_page, name="directive"),
    path("chi-thi/<slug:code>/<slug:key>.<ending:ending>", directive_page, name="directive-table"),
    path("nhiem-vu/<int:pk>/", assignment_page, name="assignment"),
    path("nhiem-vu/tep/<int:pk>/", report_file, name="report-file"),
    *screen("nhiem-vu", my_assignments, "my-assignments"),
]
