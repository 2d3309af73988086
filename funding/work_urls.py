"""Addresses of work items: the list with its files, one item, adding and changing."""

from django.urls import path

from criteria.urls import screen
from funding.views import work_item, work_items, work_writing

urlpatterns = [
    *screen("von/cong-trinh", work_items.work_items, "work-items"),
    path("von/cong-trinh/them/", work_writing.work_add, name="work-item-add"),
    path("von/cong-trinh/<int:pk>/", work_item.work_item, name="work-item"),
    path("von/cong-trinh/<int:pk>/sua/", work_writing.work_change, name="work-item-change"),
]
