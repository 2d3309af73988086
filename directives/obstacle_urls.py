"""Addresses of obstacles and of requests for explanation."""

from django.urls import path

from criteria.urls import screen
from directives.views.explanations import explanation_add, explanation_page, explanations
from directives.views.obstacles import obstacle_add, obstacle_page, obstacles

urlpatterns = [
    *screen("vuong-mac", obstacles, "obstacles"),
    path("vuong-mac/them/", obstacle_add, name="obstacle-add"),
    path("vuong-mac/<int:pk>/", obstacle_page, name="obstacle"),
    *screen("giai-trinh", explanations, "explanations"),
    path("giai-trinh/them/", explanation_add, name="explanation-add"),
    path("giai-trinh/<int:pk>/", explanation_page, name="explanation"),
]
