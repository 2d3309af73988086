"""Addresses of the watch over what was achieved, of the plans that keep it, and of decisions taken back."""

from django.urls import path

from criteria.urls import screen
from criteria.views.keeping import (
    keeping_item,
    keeping_item_add,
    keeping_item_drop,
    keeping_plan,
    keeping_plans,
)
from criteria.views.recognition import recognition_open
from criteria.views.recognition_acts import (
    recognition_conditions,
    recognition_move,
    recognition_step,
    recognition_step_file,
)
from criteria.views.recognition_decisions import recognition_file, recognition_restore, recognition_revoke
from criteria.views.watch import keeping_watch

urlpatterns = [
    *screen("duy-tri", keeping_watch, "keeping-watch"),
    path("duy-tri/ke-hoach/<int:pk>/", keeping_plans, name="keeping-plans"),
    path("duy-tri/ke-hoach/<int:pk>/ghi/", keeping_plan, name="keeping-plan"),
    path("duy-tri/ke-hoach/<int:pk>/viec/", keeping_item_add, name="keeping-item-add"),
    path("duy-tri/viec/<int:pk>/", keeping_item, name="keeping-item"),
    path("duy-tri/viec/<int:pk>/thoi/", keeping_item_drop, name="keeping-item-drop"),
    path("cong-nhan/mo/", recognition_open, name="recognition-open"),
    path("cong-nhan/tep/<int:pk>/", recognition_step_file, name="recognition-step-file"),
    path("cong-nhan/quyet-dinh/<int:pk>/thu-hoi/", recognition_revoke, name="recognition-revoke"),
    path("cong-nhan/quyet-dinh/<int:pk>/khoi-phuc/", recognition_restore, name="recognition-restore"),
    path("cong-nhan/quyet-dinh/<int:pk>/tep/<slug:kind>/", recognition_file, name="recognition-file"),
    path("cong-nhan/<int:pk>/buoc/<int:step>/", recognition_step, name="recognition-step"),
    path("cong-nhan/<int:pk>/dieu-kien/", recognition_conditions, name="recognition-conditions"),
    path("cong-nhan/<int:pk>/<slug:act>/", recognition_move, name="recognition-move"),
]
