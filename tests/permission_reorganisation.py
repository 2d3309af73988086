"""The world and the acts of the table of permissions of reorganisations.

A unit is where the reorganisation happens: inside Kon Tum ("inside"), from Kon Tum into Quảng Ngãi
("across"), inside Gia Lai ("outside"). A stage is its state before the act.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from communes.actions import apply, prepare, undo, withdraw
from communes.models import Officer, Reorganisation
from communes.reorganising import PlannedLine
from ntm_portal.groups import load_groups
from ntm_portal.reorganising import FOLLOWERS
from tests import builders
from tests.permission_pages import said
from tests.permission_people import clients_of
from tests.reorganisation_builders import NEW_DAY, line, sent, workbook

UNITS = ("inside", "across", "outside")
STAGES = ("prepared", "applied", "undone", "withdrawn")
EVERYTHING = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"


@dataclass
class ReorganisationWorld:
    """What a row of the table names. `rows` by unit and stage, `free` are communes nothing happened to."""

    rows: dict[tuple[str, str], Reorganisation] = field(default_factory=dict)
    free: dict = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    before: dict = field(default_factory=dict)


@dataclass
class Case:
    """A row of the table and what it names."""

    world: ReorganisationWorld
    role: str
    unit: str
    stage: str

    @property
    def client(self) -> Client:
        return self.world.clients[self.role]

    @property
    def found(self) -> Reorganisation:
        return self.world.rows[self.unit, self.stage]

    def at(self, name: str, *more) -> str:
        return reverse(name, args=[self.found.pk, *more])


def reorganisation_world() -> ReorganisationWorld:
    """Build it: what stands there was prepared and applied by somebody nobody of the table is."""
    load_groups()
    world = ReorganisationWorld()
    home, foreign = builders.province(), builders.province("Gia Lai", "64")
    beyond = builders.province("Quảng Ngãi", "51")
    here, far = builders.district(home), builders.district(foreign, "Chư Păh", "627")
    clerk = builders.officer("van-thu", "nation", is_superuser=True)
    own = {}
    for at, unit in enumerate(UNITS):
        district = far if unit == "outside" else here
        province = {"inside": "62", "across": "51", "outside": "64"}[unit]
        for number, stage in enumerate(STAGES):
            code = f"9{at}{number}0"
            own[unit, stage] = builders.commune(district, f"Xã {unit} {stage}", f"{code}1")
            new = PlannedLine(f"{code}1", f"{code}2", f"Mới {unit} {stage}", "Xã", province)
            world.rows[unit, stage] = _brought_to(stage, new, clerk)
        world.free[unit] = builders.commune(district, f"Tự do {unit}", f"9{at}901")
    _add_people(world, (home, foreign, beyond), here, own["inside", "prepared"])
    return world


def _brought_to(stage: str, new: PlannedLine, clerk: Officer) -> Reorganisation:
    found = prepare(
        name=f"Đợt {new.successor_name}", decision="", effective_on=NEW_DAY, lines=[new], by=clerk
    )
    if stage == "withdrawn":
        withdraw(found, by=clerk)
    if stage in ("applied", "undone"):
        apply(found, by=clerk, followers=FOLLOWERS)
    if stage == "undone":
        undo(Reorganisation.objects.get(pk=found.pk), by=clerk)
    return Reorganisation.objects.get(pk=found.pk)


def _add_people(world, provinces, district, commune) -> None:
    home, foreign, beyond = provinces
    roles = [
        ("no-scope", None, EVERYTHING, {}),
        ("reader", home, "", {}),
        ("commune", commune, "Nhập liệu", {}),
        ("district-officer", district, "Thẩm tra", {}),
        ("district-administrator", district, "Quản trị", {}),
        ("department", home, "Thẩm định", {}),
        ("leader", home, "Chỉ đạo", {}),
        ("administrator", home, "Quản trị", {}),
        ("foreign-administrator", foreign, "Quản trị", {}),
        ("successor-administrator", beyond, "Quản trị", {}),
        ("nation-administrator", "nation", "Quản trị", {}),
        ("nation-reader", "nation", "Chỉ đạo", {}),
        ("inactive", home, EVERYTHING, {"is_active": False}),
        ("superuser", "nation", "", {"is_superuser": True}),
    ]
    world.clients |= clients_of(roles)


def _post(case: Case, name: str, **fields) -> str:
    """Open the page and send its form as it was shown; what could not be opened is the answer."""
    address = case.at(name)
    shown = case.client.get(address)
    hidden = {}
    if shown.status_code == 200 and shown.context:
        page = shown.context["page"]
        hidden = {
            "fingerprint": shown.context.get("fingerprint") or (page.fingerprint if page.preview else ""),
            "seen": shown.context.get("seen", ""),
        }
    return said(case.client.post(address, {**hidden, **fields}))


def _prepare(case: Case) -> str:
    """A sheet that renames the free commune: uploaded, previewed, kept."""
    free = case.world.free[case.unit]
    province = {"inside": "62", "across": "51", "outside": "64"}[case.unit]
    row = line(free, f"{free.code[:-1]}2", f"Đổi tên {case.unit}", "Xã", province)
    first = case.client.post(reverse("reorganisation-sheet"), sent(workbook([row])))
    if first.status_code != 302 or "dang-nhap" in first["Location"]:
        return said(first)
    shown = case.client.get(first["Location"])
    fingerprint = {"fingerprint": shown.context["preview"].fingerprint}
    return f"{said(case.client.post(first['Location'], fingerprint))} {said(shown)}"


def _admin(case: Case, data: dict | None = None) -> str:
    address = reverse("admin:communes_reorganisation_change", args=[case.found.pk])
    return said(case.client.get(address) if data is None else case.client.post(address, data))


ACTS: dict[str, Callable[[Case], str]] = {
    "see": lambda case: said(case.client.get(case.at("reorganisation"))),
    "download": lambda case: said(case.client.get(case.at("reorganisation-file", "json"))),
    "see-heirs": lambda case: said(case.client.get(case.at("reorganisation-heirs"))),
    "name-heirs": lambda case: _post(case, "reorganisation-heirs"),
    "see-apply": lambda case: said(case.client.get(case.at("reorganisation-apply"))),
    "apply": lambda case: _post(case, "reorganisation-apply"),
    "see-undo": lambda case: said(case.client.get(case.at("reorganisation-undo"))),
    "undo": lambda case: _post(case, "reorganisation-undo"),
    "withdraw": lambda case: _post(case, "reorganisation-withdraw"),
    "prepare": _prepare,
    "see-admin": _admin,
    "change-admin": lambda case: _admin(case, {"name": "Tên khác"}),
}
READS = {"see", "download", "see-heirs", "see-apply", "see-undo", "see-admin"}
