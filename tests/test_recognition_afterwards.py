"""What follows a decision on recognition: its publication, the next tier, forms with nothing left to do."""

import copy
import datetime

import pytest
from django.utils.timezone import localdate

from communes.models import Commune
from criteria.actions import ActionRefused, recognition_steps
from criteria.actions.recognising import recognise, restore, revoke
from criteria.actions.recognition import open_dossier, withdraw_dossier
from criteria.actions.recognition_steps import Done, record_step
from criteria.models import Recognition, RecognitionDossier, Tier
from criteria.recognition_facts import dossier_views
from tests import builders
from tests.evidence_builders import upload
from tests.recognition_world import (
    condition,
    decided,
    decision,
    owes_nothing,
    recognised,
    recognition_world,
    step,
)
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

GIVEN, REVOKED = datetime.date(2023, 6, 1), datetime.date(2024, 3, 1)
ONE = datetime.timedelta(1)
PAGE = "https://vidu.vn/cong-bo"


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield recognition_world()


@pytest.fixture
def world(built, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return copy.deepcopy(built)


def missing(dossier) -> list[str]:
    [view] = dossier_views([RecognitionDossier.objects.get(pk=dossier.pk)], owes_nothing, localdate())
    return [str(lack) for lack in view.lacks]


def publication(**fields):
    return step("cong-bo", 3, actor="district", after_decision=True, **fields)


def test_publication_is_not_missing_until_there_is_a_decision(world):
    publication(source="seen")
    dossier = world.filled()
    assert missing(dossier) == []
    row = recognise(dossier=dossier, decision=decision(), year_achieved=2024, owed=owes_nothing, by=None)
    assert missing(dossier) == ["Chưa có bước 3: Việc số 3 (Cấp district)"]
    withdrawn = open_dossier(commune=world.other, round=world.round, year=2024, by=None)
    withdraw_dossier(dossier=withdrawn, reason="Lập nhầm.", by=None)
    assert missing(withdrawn) == []
    assert row.published_url == ""


def test_publication_follows_the_decision_and_its_page_is_kept(world):
    rule, dossier = publication(), world.filled()
    with pytest.raises(ActionRefused, match="sau khi hồ sơ có quyết định"):
        record_step(dossier=dossier, step=rule, done=Done(localdate()), by=None)
    decision_day = localdate() - ONE
    row = recognise(
        dossier=dossier, decision=decision(decided_on=decision_day), year_achieved=2024, owed=owes_nothing,
        by=None,
    )  # fmt: skip
    with pytest.raises(ActionRefused, match="ghi ngày công bố từ ngày ấy trở đi"):
        record_step(dossier=dossier, step=rule, done=Done(decision_day - ONE), by=None)
    done = Done(decision_day, published_url=PAGE)
    with pytest.raises(ActionRefused, match="do cấp huyện, tỉnh ghi"):
        record_step(dossier=dossier, step=rule, done=done, by=world.officer("thai"))
    record_step(dossier=dossier, step=rule, done=done, by=world.officer("nam"))
    row.refresh_from_db()
    assert row.published_url == PAGE and row.history.first().history_user.username == "nam"
    assert missing(dossier) == []
    with pytest.raises(ActionRefused, match="đã kết thúc"):
        record_step(dossier=dossier, step=world.steps[0], done=Done(decision_day), by=None)


def test_publication_leaves_a_revocation_written_meanwhile(world, monkeypatch):
    rule, row = publication(), decided(world)
    dossier = RecognitionDossier.objects.get(pk=row.dossier.pk)

    def meanwhile(*args):
        revoke(recognition=row, decision=decision("9/QĐ-UBND", reason="Lý do"), by=None)

    monkeypatch.setattr(recognition_steps, "_refuse_votes", meanwhile)
    record_step(dossier=dossier, step=rule, done=Done(row.decided_on, published_url=PAGE), by=None)
    row.refresh_from_db()
    assert (row.revocation_decision, row.published_url) == ("9/QĐ-UBND", PAGE)
    assert row.history.first().revoked_on == row.revoked_on == localdate()


def test_day_limit_of_the_publication_counts_from_the_decision(world):
    publication(days=45)
    row = decided(world)
    [view] = dossier_views([row.dossier], owes_nothing, localdate())
    assert view.lines[2].due_on == row.decided_on + datetime.timedelta(45)


def test_publication_is_recorded_on_its_page(client, world):
    rule, row = publication(), decided(world)
    client.force_login(world.officer("nam"))
    url = f"/cong-nhan/{row.dossier.pk}/buoc/{rule.pk}/"
    assert url in client.get(f"/cong-nhan/{row.dossier.pk}/").content.decode()
    assert "Ngày công bố" in client.get(url).content.decode()
    sent = {"done_on": f"{localdate():%d/%m/%Y}", "published_url": "vidu", "confirmed": ""}
    assert "Ghi địa chỉ trang dạng" in client.post(url, sent).content.decode()
    assert client.post(url, {**sent, "published_url": PAGE}).status_code == 302
    said = client.get(f"/cong-nhan/{row.dossier.pk}/").content.decode()
    assert PAGE in said and "còn thiếu" not in said
    kept = row.history.count()
    assert client.post(url, {**sent, "published_url": PAGE}).status_code == 302
    assert row.history.count() == kept, "the same page is no change"
    assert client.post(url, {**sent, "published_url": ""}).status_code == 302
    assert PAGE not in client.get(f"/cong-nhan/{row.dossier.pk}/").content.decode()
    row.refresh_from_db()
    assert row.published_url == "" and row.history.first().history_user.username == "nam"


def test_publication_that_names_no_page_leaves_the_one_kept(world):
    rule, row = publication(), decided(world)
    Recognition.objects.update(published_url=PAGE)
    record_step(dossier=row.dossier, step=rule, done=Done(row.decided_on), by=None)
    row.refresh_from_db()
    assert row.published_url == PAGE


def higher_dossier(world, tier=Tier.ADVANCED):
    higher = builders.criteria_set(3, code="nang-cao", tier=tier)
    round = builders.round_with({world.commune: "MMM"}, of=higher, data_on=builders.DATA_ON)
    return open_dossier(commune=world.commune, round=round, year=2024, by=None)


def test_higher_tier_asks_for_the_tier_before_it_in_force(world):
    condition("lower-tier", 5, source="recalled")
    dossier = higher_dossier(world)
    said = "(theo quy định chưa kiểm chứng)"
    assert missing(dossier)[-1] == f"Chưa có quyết định công nhận Nông thôn mới của xã trên cổng {said}"
    row = recognised(world.commune, world.round.criteria_set)
    assert not [text for text in missing(dossier) if "công nhận Nông thôn mới" in text]
    revoke(recognition=row, decision=decision(decided_on=REVOKED, reason="Lý do"), by=None)
    assert missing(dossier)[-1] == (
        f"Công nhận Nông thôn mới theo 1/QĐ-UBND ngày 01/06/2023 đã bị thu hồi từ ngày 01/03/2024 {said}"
    )
    restore(recognition=row, decision=decision("20/QĐ-UBND", reason="Nhầm"), by=None)
    assert not [text for text in missing(dossier) if "công nhận Nông thôn mới" in text]


def test_tier_before_is_asked_of_no_first_tier_and_of_kieu_mau_is_nang_cao(world):
    condition("lower-tier", 5, source="seen")
    [view] = dossier_views([world.filled()], owes_nothing, localdate())
    assert view.lacks == [] and "lower-tier" not in {rule.kind for rule in view.conditions}
    recognised(world.commune, world.round.criteria_set)
    dossier = higher_dossier(world, Tier.MODEL)
    assert missing(dossier)[-1] == ("Chưa có quyết định công nhận Nông thôn mới nâng cao của xã trên cổng")
    with pytest.raises(ActionRefused, match="Chưa có quyết định công nhận Nông thôn mới nâng cao"):
        recognise(
            dossier=dossier, decision=decision(), year_achieved=2024, owed=owes_nothing, by=None,
            confirmed="Lý do",
        )  # fmt: skip


def test_revoking_says_which_other_recognition_it_leaves(client, world):
    row = recognised(world.commune, world.round.criteria_set)
    client.force_login(world.officer("minh"))
    url = f"/cong-nhan/quyet-dinh/{row.pk}/thu-hoi/"
    assert "không thu hồi công nhận khác" not in client.get(url).content.decode()
    recognised(
        world.commune, builders.criteria_set(3, code="nang-cao", tier="advanced"), decision_number="2/NC"
    )
    assert "không thu hồi công nhận khác còn hiệu lực của xã" in client.get(url).content.decode()


def test_form_to_revoke_what_is_revoked_says_so_and_leads_to_it(client, world):
    row = recognised(world.commune, world.round.criteria_set)
    client.force_login(world.officer("minh"))
    root = f"/cong-nhan/quyet-dinh/{row.pk}"
    answer = client.get(f"{root}/khoi-phuc/", follow=True)
    assert "không bị thu hồi nên không có gì để khôi phục" in answer.content.decode()
    revoke(recognition=row, decision=decision("9/QĐ-UBND", REVOKED, reason="Lý do"), by=None)
    answer = client.get(f"{root}/thu-hoi/", follow=True)
    assert answer.redirect_chain == [("/xa/23503/#cong-nhan", 302)]
    assert "đã bị thu hồi từ ngày 01/03/2024 theo quyết định 9/QĐ-UBND" in answer.content.decode()
    assert client.get(f"{root}/khoi-phuc/").status_code == 200
    restore(recognition=row, decision=decision("20/QĐ-UBND", reason="Nhầm"), by=None)
    answer = client.get(f"{root}/khoi-phuc/", follow=True)
    assert "đã được khôi phục bằng quyết định 20/QĐ-UBND" in answer.content.decode()


def test_forms_of_a_settled_dossier_lead_back_to_it(client, world):
    row = decided(world)
    client.force_login(world.officer("minh"))
    root = f"/cong-nhan/{row.dossier.pk}/"
    for ending in ("quyet-dinh/", "dieu-kien/", "tra-lai/", "rut/", f"buoc/{world.steps[0].pk}/"):
        answer = client.get(f"{root}{ending}", follow=True)
        assert answer.redirect_chain == [(root, 302)], ending
        assert "Hồ sơ đã kết thúc (đã có quyết định), không ghi thêm được." in answer.content.decode()


@pytest.mark.parametrize(
    "number,decided_on", [("", "01/03/2024"), ("9/QĐ-UBND", "01/03/2020")], ids=["the form", "the action"]
)
def test_refused_form_says_to_choose_the_file_again(client, world, number, decided_on):
    row = recognised(world.commune, world.round.criteria_set)
    client.force_login(world.officer("minh"))
    url = f"/cong-nhan/quyet-dinh/{row.pk}/thu-hoi/"
    sent = {"number": number, "decided_on": decided_on, "reason": "Lý do", "upload": upload(name="qd-9.pdf")}
    said = client.post(url, sent).content.decode()
    assert said.count("Chọn lại tệp “qd-9.pdf”") == 2, "in the summary and at the field"
    assert 'href="#id_upload"' in said
    assert "Chọn lại tệp" not in client.post(url, {**sent, "upload": ""}).content.decode()
    assert not Recognition.objects.exclude(revoked_on=None).exists()


def test_counts_are_read_as_officers_type_them_and_refused_all_at_once(client, world):
    dossier = world.dossier()
    client.force_login(world.officer("minh"))
    url = f"/cong-nhan/{dossier.pk}/dieu-kien/"
    sent = {"asked": "12.5", "satisfied": "chín", "asked_on": "15/01/2024"}
    said = client.post(url, sent).content.decode()
    assert said.count("Ghi số nguyên từ 0 đến 2.000.000, ví dụ 1.240.") == 4
    assert "“chín” không phải là số." in said
    assert client.post(url, {**sent, "asked": "1.240", "satisfied": "1 200"}).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.asked, dossier.satisfied) == (1240, 1200)


def test_dossier_of_a_commune_that_ended_is_for_a_year_of_its_life(client, world):
    Commune.objects.filter(pk=world.commune.pk).update(valid_to=datetime.date(2025, 6, 30))
    client.force_login(world.officer("minh"))
    url = f"/cong-nhan/mo/?xa={world.commune.pk}"
    assert 'value="2025"' in client.get(url).content.decode()
    said = client.post(url, {"round": world.round.pk, "year": 2026}).content.decode()
    years = (
        "Ghi năm đề nghị từ 2023 (năm của kỳ) đến 2025: Xã Đăk Pxi là đơn vị cũ, có đến hết ngày 30/06/2025."
    )
    assert said.count(years) == 1, "told once"
    assert client.post(url, {"round": world.round.pk, "year": 2025}).status_code == 302
    dossier = RecognitionDossier.objects.get()
    assert 'value="30/06/2025"' in client.get(f"/cong-nhan/{dossier.pk}/quyet-dinh/").content.decode()


def test_decided_dossier_says_both_its_years(client, world):
    row = recognise(
        dossier=world.filled(), decision=decision(), year_achieved=2023, owed=owes_nothing, by=None
    )
    client.force_login(world.officer("minh"))
    said = client.get(f"/cong-nhan/{row.dossier.pk}/").content.decode()
    assert "› Hồ sơ đề nghị năm 2024, đạt chuẩn năm 2023</p>" in said


def test_filter_of_dossiers_that_is_none_is_not_found(client, world):
    client.force_login(world.officer("minh"))
    assert client.get("/cong-nhan/?loc=tat-ca").status_code == 200
    assert client.get("/cong-nhan/?loc=xyz").status_code == 404
