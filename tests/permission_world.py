"""The world in which the table of permissions is walked: two provinces, a round per stage, every role."""

import datetime
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from communes.models import AgencyKind, Commune, Notice, Officer, Province
from criteria.actions import (
    Entry,
    Judged,
    apply_batch,
    close_round,
    open_round,
    record_figures,
    return_figures,
    review,
    submit,
)
from criteria.actions.figure_batches import apply_figure_batch
from criteria.models import (
    ChangeSource,
    CriterionLead,
    Evidence,
    EvidenceUse,
    Indicator,
    Round,
    Standing,
    Threshold,
)
from criteria.outcomes import Judgement
from ntm_portal.groups import load_groups
from tests import builders
from tests.dossier_world import Criterion
from tests.permission_people import clients_of

# The day of each stage's round. What is copied from the round before stands in the one called "before".
DAYS = {
    stage: datetime.date(2023, month, 28)
    for month, stage in enumerate(
        ["closed", "appraised", "verified", "submitted", "returned", "before", "draft"], start=1
    )
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OPEN_CODE = "3.1"


@dataclass
class PermissionWorld:
    """What a row of the table names. `communes` by unit, `clients` by role."""

    province: Province = None
    foreign: Province = None
    communes: dict[str, Commune] = field(default_factory=dict)
    criteria: list[Criterion] = field(default_factory=list)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    thresholds: dict[str, Threshold] = field(default_factory=dict)
    notice: Notice = None

    def province_of(self, unit: str) -> Province:
        return self.foreign if unit == "other-province" else self.province

    def round(self, unit: str, stage: str) -> Round:
        rounds = Round.objects.select_related("criteria_set", "province")
        return rounds.get(province=self.province_of(unit), data_on=DAYS[stage])

    def standing(self, unit: str, stage: str) -> Standing:
        standings = Standing.objects.select_related("commune", "round__criteria_set", "round__province")
        return standings.get(round__data_on=DAYS[stage], commune=self.communes[unit])


def permission_world() -> PermissionWorld:
    """Build it: each round is brought to its stage by two people nobody of the table is."""
    load_groups()
    world = PermissionWorld()
    _build_places(world)
    _build_law(world)
    _build_people(world)
    clerk = builders.officer("ke-toan", "nation", is_superuser=True)
    boss = builders.officer("truong-phong", "nation", is_superuser=True)
    for province in (world.province, world.foreign):
        places = [place for place in world.communes.values() if place.province_id == province.pk]
        rounds = {
            stage: open_round(criteria_set=_law(world), province=province, data_on=day, by=None)
            for stage, day in DAYS.items()
        }
        for stage, round in rounds.items():
            for place in places:
                _bring_to(world, round, stage, place, clerk, boss)
        close_round(round=rounds["closed"], by=boss)
    Notice.objects.all().delete()
    world.notice = Notice.objects.create(recipient=boss, text="Việc riêng của người khác", url="/")
    return world


def _law(world: PermissionWorld):
    return world.criteria[0].criteria_set


def _build_places(world: PermissionWorld) -> None:
    world.province = builders.province()
    world.foreign = builders.province("Gia Lai", "64")
    here = builders.district(world.province)
    there = builders.district(world.province, "Đăk Tô", "612")
    far = builders.district(world.foreign, "Chư Păh", "627")
    world.communes = {
        "own": builders.commune(here, "Đăk Pxi", "23503"),
        "neighbour": builders.commune(here, "Đăk Ui", "23506"),
        "other": builders.commune(there, "Diên Bình", "23428"),
        "other-province": builders.commune(far, "Ia Khươl", "23722"),
    }


def _build_law(world: PermissionWorld) -> None:
    """Three criteria; what may be entered everywhere is the third one's only indicator."""
    set_ = builders.criteria_set(3)
    world.criteria = list(set_.criteria.order_by("number"))
    for code in ("1.1", "1.2", "2.1", "2.2", OPEN_CODE):
        criterion = world.criteria[int(code[0]) - 1]
        world.indicators[code] = Indicator.objects.create(
            criterion=criterion, code=code, text=f"Nội dung {code}", kind="bool", position=int(code[-1])
        )
    provinces = {"own": world.province, "other-province": world.foreign, "nation": None}
    for unit, province in provinces.items():
        world.thresholds[unit] = Threshold.objects.create(
            indicator=world.indicators["1.1"], province=province, text="Đạt", valid_from=DAYS["closed"]
        )


def _build_people(world: PermissionWorld) -> None:
    home, district, own = world.province, world.communes["own"].district, world.communes["own"]
    lead, _ = builders.agency(home), builders.agency(world.foreign)
    roads = builders.agency(home, name="Sở Giao thông vận tải", short_name="Sở GTVT")
    office = builders.agency(
        home, name="Văn phòng Điều phối", short_name="VPĐP", kind=AgencyKind.COORDINATION
    )
    CriterionLead.objects.create(province=home, criterion=world.criteria[0], agency=lead)
    roles = [
        ("no-scope", None, "Nhập liệu,Thẩm tra,Thẩm định,Quản trị", {}),
        ("commune", own, "Nhập liệu", {}),
        ("neighbour", world.communes["neighbour"], "Nhập liệu", {}),
        ("district-verifier", district, "Thẩm tra", {}),
        ("district-reader", district, "Chỉ đạo", {}),
        ("province-enterer", home, "Nhập liệu", {}),
        ("appraiser-in-charge", home, "Thẩm định", {"agency": lead}),
        ("appraiser-elsewhere", home, "Thẩm định", {"agency": roads}),
        ("coordination", home, "Thẩm định", {"agency": office}),
        ("administrator", home, "Quản trị", {}),
        ("foreign-appraiser", world.foreign, "Thẩm định", {}),
        ("inactive", home, "Nhập liệu,Thẩm tra,Thẩm định,Quản trị", {"is_active": False}),
        ("superuser", "nation", "", {"is_superuser": True}),
    ]
    world.clients |= clients_of(roles)


def _bring_to(world, round: Round, stage: str, place: Commune, clerk: Officer, boss: Officer) -> None:
    """The commune's dossier at the stage: all entered but the last indicator, one figure by a sheet."""
    codes = ["1.1", "1.2", "2.1", *([OPEN_CODE] if stage == "before" else [])]
    entries = [entry(place, world.indicators[code]) for code in codes]
    record_figures(round=round, entries=entries, by=clerk, source=ChangeSource.TYPED)
    by_sheet = [entry(place, world.indicators["2.2"])]
    apply_figure_batch(
        round=round, entries=by_sheet, by=clerk, file_name=f"{place.code}.xlsx", sha256="0" * 64
    )
    standing = Standing.objects.get(round=round, commune=place)
    _give_evidence(world, standing, clerk)
    if stage in ("closed", "before", "draft"):
        return
    submit(standing=standing, by=clerk, incomplete=True)
    if stage in ("verified", "appraised"):
        review(round=round, verdicts=verdicts(world, place), judgement=Judgement.VERIFIED, by=boss)
    if stage == "appraised":
        apply_batch(
            round=round,
            cells=verdicts(world, place),
            judgement=Judgement.APPRAISED,
            by=boss,
            file_name=f"{place.code}.xlsx",
            sha256="0" * 64,
            blank_means="no-data",
        )
    if stage == "returned":
        reasons = {world.indicators[OPEN_CODE].pk: "Thiếu số liệu."}
        return_figures(standing=standing, reasons=reasons, due_on=timezone.localdate(), by=boss)


def entry(place: Commune, indicator: Indicator, **fields) -> Entry:
    """ "Có", which the officer calls đạt."""
    given = {"answer": "yes", "outcome": "M", "basis": "officer", "note": "Đã kiểm tra."}
    return Entry(place.pk, indicator.pk, **{**given, **fields})


def verdicts(world: PermissionWorld, place: Commune, letters="MM", **fields) -> list[Judged]:
    return [
        Judged(place.pk, criterion.pk, letter, **fields)
        for criterion, letter in zip(world.criteria, letters, strict=False)
        if letter != " "
    ]


def _give_evidence(world: PermissionWorld, standing: Standing, by: Officer) -> None:
    """One file of the commune, shown for the first indicator and for the one that may be entered."""
    evidence, created = Evidence.objects.get_or_create(
        commune=standing.commune,
        sha256="0" * 64,
        defaults={
            "name": f"{standing.commune.code}.pdf",
            "content_type": "application/pdf",
            "size": len(PDF),
            "added_by": by,
            "added_at": timezone.now(),
        },
    )
    if created:
        evidence.file.name = f"evidence/{standing.commune.code}.pdf"
        evidence.save(update_fields=["file"])
    for code in ("1.1", OPEN_CODE):
        EvidenceUse.objects.create(
            evidence=evidence,
            standing=standing,
            indicator=world.indicators[code],
            added_by=by,
            added_at=timezone.now(),
        )


def put_files(world: PermissionWorld) -> None:
    """Write the files themselves, in the folder of the test that asks."""
    for evidence in Evidence.objects.all():
        evidence.file.storage.save(evidence.file.name, ContentFile(PDF))
