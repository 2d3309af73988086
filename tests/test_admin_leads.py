"""Units in charge, figures to read, rounds closed and reopened, and own notices, in the administration."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from communes.models import Notice
from criteria.models import CriterionLead, IndicatorChange, IndicatorResult, Round, Standing
from criteria.resources import CriterionLeadResource
from tests import builders
from tests.admin_world import FOREIGN, build, change, errors
from tests.test_resources import counts, faults, read
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

LEADS, ROUNDS = "/quan-tri/criteria/criterionlead/", "/quan-tri/criteria/round/"
HEADINGS = ["Mã tỉnh", "Mã bộ tiêu chí", "Số tiêu chí", "Cơ quan, đơn vị", "Vai trò", "Hiệu lực từ ngày"]
LINE = ["62", "xa-ntm-2021-2025", "2", "Sở Nông nghiệp", "Chủ trì", "08/03/2022"]


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


def text(response) -> str:
    return " ".join(response.content.decode().split())


def lead(world, number=2, **fields) -> CriterionLead:
    home = world.home
    criterion = home["round"].criteria_set.criteria.get(number=number)
    return CriterionLead.objects.create(
        **{"province": home["province"], "criterion": criterion, "agency": home["agency"], **fields}
    )


def posted(world, **fields) -> dict:
    home = world.home
    criterion = home["round"].criteria_set.criteria.get(number=2)
    usual = {
        "province": home["province"].pk,
        "criterion": criterion.pk,
        "agency": home["agency"].pk,
        "role": "lead",
        "decision": "12/QĐ-UBND",
        "valid_from": "08/03/2022",
    }
    return usual | fields


# Units in charge


def test_lead_is_added_with_its_document_and_history(lan, world):
    assert lan.post(f"{LEADS}add/", posted(world)).status_code == 302
    added = CriterionLead.objects.get(decision="12/QĐ-UBND")
    assert added.valid_from == datetime.date(2022, 3, 8)
    assert added.history.get().history_user == world.people["lan"]
    change(lan, added, valid_to="31/12/2024")
    assert "31/12/2024" in text(lan.get(f"{LEADS}{added.pk}/history/"))
    shown = text(lan.get(LEADS))
    assert "2. TC số 2" in shown
    assert "12/QĐ-UBND" in shown


def test_lead_of_a_criterion_is_one_at_a_time(lan, world):
    first = lead(world, valid_from=datetime.date(2022, 1, 1))
    answer = lan.post(f"{LEADS}add/", posted(world, agency=other_agency(world).pk))
    assert "đã có đơn vị chủ trì" in str(errors(answer))
    change(lan, first, valid_to="30/06/2022")
    answer = lan.post(f"{LEADS}add/", posted(world, agency=other_agency(world).pk))
    assert "Sở NN đã chủ trì tiêu chí này từ 01/01/2022 đến 30/06/2022" in str(errors(answer)["valid_from"])
    later = posted(world, agency=other_agency(world).pk, valid_from="01/07/2022")
    assert lan.post(f"{LEADS}add/", later).status_code == 302
    assert lan.post(f"{LEADS}add/", posted(world, role="support")).status_code == 302


def other_agency(world):
    known = world.home["province"].agencies.filter(name="Sở Y tế").first()
    return known or builders.agency(world.home["province"], "Sở Y tế", short_name="Sở Y tế")


def test_lead_is_an_agency_of_the_same_province(world, client):
    client.force_login(world.people["boss"])
    answer = client.post(f"{LEADS}add/", posted(world, agency=world.foreign["agency"].pk))
    assert "không thuộc tỉnh" in str(errors(answer)["agency"])


def test_lead_of_another_province_is_refused(lan, world):
    answer = lan.post(f"{LEADS}add/", posted(world, province=world.foreign["province"].pk))
    assert "province" in errors(answer)
    answer = lan.post(f"{LEADS}add/", posted(world, agency=world.foreign["agency"].pk))
    assert "agency" in errors(answer)


def test_leads_are_read_by_those_who_enter_and_changed_by_none_of_them(world, client):
    clerk = builders.officer(
        "thu", world.home["province"], groups=Group.objects.filter(name="Nhập liệu"), is_staff=True
    )
    client.force_login(clerk)
    assert client.get(LEADS).status_code == 200
    assert client.get(f"{LEADS}add/").status_code == 403
    row = world.home["criterionlead"]
    assert client.post(f"{LEADS}{row.pk}/change/", {"decision": "x"}).status_code == 403


def test_leads_come_back_from_their_own_sheet_unchanged(world):
    lead(world, decision="12/QĐ-UBND", valid_to=datetime.date(2024, 12, 31))
    officer = world.people["lan"]
    sheet = CriterionLeadResource(officer=officer).export()
    assert set(HEADINGS) < set(sheet.headers)
    assert FOREIGN not in sheet.csv
    result = CriterionLeadResource(officer=officer).import_data(sheet)
    assert counts(result) == (0, 0, 2)


def test_leads_are_read_from_a_sheet(world):
    result = read(CriterionLeadResource, world.people["lan"], HEADINGS, LINE)
    assert counts(result) == (1, 0, 0)
    added = CriterionLead.objects.get(criterion__number=2)
    assert (added.agency, added.role) == (world.home["agency"], "lead")
    assert added.history.get().history_change_reason == "Nhập từ tệp"


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (0, "64", "Không có tỉnh, thành phố mang mã 64"),
        (2, "9", "Không có tiêu chí “9”"),
        (3, "Sở Khác", "Không có cơ quan, đơn vị “Sở Khác”"),
        (4, "Giúp", "ghi một trong: Chủ trì, Phối hợp"),
    ],
)
def test_sheet_of_leads_says_what_is_wrong(world, at, value, says):
    line = [value if number == at else cell for number, cell in enumerate(LINE)]
    result = read(CriterionLeadResource, world.people["lan"], HEADINGS, line)
    assert says in str(faults(result))
    assert not CriterionLead.objects.filter(criterion__number=2).exists()


def test_sheet_of_leads_puts_nobody_in_charge_twice(world):
    other_agency(world)
    second = [*LINE[:3], "Sở Y tế", "Chủ trì", "01/01/2024"]
    result = read(CriterionLeadResource, world.people["lan"], HEADINGS, LINE, second)
    assert "Sở NN đã chủ trì tiêu chí này từ 08/03/2022" in str(faults(result))
    ended = [[*LINE, "31/12/2023"], [*second, ""]]
    result = read(CriterionLeadResource, world.people["lan"], [*HEADINGS, "Hiệu lực đến hết ngày"], *ended)
    assert counts(result) == (2, 0, 0)


# Rounds


def chosen(world, action: str, **fields) -> dict:
    return {"action": action, "_selected_action": [world.home["round"].pk], **fields}


def closing(world) -> dict:
    return chosen(world, "close", confirmed="1", reason="Hết hạn báo cáo")


def test_round_is_closed_after_a_page_that_says_what_is_under_way(lan, world):
    Standing.objects.filter(round=world.home["round"]).update(stage="returned")
    asked = text(lan.post(ROUNDS, chosen(world, "close")))
    under_way = Standing.objects.filter(round=world.home["round"]).count()
    assert f"0 hồ sơ chưa gửi, {under_way} hồ sơ đang chờ thẩm tra, thẩm định hoặc bị trả lại" in asked
    assert Round.objects.get(pk=world.home["round"].pk).closed_at is None
    lan.post(ROUNDS, closing(world))
    closed = Round.objects.get(pk=world.home["round"].pk)
    assert closed.closed_at
    assert closed.history.first().history_change_reason == "Khóa kỳ: Hết hạn báo cáo"


def test_round_reopens_with_a_reason_asked_on_its_own_page(lan, world):
    assert "Đã khóa 1 kỳ." in text(lan.post(ROUNDS, closing(world), follow=True))
    asked = lan.post(ROUNDS, chosen(world, "reopen"))
    assert "Lý do mở lại" in text(asked)
    assert "Ghi lý do." not in text(asked)
    empty = lan.post(ROUNDS, chosen(world, "reopen", confirmed="1", reason=" "))
    assert "Ghi lý do." in text(empty)
    assert Round.objects.get(pk=world.home["round"].pk).closed_at
    done = lan.post(ROUNDS, chosen(world, "reopen", confirmed="1", reason="Bổ sung số liệu"), follow=True)
    assert "Đã mở lại 1 kỳ." in text(done)
    opened = Round.objects.get(pk=world.home["round"].pk)
    assert opened.closed_at is None
    assert opened.history.first().history_change_reason == "Mở lại kỳ: Bổ sung số liệu"
    assert opened.history.first().history_user == world.people["lan"]


def test_round_closed_already_is_said(lan, world):
    lan.post(ROUNDS, closing(world), follow=True)
    again = text(lan.post(ROUNDS, closing(world), follow=True))
    assert "đã khóa lúc" in again
    assert "Đã khóa 1 kỳ." not in again


def test_round_is_closed_by_those_allowed_only(world, client):
    clerk = builders.officer(
        "thu", world.home["province"], groups=Group.objects.filter(name="Nhập liệu"), is_staff=True
    )
    clerk.user_permissions.add(Permission.objects.get(codename="change_round"))
    client.force_login(clerk)
    assert "Khóa kỳ đã chọn" not in text(client.get(ROUNDS))
    client.post(ROUNDS, closing(world))
    client.force_login(world.people["nam"])
    client.post(ROUNDS, closing(world))
    assert Round.objects.get(pk=world.home["round"].pk).closed_at is None


def test_round_without_the_districts_step_waits_for_the_province(lan, world):
    standing = world.home["standing"]
    Standing.objects.filter(pk=standing.pk).update(
        submitted_at=timezone.now(), submitted_by=world.people["thai"], stage="submitted"
    )
    assert "Chờ thẩm tra" in text(lan.get("/quan-tri/criteria/standing/"))
    assert change(lan, world.home["round"], steps="two").status_code == 302
    assert Round.objects.get(pk=world.home["round"].pk).steps == "two"
    shown = text(lan.get("/quan-tri/criteria/standing/"))
    assert "Chờ thẩm định" in shown
    assert "Xã tự đánh giá – tỉnh thẩm định" in text(lan.get(f"{ROUNDS}{world.home['round'].pk}/change/"))


# What is read


def test_figures_are_read_in_words_with_the_way_to_their_grid(lan, world):
    figure, now = world.home["indicatorresult"], timezone.now()
    IndicatorResult.objects.filter(pk=figure.pk).update(value="71.5", outcome="N", basis="officer")
    IndicatorChange.objects.create(
        result=figure,
        before={"value": "65.25", "answer": "none"},
        after={"value": "71.5", "outcome": "N"},
        version=2,
        at=now,
        source="typed",
    )
    grid = reverse("entry-commune", args=[figure.standing.round_id, figure.standing.commune.code])
    shown = text(lan.get("/quan-tri/criteria/indicatorresult/"))
    assert "71,5" in shown
    assert f'href="{grid}"' in shown
    page = text(lan.get(f"/quan-tri/criteria/indicatorresult/{figure.pk}/change/"))
    assert "71,5" in page
    assert "71,5000" not in page
    changes = text(lan.get("/quan-tri/criteria/indicatorchange/"))
    assert "giá trị: 65,25; trả lời: Không có đối tượng áp dụng" in changes
    assert "giá trị: 71,5; kết quả: Chưa đạt" in changes


@pytest.mark.parametrize(
    "name", ["indicatorresult", "indicatorchange", "returnedfigure", "evidence", "evidenceuse"]
)
def test_figures_and_evidence_are_never_written_here(world, client, name):
    client.force_login(world.people["boss"])
    row = world.home[name]
    assert client.get(f"/quan-tri/criteria/{name}/add/").status_code == 403
    assert client.post(f"/quan-tri/criteria/{name}/{row.pk}/change/", {"note": "x"}).status_code == 403


def test_evidence_leads_to_its_file_and_page(lan, world):
    use = world.home["evidenceuse"]
    assert f'href="/minh-chung/{use.evidence_id}/"' in text(lan.get("/quan-tri/criteria/evidence/"))
    standing = use.standing
    page = reverse("evidence", args=[standing.round_id, standing.commune.code, use.indicator_id])
    assert f'href="{page}"' in text(lan.get("/quan-tri/criteria/evidenceuse/"))


def test_notices_are_ones_own(lan, world):
    mine = Notice.objects.create(
        recipient=world.people["lan"], text="Xã Đăk Pxi đã gửi.", url="/viec-cua-toi/"
    )
    other = Notice.objects.create(recipient=world.people["nam"], text="Của người khác.")
    shown = text(lan.get("/quan-tri/communes/notice/"))
    assert "Xã Đăk Pxi đã gửi." in shown
    assert "Của người khác." not in shown
    assert lan.get(f"/quan-tri/communes/notice/{mine.pk}/change/").status_code == 200
    assert lan.get(f"/quan-tri/communes/notice/{other.pk}/change/").status_code == 404
    assert lan.post(f"/quan-tri/communes/notice/{mine.pk}/change/", {"text": "x"}).status_code == 403
