"""Directives and tasks in the administration: the signed file, what replaces what, sheets out and in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directives.models import Directive, Task
from tests import builders, directive_builders
from tests.admin_world import FOREIGN, build, change, errors
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

DIRECTIVES, TASKS = "/quan-tri/directives/directive/", "/quan-tri/directives/task/"
PDF = b"%PDF-1.4\n%%EOF"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


@pytest.fixture
def lan(world, client):
    """A browser signed in as bà Lan."""
    client.force_login(world.people["lan"])
    return client


def posted(world, **fields) -> dict:
    usual = {
        "province": world.home["province"].pk,
        "kind": "plan",
        "number": "17/KH-UBND",
        "signed_on": "02/02/2024",
        "issuer": "UBND tỉnh",
        "title": "Về giảm nghèo",
    }
    return usual | fields


def pdf(name="Kế hoạch 17.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Directives and their file


def test_directive_is_added_with_its_file_name_and_fingerprint(lan, world):
    response = lan.post(f"{DIRECTIVES}add/", posted(world, file=pdf()))
    assert response.status_code == 302, errors(response)
    added = Directive.objects.get(number="17/KH-UBND")
    assert (added.key, added.file_name, len(added.file_sha256)) == ("17-kh-ubnd-2024", "Kế hoạch 17.pdf", 64)
    assert added.file.name.startswith("directives/")
    assert added.file.name.endswith(added.file_sha256[:32])
    assert added.history.get().history_user == world.people["lan"]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf("lenh.pdf", b"MZ\x90\x00"), "Không nhận loại tệp này"),
        (pdf("trang.pdf", b"<html><script>"), "Không nhận loại tệp này"),
    ],
)
def test_directive_file_of_another_kind_is_refused(lan, world, file, words):
    response = lan.post(f"{DIRECTIVES}add/", posted(world, file=file))
    assert words in errors(response)["file"][0]
    assert not Directive.objects.filter(number="17/KH-UBND").exists()


def test_directive_file_too_large_is_refused(lan, world, settings):
    settings.EVIDENCE_MAX_MB = 0.00001
    assert "lớn hơn" in errors(lan.post(f"{DIRECTIVES}add/", posted(world, file=pdf())))["file"][0]


def test_directive_keeps_its_file_and_may_lose_it(lan, world):
    lan.post(f"{DIRECTIVES}add/", posted(world, file=pdf()))
    added = Directive.objects.get(number="17/KH-UBND")
    assert change(lan, added, file=None, title="Khác").status_code == 302
    added.refresh_from_db()
    assert (added.title, added.file_name) == ("Khác", "Kế hoạch 17.pdf")
    assert change(lan, added, file=None, **{"file-clear": "on"}).status_code == 302
    added.refresh_from_db()
    assert (added.file.name, added.file_name, added.file_sha256) == ("", "", "")


def test_directive_file_is_downloaded_by_officers_of_the_province_alone(lan, world, client):
    lan.post(f"{DIRECTIVES}add/", posted(world, file=pdf()))
    url = "/chi-thi/62/17-kh-ubnd-2024/tep/"
    for name in ("lan", "nam", "thai"):
        client.force_login(world.people[name])
        response = client.get(url)
        assert (response.status_code, b"".join(response.streaming_content)) == (200, PDF)
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
    client.force_login(world.people["stranger"])
    assert client.get(url).status_code == 404
    client.force_login(builders.officer("gia-lai", world.foreign["province"], is_superuser=True))
    assert client.get(url).status_code == 404
    client.force_login(builders.officer("unread", world.home["province"]))
    assert client.get(url).status_code == 403
    client.logout()
    assert client.get(url)["Location"] == f"/dang-nhap/?next={url}"


def test_directive_without_file_or_whose_file_is_gone_answers_not_found(lan, world):
    assert lan.get(f"/chi-thi/62/{world.home['directive'].key}/tep/").status_code == 404
    lan.post(f"{DIRECTIVES}add/", posted(world, file=pdf()))
    Directive.objects.get(number="17/KH-UBND").file.storage.delete(
        Directive.objects.get(number="17/KH-UBND").file.name
    )
    assert lan.get("/chi-thi/62/17-kh-ubnd-2024/tep/").status_code == 404


@pytest.mark.parametrize("name", ["lan", "nam"])
def test_directive_form_links_to_the_file_and_the_page_never_to_the_stored_path(world, client, name):
    client.force_login(world.people["lan"])
    client.post(f"{DIRECTIVES}add/", posted(world, file=pdf()))
    added = Directive.objects.get(number="17/KH-UBND")
    client.force_login(world.people[name])
    urls = [
        reverse("admin:directives_directive_change", args=[added.pk]),
        reverse("admin:directives_directive_simple_history", args=[added.pk, added.history.first().pk]),
    ]
    for url in urls:
        page = client.get(url).content.decode()
        assert 'href="/chi-thi/62/17-kh-ubnd-2024/tep/"' in page
        assert 'href="/chi-thi/62/17-kh-ubnd-2024/"' in page
        assert f'href="{added.file.name}' not in page
        assert f'/{added.file.name}"' not in page


def test_directive_replaces_an_earlier_one_of_its_province(lan, world):
    old = world.home["directive"]
    response = lan.post(f"{DIRECTIVES}add/", posted(world, supersedes=old.pk))
    assert response.status_code == 302
    response = lan.post(
        f"{DIRECTIVES}add/", posted(world, number="1", signed_on="01/01/2024", supersedes=old.pk)
    )
    assert "ban hành trước" in errors(response)["supersedes"][0]
    response = lan.post(
        f"{DIRECTIVES}add/", posted(world, number="1", supersedes=world.foreign["directive"].pk)
    )
    assert "supersedes" in errors(response)
    boss = world.people["boss"]
    lan.force_login(boss)
    response = lan.post(
        f"{DIRECTIVES}add/", posted(world, number="1", supersedes=world.foreign["directive"].pk)
    )
    assert errors(response)["supersedes"] == ["Văn bản bị thay thế phải của cùng tỉnh."]
    page = lan.get(reverse("admin:directives_directive_change", args=[old.pk]))
    assert FOREIGN not in page.content.decode()


def test_directive_stays_in_its_province_and_is_there_once_a_year(lan, world):
    own = world.home["directive"]
    change(lan, own, province=world.foreign["province"].pk)
    own.refresh_from_db()
    assert own.province == world.home["province"]
    response = lan.post(f"{DIRECTIVES}add/", posted(world, number="05/ct-ubnd"))
    assert "đã có văn bản cùng số" in errors(response)["number"][0]


# Tasks


def test_task_is_added_with_criteria_and_stays_in_its_directive(lan, world):
    home = world.home
    criteria = [row.pk for row in home["round"].criteria_set.criteria.all()[:2]]
    fields = {"directive": home["directive"].pk, "position": 2, "name": "Tuyên truyền", "criteria": criteria}
    response = lan.post(f"{TASKS}add/", fields | {"due_on": "21/01/2024"})
    assert "từ ngày ban hành văn bản (22/01/2024)" in errors(response)["due_on"][0]
    assert lan.post(f"{TASKS}add/", fields | {"due_on": "30/06/2024"}).status_code == 302
    task = Task.objects.get(name="Tuyên truyền")
    assert task.criteria.count() == 2
    other = directive_builders.directive(home["province"], "06/CT-UBND")
    change(lan, task, directive=other.pk, name="Khác")
    task.refresh_from_db()
    assert (task.directive, task.name) == (home["directive"], "Khác")


def test_task_of_a_foreign_directive_is_refused(lan, world):
    fields = {"directive": world.foreign["directive"].pk, "position": 2, "name": "Tuyên truyền"}
    assert "directive" in errors(lan.post(f"{TASKS}add/", fields))


def test_task_and_directive_are_written_by_the_province_alone(world, client):
    for name in ("nam", "thai", "stranger"):
        client.force_login(world.people[name])
        response = client.post(f"{DIRECTIVES}add/", posted(world))
        assert response.status_code == 200
        assert errors(response)
    assert not Directive.objects.filter(number="17/KH-UBND").exists()


# Reading only


@pytest.mark.parametrize(
    "name", ["assignment", "obstacle", "comment", "activity", "extension", "progressreport"]
)
def test_what_actions_write_is_not_written_here(world, client, name):
    client.force_login(world.people["boss"])
    row = world.home[name]
    assert client.get(reverse(f"admin:directives_{name}_add")).status_code == 403
    url = reverse(f"admin:directives_{name}_change", args=[row.pk])
    assert client.post(url, {}).status_code == 403
    assert "Mở trang" in client.get(url).content.decode()


def test_comments_never_show_the_senders_address(world, client):
    client.force_login(world.people["boss"])
    row = world.home["comment"]
    for url in (
        reverse("admin:directives_comment_changelist"),
        reverse("admin:directives_comment_change", args=[row.pk]),
        reverse("admin:directives_comment_changelist") + "?q=hang@thu.vn",
    ):
        page = client.get(url).content.decode()
        assert row.text in page or "q=" in url
        assert "hang@thu.vn" not in page.replace('value="hang@thu.vn"', "")
        assert row.sender_key not in page
        assert row.erase_key_hash not in page
