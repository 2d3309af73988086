"""The demonstration's directive: Chỉ thị 05/CT-UBND of Kon Tum, given, followed and answered.

Number, date and subject are real; the rest is made up and says so. Days are counted from the day of loading,
so that some of it is done, some late and some overdue whenever it is loaded. Nothing here runs unless
settings.DEMO is on; loading again changes nothing.
"""

from django.contrib.auth.models import Group
from django.db import transaction

from communes.models import Agency, District, Officer, Province
from directives.models import Assignment, Directive, Task
from ntm_portal.demo import DemoOfficer, load_officer
from ntm_portal.demo_directive_cast import PLACES_ON, Cast
from ntm_portal.demo_directive_files import tables_of
from ntm_portal.demo_directive_followed import ask_explanations, raise_obstacles
from ntm_portal.demo_directive_given import give_all
from ntm_portal.demo_directive_moments import term
from ntm_portal.demo_directive_people import hold_activities, name_heads, receive_comments

NUMBER, SET = "05/CT-UBND", "xa-ntm-2021-2025"
ISSUER = "UBND tỉnh Kon Tum"
OFFICERS = [DemoOfficer("hung", "A", "Hùng", "Lãnh đạo UBND tỉnh", "province", "62", ("Chỉ đạo",))]
# Departments a directive speaks of and no criterion is given to.
AGENCIES = [("Sở Tài chính", "Sở Tài chính"), ("Sở Kế hoạch và Đầu tư", "Sở KH&ĐT")]
ASKS = "nam"


@transaction.atomic
def load_directive() -> str:
    """Load the directives after the rounds; return a line for the operator."""
    province = Province.objects.in_force(PLACES_ON).get(code="62")
    for person in OFFICERS:
        load_officer(person)
    if Directive.objects.filter(province=province, number=NUMBER).exists():
        return f"Chỉ thị {NUMBER}: đã có."
    for name, short_name in AGENCIES:
        Agency.objects.get_or_create(province=province, name=name, defaults={"short_name": short_name})
    # A database loaded before there were directives knows this officer without the group.
    Officer.objects.get(username=ASKS).groups.add(Group.objects.get(name="Chỉ đạo"))
    name_heads(province)
    cast, orders = Cast(province, SET), tables_of("orders")
    tasks = _write_orders(cast, orders)
    give_all(cast, tasks, dict(enumerate(orders["task"], start=1)), orders)
    raise_obstacles(cast)
    ask_explanations(cast)
    hold_activities(cast)
    receive_comments(cast)
    return (
        f"Chỉ thị {NUMBER}: {len(tasks)} nhiệm vụ, {Assignment.objects.count()} việc đã giao, "
        f"{District.objects.filter(assignment_rows__task__in=tasks.values()).distinct().count()} huyện."
    )


def _write_orders(cast: Cast, orders: dict) -> dict[int, Task]:
    """The directives, and the tasks of the followed one by position."""
    by = cast.officer("lan")
    for facts in orders["directive"]:
        directive = Directive(province=cast.province, issuer=ISSUER, **facts)
        directive._history_user = by
        directive.save()
    followed = Directive.objects.get(province=cast.province, number=NUMBER)
    tasks = {}
    for position, facts in enumerate(orders["task"], start=1):
        task = Task(
            directive=followed,
            position=position,
            clause=f"mục {position} (minh họa)",
            due_on=term(facts["due"]),
            **{name: facts[name] for name in ("name", "text", "expected_result")},
        )
        task._history_user = by
        task.save()
        task.criteria.set(cast.criteria[number] for number in facts["criteria"])
        tasks[position] = task
    return tasks
