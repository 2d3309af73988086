"""Money in the administration: what follows from a form, what a rule refuses, who may write what."""

import pytest
import tablib
from django.contrib.auth.models import Group

from communes.resources.files import SheetFile, XlsxFile
from funding.models import (
    CapitalSource,
    CounterpartRule,
    OverlapQuestion,
    Programme,
    WorkFunding,
    WorkItem,
)
from funding.resources import (
    ArrearsResource,
    CounterpartRuleResource,
    WorkFundingResource,
    WorkItemResource,
)
from ntm_portal.groups import load_groups
from tests import builders, funding_builders
from tests.admin_world import change, errors
from tests.money_world import YEAR, money_world
from tests.test_resources import counts, faults

pytestmark = pytest.mark.django_db

HOME = "/quan-tri/funding/"


@pytest.fixture
def world():
    load_groups()
    world = money_world()
    groups = {"lan": (world.home, "Quản trị"), "nam2": (world.district, "Thẩm tra")}
    for name, (scope, group) in groups.items():
        chosen = Group.objects.filter(name=group)
        world.officers[name] = builders.officer(name, scope, groups=chosen, is_staff=True)
    return world


def imported(resource, officer, cells=None):
    """Export the first row as the administrator sees it, and import it again with these cells changed."""
    sheet = resource(officer=builders.officer(f"boss{resource.__name__}", "nation")).export()
    row = dict(zip(sheet.headers, sheet[0], strict=True)) | (cells or {})
    sheet = tablib.Dataset(list(row.values()), headers=list(row))
    again = SheetFile().create_dataset(XlsxFile().export_data(sheet))
    return resource(officer=officer).import_data(again)


@pytest.fixture
def lan(world, client):
    client.force_login(world.officers["lan"])
    return client


# Work items


def posted(world, **fields) -> dict:
    usual = {
        "commune": world.commune.pk,
        "name": "Đường thôn 3",
        "kind": "works",
        "group": "infra",
        "year_from": YEAR,
        "year_to": YEAR,
    }
    return usual | fields


def test_work_item_belongs_to_the_district_of_its_commune(lan, world):
    response = lan.post(f"{HOME}workitem/add/", posted(world))
    assert response.status_code == 302, errors(response)
    item = WorkItem.objects.get()
    assert (item.province, item.district, item.commune) == (world.home, world.district, world.commune)
    assert item.history.get().history_user == world.officers["lan"]


def test_work_item_needs_a_commune(lan, world):
    assert "Chọn xã" in errors(lan.post(f"{HOME}workitem/add/", posted(world, commune="")))["commune"][0]


def test_work_item_of_another_district_is_refused(client, world):
    client.force_login(world.officers["nam2"])
    response = client.post(f"{HOME}workitem/add/", posted(world, commune=world.foreign.pk))
    assert "commune" in errors(response)
    assert not WorkItem.objects.exists()


def test_line_saved_in_the_administration_is_asked_about(lan, world):
    for programme, name in (
        ("ntm", "Đường giao thông nông thôn thôn 3"),
        ("giam-ngheo", "Đường GTNT thôn 3"),
    ):
        item = funding_builders.work_item(world.commune, name)
        line = {
            "work_item": item.pk,
            "programme": world.programmes[programme].pk,
            "capital_source": world.sources["nstw"].pk,
            "year": YEAR,
            "amount": 5,
        }
        response = lan.post(f"{HOME}workfunding/add/", line)
        assert response.status_code == 302, errors(response)
    assert OverlapQuestion.objects.get().kind == "name"


@pytest.mark.parametrize(
    ("source", "year", "field", "said"),
    [
        ("nsdp", YEAR, "capital_source", "có nguồn con"),
        ("nstw", 2026, "year", "ở ngoài giai đoạn"),
        ("nstw", YEAR, "amount", "quá lớn"),
    ],
)
def test_line_that_cannot_stand_is_refused(lan, world, source, year, field, said):
    line = {
        "work_item": funding_builders.work_item(world.commune).pk,
        "programme": world.programmes["ntm"].pk,
        "capital_source": world.sources[source].pk,
        "year": year,
        "amount": 10**15 if said == "quá lớn" else 5,
    }
    response = lan.post(f"{HOME}workfunding/add/", line)
    assert said in errors(response)[field][0]
    assert not WorkFunding.objects.exists()


def test_work_goes_out_and_comes_in_by_sheet_unchanged(world):
    item = funding_builders.work_item(world.commune, code="CT-1")
    funding_builders.line(item, world.programmes["ntm"], world.sources["ns-tinh"])
    funding_builders.arrears(item)
    for resource in (WorkItemResource, WorkFundingResource, ArrearsResource):
        assert counts(imported(resource, world.officers["lan"])) == (0, 0, 1), resource


def test_work_item_comes_in_by_sheet_with_its_district(world):
    item = funding_builders.work_item(world.commune, code="CT-1")
    cells = {"Mã công trình": "CT-2", "Tổng mức đầu tư (đồng)": "1.000.001"}
    assert counts(imported(WorkItemResource, world.officers["lan"], cells)) == (1, 0, 0)
    added = WorkItem.objects.exclude(pk=item.pk).get()
    assert (added.district, added.cost, added.history.count()) == (world.district, 1_000_001, 1)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Mã nguồn vốn": "nsdp"}, "có nguồn con"),
        ({"Mã nguồn vốn": "khac"}, "Không có nguồn vốn"),
        ({"Năm": "2026"}, "ở ngoài giai đoạn"),
        ({"Số tiền (đồng)": "năm"}, "không phải số nguyên"),
        ({"Số tiền (đồng)": "-5", "Năm": "2022"}, "không được âm"),
    ],
)
def test_line_of_a_sheet_that_cannot_stand_is_told(world, cells, said):
    item = funding_builders.work_item(world.commune)
    funding_builders.line(item, world.programmes["ntm"], world.sources["ns-tinh"])
    found = faults(imported(WorkFundingResource, world.officers["lan"], cells))
    assert any(said in message for _, message in found), found
    assert WorkFunding.objects.count() == 1


def test_work_items_nobody_can_tell_apart_are_refused(world):
    funding_builders.work_item(world.commune)
    funding_builders.work_item(world.commune)
    [(_, message)] = faults(imported(WorkItemResource, world.officers["lan"], {"Nhóm": "Khác"}))
    assert "hai công trình cùng" in message


# Rules and programmes


def test_rule_is_verified_in_nobody_elses_name(lan, world):
    rule = funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"])
    assert (
        change(lan, rule, verified_on="01/02/2024", verified_by=world.officers["minh"].pk).status_code == 302
    )
    rule.refresh_from_db()
    assert rule.verified_by == world.officers["lan"]
    assert change(lan, rule, verified_on=None).status_code == 302
    rule.refresh_from_db()
    assert (rule.verified_on, rule.verified_by) == (None, None)


def test_rule_changed_is_unverified_and_verified_by_another_only(lan, client, world):
    """Lan may not verify her own change; the nation's officer does; any further change undoes that."""
    rule = funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"])
    said = errors(change(lan, rule, ratio="20", verified_on="01/02/2024"))["verified_on"]
    assert "Lưu nội dung trước" in said[0]
    assert change(lan, rule, ratio="20").status_code == 302
    assert "không tự kiểm chứng" in errors(change(lan, rule, verified_on="01/02/2024"))["verified_on"][0]
    boss = builders.officer("boss", "nation", is_staff=True, is_superuser=True)
    client.force_login(boss)
    assert change(client, rule, verified_on="01/02/2024").status_code == 302
    rule.refresh_from_db()
    assert (rule.ratio, rule.verified_by) == (20, boss)
    client.force_login(world.officers["lan"])
    for fields in ({"valid_to": "31/12/2025"}, {"document": "13/NQ-HĐND"}, {"ratio": "150"}):
        CounterpartRule.objects.update(verified_by=boss, verified_on="2024-02-01")
        assert change(client, rule, **fields).status_code == 302
        rule.refresh_from_db()
        assert (rule.verified_on, rule.verified_by) == (None, None), fields
    assert rule.history.first().history_user == world.officers["lan"]


def test_ratio_over_the_whole_is_kept_with_a_warning(lan, world):
    rule = funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"])
    said = lan.get(change(lan, rule, ratio="150").url).content.decode()
    assert "Tỷ lệ đối ứng 150 % lớn hơn 100 %" in said
    assert CounterpartRule.objects.get().ratio == 150


def test_rule_of_a_sheet_is_unverified_once_changed(world):
    boss = builders.officer("second", "nation")
    verified = {"verified_by": boss, "verified_on": "2024-02-01"}
    funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"], **verified)
    lan = world.officers["lan"]
    assert counts(imported(CounterpartRuleResource, lan, {"Tỷ lệ đối ứng (%)": "15"})) == (0, 1, 0)
    assert CounterpartRule.objects.get().verified_on is None
    builders.Officer.objects.filter(username__startswith="boss").update(username="done")
    again = imported(CounterpartRuleResource, lan, {"Ngày kiểm chứng": "01/02/2024"})
    assert "không tự kiểm chứng" in faults(again)[0][1]


def test_rule_is_named_with_a_decimal_comma(world):
    rule = funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"], ratio="12.50")
    rule.refresh_from_db()
    assert str(rule).endswith(": 12,5 % (12/NQ-HĐND)")


def test_rule_keeps_base_and_programme_in_one_phase(lan, world):
    rule = funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"])
    later = funding_builders.source("nstw", phase="2026-2035")
    assert "cùng giai đoạn" in errors(change(lan, rule, base=later.pk))["base"][0]


def test_rule_goes_out_and_comes_in_by_sheet(world):
    funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"], ratio="12.5")
    lan = world.officers["lan"]
    assert counts(imported(CounterpartRuleResource, lan)) == (0, 0, 1)


def test_rule_of_a_sheet_is_added_by_the_province_alone(world):
    funding_builders.rule(world.home, world.programmes["ntm"], world.sources["nstw"])
    cells = {"Hiệu lực từ ngày": "01/01/2023", "Tỷ lệ đối ứng (%)": "15"}
    assert "ngoài phạm vi" in faults(imported(CounterpartRuleResource, world.officers["nam2"], cells))[0][1]
    builders.Officer.objects.filter(username__startswith="boss").update(username="done")
    assert counts(imported(CounterpartRuleResource, world.officers["lan"], cells)) == (1, 0, 0)
    assert CounterpartRule.objects.count() == 2


def test_programmes_are_written_by_the_nation_alone(lan, client, world):
    programme = Programme.objects.first()
    page = f"{HOME}programme/{programme.pk}/change/"
    assert not lan.get(page).context["has_change_permission"]
    assert lan.post(page, {"name": "Khác"}).status_code == 403
    assert lan.get(f"{HOME}programme/add/").status_code == 403
    client.force_login(builders.officer("boss", "nation", is_staff=True, is_superuser=True))
    assert change(client, programme, name="Chương trình khác").status_code == 302


def test_source_is_not_put_under_itself_or_under_money(client, world):
    client.force_login(builders.officer("boss", "nation", is_staff=True, is_superuser=True))
    top, leaf = world.sources["nsdp"], world.sources["ns-tinh"]
    assert "không được nằm dưới" in errors(change(client, top, parent=leaf.pk))["parent"][0]
    funding_builders.allocation(world.commune, world.programmes["ntm"], world.sources["dan"])
    said = errors(change(client, leaf, parent=world.sources["dan"].pk))["parent"][0]
    assert "đã có số tiền" in said
    assert CapitalSource.objects.get(pk=leaf.pk).parent == top


# Money


@pytest.mark.parametrize(("who", "shown"), [("lan", True), ("nam2", True), ("thai", False)])
def test_money_links_to_its_grid_for_those_who_may_enter_it(client, world, who, shown):
    officer = world.officers[who]
    officer.is_staff = True
    officer.save()
    client.force_login(officer)
    row = funding_builders.allocation(world.commune, world.programmes["ntm"], world.sources["nstw"])
    page = client.get(f"{HOME}allocation/{row.pk}/change/").content.decode()
    address = f"/von/nhap/xa/{world.commune.code}/{YEAR}/?ct=ntm"
    assert (f'href="{address}"' in page) == shown
    assert not shown or client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["allocationchange", "fundingbatch", "overlapquestion"])
def test_what_actions_write_is_not_written_here(lan, world, name):
    assert lan.get(f"{HOME}{name}/add/").status_code == 403
