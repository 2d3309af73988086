"""The acts of the table of permissions of recognition, done directly and on their pages."""

from dataclasses import dataclass, replace

from django.test import Client

from communes.models import Commune, Officer
from criteria.actions import ActionRefused
from criteria.actions.keeping import Measure, write_item, write_plan
from criteria.actions.recognising import recognise, restore, revoke
from criteria.actions.recognition import open_dossier, record_conditions, return_dossier, withdraw_dossier
from criteria.actions.recognition_steps import record_step
from criteria.models import KeepingPlan, Recognition, RecognitionDossier, Standing
from tests.evidence_builders import upload
from tests.recognition_world import DAY, GOOD, RecognitionWorld, decision, done, owes_nothing

REASON = "Lý do ghi rõ."
TYPED = f"{DAY:%d/%m/%Y}"


@dataclass
class Case:
    """A row of the table: who, on which commune's rows."""

    world: RecognitionWorld
    role: str
    unit: str

    @property
    def officer(self) -> Officer:
        return Officer.objects.select_related("agency").get(username=self.role)

    @property
    def client(self) -> Client:
        return self.world.clients[self.role]

    @property
    def commune(self) -> Commune:
        return self.world.commune if self.unit == "own" else self.world.other

    @property
    def dossier(self) -> RecognitionDossier:
        return RecognitionDossier.objects.get(commune=self.commune, state="open")

    @property
    def recognition(self) -> Recognition:
        return Recognition.objects.get(commune=self.commune, revoked_on=None)

    @property
    def revoked(self) -> Recognition:
        return Recognition.objects.get(commune=self.commune, revoked_on__isnull=False)

    @property
    def plan(self) -> KeepingPlan:
        return KeepingPlan.objects.get(commune=self.commune)


def _step(at):
    def act(case):
        rule = case.world.steps[at]
        record_step(dossier=case.dossier, step=rule, done=done(rule), by=case.officer)

    return act


ACTS = {
    "commune-step": _step(0),
    "province-step": _step(1),
    "conditions": lambda case: record_conditions(dossier=case.dossier, found=GOOD, by=case.officer),
    "return": lambda case: return_dossier(dossier=case.dossier, reason=REASON, by=case.officer),
    "withdraw": lambda case: withdraw_dossier(dossier=case.dossier, reason=REASON, by=case.officer),
    "decide": lambda case: recognise(
        dossier=case.dossier, decision=decision(), year_achieved=2024, owed=owes_nothing, by=case.officer
    ),
    "revoke": lambda case: revoke(
        recognition=case.recognition, decision=decision(reason=REASON), by=case.officer
    ),
    "restore": lambda case: restore(
        recognition=case.revoked, decision=decision(reason=REASON), by=case.officer
    ),
    "plan": lambda case: write_plan(commune=case.commune, year=2024, text=REASON, by=case.officer),
    "plan-item": lambda case: write_item(
        plan=case.plan, given=Measure("Rà soát", "UBND xã", DAY), by=case.officer
    ),
}


def do(case: Case, action: str) -> str:
    """Do the act by its action: "done", or what was refused."""
    try:
        ACTS[action](case)
    except ActionRefused as refusal:
        return str(refusal)
    return "done"


def _said(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.status_code} {answer.get('Location', '')} {content.decode(errors='replace')}"


def _get(path):
    return lambda case: _said(case.client.get(path(case)))


def _post(path, **data):
    def act(case):
        given = {name: value(case) if callable(value) else value for name, value in data.items()}
        return _said(case.client.post(path(case), given))

    return act


def _of_dossier(ending=""):
    return lambda case: f"/cong-nhan/{case.dossier.pk}/{ending}"


SIGNED = {"number": "15/QĐ-UBND", "decided_on": "01/06/2024", "upload": lambda case: upload()}
PAGES = {
    "see-dossiers": _get(lambda case: f"/cong-nhan/?xa={case.commune.pk}"),
    "see-dossier": _get(_of_dossier()),
    "see-file": _get(lambda case: f"/cong-nhan/quyet-dinh/{case.recognition.pk}/tep/cong-nhan/"),
    "see-watch": _get(lambda case: f"/duy-tri/?tinh=62&xa={case.commune.code}"),
    "see-plans": _get(lambda case: f"/duy-tri/ke-hoach/{case.commune.pk}/"),
    "open": _get(lambda case: f"/cong-nhan/mo/?xa={case.commune.pk}"),
    "commune-step": _post(
        lambda case: f"/cong-nhan/{case.dossier.pk}/buoc/{case.world.steps[0].pk}/",
        done_on=TYPED,
        document="12/TTr-UBND",
    ),
    "province-step": _post(
        lambda case: f"/cong-nhan/{case.dossier.pk}/buoc/{case.world.steps[1].pk}/",
        done_on=TYPED, members="20", present="18", agreed="17", confirmed=REASON,
    ),
    "conditions": _post(
        _of_dossier("dieu-kien/"), satisfied="95", asked="100", asked_on=TYPED, is_secure="",
        security_document="",
    ),
    "return": _post(_of_dossier("tra-lai/"), reason=REASON),
    "withdraw": _post(_of_dossier("rut/"), reason=REASON),
    "decide": _post(_of_dossier("quyet-dinh/"), **SIGNED, year_achieved="2024"),
    "revoke": _post(
        lambda case: f"/cong-nhan/quyet-dinh/{case.recognition.pk}/thu-hoi/", **SIGNED, reason=REASON
    ),
    "restore": _post(
        lambda case: f"/cong-nhan/quyet-dinh/{case.revoked.pk}/khoi-phuc/", **SIGNED, reason=REASON
    ),
    "plan": _post(
        lambda case: f"/duy-tri/ke-hoach/{case.commune.pk}/ghi/", year="2024", text=REASON, document=""
    ),
    "plan-item": _post(
        lambda case: f"/duy-tri/ke-hoach/{case.plan.pk}/viec/",
        measure="Rà soát", unit="UBND xã", due_on=TYPED, criterion="", done_on="",
    ),
}  # fmt: skip
READS = {"see-dossiers", "see-dossier", "see-file", "see-watch", "see-plans", "open"}


def furnish(world: RecognitionWorld) -> None:
    """Each commune with a complete open dossier by one set, a recognition, one revoked, and a plan.

    Everybody is signed in already: signing in writes to the officer's row.
    """
    Standing.objects.update(confirmed_outcomes="MMM")
    world.clients = {"visitor": Client()}
    for officer in Officer.objects.all():
        world.clients[officer.username] = Client()
        world.clients[officer.username].force_login(officer)
    for place in (world.commune, world.other):
        dossier = open_dossier(commune=place, round=world.round, year=2024, by=None)
        for rule in world.steps:
            record_step(dossier=dossier, step=rule, done=done(rule), by=None)
        record_conditions(dossier=dossier, found=replace(GOOD), by=None)
        plan = write_plan(commune=place, year=2023, text="Giữ vững.", by=None)
        write_item(plan=plan, given=Measure("Rà soát", "UBND xã", DAY), by=None)
        of = world.round.criteria_set
        for number, (given, revoked) in enumerate([(2022, None), (2023, 2024)], start=1):
            Recognition.objects.create(
                commune=place, criteria_set=of, decision_number=f"{number}/QĐ-UBND",
                decided_on=DAY.replace(year=given), year_achieved=given,
                revoked_on=revoked and DAY.replace(year=revoked),
                revocation_decision="9/QĐ-UBND" if revoked else "", file="recognitions/quyet-dinh.pdf",
            )  # fmt: skip
