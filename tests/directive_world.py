"""A small province with a directive, and the people about it: who directs, who answers, who may neither."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth.models import Permission

from communes.models import AgencyKind, Commune, District, Officer, Province
from criteria.models import Criterion, Round
from directives.models import Directive, Task
from tests import builders
from tests import directive_builders as build

DIRECTS = ["direct_assignment", "add_assignment", "view_assignment", "view_directive", "ask_explanation"]
ANSWERS = ["report_assignment", "view_assignment", "view_directive", "answer_explanation"]
# What everybody in it also does with obstacles, activities and comments.
SHARED = [
    "add_obstacle", "view_obstacle", "handle_obstacle", "confirm_obstacle", "view_explanationrequest",
    "add_activity", "change_activity", "view_activity",
]  # fmt: skip


@dataclass
class DirectiveWorld:
    """Three criteria; Đăk Pxi and Đăk Ui of Đăk Hà and Pô Kô of Đăk Tô, which miss some of them."""

    province: Province
    district: District
    commune: Commune
    communes: list[Commune]
    round: Round
    criteria: list[Criterion]
    directive: Directive
    task: Task
    people: SimpleNamespace

    @property
    def agency(self):
        return self.people.department.agency


def directive_world() -> DirectiveWorld:
    """Criterion 1 is missed by all three communes but Pô Kô, which has no data; 3 is met everywhere."""
    province = builders.province()
    district = builders.district(province, head="Ông A Phương")
    other = builders.district(province, "Đăk Tô", "612")
    communes = [
        builders.commune(district, code="23503", chairman="Ông A Tê"),
        builders.commune(district, "Đăk Ui", "23506"),
        builders.commune(other, "Pô Kô", "23428"),
    ]
    set_ = builders.criteria_set(3)
    letters = dict(zip(communes, ["NNM", "BMM", ".NM"], strict=True))
    round = builders.round_with(letters, of=set_)
    department = builders.agency(province, head="Bà Nguyễn Thị Mai")
    office = builders.agency(province, "Văn phòng Điều phối", short_name="VPĐP", kind=AgencyKind.COORDINATION)
    directive = build.directive(province)
    task = build.task(directive, name="Giảm nghèo bền vững", expected_result="Giảm tỷ lệ hộ nghèo")
    people = SimpleNamespace(
        director=may(builders.officer("lan", province, agency=office), *DIRECTS),
        second_director=may(builders.officer("minh", province, agency=office), *DIRECTS, *ANSWERS),
        department=may(builders.officer("hoa", province, agency=department), *ANSWERS),
        district=may(builders.officer("nam", district), *ANSWERS, "ask_explanation"),
        commune=may(builders.officer("thai", communes[0]), *ANSWERS),
        neighbour=may(builders.officer("binh", communes[1]), *ANSWERS),
        far_district=may(builders.officer("xa", other), *ANSWERS),
        reader=builders.officer("doc", province),
        stranger=may(builders.officer("la"), *DIRECTS, *ANSWERS),
    )
    criteria = list(set_.criteria.order_by("number"))
    return DirectiveWorld(province, district, communes[0], communes, round, criteria, directive, task, people)


def may(officer: Officer, *codenames: str) -> Officer:
    """The officer with these permissions of `directives`, and the shared ones."""
    officer.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="directives", codename__in=[*codenames, *SHARED])
    )
    return Officer.objects.get(pk=officer.pk)


def next_round(world: DirectiveWorld, letters: dict[Commune, str], data_on: datetime.date, **fields) -> Round:
    """A later round of the same set with appraised letters."""
    return builders.round_with(letters, of=world.round.criteria_set, data_on=data_on, **fields)
