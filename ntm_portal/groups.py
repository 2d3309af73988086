"""What each group may do. On which rows is never here: that is the officer's scope."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

PLACES = ["province", "district", "commune", "village", "alias"]
PLACES += ["participation", "classification", "succession"]
REORGANISED = ["reorganisation", "reorganisationline", "reorganisationheir"]
LAW = ["criteriaset", "criterion", "indicator", "threshold", "criterionlink"]
RESULTS = ["round", "standing", "criterionresult", "importbatch", "resultchange", "recognition"]
TARGETS = ["target", "targetcriterion", "targetsheet"]
OF_VILLAGES = ["villagestanding"]
RULES = ["recognitionstep", "recognitioncondition"]
ASKING = ["recognitiondossier", "steprecord", "keepingplan", "keepingitem"]
ORDERS = ["directive", "task", "assignment", "extension", "progressreport"]
FOLLOWED = ["obstacle", "obstaclestep", "explanationrequest", "activity", "activityphoto"]
CAPITAL = ["programme", "capitalsource", "counterpartrule", "publishedfigure"]
MONEY = ["allocation", "allocationchange", "fundingbatch"]
WORK = ["workitem", "workfunding", "arrears", "overlapquestion"]
FIGURES = ["indicatorresult", "indicatorchange", "returnedfigure", "evidence", "evidenceuse"]


def permissions(app: str, verbs: str, models: list[str]) -> set[str]:
    """ "add change", ["round"] → {"criteria.add_round", "criteria.change_round"}."""
    return {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models}


READ = (
    permissions("communes", "view", [*PLACES, *REORGANISED, "agency", "notice"])
    | permissions("criteria", "view", [*LAW, *RESULTS, *FIGURES, *TARGETS, *RULES, *ASKING, "criterionlead"])
    | permissions("criteria", "view", OF_VILLAGES)
    | permissions("directives", "view", [*ORDERS, *FOLLOWED])
    | permissions("funding", "view", [*CAPITAL, *MONEY, *WORK])
)  # fmt: skip
# What a unit that was given something does: answer for it, say what is in the way, hold activities.
ANSWER = permissions("directives", "add change", ["obstacle", "activity"]) | {
    "directives.report_assignment",
    "directives.handle_obstacle",
    "directives.confirm_obstacle",
    "directives.answer_explanation",
}
# What those who keep the money's books do: at the district and the province.
PAY = (
    permissions("funding", "add change", ["allocation", "workitem", "workfunding", "arrears"])
    | {"funding.add_fundingbatch", "funding.answer_overlapquestion"}
)  # fmt: skip
# What a leader does: give tasks, answer reports, ask for explanations.
DIRECT = permissions("directives", "add", ["obstacle", "assignment"]) | {
    "directives.direct_assignment",
    "directives.handle_obstacle",
    "directives.ask_explanation",
}
# What whoever works on a commune's recognition does: its dossier, and the plan that keeps what was met.
RECOGNITION = permissions("criteria", "add change", ["recognitiondossier", "keepingplan"])
MODERATE = {"directives.view_comment", "directives.moderate_comment"}
IMPORT = READ | permissions("criteria", "add change", ["criterionresult"]) | {"criteria.add_importbatch"}
ENTER = (
    IMPORT
    | permissions("criteria", "add change", ["indicatorresult"])
    | permissions("criteria", "add", ["evidence", "evidenceuse"])
    | permissions("criteria", "add change", OF_VILLAGES)
    | {"criteria.submit_standing"}
    | ANSWER
    | RECOGNITION
)
VERIFY = IMPORT | ANSWER | PAY | RECOGNITION | {"criteria.verify_standing", "criteria.add_target"}
APPRAISE = (
    ENTER
    | {"directives.ask_explanation"}
    | MODERATE
    | PAY
    | permissions("criteria", "add change", ["round", "recognition"])
    | {"criteria.appraise_standing", "criteria.close_round", "criteria.add_target", "criteria.approve_target"}
    | {"criteria.revoke_recognition"}
)
ADMINISTER = (
    VERIFY
    | APPRAISE
    | DIRECT
    | permissions("directives", "add change", ["directive", "task", "assignment"])
    | permissions("funding", "add change", CAPITAL)
    | permissions("communes", "add change", [*PLACES, *REORGANISED, "agency", "officer", "headship"])
    | permissions("communes", "view", ["officer", "headship", "reorganisationchange"])
    | {"communes.apply_reorganisation"}
    | permissions("criteria", "add change", [*LAW, *RULES, "criterionlead"])
    | {"auth.view_group"}
)

# A judgement takes the permission from here and a scope that reaches it; see `judgements_allowed`.
GROUPS = {
    "Nhập liệu": ENTER,
    "Thẩm tra": VERIFY,
    "Thẩm định": APPRAISE,
    "Chỉ đạo": READ | DIRECT,
    "Quản trị": ADMINISTER,
}


@dataclass(frozen=True)
class Loaded:
    """What loading did to one group."""

    name: str
    is_new: bool
    added: int


@transaction.atomic
def load_groups() -> list[Loaded]:
    """Create the groups and give them what they lack; what an administrator added stays.

    Raises LookupError naming permissions that do not exist (the database is not migrated).
    """
    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    missing = sorted(set().union(*GROUPS.values()) - by_name.keys())
    if missing:
        raise LookupError(", ".join(missing))
    loaded = []
    for name, wanted in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        held = set(group.permissions.values_list("id", flat=True))
        added = [by_name[codename] for codename in wanted if by_name[codename].pk not in held]
        group.permissions.add(*added)
        loaded.append(Loaded(name, is_new, len(added)))
    return loaded
