"""Typing work items: every error at its field, nothing lost, rows added and taken away."""

import datetime
import json
import re

import pytest

from funding.models import WorkItem
from tests import funding_builders as build
from tests.work_world import MILLION, debt_typed, furnished, line_typed, sign_in, typed, work_world

pytestmark = pytest.mark.django_db
LIST, ADD = "/von/cong-trinh/", "/von/cong-trinh/them/"


@pytest.fixture
def world():
    return work_world()


def test_item_is_added_with_lines_and_debts(world, client):
    empty = {"programme": "", "capital_source": "", "content": "", "year": "", "amount": "", "disbursed": ""}
    data = typed(
        world, lines=[line_typed(world), empty, line_typed(world, year="2022")], debts=[debt_typed()]
    )
    answer = sign_in(client, world, "nam").post(ADD, data, follow=True)
    item = WorkItem.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{item.pk}/", 302)]
    assert (item.commune, item.cost) == (world.commune, 900 * MILLION)
    assert [(row.year, row.amount, row.disbursed) for row in item.funding.order_by("year")] == [
        (2022, 1_234_500_000, None),
        (2023, 1_234_500_000, None),
    ]
    assert item.arrears.get().as_of == datetime.date(2023, 12, 31)
    said = " ".join(str(message) for message in answer.context["messages"])
    assert "vượt tổng mức đầu tư 900 triệu đồng là 1.569 triệu đồng" in said
    assert "ở ngoài thời gian thực hiện" in said


def test_line_keeps_its_document_on_every_way_out(world, client):
    data = typed(world, lines=[line_typed(world, document="  QĐ 12/QĐ-UBND ")])
    page = sign_in(client, world, "nam").post(ADD, data, follow=True).content.decode()
    item = WorkItem.objects.get()
    line = item.funding.get()
    assert line.document == "QĐ 12/QĐ-UBND" and '"Văn bản bố trí vốn">QĐ 12/QĐ-UBND</td>' in page
    form = client.get(f"{LIST}{item.pk}/sua/").content.decode()
    assert 'name="lines-0-document" value="QĐ 12/QĐ-UBND"' in form
    [row] = json.loads(client.get("/von/cong-trinh.json").content)["von_cong_trinh"]
    assert row["van_ban"] == "QĐ 12/QĐ-UBND"
    seal = re.search(r'name="seal" value="(\w+)"', form)[1]
    data |= {"seal": seal, "lines-0-key": line.pk, "lines-0-document": "QĐ 13"}
    shown = client.post(f"{LIST}{item.pk}/sua/", data, follow=True).content.decode()
    assert "văn bản QĐ 12/QĐ-UBND → QĐ 13" in shown


def test_every_error_is_said_at_its_field_and_nothing_is_lost(world, client):
    wrong = [
        line_typed(world),
        line_typed(world, amount="1,234.5", year="2027", disbursed="-1", document="x" * 161),
        line_typed(world, capital_source="", content="Nội dung 9"),
    ]
    debts = [debt_typed(as_of="31/31/2023", amount="mười"), debt_typed(settled_on="01/01/2020")]
    wrong.append(dict.fromkeys(wrong[0], ""))
    data = typed(world, lines=wrong, debts=debts, name="", year_to="2022", cost="1e5", commune="")
    answer = sign_in(client, world, "nam").post(ADD, data)
    assert answer.status_code == 200
    assert not WorkItem.objects.exists()
    assert [target for target, _, _ in answer.context["wrong"]] == [
        "id_name", "id_commune", "id_year_to", "id_cost",
        "id_lines-1-amount", "id_lines-1-disbursed", "id_lines-1-document", "id_lines-2-capital_source",
        "id_debts-0-amount", "id_debts-0-as_of", "id_debts-1-settled_on",
    ]  # fmt: skip
    page = answer.content.decode()
    for kept in (
        'value="1,234.5"',
        'value="1e5"',
        'value="Nội dung 9"',
        'value="mười"',
        'value="31/31/2023"',
    ):
        assert kept in page
    for target, _, _ in answer.context["wrong"]:
        assert f'id="{target}"' in page
        assert f'id="{target}_error"' in page
    assert page.count('class="error"') == len(answer.context["wrong"])
    assert page.count('aria-invalid="true"') == len(answer.context["wrong"])


def test_rules_are_said_beside_what_cannot_be_read(world, client):
    world.sources["het"] = build.source("het", short_name="NS cũ", ends_on=datetime.date(2022, 12, 31))
    lines = [line_typed(world, capital_source=world.sources["het"].pk), line_typed(world, year="2026")]
    answer = sign_in(client, world, "nam").post(ADD, typed(world, lines=lines, name=""))
    said = {target: error for target, _, error in answer.context["wrong"]}
    assert set(said) == {"id_name", "id_lines-0-capital_source", "id_lines-1-year"}
    assert said["id_lines-0-capital_source"] == "NS cũ chỉ có đến hết ngày 31/12/2022."


def test_more_rows_keep_what_was_typed_and_write_nothing(world, client):
    data = typed(world, lines=[line_typed(world, amount="77")], name="", more="1")
    answer = sign_in(client, world, "nam").post(ADD, data)
    assert len(answer.context["typed"].lines) == 4
    assert 'value="77"' in answer.content.decode()
    assert not answer.context["wrong"]
    assert not WorkItem.objects.exists()


def saved_typed(client, item) -> dict:
    """What the form of a saved item would send if nobody touched it."""
    context = client.get(f"{LIST}{item.pk}/sua/").context
    of = context["typed"]
    forms = [of.form, *of.lines, *of.debts]
    data = {
        field.html_name: field.value() or "" for form in forms for field in form if field.name != "remove"
    }
    for field in (field for row in of.debts for field in row if field.name in ("as_of", "settled_on")):
        data[field.html_name] = f"{field.value():%d/%m/%Y}" if field.value() else ""
    return data | {"seal": context["seal"], "lines-count": len(of.lines), "debts-count": len(of.debts)}


def test_form_sent_back_untouched_changes_nothing(world, client):
    item = furnished(world, cost=900_000_001)
    data = saved_typed(sign_in(client, world, "nam"), item)
    assert client.post(f"{LIST}{item.pk}/sua/", data).status_code == 302
    item.refresh_from_db()
    assert item.cost == 900_000_001
    assert (item.funding.get().history.count(), item.arrears.get().history.count()) == (1, 1)
    assert item.history.count() == 1


def test_line_is_taken_away_and_another_officer_is_not_overwritten(world, client):
    item = furnished(world)
    data = saved_typed(sign_in(client, world, "nam"), item)
    assert client.post(f"{LIST}{item.pk}/sua/", data | {"lines-0-remove": "on"}).status_code == 302
    assert not item.funding.exists()
    answer = client.post(f"{LIST}{item.pk}/sua/", data | {"name": "Tên của tôi"})
    assert answer.status_code == 200
    assert "Người khác vừa sửa công trình này" in answer.content.decode()
    assert 'value="Tên của tôi"' in answer.content.decode()
    item.refresh_from_db()
    assert item.name != "Tên của tôi"
    again = data | {"name": "Tên của tôi", "lines-0-key": "", "seal": answer.context["seal"]}
    assert client.post(f"{LIST}{item.pk}/sua/", again).status_code == 302
    item.refresh_from_db()
    assert item.name == "Tên của tôi"


def test_commune_outside_the_scope_is_not_offered(world, client):
    answer = sign_in(client, world, "nam").post(ADD, typed(world, commune=world.foreign.pk))
    assert [(target, error) for target, _, error in answer.context["wrong"]] == [
        ("id_commune", "Chọn xã trong danh sách.")
    ]
    assert not WorkItem.objects.exists()


@pytest.mark.parametrize("cut", ["lines-count", "debts-count"])
def test_page_that_came_cut_short_takes_nothing_away(world, client, cut):
    item = furnished(world)
    data = saved_typed(sign_in(client, world, "nam"), item)
    del data[cut]
    answer = client.post(f"{LIST}{item.pk}/sua/", data)
    assert "Trang gửi đến thiếu dòng" in answer.content.decode()
    assert item.funding.exists()
    assert item.arrears.exists()
