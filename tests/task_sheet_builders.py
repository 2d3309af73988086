"""A province with a directive and units to give tasks to, and sheets of tasks as offices write them."""

import datetime

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from directives.actions.task_sheets import AppliedTasks, apply_tasks
from directives.task_sheet import TaskOrder, preview_tasks
from directives.task_sheet_headers import HEADINGS
from tests import builders, directive_builders
from tests.sheet_builders import xlsx

HEADER = list(HEADINGS.values())
JUNE, JULY = datetime.date(2024, 6, 28), datetime.date(2024, 7, 31)
ALLOWED = ("view_directive", "view_task", "view_assignment", "add_task", "direct_assignment")


def officer(username, scope, permissions=ALLOWED, **fields):
    """An officer with permissions of directives."""
    built = builders.officer(username, scope, **fields)
    allowed = Permission.objects.filter(content_type__app_label="directives", codename__in=permissions)
    built.user_permissions.set(allowed)
    return built


class World:
    """Two districts with two communes each, three agencies, a directive without tasks, and bà Lan."""

    def __init__(self):
        self.province = builders.province()
        self.dak_ha = builders.district(self.province)
        self.tu_mo_rong = builders.district(self.province, "Tu Mơ Rông", "616")
        self.pxi = builders.commune(self.dak_ha, "Đăk Pxi", "23503")
        self.dak_ha_town = builders.commune(self.dak_ha, "Đăk Hà", "23500", kind="Thị trấn")
        self.dak_ha_commune = builders.commune(self.tu_mo_rong, "Đăk Hà", "23420")
        self.tu = builders.commune(self.tu_mo_rong, "Tê Xăng", "23425")
        self.agriculture = builders.agency(self.province)
        self.health = builders.agency(self.province, "Sở Y tế", short_name="Sở Y tế")
        self.set = builders.criteria_set(15)
        self.directive = directive_builders.directive(self.province)
        self.lan = officer("lan", self.province)

    @property
    def url(self) -> str:
        return f"/chi-thi/62/{self.directive.key}/nhap-nhiem-vu/"

    def order(self, rows, **fields) -> TaskOrder:
        usual = {
            "content": xlsx([HEADER, *rows]),
            "file_name": "nhiem-vu.xlsx",
            "directive": self.directive,
            "criteria_set": self.set,
        }
        return TaskOrder(**usual | fields)

    def form(self, rows=(), content=None) -> dict:
        content = content or xlsx([HEADER, *rows])
        return {"file": SimpleUploadedFile("nhiem-vu.xlsx", content), "criteria_set": self.set.pk}


def row(position=1, units="Sở Y tế", **cells) -> list:
    """A row under HEADER; `cells` are by the names of HEADINGS."""
    usual = {"position": position, "name": f"Nhiệm vụ {position}", "units": units, "due": "28/06/2024"}
    given = usual | cells
    return [given.get(name, "") for name in HEADINGS]


def applied(world: World, rows, by=None, **fields) -> AppliedTasks:
    """What applying a sheet of the rows, just previewed, wrote."""
    order = world.order(rows, **fields)
    return apply_tasks(order=order, seen=preview_tasks(order).fingerprint, by=by or world.lan)
