"""Addresses of the villages of a commune."""

from criteria.urls import screen
from criteria.views.villages import villages_page

urlpatterns = [*screen("thon/<slug:code>", villages_page, "villages")]
