"""A commune on its way to recognition: a small law of steps and conditions, and who works on it."""

import datetime
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.utils.timezone import localdate

from communes.models import Commune, Officer
from criteria.actions.recognising import Decision, recognise
from criteria.actions.recognition import Conditions, open_dossier, record_conditions
from criteria.actions.recognition_steps import Done, Vote, record_step
from criteria.models import (
    Criterion,
    KeepingItem,
    KeepingPlan,
    Recognition,
    RecognitionCondition,
    RecognitionDossier,
    RecognitionStep,
    Round,
    StepRecord,
)
from ntm_portal.groups import load_groups
from tests import builders
from tests.evidence_builders import upload

SINCE = datetime.date(2022, 8, 2)
DAY = datetime.date(2024, 1, 15)
CONFIRMED = "Đã đối chiếu hướng dẫn."


# How a row of each model names its commune, for the tests of scope.
OF_COMMUNE = {
    Recognition: "commune_id",
    RecognitionDossier: "commune_id",
    StepRecord: "dossier__commune_id",
    KeepingPlan: "commune_id",
    KeepingItem: "plan__commune_id",
}


def owes_nothing(communes, on):
    return {}


def owes(communes, on):
    return dict.fromkeys(communes, "còn nợ đọng 50 triệu đồng")


def step(code, position, *, procedure="three", actor="commune", **fields) -> RecognitionStep:
    given = {"who": f"Cấp {actor}", "name": f"Việc số {position}", "valid_from": SINCE}
    built = RecognitionStep.objects.create(
        procedure=procedure, code=code, position=position, actor=actor, **{**given, **fields}
    )
    built.refresh_from_db()  # with its percentages as the database keeps them
    return built


def condition(kind, position, **fields) -> RecognitionCondition:
    given = {"text": f"Điều kiện {kind}", "source": "seen", "valid_from": SINCE}
    return RecognitionCondition.objects.create(kind=kind, position=position, **{**given, **fields})


@dataclass
class RecognitionWorld:
    commune: Commune
    other: Commune
    round: Round
    steps: list[RecognitionStep] = field(default_factory=list)
    clients: dict = field(default_factory=dict)

    def officer(self, username: str) -> Officer:
        return Officer.objects.select_related("agency").get(username=username)

    def dossier(self, by=None, commune=None) -> RecognitionDossier:
        return open_dossier(commune=commune or self.commune, round=self.round, year=2024, by=by)

    def filled(self) -> RecognitionDossier:
        """A dossier that lacks nothing but the decision."""
        dossier = self.dossier()
        for rule in self.steps:
            record_step(dossier=dossier, step=rule, done=done(rule), by=None)
        return record_conditions(dossier=dossier, found=GOOD, by=None)


GOOD = Conditions(95, 100, DAY, True, "Văn bản số 7 của Công an huyện")


def done(rule: RecognitionStep, **fields) -> Done:
    vote = Vote(20, 18, 17) if rule.has_vote else None
    return Done(**{"done_on": DAY, "document": "12/TTr-UBND", "vote": vote, "confirmed": CONFIRMED, **fields})


def decision(number="15/QĐ-UBND", decided_on=None, **fields) -> Decision:
    return Decision(number, decided_on or localdate(), fields.pop("upload", upload()), **fields)


def recognition_world() -> RecognitionWorld:
    """Đăk Pxi meets all three criteria; two steps, the second from memory with a vote of the province."""
    load_groups()
    home = builders.province()
    here, there = builders.district(home), builders.district(home, "Đăk Tô", "612")
    place, other = builders.commune(here, code="23503"), builders.commune(there, "Diên Bình", "23440")
    round = builders.round_with(
        {place: "MMM", other: "MNM"}, of=builders.criteria_set(3), data_on=builders.DATA_ON
    )
    people = {
        "thai": (place, "Nhập liệu"),
        "nam": (here, "Thẩm tra"),
        "minh": (home, "Thẩm định"),
        "lan": (home, "Quản trị"),
        "leader": (here, "Chỉ đạo"),
        "far": (there, "Thẩm tra"),
    }
    for username, (scope, group) in people.items():
        builders.officer(username, scope, groups=Group.objects.filter(name=group), is_staff=True)
    builders.officer("no-scope", None, groups=Group.objects.all())
    steps = [
        step("to-trinh", 1, document="Tờ trình", source="seen"),
        step("hoi-dong", 2, actor="province", has_vote=True, attendance_percent=70, agreement_percent=90),
    ]
    for position, kind in enumerate(("criteria", "arrears", "satisfaction", "security"), start=1):
        condition(kind, position, percent=90 if kind == "satisfaction" else None)
    return RecognitionWorld(place, other, round, steps)


def recognised(place: Commune, of, **fields) -> Recognition:
    given = {"decision_number": "1/QĐ-UBND", "decided_on": datetime.date(2023, 6, 1), "year_achieved": 2023}
    return Recognition.objects.create(commune=place, criteria_set=of, **{**given, **fields})


def good_rows(place: Commune, criterion: Criterion) -> None:
    """One good row of every model of this subject, for the tests of constraints and of scope."""
    rule = RecognitionStep.objects.filter(code="hop").first() or step("hop", 1, has_vote=True)
    RecognitionCondition.objects.filter(kind="criteria").first() or condition("criteria", 1)
    round = criterion.criteria_set.rounds.get(province=place.province)
    dossier = RecognitionDossier.objects.create(
        commune=place, criteria_set=criterion.criteria_set, round=round, year=2024, procedure="three",
        opened_on=DAY,
    )  # fmt: skip
    StepRecord.objects.create(dossier=dossier, step=rule, done_on=DAY, recorded_at=builders.MOMENT)
    plan = KeepingPlan.objects.create(commune=place, year=2024, text="Giữ vững tiêu chí đã đạt.")
    KeepingItem.objects.create(plan=plan, measure="Rà soát", unit="UBND xã", due_on=DAY)


def decided(world: RecognitionWorld) -> Recognition:
    return recognise(
        dossier=world.filled(), decision=decision(), year_achieved=2024, owed=owes_nothing, by=None
    )
