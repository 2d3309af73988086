"""A notice leads to a page that opens to its officer today, or says why it leads nowhere."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Notice, Officer, Succession
from tests import builders
from tests import directive_builders as build
from tests.directive_world import directive_world, may
from tests.reorganised import BEFORE, DAY
from tests.screen_parts import html, text_of

pytestmark = pytest.mark.django_db
GONE = "không còn thuộc phạm vi của bạn"


@pytest.fixture
def world(db):
    return directive_world()


def moved(world, **fields) -> Officer:
    """A Nam of the district, since he works for Đăk Ui alone, which took over another commune."""
    before = builders.commune(world.district, "Cũ", valid_to=BEFORE)
    Succession.objects.create(predecessor=before, successor=world.communes[1], effective_on=DAY)
    officer = world.people.district
    Officer.objects.filter(pk=officer.pk).update(
        scope_level="commune", scope_district=None, scope_commune=world.communes[1], **fields
    )
    return Officer.objects.get(pk=officer.pk)


def told(officer, url: str) -> Notice:
    return Notice.objects.create(recipient=officer, text="Có việc mới.", url=url)


def rows(world) -> list[str]:
    pxi = world.communes[0]
    own, other = build.assignment(world.task, world.communes[1]), build.assignment(world.task, pxi)
    barrier = build.obstacle(pxi, world.criteria[0])
    asked = build.explanation(pxi, obstacle=barrier)
    given = [f"/nhiem-vu/{row.pk}/" for row in (own, other)]
    return [*given, f"/vuong-mac/{barrier.pk}/", f"/giai-trinh/{asked.pk}/"]


@pytest.mark.parametrize("page", ["/thong-bao/", "/viec-cua-toi/"])
def test_notice_about_a_row_out_of_scope_says_so_without_a_link(client, world, page):
    own, *gone = rows(world)
    officer = moved(world)
    for url in (own, *gone):
        told(officer, url)
    client.force_login(officer)
    shown = html(client, page)
    assert text_of(shown).count(GONE) == len(gone)
    assert f'href="{own}">Có việc mới.' in shown
    assert not [url for url in gone if f'href="{url}"' in shown]
    assert client.get(own).status_code == 200
    assert {client.get(url).status_code for url in gone} == {404}


@pytest.mark.parametrize("start", ["tham-tra", "nhap-lieu"])
def test_notice_about_a_dossier_no_longer_in_charge_leads_to_the_page_of_the_commune(client, world, start):
    url = f"/{start}/ky/{world.round.pk}/xa/23503/"
    officer = world.people.district
    codenames = ["verify_standing", "view_indicatorresult"]
    officer.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    told(officer, url)
    client.force_login(officer)
    assert f'href="{url}">Có việc mới.' in html(client, "/thong-bao/")
    assert client.get(url).status_code == 200
    client.force_login(moved(world))
    public = "/xa/23503/?ky=2023-12-31&amp;bo=xa-ntm-2021-2025"
    assert f'href="{public}">Có việc mới.' in html(client, "/thong-bao/")
    assert client.get(public.replace("&amp;", "&")).status_code == 200
    assert client.get(url).status_code in (403, 404)


def test_notice_with_another_address_keeps_it(client, world):
    officer = world.people.district
    for url in ("/xa/23503/?ngay=2025-06-30", "https://example.gov.vn/", ""):
        told(officer, url)
    client.force_login(officer)
    shown = html(client, "/thong-bao/")
    assert 'href="/xa/23503/?ngay=2025-06-30">Có việc mới.' in shown
    assert 'href="https://example.gov.vn/">Có việc mới.' in shown
    assert GONE not in text_of(shown)


def test_daily_mail_names_no_page_that_does_not_open(world, settings):
    settings.SITE_URL = "https://ntm.example.gov.vn"
    own, gone, *_ = rows(world)
    officer = moved(world, email="nam@example.gov.vn")
    for url in (own, gone):
        told(officer, url)
    call_command("send_digest")
    [letter] = [letter for letter in mail.outbox if letter.to == ["nam@example.gov.vn"]]
    assert own in letter.body
    assert gone not in letter.body
    assert GONE in letter.body


def test_notices_ask_as_often_however_many_there_are(client, world):
    officer, urls = moved(world), rows(world)
    client.force_login(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            html(client, "/thong-bao/")
        return len(found)

    for url in urls:
        told(officer, url)
    few = asked()
    for url in urls * 8:
        told(officer, url)
    assert asked() == few


def test_who_asked_reads_the_answer_after_moving_elsewhere(client, world):
    pxi = world.communes[0]
    answered = {"answer": "Đã xong.", "answered_at": builders.MOMENT, "answered_by": world.people.commune}
    about = {"obstacle": build.obstacle(pxi, world.criteria[0])}
    own = build.explanation(pxi, asked_by=world.people.district, **about, **answered)
    other = build.explanation(pxi, asked_by=world.people.director, **about)
    officer = may(moved(world), "view_explanationrequest")
    client.force_login(officer)
    listed = html(client, "/giai-trinh/")
    assert f'href="/giai-trinh/{own.pk}/"' in listed
    assert f"/giai-trinh/{other.pk}/" not in listed
    assert "mọi yêu cầu trong phạm vi hoặc do bạn đặt" in text_of(listed)
    assert "Đã xong." in text_of(html(client, f"/giai-trinh/{own.pk}/"))
    assert client.get(f"/giai-trinh/{other.pk}/").status_code == 404
    Officer.objects.filter(pk=officer.pk).update(scope_level="", scope_commune=None)
    assert client.get(f"/giai-trinh/{own.pk}/").status_code in (403, 404)
