"""A resident's e-mail is shown to nobody: crawled as every role, in pages, files, notices and sentences."""

import pytest
from django.contrib import admin
from django.test import Client

from communes.models import Notice
from directives.actions import answer_comment, comment_to_obstacle, publish_comment, send_comment
from directives.models import Comment, Obstacle
from tests.crawling import crawl
from tests.people_world import people_world
from tests.screen_parts import xlsx_text

pytestmark = pytest.mark.django_db
EMAIL = "hang.rat-rieng@example.vn"
ADDRESS = "10.20.30.40"
# What knows nothing of comments, and is crawled by test_crawl.
ELSEWHERE = r"^/(nhap-lieu|tham-tra|ca-nuoc|tim-kiem|quan-tri/(?!directives))|xlsx"
ROLES = ["", "thai", "nam", "hoa", "lan", "away", "stranger"]


@pytest.fixture
def world():
    """Two comments with an e-mail: one waits, one is published, answered and made an obstacle."""
    built = people_world()
    place = built.communes[0]
    about = {"province": built.home, "commune": place, "address": ADDRESS, "email": EMAIL}
    send_comment(text="Chờ duyệt", name="Y Hằng", **about)
    second, _ = send_comment(text="Đường lầy lội", name="A Tý", **about)
    publish_comment(comment=second, by=built.hoa)
    answer_comment(comment=second, answer="Đã rõ.", by=built.hoa)
    comment_to_obstacle(
        comment=second,
        commune=place,
        criterion=built.criterion,
        text="Đường lầy lội",
        cause="capital",
        by=built.hoa,
    )
    type(built.hoa).objects.filter(scope_level="province").update(is_staff=True)
    return built


@pytest.mark.parametrize("who", ROLES)
def test_email_is_on_no_page_and_in_no_file(world, who):
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(getattr(world, who))
    place = world.communes[0]
    pk = Comment.objects.order_by("pk").first().pk
    starts = [
        "/gop-y/",
        "/gop-y.json",
        "/gop-y.csv",
        f"/gop-y/{pk}/",
        f"/gop-y/{pk + 1}/",
        f"/gop-y/gui/?xa={place.pk}",
        "/gop-y/xoa/",
        "/thong-bao/",
        "/van-dong/",
        f"/xa/{place.code}/",
        f"/xa/{place.code}.json",
        f"/tieu-chi/xa-ntm-2021-2025/1/?tinh={world.home.code}",
        f"/vuong-mac/{Obstacle.objects.get().pk}/",
        "/quan-tri/",
    ]
    secrets = [EMAIL.encode(), ADDRESS.encode(), *keys()]
    pages = crawl(client, *starts, samples=1, leave_out=ELSEWHERE, limit=40)
    assert len(pages) > 15
    assert not [str(page) for page in pages if any(secret in page.content for secret in secrets)]
    assert not [str(page) for page in pages if page.status >= 500]


def keys() -> list[bytes]:
    rows = Comment.objects.values_list("sender_key", "erase_key_hash")
    return [key.encode() for row in rows for key in row]


def test_email_is_in_no_notice(world):
    assert Notice.objects.exists()
    assert not [notice for notice in Notice.objects.all() if EMAIL in notice.text + notice.url]


def test_email_is_in_no_workbook(world, client):
    client.force_login(world.hoa)
    text = xlsx_text(client, "/gop-y.xlsx")
    assert "Đường lầy lội" in text
    assert not [secret for secret in (EMAIL, ADDRESS) if secret in text]


def test_administration_shows_no_secret_column(world, rf):
    request = rf.get("/")
    request.user = world.lan
    page = admin.site.get_model_admin(Comment)
    shown = {*page.get_list_display(request), *page.get_fields(request), *page.get_search_fields(request)}
    assert "text" in shown
    assert not {"email", "sender_key", "erase_key_hash"} & shown
