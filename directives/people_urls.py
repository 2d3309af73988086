"""Addresses of mobilisation and of residents' comments."""

from django.urls import path

from criteria.urls import screen
from directives.views import activities, activity_pages, comment_moderation, comments

urlpatterns = [
    *screen("van-dong", activities.activities_page, "activities"),
    path("van-dong/them/", activity_pages.activity_add, name="activity-add"),
    path("van-dong/<int:pk>/", activity_pages.activity_page, name="activity"),
    path("van-dong/<int:pk>/sua/", activity_pages.activity_change, name="activity-change"),
    path("van-dong/<int:pk>/anh/<int:photo_pk>/", activity_pages.activity_photo, name="activity-photo"),
    path("gop-y/gui/", comments.send_page, name="comment-send"),
    path("gop-y/xoa/", comments.erase_page, name="comment-erase"),
    *screen("gop-y", comment_moderation.comments_page, "comments"),
    path("gop-y/<int:pk>/", comment_moderation.comment_page, name="comment"),
]
