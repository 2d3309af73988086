"""The administration shows an officer the rows of the scope and no other, on every one of its pages."""

import datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.scope import places_of
from tests import builders
from tests.admin_world import FOREIGN, build
from tests.house_rules import inline_code
from tests.world import rolled_back

SCOPED = [
    "province", "district", "commune", "alias", "participation", "classification", "succession", "agency",
    "officer", "round", "standing", "criterionresult", "importbatch", "resultchange", "recognition",
    "criterionlead", "indicatorresult", "indicatorchange", "returnedfigure", "evidence", "evidenceuse",
    "directive", "task", "assignment", "extension", "progressreport", "obstacle", "explanationrequest",
    "activity", "comment", "allocation", "allocationchange", "fundingbatch", "counterpartrule",
    "publishedfigure", "workitem", "workfunding", "arrears", "overlapquestion", "headship",
    "target", "targetcriterion", "targetsheet", "village", "villagestanding", "reorganisation",
]  # fmt: skip
LAW = [
    "criteriaset", "criterion", "indicator", "threshold", "programme", "capitalsource", "recognitionstep",
    "recognitioncondition", "criterionlink",
]  # fmt: skip
READ_ONLY = {
    "standing", "importbatch", "resultchange", "indicatorresult", "indicatorchange", "returnedfigure",
    "evidence", "evidenceuse", "notice", "assignment", "extension", "progressreport", "obstacle",
    "explanationrequest", "activity", "comment", "allocation", "allocationchange", "fundingbatch",
    "overlapquestion", "target", "targetcriterion", "targetsheet", "villagestanding", "reorganisation",
}  # fmt: skip
ADMINS = {model._meta.model_name: page for model, page in admin.site._registry.items()}


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


def address(name: str, page: str, *args) -> str:
    return reverse(f"admin:{ADMINS[name].model._meta.app_label}_{name}_{page}", args=args)


def shown(client, url: str) -> str:
    """The text of a page that must be there, and clean enough for the strict policy."""
    response = client.get(url)
    assert response.status_code == 200, url
    html = response.content.decode()
    assert not inline_code(html), url
    return html


def test_admin_registers_every_model():
    assert set(ADMINS) == {*SCOPED, *LAW, "group", "notice"}


@pytest.mark.parametrize("name", [*SCOPED, *LAW])
def test_admin_pages_open_for_the_administrator(client, world, name):
    client.force_login(world.people["boss"])
    row = world.home.get(name) or ADMINS[name].model.objects.first()
    shown(client, address(name, "changelist"))
    shown(client, address(name, "change", row.pk))
    shown(client, address(name, "history", row.pk))
    if name not in READ_ONLY:
        shown(client, address(name, "add"))
    if hasattr(row, "history") and row.history.exists():
        shown(client, address(name, "simple_history", row.pk, row.history.first().pk))
    if hasattr(ADMINS[name], "resource_classes"):
        shown(client, address(name, "export"))
        if name not in READ_ONLY:
            shown(client, address(name, "import"))


@pytest.mark.parametrize("name", SCOPED)
@pytest.mark.parametrize("person", ["lan", "nam", "thai", "stranger"])
def test_admin_lists_show_no_foreign_row(client, world, name, person):
    client.force_login(world.people[person])
    page = shown(client, address(name, "changelist"))
    assert FOREIGN not in page
    assert FOREIGN.lower() not in page
    assert not client.get(address(name, "changelist"), {"q": FOREIGN}).context["cl"].queryset


@pytest.mark.parametrize("name", SCOPED)
@pytest.mark.parametrize("person", ["lan", "nam", "thai", "stranger"])
def test_admin_foreign_rows_are_not_found(client, world, name, person):
    client.force_login(world.people[person])
    row = world.foreign[name]
    assert client.get(address(name, "change", row.pk)).status_code == 404
    assert client.post(address(name, "change", row.pk), {}).status_code == 404
    assert client.get(address(name, "history", row.pk)).status_code == 404
    if hasattr(row, "history"):
        url = address(name, "simple_history", row.pk, row.history.first().pk)
        assert client.get(url).status_code == 404
        assert client.post(url, {}).status_code == 404


@pytest.mark.parametrize("name", sorted(set(SCOPED) - READ_ONLY))
def test_admin_forms_offer_no_foreign_choice(client, world, name):
    client.force_login(world.people["lan"])
    assert FOREIGN not in shown(client, address(name, "change", world.home[name].pk))


def choices(client, name: str, field: str, term: str) -> list[str]:
    """What the box of a relation offers while an officer types."""
    app = ADMINS[name].model._meta.app_label
    query = {"app_label": app, "model_name": name, "field_name": field, "term": term}
    response = client.get(reverse("admin:autocomplete"), query)
    assert response.status_code == 200
    return [found["text"] for found in response.json()["results"]]


def test_admin_choices_while_typing_stay_in_scope(client, world):
    client.force_login(world.people["lan"])
    assert not choices(client, "alias", "commune", FOREIGN)
    assert not choices(client, "officer", "scope_province", FOREIGN)
    assert not choices(client, "officer", "agency", FOREIGN)
    assert not choices(client, "criterionresult", "standing", FOREIGN)
    assert choices(client, "alias", "commune", "dak pxi") == ["Xã Đăk Pxi", "Xã Đăk Pxi Mới"]


def test_admin_refuses_a_foreign_choice_sent_by_hand(client, world):
    client.force_login(world.people["lan"])
    url = address("alias", "add")
    response = client.post(url, {"commune": world.foreign["commune"].pk, "name": "Tên khác"})
    assert response.status_code == 200
    assert "commune" in response.context["adminform"].form.errors
    response = client.post(url, {"commune": world.home["commune"].pk, "name": "Tên khác"})
    assert response.status_code == 302


@pytest.mark.parametrize("name", [name for name in SCOPED if hasattr(ADMINS[name], "resource_classes")])
def test_admin_exports_hold_no_foreign_row(client, world, name):
    client.force_login(world.people["lan"])
    response = client.post(address(name, "export"), {"format": "1", "resource": "0"})
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(text.splitlines()) >= 2
    assert FOREIGN not in text


def test_admin_rows_of_a_wider_place_are_read_not_written(client, world):
    client.force_login(world.people["nam"])
    response = client.get(address("province", "change", world.home["province"].pk))
    assert response.status_code == 200
    assert not response.context["has_change_permission"]
    response = client.post(address("round", "change", world.home["round"].pk), {"name": "Khác"})
    assert response.status_code == 403


@pytest.mark.parametrize("name", [name for name in SCOPED if name != "officer"])
def test_admin_knows_the_place_of_every_row(world, name):
    assert places_of(world.home[name])


@pytest.mark.parametrize("name", LAW)
def test_admin_law_belongs_to_no_place(world, name):
    assert places_of(ADMINS[name].model.objects.first()) == []


def test_admin_deletes_nothing_but_spellings(client, world):
    client.force_login(world.people["boss"])
    for name in {*SCOPED, *LAW} - {"alias"}:
        row = world.home.get(name) or ADMINS[name].model.objects.first()
        assert client.post(address(name, "delete", row.pk), {"post": "yes"}).status_code == 403, name
    gone = world.home["alias"]
    assert client.post(address("alias", "delete", gone.pk), {"post": "yes"}).status_code == 302
    assert not type(gone).objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("commune", "dak pxi"),
        ("commune", "ĐẮC PXI"),
        ("commune", "psi"),
        ("commune", "62503"),
        ("district", "dak ha"),
        ("alias", "dakpsi"),
        ("standing", "psi"),
        ("criterionresult", "dak pxi"),
        ("recognition", "psi"),
        ("resultchange", "dak pxi"),
        ("indicatorresult", "dak pxi"),
        ("indicatorchange", "psi"),
        ("returnedfigure", "dak pxi"),
        ("evidence", "dak pxi"),
        ("evidenceuse", "psi"),
        ("criterionlead", "so nong nghiep"),
        ("directive", "giam ngheo"),
        ("directive", "05/ct"),
        ("task", "ra soat"),
        ("assignment", "dak pxi"),
        ("assignment", "ho ngheo"),
        ("extension", "psi"),
        ("progressreport", "ra soat"),
        ("obstacle", "doi ung"),
        ("explanationrequest", "dak pxi"),
        ("activity", "thieu von"),
        ("comment", "psi"),
        ("allocation", "dak pxi"),
        ("allocationchange", "psi"),
        ("fundingbatch", "von"),
        ("counterpartrule", "nghi quyet"),
        ("publishedfigure", "kon tum"),
        ("workitem", "duong thon"),
        ("workfunding", "dak pxi"),
        ("arrears", "duong thon"),
        ("overlapquestion", "nghi quyet"),
        ("round", "kon tum"),
        ("agency", "so nong nghiep"),
        ("officer", "thai"),
    ],
)
def test_admin_search_needs_no_marks(client, world, name, term):
    client.force_login(world.people["lan"])
    response = client.get(address(name, "changelist"), {"q": term})
    assert world.home[name] in response.context["cl"].queryset


def test_admin_search_finds_nothing_for_a_name_nobody_bears(client, world):
    client.force_login(world.people["boss"])
    response = client.get(address("commune", "changelist"), {"q": "khong co xa nay"})
    assert not response.context["cl"].queryset


def test_admin_sends_visitors_to_the_portals_own_door(client, world):
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert client.get(response["Location"])["Location"].startswith("/dang-nhap/?next=/quan-tri/")


def test_admin_is_closed_to_officers_who_are_not_staff(client, world):
    client.force_login(world.home["officer"])
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("name", ["commune", "standing", "criterionresult"])
def test_admin_lists_ask_as_many_queries_for_two_rows_as_for_thirty(client, world, name):
    client.force_login(world.people["lan"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, address(name, "changelist"))
        return len(queries)

    asked()
    few, law = asked(), world.home["round"].criteria_set
    more = [builders.commune(world.home["district"], f"Xã số {number}") for number in range(30)]
    builders.round_with(dict.fromkeys(more, "M.."), of=law, data_on=datetime.date(2022, 12, 31))
    assert asked() == few <= 9
