"""Evidence on its pages: who sees a file, who may change what is shown, and what is kept of it."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from criteria.actions import ActionRefused
from criteria.actions.evidence import remove, reuse
from criteria.models import Evidence, EvidenceUse, ReturnedFigure
from tests import builders
from tests.entry_builders import EntryWorld, entry_world, in_group, indicator
from tests.evidence_builders import PDF, kept, photo, shown, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> EntryWorld:
    return entry_world()


@pytest.fixture
def page(world, client):
    """A browser signed in as A Thái, who enters for the first commune."""
    client.force_login(world.officer)
    return client


def address(world, of=None) -> str:
    standing, of = world.standing(), of or world.ratio
    return f"/nhap-lieu/ky/{standing.round_id}/xa/{standing.commune.code}/chi-tieu/{of.pk}/minh-chung/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def submitted(standing, by, **fields):
    row = type(standing).objects.filter(pk=standing.pk)
    row.update(submitted_at=timezone.now(), submitted_by=by, **fields)


def returned(world) -> None:
    """The first commune's dossier came back for the criterion of `world.ratio`."""
    standing, now = world.standing(), timezone.now()
    submitted(standing, world.officer, returned_at=now, returned_by=world.officer)
    ReturnedFigure.objects.create(
        standing=standing,
        indicator=world.ratio,
        judgement="verified",
        reason="Thiếu biên bản",
        due_on=now.date(),
        returned_at=now,
    )


def send(page, world, *uploads, of=None):
    return page.post(address(world, of=of), {"files": list(uploads), "attach": "1"}, follow=True)


def test_page_says_the_limits_before_anything_is_sent(page, world, settings):
    settings.EVIDENCE_MAX_MB = 7
    said = text(page.get(address(world)))
    assert "Chưa có tệp nào." in said
    assert "Mỗi tệp không quá 7 MB, mỗi lần không quá 10 tệp." in said
    assert 'accept="application/pdf,image/jpeg' in said
    assert "csrfmiddlewaretoken" in said


def test_several_files_are_attached_at_once(page, world):
    answer = send(
        page, world, upload(PDF, "Biên bản.pdf"), upload(photo("JPEG", (3000, 20), gps=True), "a.jpg")
    )
    assert "Đã đính kèm 2 tệp." in text(answer)
    assert "Tệp đính kèm cho kỳ này: 2" in text(answer)
    uses = EvidenceUse.objects.filter(standing=world.standing(), indicator=world.ratio)
    assert {(use.evidence.name, use.added_by) for use in uses} == {
        ("Biên bản.pdf", world.officer),
        ("a.jpg", world.officer),
    }
    assert {path.stat().st_size for path in kept()} == set(Evidence.objects.values_list("size", flat=True))


def test_every_refused_file_is_named_and_the_others_are_kept(page, world, settings):
    settings.EVIDENCE_MAX_MB = 1
    answer = send(
        page,
        world,
        upload(b"<html>", "trang.html"),
        upload(PDF, "tot.pdf"),
        upload(PDF + b"\x00" * 1024 * 1024, "to.pdf"),
        upload(b"", "rong.pdf"),
    )
    said = text(answer)
    assert "Đã đính kèm 1 tệp." in said
    assert "<b>trang.html</b>: Không nhận loại tệp này" in said
    assert "<b>to.pdf</b>: Tệp lớn hơn 1 MB" in said
    assert "<b>rong.pdf</b>: Tệp rỗng" in said
    assert [use.evidence.name for use in EvidenceUse.objects.all()] == ["tot.pdf"]
    assert len(kept()) == 1


def test_nothing_chosen_or_too_much_is_said(page, world):
    assert "Chọn ít nhất một tệp rồi bấm “Đính kèm”." in text(send(page, world))
    many = [upload(PDF + bytes([number]), f"{number}.pdf") for number in range(11)]
    assert "Mỗi lần gửi không quá 10 tệp" in text(send(page, world, *many))
    for key in ("x", "9" * 30):
        answer = page.post(address(world), {"reuse": "1", "evidence": key})
        assert "Chọn ít nhất một tệp đã có" in text(answer)
    assert not Evidence.objects.exists()


def test_name_of_a_file_is_shown_as_text(page, world):
    said = text(send(page, world, upload(b"<html>", "<img src=x onerror=alert(1)>.pdf")))
    assert "<img" not in said
    assert "&lt;img src=x" in said


def test_same_bytes_of_a_commune_are_kept_once(page, world):
    send(page, world, upload(PDF, "mot.pdf"))
    send(page, world, upload(PDF, "hai.pdf"), of=world.loose)
    assert Evidence.objects.count() == len(kept()) == 1
    assert EvidenceUse.objects.count() == 2
    assert "“mot.pdf” đã được đính kèm cho chỉ tiêu này." in text(send(page, world, upload(PDF, "ba.pdf")))
    shown(world, world.standing(world.communes[1]))
    assert Evidence.objects.count() == len(kept()) == 2


def test_file_is_not_left_behind_when_its_row_is_refused(world, monkeypatch):
    def broken(self, *args, **kwargs):
        assert len(kept()) == 1
        raise RuntimeError("no disk")

    monkeypatch.setattr(Evidence, "save", broken)
    with pytest.raises(RuntimeError):
        shown(world)
    assert kept() == []


def test_file_of_an_earlier_round_is_used_again(page, world):
    use = shown(world, world.standing(of=world.before), world.loose, name="Nghị quyết.pdf")
    foreign = shown(world, world.standing(world.foreign), content=photo(), name="la.jpg").evidence
    before = text(page.get(address(world)))
    assert "Nghị quyết.pdf" in before
    assert f"{world.loose.code} ({world.before.name})" in before
    answer = page.post(address(world), {"reuse": "1", "evidence": [use.evidence_id, foreign.pk]}, follow=True)
    assert "Đã dùng lại 1 tệp." in text(answer)
    assert "Dùng lại tệp đã có của xã" not in text(answer)
    again = EvidenceUse.objects.get(standing=world.standing())
    assert (again.evidence, again.indicator, again.added_by) == (use.evidence, world.ratio, world.officer)
    assert len(kept()) == 2


def test_file_of_another_commune_is_not_used_again(world):
    foreign = shown(world, world.standing(world.foreign)).evidence
    with pytest.raises(ActionRefused, match="xã khác"):
        reuse(evidence=foreign, standing=world.standing(), indicator=world.ratio, by=None)


def test_file_is_taken_away_with_who_and_when_and_stays_for_later(page, world):
    use = shown(world)
    answer = page.post(address(world), {"remove": use.pk}, follow=True)
    assert "Đã gỡ “bien-ban.pdf” khỏi chỉ tiêu này." in text(answer)
    assert "không dùng cho chỉ tiêu nào" in text(answer)
    use.refresh_from_db()
    assert (use.removed_by, use.removed_at is None) == (world.officer, False)
    assert len(kept()) == 1
    assert "Tệp này đã được gỡ." in text(page.post(address(world), {"remove": use.pk}))
    page.post(address(world), {"reuse": "1", "evidence": use.evidence_id})
    assert EvidenceUse.objects.filter(removed_at__isnull=True).count() == 1


def test_file_of_another_indicator_or_commune_is_not_taken_away_from_here(page, world):
    other = shown(world, of=world.loose)
    foreign = shown(world, world.standing(world.communes[1]))
    for key in (other.pk, foreign.pk, "x", 0, "9" * 30):
        assert page.post(address(world), {"remove": key}).status_code == 404
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        remove(use=foreign, by=world.officer)
    assert not EvidenceUse.objects.filter(removed_at__isnull=False).exists()


def test_dossier_under_review_is_locked(page, world):
    use = shown(world)
    submitted(world.standing(), world.officer)
    said = text(page.get(address(world)))
    assert "đang được xem xét nên số liệu bị khóa" in said
    assert 'type="file"' not in said
    assert 'name="remove"' not in said
    assert "bị khóa" in text(send(page, world, upload(photo(), "b.jpg")))
    assert "bị khóa" in text(page.post(address(world), {"remove": use.pk}))
    use.refresh_from_db()
    assert (use.removed_at, Evidence.objects.count(), len(kept())) == (None, 1, 1)


def test_returned_dossier_is_open_for_the_criteria_sent_back_only(page, world):
    returned(world)
    assert "Đã đính kèm 1 tệp." in text(send(page, world, upload()))
    second = world.round.criteria_set.criteria.create(number=2, name="Tiêu chí số 2", short_name="TC 2")
    elsewhere = indicator(second)
    assert "chỉ được sửa các tiêu chí bị trả lại" in text(send(page, world, upload(), of=elsewhere))
    assert EvidenceUse.objects.count() == 1


def test_closed_round_is_locked(page, world):
    type(world.round).objects.filter(pk=world.round.pk).update(closed_at=timezone.now())
    assert "đã khóa" in text(send(page, world, upload()))
    assert not Evidence.objects.exists()


def test_reviewer_reads_and_attaches_nothing(world, client):
    shown(world)
    district = world.communes[0].district
    client.force_login(in_group(builders.officer("nam", district), "Thẩm tra"))
    said = text(client.get(address(world)))
    assert "bien-ban.pdf" in said
    assert 'type="file"' not in said
    assert "không được giao việc đính kèm minh chứng" in text(send(client, world, upload(photo(), "b.jpg")))
    assert EvidenceUse.objects.count() == 1


def test_pages_and_files_are_for_the_scope(world, client):
    use = shown(world)
    path, file = address(world), f"/minh-chung/{use.evidence_id}/"
    for url in (path, file):
        assert client.get(url).headers["Location"] == f"/dang-nhap/?next={url}"
    for name, scope in (("khac", world.communes[1]), ("huyen-khac", world.foreign.district), ("khong", None)):
        client.force_login(in_group(builders.officer(name, scope), "Nhập liệu", "Thẩm tra"))
        assert client.get(path).status_code == 404
        assert client.post(path, {"files": [upload(photo(), "a.jpg")]}).status_code == 404
        assert client.post(path, {"remove": use.pk}).status_code == 404
        assert client.get(file).status_code == 404
    client.force_login(builders.officer("khong-nhom", world.communes[0]))
    assert client.get(path).status_code == client.get(file).status_code == 403
    assert Evidence.objects.count() == 1


def test_page_of_what_is_not_there_is_not_found(page, world):
    path = address(world)
    assert page.get(path).status_code == 200
    for known, unknown in (
        (f"/xa/{world.communes[0].code}/", "/xa/00000/"),
        (f"/chi-tieu/{world.ratio.pk}/", "/chi-tieu/999999/"),
        (f"/ky/{world.round.pk}/", f"/ky/{'9' * 30}/"),
    ):
        assert page.get(path.replace(known, unknown)).status_code == 404


def test_file_is_downloaded_under_its_name_and_kept_nowhere(page, world):
    use = shown(world, name="Biên bản xã.pdf")
    response = page.get(f"/minh-chung/{use.evidence_id}/?xem=1")
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Biên bản xã.pdf')}"
    assert {part.strip() for part in response["Cache-Control"].split(",")} == {"private", "no-store"}
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_picture_is_shown_when_asked_in_a_sandbox(page, world):
    use = shown(world, content=photo("PNG"), name="anh.png")
    response = page.get(f"/minh-chung/{use.evidence_id}/?xem=1")
    assert response["Content-Disposition"] == 'inline; filename="anh.png"'
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    response = page.get(f"/minh-chung/{use.evidence_id}/")
    assert response["Content-Disposition"] == 'attachment; filename="anh.png"'
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert page.post(f"/minh-chung/{use.evidence_id}/").status_code == 405


def test_file_gone_from_the_disk_is_said(page, world):
    use = shown(world)
    kept()[0].unlink()
    answer = page.get(f"/minh-chung/{use.evidence_id}/")
    assert "không còn trên máy chủ" in text(answer)


def test_page_says_that_figures_are_illustrative(page, world):
    type(world.round).objects.filter(pk=world.round.pk).update(illustrative=True, illustrative_note="Số thử.")
    assert "<b>Minh họa.</b> Số thử." in text(page.get(address(world)))


def test_page_asks_as_many_queries_for_one_file_as_for_ten(page, world):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address(world)).status_code == 200
        return len(queries)

    shown(world)
    shown(world, of=world.loose, content=PDF + b"1")
    few = asked()
    for number in range(10):
        shown(world, content=PDF + f"a{number}".encode())
        shown(world, of=world.loose, content=PDF + f"b{number}".encode())
    assert asked() == few <= 12
