"""Two provinces with a row of everything in each: what is foreign carries a name no page may show.

And the filling in of the administration's forms.
"""

import datetime
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from communes.models import Alias, Classification, Commune, Headship, Participation, Succession
from criteria.actions import Judged, record_results
from criteria.models import (
    ChangeSource,
    CriterionLead,
    Evidence,
    EvidenceUse,
    ImportBatch,
    Indicator,
    IndicatorChange,
    IndicatorResult,
    Recognition,
    ReturnedFigure,
    Standing,
    Threshold,
)
from funding.models import CapitalSource, Programme
from ntm_portal.groups import load_groups
from tests import builders, directive_builders, funding_builders, law_constraints, recognition_world
from tests.admin_planned import planned

FOREIGN = "Qwertz"


@dataclass
class World:
    """People by name, and the rows of the home province and of the foreign one by model name."""

    people: dict = field(default_factory=dict)
    home: dict = field(default_factory=dict)
    foreign: dict = field(default_factory=dict)


def build() -> World:
    recognition_world.step("hop", 1, has_vote=True)
    recognition_world.condition("criteria", 1)
    load_groups()
    world = World()
    law = builders.criteria_set(3)
    indicator = Indicator.objects.create(criterion=law.criteria.first(), code="1.1", text="Đường xã")
    Threshold.objects.create(indicator=indicator, profile="TN", value=80, comparator=">=")
    law_constraints.good_rows(law.criteria.first())
    boss = builders.officer("boss", "nation", is_staff=True, is_superuser=True)
    world.people["boss"] = boss
    world.home = province_with_everything(law, boss, name="Kon Tum", code="62", marker="")
    world.foreign = province_with_everything(law, boss, name=FOREIGN, code="64", marker=FOREIGN)
    all_groups = Group.objects.all()
    scopes = {"lan": "province", "nam": "district", "thai": "commune"}
    for username, level in scopes.items():
        world.people[username] = builders.officer(
            username, world.home[level], groups=all_groups, is_staff=True, last_name="Y", first_name=username
        )
    world.people["stranger"] = builders.officer("stranger", groups=all_groups, is_staff=True)
    return world


def province_with_everything(law, boss, *, name: str, code: str, marker: str) -> dict:
    """One row of every model that has a scope, all in one province."""
    province = builders.province(name, code)
    district = builders.district(province, marker or "Đăk Hà", f"{code}5")
    commune = builders.commune(district, marker or "Đăk Pxi", f"{code}503")
    second = builders.commune(district, f"{marker} Hai" if marker else "Ngọk Wang", f"{code}506")
    agency = builders.agency(province, marker or "Sở Nông nghiệp", short_name=marker or "Sở NN")
    username = f"can-bo-{marker or 'nha'}".lower()
    round = builders.round_with({commune: "MN.", second: "MMM"}, of=law, name=marker or "Năm 2023")
    return {
        "province": province,
        "district": district,
        "commune": commune,
        "alias": Alias.objects.create(commune=commune, name=marker or "Đăk Psi"),
        "participation": Participation.objects.filter(commune=commune).first(),
        "classification": Classification.objects.create(commune=commune, kind="area", value="III"),
        "succession": _succession(province, commune, marker),
        "headship": Headship.objects.create(
            commune=commune, name=marker or "A Thái", valid_from=builders.DATA_ON
        ),
        "agency": agency,
        "officer": builders.officer(username, commune, first_name=marker or "Thái", agency=agency),
        "round": round,
        "criterionlead": CriterionLead.objects.create(
            province=province, criterion=law.criteria.first(), agency=agency, role="support"
        ),
        **_measured(round, commune, marker),
        **_ordered(law.criteria.get(number=1), commune, marker),
        **_figures(round, commune, boss, f"{marker or 'bieu'}.xlsx"),
        **_paid(commune, marker),
        **planned(law, commune, boss, marker),
    }


def _paid(commune: Commune, marker: str) -> dict:
    """Money of the commune with its log and batch, a work item with a line, a debt and a question."""
    programme = Programme.objects.first() or funding_builders.programme()
    source = CapitalSource.objects.first() or funding_builders.source()
    province, text = commune.province, marker or "Nghị quyết 12"
    batch = funding_builders.batch(province, int(province.code), file_name=f"{marker or 'von'}.xlsx")
    row = funding_builders.allocation(commune, programme, source, planned_document=text)
    item = funding_builders.work_item(commune, marker or "Đường thôn 3")
    return {
        "fundingbatch": batch,
        "allocation": row,
        "allocationchange": funding_builders.change(row, batch=batch, reason=text),
        "counterpartrule": funding_builders.rule(province, programme, source, document=text),
        "publishedfigure": funding_builders.published(province, said_in=text),
        "workitem": item,
        "workfunding": funding_builders.line(item, programme, source, content=text),
        "arrears": funding_builders.arrears(item, document=text),
        "overlapquestion": funding_builders.question(item, reason=text),
    }


def _figures(round, commune: Commune, boss, file_name: str) -> dict:
    """A standing with a result recorded by a batch, and a recognition."""
    batch = ImportBatch.objects.create(
        number=int(round.province.code),
        round=round,
        judgement="appraised",
        file_name=file_name,
        sha256="0" * 64,
        blank_means="no-data",
        applied_by=boss,
        applied_at=timezone.now(),
    )
    cells = [Judged(commune.pk, round.criteria_set.criteria.get(number=2).pk, "M")]
    record_results(
        round=round, cells=cells, judgement="appraised", by=boss, source=ChangeSource.SHEET, batch=batch
    )
    standing = Standing.objects.get(round=round, commune=commune)
    recognition = Recognition.objects.create(
        commune=commune,
        criteria_set=round.criteria_set,
        decision_number="186/QĐ-UBND",
        decided_on=datetime.date(2023, 4, 12),
        year_achieved=2022,
    )
    return {
        "standing": standing,
        "criterionresult": standing.results.first(),
        "importbatch": batch,
        "resultchange": batch.changes.first(),
        "recognition": recognition,
    }


def _measured(round, commune: Commune, marker: str) -> dict:
    """A figure with its change, sent back once, and a file shown for it."""
    standing = Standing.objects.get(round=round, commune=commune)
    indicator, now = Indicator.objects.get(), timezone.now()
    figure = IndicatorResult.objects.create(
        standing=standing, indicator=indicator, note=marker or "Chờ số liệu", updated_at=now
    )
    evidence = Evidence.objects.create(
        commune=commune,
        file="evidence/khong-co.pdf",
        name=f"{marker or 'bien-ban'}.pdf",
        content_type="application/pdf",
        size=1200,
        sha256="0" * 64,
        added_at=now,
    )
    return {
        "indicatorresult": figure,
        "indicatorchange": IndicatorChange.objects.create(
            result=figure,
            before={},
            after={"value": "71.5", "outcome": "N"},
            version=1,
            at=now,
            source="typed",
        ),
        "returnedfigure": ReturnedFigure.objects.create(
            standing=standing,
            indicator=indicator,
            judgement="verified",
            reason=marker or "Thiếu biên bản",
            due_on=now.date(),
            returned_at=now,
        ),
        "evidence": evidence,
        "evidenceuse": EvidenceUse.objects.create(
            evidence=evidence, standing=standing, indicator=indicator, added_at=now
        ),
    }


def _ordered(criterion, commune: Commune, marker: str) -> dict:
    """A directive with a task given to the commune, what it said of it, and what was said of the commune."""
    directive = directive_builders.directive(commune.province, title=marker or "Về giảm nghèo")
    task = directive_builders.task(directive, name=marker or "Rà soát hộ nghèo")
    given = directive_builders.assignment(task, commune)
    text = marker or "Thiếu vốn đối ứng"
    obstacle = directive_builders.obstacle(commune, criterion, text=text)
    return {
        "directive": directive,
        "task": task,
        "assignment": given,
        "extension": directive_builders.extension(given, reason=text),
        "progressreport": directive_builders.report(given, text=text),
        "obstacle": obstacle,
        "explanationrequest": directive_builders.explanation(
            commune, commune=commune, criterion=criterion, question=text
        ),
        "activity": directive_builders.activity(commune, name=text),
        "comment": directive_builders.comment(commune, text=text, email="hang@thu.vn"),
    }


def _succession(province, commune: Commune, marker: str) -> Succession:
    start = datetime.date(2025, 7, 1)
    after = builders.commune(province, f"{marker} Mới" if marker else "Đăk Pxi Mới", valid_from=start)
    return Succession.objects.create(predecessor=commune, successor=after, effective_on=start)


def change(client, row, **values):
    """Send a row's change form with the values given over those it shows."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(url).context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            data |= {bound.name: "on"} if value else {}
        elif value not in (None, ""):
            data[bound.name] = (
                [getattr(item, "pk", item) for item in value] if isinstance(value, list) else value
            )
    return client.post(url, {key: value for key, value in (data | values).items() if value is not None})


def errors(response) -> dict:
    return response.context["adminform"].form.errors
