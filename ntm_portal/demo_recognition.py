"""The demonstration's dossiers for recognition, a recognition at risk, and a plan that keeps what was met.

Every row is made up and marked so. The example at risk stands in a round of its own, of the set of xã nông
thôn mới nâng cao, so that what the province's page says does not change. Nothing here runs unless
settings.DEMO is on; loading again changes nothing.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Province
from criteria.actions import Judged, open_round, record_results
from criteria.actions.keeping import Measure, write_item, write_plan
from criteria.actions.recognition import Conditions, open_dossier, record_conditions
from criteria.actions.recognition_steps import Done, Vote, record_step
from criteria.models import (
    ChangeSource,
    CriteriaSet,
    DossierState,
    KeepingPlan,
    LapseReason,
    Recognition,
    RecognitionDossier,
    RecognitionStep,
    Round,
)
from criteria.outcomes import Judgement
from ntm_portal.demo import NOTE

PLACES_ON = datetime.date(2023, 12, 31)
# Đăk Pxi lacks its last two steps; Ngọk Réo was sent back; Diên Bình is decided.
OPEN, RETURNED, DECIDED = "23503", "23518", "23440"
LEFT_OUT = {OPEN: 2, RETURNED: 4, DECIDED: 0}
FIRST_STEP, DAYS_BETWEEN = datetime.date(2023, 9, 5), 14
CONFIRMED = "Minh họa: đã đối chiếu với hướng dẫn của Văn phòng Điều phối."
HIGHER_SET, HIGHER_ROUND = "xa-ntm-nang-cao-2021-2025", datetime.date(2023, 11, 30)
RECOGNISED_ON = datetime.date(2022, 12, 20)
# Hà Mòn was recognised nâng cao and now misses six criteria, one of them a key criterion.
HIGHER = {"23521": "MMNMNMMNMMNMMMNMNMM", "23510": "MMMMMMMMMNMMNMMMNMN"}
AT_RISK = "23521"


@transaction.atomic
def load_recognition() -> str:
    """Load what is missing after the rounds and the money; return a line for the operator."""
    communes = {
        commune.code: commune
        for commune in Commune.objects.filter(province__code="62")
        .in_force(PLACES_ON)
        .select_related("province", "district")
    }
    new = [code for code in LEFT_OUT if _load_dossier(communes[code])]
    _load_higher(communes)
    _load_plan(communes[OPEN])
    return f"Xét công nhận: {len(new)} hồ sơ minh họa mới."


def _load_dossier(commune: Commune) -> bool:
    """One dossier as far as it went, unless the commune has one."""
    if RecognitionDossier.objects.filter(commune=commune).exists():
        return False
    round = Round.objects.get(
        province=commune.province, data_on=PLACES_ON, criteria_set__code="xa-ntm-2021-2025"
    )
    dossier = open_dossier(commune=commune, round=round, year=PLACES_ON.year, by=None)
    dossier.illustrative, dossier._change_reason = True, "Ghi là hồ sơ minh họa"
    dossier.save()
    in_force = RecognitionStep.objects.in_force(dossier.opened_on).filter(procedure=dossier.procedure)
    rules = list(in_force.filter(after_decision=False))
    for at, rule in enumerate(rules[: len(rules) - LEFT_OUT[commune.code]]):
        record_step(
            dossier=dossier,
            step=rule,
            done=Done(
                done_on=FIRST_STEP + datetime.timedelta(DAYS_BETWEEN * at),
                document=f"Văn bản minh họa số {at + 1}",
                vote=Vote(21, 20, 19) if rule.has_vote else None,
                confirmed=CONFIRMED,
            ),
            by=None,
        )
    if commune.code == RETURNED:
        # Without a word to the commune: nobody is to be told of what is only shown.
        dossier.state, dossier._change_reason = DossierState.RETURNED, DossierState.RETURNED.label
        dossier.reason = "Minh họa: báo cáo chưa nêu kết quả khắc phục tiêu chí môi trường."
        dossier.save()
    elif commune.code == DECIDED:
        _publish(_decide(dossier), in_force)
    return True


def _decide(dossier: RecognitionDossier) -> RecognitionDossier:
    """Close a dossier with the illustrative recognition the commune has; there is no signed file of it."""
    found = Conditions(412, 430, FIRST_STEP, True, "Văn bản minh họa của Công an huyện")
    dossier = record_conditions(dossier=dossier, found=found, by=None)
    dossier.recognition = Recognition.objects.filter(
        commune=dossier.commune, criteria_set=dossier.criteria_set
    ).latest("decided_on")
    dossier.state, dossier.reason = DossierState.DECIDED, CONFIRMED
    dossier._change_reason = "Quyết định công nhận"
    dossier.save()
    return dossier


def _publish(dossier: RecognitionDossier, in_force) -> None:
    """The publication after the decision."""
    for rule in in_force.filter(after_decision=True):
        done_on = dossier.recognition.decided_on + datetime.timedelta(DAYS_BETWEEN)
        done = Done(done_on=done_on, note="Minh họa: lễ công bố tại nhà văn hóa xã.", confirmed=CONFIRMED)
        record_step(dossier=dossier, step=rule, done=done, by=None)


def _load_higher(communes: dict[str, Commune]) -> None:
    """A closed round of nâng cao with two communes, one recognised and at risk, unless it is there."""
    province = Province.objects.in_force(PLACES_ON).get(code="62")
    criteria_set = CriteriaSet.objects.get(code=HIGHER_SET)
    if province.rounds.filter(criteria_set=criteria_set).exists():
        return
    round = open_round(
        criteria_set=criteria_set,
        province=province,
        data_on=HIGHER_ROUND,
        by=None,
        name="Nâng cao, tháng 11/2023",
        illustrative_note=NOTE,
    )
    criteria = list(criteria_set.criteria.order_by("number"))
    record_results(
        round=round,
        cells=[
            Judged(communes[code].pk, criterion.pk, letter)
            for code, letters in HIGHER.items()
            for criterion, letter in zip(criteria, letters, strict=True)
        ],
        judgement=Judgement.APPRAISED,
        by=None,
        source=ChangeSource.DEMO,
        lapse_reason=LapseReason.RECHECKED,
    )
    # Closed without a word, too.
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    Recognition.objects.get_or_create(
        commune=communes[AT_RISK],
        criteria_set=criteria_set,
        decided_on=RECOGNISED_ON,
        defaults={
            "decision_number": "minh họa nâng cao 01",
            "year_achieved": RECOGNISED_ON.year,
            "illustrative": True,
        },
    )


def _load_plan(commune: Commune) -> None:
    """The plan of this year, with two measures, unless the commune has a plan."""
    if KeepingPlan.objects.filter(commune=commune).exists():
        return
    today = timezone.localdate()
    text = "Minh họa: giữ vững các tiêu chí đã đạt, ưu tiên thu nhập và môi trường; mỗi quý rà soát một lần."
    plan = write_plan(commune=commune, year=today.year, text=text, by=None)
    plan.illustrative = True
    plan.save()
    measures = [
        ("Nhân rộng mô hình trồng cà phê xen cây ăn quả ở hai thôn", "Hội Nông dân xã", 90),
        ("Rà soát hộ dùng nước hợp quy chuẩn, sửa bể lọc đã hỏng", "Công chức địa chính – môi trường", 45),
    ]
    for measure, unit, days in measures:
        due_on = today + datetime.timedelta(days)
        write_item(plan=plan, given=Measure(measure, unit, due_on), by=None)
