"""The daily e-mail: what was told and what waits, once a day, to those who can read it."""

import datetime

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from communes.models import Notice, Officer
from criteria.actions import close_round, submit
from tests import builders
from tests.dossier_world import dossier_world

pytestmark = pytest.mark.django_db

SITE = "https://ntm.example.gov.vn"


class OneBadAddress(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if any("hong@" in address for message in messages for address in message.to):
            raise ConnectionRefusedError("không có hộp thư này")
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = f"{SITE}/"


@pytest.fixture
def world():
    """Đăk Pxi sent its dossier; A Nam verifies and A Thái sends, both with an address."""
    built = dossier_world()
    built.enter("M", "M", "M", "N")
    submit(standing=built.standing, by=built.people.enterer)
    Officer.objects.filter(username="nam").update(email="nam@example.gov.vn", last_name="A", first_name="Nam")
    Officer.objects.filter(username="thai").update(email="thai@example.gov.vn")
    return built


def send(*arguments) -> None:
    call_command("send_digest", *arguments)


def told(officer, text="Xã Đăk Ui đã gửi kết quả.", **fields) -> Notice:
    return Notice.objects.create(recipient=officer, text=text, **{"url": "/tham-tra/", **fields})


def test_digest_says_what_was_told_and_what_waits(world):
    send()
    (letter,) = mail.outbox
    assert letter.to == ["nam@example.gov.vn"]
    assert letter.subject == f"Nông thôn mới {timezone.localdate():%d/%m/%Y}: 1 việc chờ, 1 thông báo"
    assert letter.body.startswith("Kính gửi A Nam,\n")
    assert "Chờ thẩm tra: 1 trên 2 hồ sơ\n- Xã Đăk Pxi: 9 tháng 2023, chờ thẩm tra" in letter.body
    assert "Thông báo chưa đọc: 1\n- Xã Đăk Pxi đã gửi kết quả 9 tháng 2023." in letter.body
    assert f"{SITE}/tham-tra/ky/{world.round.pk}/xa/{world.commune.code}/" in letter.body
    assert f"Việc của tôi: {SITE}/viec-cua-toi/" in letter.body
    assert "Chưa gửi" not in letter.body, "what waits for others is not in the mail"
    assert not [line for line in letter.body.splitlines() if line.strip().startswith("/")]


def test_digest_goes_once_a_day(world):
    send()
    assert not Notice.objects.filter(recipient=world.people.verifier, emailed_at=None).exists()
    told(world.people.verifier)
    send()
    assert len(mail.outbox) == 1


def test_digest_of_work_alone_goes_once_a_day_too(world):
    Notice.objects.update(read_at=timezone.now())
    send()
    send()
    (letter,) = mail.outbox
    assert letter.subject.endswith("1 việc chờ, 0 thông báo")
    left = Notice.objects.get(text__startswith="Đã gửi thư nhắc việc")
    assert (left.recipient, left.read_at is None) == (world.people.verifier, False)


def test_digest_of_the_next_day_tells_only_what_is_unread_and_not_mailed(world):
    send()
    Notice.objects.update(emailed_at=timezone.now() - datetime.timedelta(days=1))
    told(world.people.verifier)
    told(world.people.verifier, "Đã đọc rồi.", read_at=timezone.now())
    send()
    _first, second = mail.outbox
    assert "Thông báo chưa đọc: 1\n- Xã Đăk Ui đã gửi kết quả." in second.body
    assert "Chờ thẩm tra: 1 trên 2 hồ sơ" in second.body
    assert "Đã đọc rồi" not in second.body


def test_digest_with_nothing_to_say_is_not_sent(world):
    close_round(round=world.round, by=world.people.appraiser)
    Notice.objects.all().delete()
    send()
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_digest_spares_those_who_cannot_read_it(world, settings):
    told(builders.officer("vang", email=""))
    told(builders.officer("nghi", email="nghi@example.gov.vn", is_active=False))
    told(builders.officer("thu", email="thu@example.gov.vn", is_demo=True))
    settings.DEMO = False
    send()
    assert [letter.to for letter in mail.outbox] == [["nam@example.gov.vn"]]


def test_digest_tells_an_officer_without_scope_no_more_than_their_notices(world):
    told(builders.officer("moi", email="moi@example.gov.vn"), "Tài khoản đã được lập.", url="")
    send()
    letter = next(letter for letter in mail.outbox if letter.to == ["moi@example.gov.vn"])
    assert "Tài khoản đã được lập." in letter.body
    assert "Đăk Pxi" not in letter.body


def test_digest_rehearsed_sends_and_notes_nothing(world, capsys):
    before = list(Notice.objects.values_list("pk", "emailed_at"))
    send("--dry-run")
    out = capsys.readouterr().out
    assert "Gửi nam@example.gov.vn: Nông thôn mới" in out
    assert "Sẽ gửi 1 thư, lỗi 0 thư." in out
    assert mail.outbox == []
    assert list(Notice.objects.values_list("pk", "emailed_at")) == before


def test_digest_refused_by_one_address_reaches_the_others(world, settings, capsys):
    settings.EMAIL_BACKEND = "tests.test_digest.OneBadAddress"
    bad = builders.officer("a-hong", email="hong@example.gov.vn")
    told(bad)
    with pytest.raises(CommandError, match=r"Không gửi được 1 thư: hong@example\.gov\.vn") as failure:
        send()
    assert failure.value.returncode == 1
    assert "ConnectionRefusedError: không có hộp thư này" in capsys.readouterr().err
    assert [letter.to for letter in mail.outbox] == [["nam@example.gov.vn"]]
    assert Notice.objects.get(recipient=bad).emailed_at is None


@pytest.mark.parametrize("address", ["", "ntm.example.gov.vn", "ftp://ntm.example.gov.vn"])
def test_digest_needs_the_address_of_the_portal(world, settings, address):
    settings.SITE_URL = address
    with pytest.raises(CommandError, match="SITE_URL"):
        send()
    assert mail.outbox == []


def test_digest_marks_illustrative_rounds(world):
    world.round.illustrative = True
    world.round.save()
    send()
    assert "Minh họa: số liệu của 9 tháng 2023 là số liệu minh họa." in mail.outbox[0].body
