"""No scope, no rows: for every model and every kind of reader, exactly the rows of the reader's place.

The world has two provinces with two districts of two communes each, and a commune that hangs directly
from a province (as since 01/07/2025); every commune has one row of everything.
"""

import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from communes.models import (
    Agency,
    Alias,
    Classification,
    Commune,
    District,
    Headship,
    Notice,
    Officer,
    Participation,
    Province,
    Succession,
)  # fmt: skip
from criteria.models import (
    CriteriaSet,
    CriterionLead,
    CriterionResult,
    Evidence,
    EvidenceUse,
    ImportBatch,
    IndicatorChange,
    IndicatorResult,
    PendingUpload,
    ResultChange,
    ReturnedFigure,
    Round,
    Standing,
    TargetSheet,
)
from funding.models import FundingBatch
from tests import (
    builders,
    directive_scope,
    entry_builders,
    funding_scope,
    recognition_world,
    target_scope,
    village_world,
    world,
)
from tests.law_constraints import LAW

ROLES = ["nation", "province", "district", "commune", "direct", "none", "inactive", "anonymous"]
# The communes each role reaches, by the order in which they are built below.
REACH = {
    "nation": range(9),
    "province": [0, 1, 2, 3, 8],
    "district": [0, 1],
    "commune": [0],
    "direct": [8],
}


@pytest.fixture(scope="module")
def two_provinces(django_db_setup, django_db_blocker):
    """The world, built once: no test here changes it."""
    with django_db_blocker.unblock(), world.rolled_back():
        yield built_communes()


@pytest.fixture
def communes(two_provinces, db) -> list[Commune]:
    return two_provinces


def built_communes() -> list[Commune]:
    """Communes 0–3 in Kon Tum (0 and 1 in Đăk Hà), 4–7 in Gia Lai, 8 in Kon Tum without a district."""
    built, of = [], builders.criteria_set(1)
    entry_builders.indicator(of.criteria.get())
    for code, names in (("62", ("615", "612")), ("64", ("622", "624"))):
        home = builders.province(f"Tỉnh {code}", code)
        for district in (builders.district(home, f"Huyện {name}", name) for name in names):
            built += [builders.commune(district, f"Xã {district.code} {at}") for at in (1, 2)]
    built.append(builders.commune(Province.objects.get(code="62"), "Xã trực thuộc"))
    for home in Province.objects.all():
        inside = [place for place in built if place.province_id == home.pk]
        builders.round_with(dict.fromkeys(inside, "M"), of=of)
    for place in built:
        furnish(place, of)
    return built


def furnish(place: Commune, of: CriteriaSet) -> None:
    """One row of everything that belongs to a commune."""
    Alias.objects.create(commune=place, name=f"Tên khác {place.code}")
    Classification.objects.create(commune=place, kind="area", value="III")
    recognition_world.recognised(place, of)
    Headship.objects.create(commune=place, name="A Thái", valid_from=builders.DATA_ON)
    result = CriterionResult.objects.get(standing__commune=place)
    ResultChange.objects.create(
        result=result, judgement="appraised", after="M", at=builders.MOMENT, source="typed"
    )
    entry_builders.measure(result.standing, of.criteria.get().indicators.get())
    builders.officer(f"cán bộ {place.code}", place)
    directive_scope.furnish(place, of.criteria.get())
    funding_scope.furnish(place)
    target_scope.furnish(place, of.criteria.get())
    recognition_world.good_rows(place, of.criteria.get())
    village_world.good_rows(place)


def reader(role: str, communes):
    """Who reads; "inactive" is an officer of the nation who left, "none" one without a scope."""
    first = communes[0]
    scope = {
        "nation": "nation",
        "province": first.province,
        "district": first.district,
        "commune": first,
        "direct": communes[8],
        "none": None,
        "inactive": "nation",
    }
    if role == "anonymous":
        return AnonymousUser()
    return builders.officer("người đọc", scope[role], is_active=role != "inactive")


def reached(role: str, communes) -> set[int]:
    return {communes[at].pk for at in REACH.get(role, [])}


# How a row of each model names its commune.
OF_COMMUNE = {
    Commune: "id",
    Alias: "commune_id",
    Participation: "commune_id",
    Classification: "commune_id",
    Standing: "commune_id",
    CriterionResult: "standing__commune_id",
    ResultChange: "result__standing__commune_id",
    Headship: "commune_id",
    IndicatorResult: "standing__commune_id",
    IndicatorChange: "result__standing__commune_id",
    ReturnedFigure: "standing__commune_id",
    Evidence: "commune_id",
    EvidenceUse: "standing__commune_id",
    **directive_scope.OF_COMMUNE,
    **funding_scope.OF_COMMUNE,
    **target_scope.OF_COMMUNE,
    **recognition_world.OF_COMMUNE,
    **village_world.OF_COMMUNE,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", OF_COMMUNE, ids=lambda model: model.__name__)
def test_rows_of_communes_are_those_of_the_scope(communes, role, model):
    rows = model.objects.visible_to(reader(role, communes)).values_list(OF_COMMUNE[model], flat=True)
    assert sorted(rows) == sorted(reached(role, communes))


@pytest.mark.parametrize("role", ROLES)
def test_covers_agrees_with_visible_to_on_every_commune(communes, role):
    officer = reader(role, communes)
    if role == "anonymous":
        return
    covered = {
        place.pk
        for place in communes
        if officer.covers(province_id=place.province_id, district_id=place.district_id, commune_id=place.pk)
    }
    assert covered == reached(role, communes)


PROVINCES = {role: ["62", "64"] if role == "nation" else ["62"] for role in REACH}
# Provinces, districts, rounds and agencies: the code of the place, in order, for each role.
ABOVE = {
    (Province, "code"): PROVINCES,
    (District, "code"): {
        "nation": ["612", "615", "622", "624"],
        "province": ["612", "615"],
        "district": ["615"],
        "commune": ["615"],
    },
    (Round, "province__code"): PROVINCES,
    **dict.fromkeys([*directive_scope.OF_PROVINCE, *funding_scope.OF_PROVINCE], PROVINCES),
    (Agency, "district__code"): {"nation": ["612", "615"], "province": ["612", "615"], "district": ["615"]},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model,field", ABOVE, ids=lambda part: getattr(part, "__name__", ""))
def test_rows_above_communes_are_those_of_the_scope(communes, role, model, field):
    for code in ("615", "612"):
        place = District.objects.get(code=code)
        builders.agency(place.province, f"UBND huyện {code}", district=place)
    rows = model.objects.visible_to(reader(role, communes)).values_list(field, flat=True)
    assert sorted(rows) == ABOVE[model, field].get(role, [])


@pytest.mark.parametrize("role", ROLES)
def test_officers_seen_are_those_inside_the_scope(communes, role):
    home = communes[0].province
    builders.officer("tỉnh", home)
    builders.officer("huyện", communes[0].district)
    own_row = {"nation", "province", "district", "commune", "direct", "none", "inactive"}
    above = {"nation": {"tỉnh", "huyện"}, "province": {"tỉnh", "huyện"}, "district": {"huyện"}}
    officer = reader(role, communes)
    seen = set(Officer.objects.visible_to(officer).values_list("username", flat=True))
    inside = {f"cán bộ {communes[at].code}" for at in REACH.get(role, [])}
    itself = {"người đọc"} if role in own_row - {"none", "inactive"} else set()
    assert seen == inside | above.get(role, set()) | itself


@pytest.mark.parametrize("role", ROLES)
def test_successions_are_seen_from_both_ends(communes, role):
    Succession.objects.create(
        predecessor=communes[0], successor=communes[4], effective_on=datetime.date(2025, 7, 1)
    )
    seen = Succession.objects.visible_to(reader(role, communes)).count()
    assert seen == (role in {"nation", "province", "district", "commune"})


def test_successions_inside_one_scope_are_listed_once(communes):
    Succession.objects.create(
        predecessor=communes[0], successor=communes[1], effective_on=datetime.date(2025, 7, 1)
    )
    assert Succession.objects.visible_to(reader("province", communes)).count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_batches_below_the_province_are_ones_own(communes, role):
    officer = reader(role, communes)
    rounds = {round.province.code: round for round in Round.objects.select_related("province")}
    sheet = {"judgement": "self", "applied_at": builders.MOMENT, "sha256": "0" * 64}
    for number, (code, by) in enumerate([("62", None), ("64", None), ("62", officer)], start=1):
        by = by if isinstance(by, Officer) else None
        ImportBatch.objects.create(number=number, round=rounds[code], applied_by=by, **sheet)
    seen = set(ImportBatch.objects.visible_to(officer).values_list("number", flat=True))
    expected = {"nation": {1, 2, 3}, "province": {1, 3}, "district": {3}, "commune": {3}, "direct": {3}}
    assert seen == expected.get(role, set())


@pytest.mark.parametrize("role", ROLES)
def test_uploads_are_ones_own(communes, role):
    officer, other = reader(role, communes), Officer.objects.first()
    sheet = {
        "file_name": "bieu.xlsx",
        "content": b"",
        "sha256": "0" * 64,
        "criteria_set": CriteriaSet.objects.get(level="commune"),
        "province": communes[0].province,
        "data_on": builders.DATA_ON,
        "blank_means": "not-met",
        "judgement": "self",
    }
    mine = officer if isinstance(officer, Officer) else other
    for owner in {mine, other}:
        PendingUpload.objects.create(officer=owner, **sheet)
    seen = {upload.officer for upload in PendingUpload.objects.visible_to(officer)}
    assert seen == (set() if role in {"none", "inactive", "anonymous"} else {officer})


@pytest.mark.parametrize("role", ROLES)
def test_units_in_charge_are_those_of_the_province(communes, role):
    for home in Province.objects.all():
        CriterionLead.objects.create(
            province=home,
            criterion=CriteriaSet.objects.get(level="commune").criteria.get(),
            agency=builders.agency(home),
        )
    seen = CriterionLead.objects.visible_to(reader(role, communes)).values_list("province__code", flat=True)
    assert sorted(seen) == ABOVE[Round, "province__code"].get(role, [])


@pytest.mark.parametrize("role", ROLES)
def test_notices_are_ones_own(communes, role):
    officer, other = reader(role, communes), Officer.objects.first()
    mine = officer if isinstance(officer, Officer) else other
    for recipient in {mine, other}:
        Notice.objects.create(recipient=recipient, text="Xã đã gửi.")
    seen = {notice.recipient for notice in Notice.objects.visible_to(officer)}
    assert seen == (set() if role in {"inactive", "anonymous"} else {officer})


def test_every_queryset_with_a_scope_is_tried():
    scoped = {
        model
        for app in ("communes", "criteria", "directives", "funding")
        for model in apps.get_app_config(app).get_models()
        if hasattr(model._default_manager, "visible_to") and "Reorganisation" not in model.__name__
    }
    own = {Officer, Succession, ImportBatch, PendingUpload, CriterionLead, Notice, FundingBatch, TargetSheet}
    assert scoped == {*OF_COMMUNE, *(model for model, _ in ABOVE)} | own | LAW
