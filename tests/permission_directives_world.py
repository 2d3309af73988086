"""The world of the directives' table of permissions: two provinces, a row per unit and state, every role.

A unit is who a row was given to: the department in charge, the district, the commune Đăk Pxi ("own"), a
commune of another district ("other"), a commune of another province.
"""

import datetime
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from communes.models import Agency, AgencyKind, Commune, District, Notice, Officer, Province
from criteria.models import Criterion, CriterionLead
from directives.actions.comments import code_hash
from directives.models import Activity, Assignment, Comment, Directive, ExplanationRequest, Obstacle, Task
from ntm_portal.groups import load_groups
from tests import builders
from tests import directive_builders as build
from tests.evidence_builders import PDF, photo
from tests.permission_people import clients_of

DAYS_LEFT = datetime.timedelta(days=30)
OBSTACLE_STATES = ["raised", "working", "escalated", "settled", "confirmed"]
COMMENT_STATES = ["waiting", "public", "refused", "gone"]
# What became of an assignment before the act of the row.
ASSIGNMENT_STATES = ["open", "reported", "asked", "extended", "done", "revoked", "cell", "met"]
EMAIL = "yhang@vidu.vn"
FILES = {
    "directives/van-ban.pdf": PDF,
    "reports/bao-cao.pdf": PDF,
    "activities/anh.png": photo("PNG"),
}


@dataclass
class DirectivesWorld:
    """What a row of the table names. `units` by name, `clients` by role."""

    home: Province = None
    foreign: Province = None
    units: dict[str, Agency | District | Commune] = field(default_factory=dict)
    communes: dict[str, Commune] = field(default_factory=dict)
    criteria: list[Criterion] = field(default_factory=list)
    directives: dict[int, Directive] = field(default_factory=dict)
    offices: dict[str, Agency] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    clerk: Officer = None
    before: dict = field(default_factory=dict)

    def directive(self, unit: str) -> Directive:
        return self.directives[self.units[unit].province_id]

    def commune(self, unit: str) -> Commune:
        """The commune a unit's rows are about."""
        return self.communes.get(unit, self.communes["own"])

    def task(self, unit: str, state: str = "new") -> Task:
        tasks = Task.objects.select_related("directive__province")
        return tasks.get(directive=self.directive(unit), name=f"Nhiệm vụ {state}")

    def of(self, rows, unit: str):
        """The rows of a unit."""
        name = build.unit_columns(self.units[unit])
        return rows.filter(**{key: value for key, value in name.items() if key != "province_id"})

    def assignment(self, unit: str, state: str) -> Assignment:
        named = Assignment.objects.with_names().filter(task__name=f"Nhiệm vụ {state}")
        return self.of(named, unit).get()

    def obstacle(self, unit: str, state: str) -> Obstacle:
        return self.of(Obstacle.objects.with_names().filter(text=f"Vướng mắc {unit} {state}"), unit).get()

    def explanation(self, unit: str, state: str) -> ExplanationRequest:
        rows = ExplanationRequest.objects.with_names().filter(question=f"Giải trình {state}")
        return self.of(rows, unit).get()

    def activity(self, unit: str) -> Activity:
        return self.of(Activity.objects.with_names(), unit).get()

    def comment(self, unit: str, state: str) -> Comment:
        return Comment.objects.get(commune=self.commune(unit), state=state)


def directives_world() -> DirectivesWorld:
    """Build it: what stands there was done by people nobody of the table is."""
    load_groups()
    world = DirectivesWorld()
    _build_places(world)
    _build_law(world)
    _build_people(world)
    for province in (world.home, world.foreign):
        _build_directive(world, province)
    for name in world.units:
        _build_assignments(world, name)
        _build_obstacles(world, name)
        _build_rest(world, name)
    for name in ("own", "other", "other-province"):
        _build_comments(world, name)
    Notice.objects.all().delete()
    return world


def _build_places(world: DirectivesWorld) -> None:
    world.home, world.foreign = builders.province(), builders.province("Gia Lai", "64")
    here = builders.district(world.home)
    there = builders.district(world.home, "Đăk Tô", "612")
    far = builders.district(world.foreign, "Chư Păh", "627")
    world.communes = {
        "own": builders.commune(here, "Đăk Pxi", "23503"),
        "neighbour": builders.commune(here, "Đăk Ui", "23506"),
        "other": builders.commune(there, "Diên Bình", "23428"),
        "other-province": builders.commune(far, "Ia Khươl", "23722"),
    }
    lead = builders.agency(world.home)
    world.offices = {
        "lead": lead,
        "roads": builders.agency(world.home, "Sở Giao thông vận tải", short_name="Sở GTVT"),
        "office": builders.agency(
            world.home, "Văn phòng Điều phối", short_name="VPĐP", kind=AgencyKind.COORDINATION
        ),
        "foreign": builders.agency(world.foreign),
    }
    world.units = {"agency": lead, "district": here, **world.communes}
    del world.units["neighbour"]


def _build_law(world: DirectivesWorld) -> None:
    """Everywhere the first criterion is missed and the second is met; the lead is in charge of both."""
    set_ = builders.criteria_set(2)
    world.criteria = list(set_.criteria.order_by("number"))
    homes = [world.communes[name] for name in ("own", "neighbour", "other")]
    builders.round_with(dict.fromkeys(homes, "NM"), of=set_)
    builders.round_with({world.communes["other-province"]: "NM"}, of=set_)
    for province, name in ((world.home, "lead"), (world.foreign, "foreign")):
        CriterionLead.objects.create(
            province=province,
            criterion=world.criteria[0],
            agency=world.offices[name],
            valid_from=builders.FIRST_DAY,
        )


def _build_people(world: DirectivesWorld) -> None:
    home, own = world.home, world.communes["own"]
    here, there = own.district, world.communes["other"].district
    everything = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"
    roles = [
        ("no-scope", None, everything, {}),
        ("reader", home, "", {}),
        ("commune", own, "Nhập liệu", {}),
        ("neighbour", world.communes["neighbour"], "Nhập liệu", {}),
        ("district-officer", here, "Thẩm tra", {}),
        ("district-leader", here, "Chỉ đạo", {}),
        ("far-district", there, "Thẩm tra,Chỉ đạo", {}),
        ("department", home, "Thẩm định", {"agency": world.offices["lead"]}),
        ("other-department", home, "Thẩm định", {"agency": world.offices["roads"]}),
        ("coordination", home, "Thẩm định", {"agency": world.offices["office"]}),
        ("leader", home, "Chỉ đạo", {}),
        ("administrator", home, "Quản trị", {}),
        ("foreign-administrator", world.foreign, "Quản trị", {}),
        ("inactive", home, everything, {"is_active": False}),
        ("superuser", "nation", "", {"is_superuser": True}),
    ]
    world.clients |= clients_of(roles)
    world.clerk = builders.officer("van-thu", "nation", is_superuser=True)


def _build_directive(world: DirectivesWorld, province: Province) -> None:
    given = build.directive(
        province, file="directives/van-ban.pdf", file_name="van-ban.pdf", file_sha256="d" * 64
    )
    world.directives[province.pk] = given
    for position, state in enumerate(["new", *ASSIGNMENT_STATES], start=1):
        task = build.task(given, position, name=f"Nhiệm vụ {state}")
        task.criteria.set(world.criteria)


def _build_assignments(world: DirectivesWorld, unit: str) -> None:
    """One in each state; the revoked one has a report and a request that still wait."""
    due, now, clerk = timezone.localdate() + DAYS_LEFT, timezone.now(), world.clerk
    later = due + DAYS_LEFT
    cells = {
        "cell": {"criterion": world.criteria[0], "commune": world.commune(unit), "closes_when_met": True},
        "met": {"criterion": world.criteria[1], "commune": world.commune(unit), "closes_when_met": True},
        "done": {"done_on": timezone.localdate()},
        "extended": {"extended_to": later},
        "revoked": {"revoked_at": now, "revoked_by": clerk, "revoked_reason": "Giao nhầm."},
    }
    rows = {
        state: build.assignment(
            world.task(unit, state), world.units[unit], due_on=due, given_by=clerk,
            expected_result=mark(unit, state), **cells.get(state, {}),
        )
        for state in ASSIGNMENT_STATES
    }  # fmt: skip
    said = {"percent": 100, "says_done": True, "by": clerk}
    file = {"file": "reports/bao-cao.pdf", "file_name": "bao-cao.pdf", "file_type": "application/pdf"}
    for state in ("reported", "revoked"):
        build.report(rows[state], file_sha256="e" * 64, **said, **file)
    build.report(rows["done"], accepted_at=now, accepted_by=clerk, **said)
    for state in ("asked", "revoked"):
        build.extension(rows[state], until=later, asked_by=clerk)
    build.extension(
        rows["extended"], until=later, asked_by=clerk, granted=True, answered_at=now, answered_by=clerk
    )


def mark(unit: str, state: str) -> str:
    """What an assignment must bring about: tells it from every other in a file."""
    return f"KQ-{unit}-{state}"


def _build_obstacles(world: DirectivesWorld, unit: str) -> None:
    settled = {"result": "Đã bố trí vốn.", "effect": "closer", "settled_on": timezone.localdate()}
    for state in OBSTACLE_STATES:
        more = settled if state in ("settled", "confirmed") else {}
        raised = build.obstacle(
            world.commune(unit), world.criteria[0], world.units[unit], text=f"Vướng mắc {unit} {state}",
            state=state, raised_by=world.clerk, **more,
        )  # fmt: skip
        build.step(raised, text=raised.text, by=world.clerk)


def _build_rest(world: DirectivesWorld, unit: str) -> None:
    """A request that waits and one that is answered; an activity with a photo."""
    about = {"commune": world.commune(unit), "criterion": world.criteria[0], "asked_by": world.clerk}
    answered = {"answer": "Do mưa lũ.", "answered_at": builders.MOMENT, "answered_by": world.clerk}
    build.explanation(world.units[unit], question="Giải trình waiting", **about)
    build.explanation(world.units[unit], question="Giải trình answered", **about, **answered)
    held = Activity.objects.create(
        kind="meeting", held_on=builders.DATA_ON, name=f"Họp thôn {unit}", people=40,
        commune=world.commune(unit), entered_at=builders.MOMENT, entered_by=world.clerk,
        **build.unit_columns(world.units[unit]),
    )  # fmt: skip
    build.photo(held, file="activities/anh.png", added_by=world.clerk)


def _build_comments(world: DirectivesWorld, unit: str) -> None:
    moderated = {"moderated_at": builders.MOMENT, "moderated_by": world.clerk}
    gone = {"name": "Người dân", "text": "", "email": "", "sender_key": "", "erased_at": builders.MOMENT}
    for state in COMMENT_STATES:
        more = {} if state == "waiting" else moderated
        more |= {"refused": {"refusal": "Trùng."}, "gone": gone}.get(state, {})
        given = {"text": f"Góp ý {unit} {state}", "email": EMAIL}
        build.comment(
            world.communes[unit],
            state=state,
            erase_key_hash=code_hash(code(unit, state)),
            **{**given, **more},
        )


def code(unit: str, state: str) -> str:
    """What the resident was given to have a comment erased."""
    return f"{unit}{state}".replace("-", "")


def put_files() -> None:
    """Write the files themselves, in the folder of the test that asks."""
    for name, content in FILES.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
