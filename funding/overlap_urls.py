"""Addresses of the overlap questions; the portal includes them before those of `/von/` itself."""

from criteria.urls import screen
from funding.views.overlap import overlap

urlpatterns = screen("von/nghi-trung", overlap, "overlap")
