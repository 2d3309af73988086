"""A commune's dossier in a small province: two criteria of two yes/no indicators, and the people about it."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth.models import Permission

from communes.models import AgencyKind, Commune, District, Officer, Province
from criteria.actions import Entry, open_round, record_figures
from criteria.models import ChangeSource, Criterion, Indicator, Round, Standing
from tests import builders

DAY = datetime.date(2023, 9, 30)
ENTERS = ["change_indicatorresult", "add_indicatorresult", "submit_standing", "add_evidence"]


@dataclass
class DossierWorld:
    """What a test of a dossier names. `people` are officers by what they do."""

    province: Province
    district: District
    commune: Commune
    round: Round
    criteria: list[Criterion]
    indicators: list[Indicator]
    people: SimpleNamespace

    @property
    def standing(self) -> Standing:
        """The dossier as it is in the database."""
        return Standing.objects.select_related("commune", "round__criteria_set").get(
            round=self.round, commune=self.commune
        )

    def result(self, number: int):
        return self.standing.results.get(criterion__number=number)

    def enter(self, *outcomes: str, by: Officer | None = None, commune: Commune | None = None) -> None:
        """Enter an answer and its outcome for each indicator in order; "" leaves one out."""
        entries = [
            Entry(
                (commune or self.commune).pk,
                indicator.pk,
                answer="yes" if outcome == "M" else "no",
                outcome=outcome,
                basis="officer",
                note="Đã kiểm tra.",
            )
            for indicator, outcome in zip(self.indicators, outcomes, strict=False)
            if outcome
        ]
        record_figures(
            round=self.round, entries=entries, by=by or self.people.enterer, source=ChangeSource.TYPED
        )


def dossier_world(*, criteria=2, steps="three") -> DossierWorld:
    """The world with an open round in which nothing has been entered."""
    province = builders.province()
    district = builders.district(province)
    commune = builders.commune(district)
    builders.commune(district, name="Đăk Ui")
    set_ = builders.criteria_set(criteria)
    numbered = list(set_.criteria.order_by("number"))
    indicators = [
        Indicator.objects.create(
            criterion=criterion, code=f"{criterion.number}.{n}", text=f"Nội dung {n}", kind="bool", position=n
        )
        for criterion in numbered
        for n in (1, 2)
    ]
    round = open_round(criteria_set=set_, province=province, data_on=DAY, by=None, name="9 tháng 2023")
    round.steps = steps
    round.save(update_fields=["steps"])
    office = builders.agency(
        province, name="Văn phòng Điều phối", short_name="VPĐP", kind=AgencyKind.COORDINATION
    )
    people = SimpleNamespace(
        enterer=allowed(builders.officer("thai", commune), *ENTERS),
        verifier=allowed(builders.officer("nam", district), "verify_standing"),
        second_verifier=allowed(builders.officer("binh", district), "verify_standing"),
        appraiser=allowed(
            builders.officer("minh", province, agency=office), "appraise_standing", "close_round"
        ),
        stranger=allowed(builders.officer("la"), *ENTERS, "verify_standing", "appraise_standing"),
    )
    return DossierWorld(province, district, commune, round, numbered, indicators, people)


def allowed(officer: Officer, *codenames: str) -> Officer:
    """The officer with these permissions of the criteria."""
    officer.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="criteria", codename__in=codenames)
    )
    return Officer.objects.get(pk=officer.pk)
