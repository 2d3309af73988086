"""The world and the acts of the table of permissions of villages: their list, and what is said of them.

A unit is a commune with one village: Đăk Pxi ("own"), another one of its district ("sibling"), one of another
district ("other"), one of another province. A stage says whether its village was judged on the day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import Commune, Officer, Village
from criteria.actions import ActionRefused
from criteria.actions.villages import VillageEntry, record_village_standings
from criteria.models import VillageStanding
from ntm_portal.groups import load_groups
from tests import builders
from tests.permission_directives_files import cells_of
from tests.permission_pages import said
from tests.permission_people import clients_of, four_communes
from tests.sheet_builders import xlsx
from tests.village_world import DAY, of_villages

FILES = ("json", "csv", "xlsx")
EVERYTHING = "Nhập liệu,Thẩm tra,Thẩm định,Chỉ đạo,Quản trị"
# (role, where its scope is, groups, more fields)
ROLES = [
    ("no-scope", None, EVERYTHING, {}),
    ("reader", "home", "", {}),
    ("commune", "own", "Nhập liệu", {}),
    ("commune-leader", "own", "Chỉ đạo", {}),
    ("commune-administrator", "own", "Quản trị", {}),
    ("district", "here", "Thẩm tra", {}),
    ("district-leader", "here", "Chỉ đạo", {}),
    ("district-administrator", "here", "Quản trị", {}),
    ("neighbour", "there", "Nhập liệu", {}),
    ("province", "home", "Thẩm định", {}),
    ("leader", "home", "Chỉ đạo", {}),
    ("administrator", "home", "Quản trị", {}),
    ("foreign", "foreign", "Thẩm định", {}),
    ("nation-reader", "nation", "Chỉ đạo", {}),
    ("nation-administrator", "nation", "Quản trị", {}),
    ("inactive", "home", EVERYTHING, {"is_active": False}),
    ("superuser", "nation", "", {"is_superuser": True}),
]
HEAD = ["Mã xã", "Loại", "Tên thôn", "Số hộ", "Đồng bào DTTS", "Hiệu lực từ ngày", "Hiệu lực đến hết ngày"]


@dataclass
class VillagesWorld:
    communes: dict[str, Commune] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    before: dict = field(default_factory=dict)


@dataclass
class Case:
    """A row of the table and what it names."""

    world: VillagesWorld
    role: str
    unit: str
    stage: str

    @property
    def client(self) -> Client:
        return self.world.clients[self.role]

    @property
    def commune(self) -> Commune:
        return self.world.communes[self.unit]

    @property
    def village(self) -> Village:
        return self.commune.villages.get(name=f"{self.commune.name} {self.stage}")

    @property
    def standing(self) -> VillageStanding:
        return self.village.standings.get()


def villages_world() -> VillagesWorld:
    """Build it: what stands there was said by nobody of the table."""
    load_groups()
    communes, scopes = four_communes()
    builders.criteria_set(2, "thon", level="village", short_name="Thôn NTM")
    for place in communes.values():
        for stage in ("judged", "unjudged"):
            Village.objects.create(commune=place, name=f"{place.name} {stage}")
        _record(place, place.villages.get(name=f"{place.name} judged"), "MN", None)
    of = builders.criteria_set(2)
    builders.round_with({place: "MM" for unit, place in communes.items() if unit != "other-province"}, of=of)
    builders.round_with({communes["other-province"]: "MM"}, of=of)
    world = VillagesWorld(communes)
    world.clients |= clients_of((role, scopes[scope], *more) for role, scope, *more in ROLES)
    return world


def _record(place: Commune, village: Village, letters: str, by: Officer | None) -> None:
    entries = [VillageEntry(village, letters)]
    record_village_standings(
        commune=place, criteria_set=of_villages(), data_on=DAY, entries=entries, by=by
    )  # fmt: skip


def _url(case: Case, ending: str = "/") -> str:
    return f"/thon/{case.commune.code}{ending}?bo=thon&ngay={DAY.isoformat()}"


def _listed(response, text: str) -> str:
    """200 and whether the page says the text; else what was answered."""
    if response.status_code != 200:
        return said(response)
    return f"200 {'có' if text in response.content.decode(errors='replace') else 'không có'} dòng"


def _in_file(response, ending: str, text: str) -> str:
    if response.status_code != 200:
        return said(response)
    content = b"".join(response) if response.streaming else response.content
    return f"200 {'có' if text in cells_of(content, ending) else 'không có'} dòng"


def _file(ending: str) -> Callable[[Case], str]:
    return lambda case: _in_file(case.client.get(_url(case, f".{ending}")), ending, case.village.name)


def _say(case: Case) -> str:
    """The page sent with both criteria met."""
    key = case.village.pk
    sent = {
        f"tc1-{key}": "M",
        f"tc2-{key}": "M",
        f"da-thay-{key}": "",
        f"chu-{key}": "..",
        f"ghi-chu-cu-{key}": "",
    }
    return said(case.client.post(_url(case), sent))


def _on_profile(case: Case) -> str:
    return _listed(case.client.get(f"/xa/{case.commune.code}/"), f"/thon/{case.commune.code}/")


def _admin(case: Case, name: str, *args, data: dict | None = None) -> str:
    address = reverse(f"admin:{name}", args=args)
    return said(case.client.get(address) if data is None else case.client.post(address, data))


def _list(name: str, find: Callable[[Case], object], model: str) -> Callable[[Case], str]:
    def read(case: Case) -> str:
        response = case.client.get(reverse(f"admin:{name}_changelist"))
        return _listed(response, f"/{model}/{find(case).pk}/change/")

    return read


def _typed(case: Case, name: str) -> dict:
    return {
        "commune": case.commune.pk, "kind": "Thôn", "name": name, "households": "", "is_minority": "unknown",
        "valid_from": "01/01/2020", "valid_to": "",
    }  # fmt: skip


def _export(case: Case) -> str:
    """The administration's list of villages as a file."""
    response = case.client.post(reverse("admin:communes_village_export"), {"format": "1", "resource": "0"})
    return _in_file(response, "csv", case.village.name)


def _import(case: Case) -> str:
    """Upload a sheet with one more village of the commune, and confirm what was shown."""
    rows = [HEAD, [case.commune.code, "Thôn", "Kon Mới", "", "", "01/01/2020", ""]]
    sent = {"format": "0", "import_file": SimpleUploadedFile("thon.xlsx", xlsx(rows))}
    shown = case.client.post(reverse("admin:communes_village_import"), sent)
    form = shown.context.get("confirm_form") if shown.context else None
    if form is None:
        return said(shown)
    answer = case.client.post(reverse("admin:communes_village_process_import"), form.initial, follow=True)
    return said(answer)


def _village(case: Case) -> Village:
    return case.village


def _standing(case: Case) -> VillageStanding:
    return case.standing


DOORS = {
    ("see-villages", "view"): lambda case: _listed(case.client.get(_url(case)), case.village.name),
    **{("see-villages", ending): _file(ending) for ending in FILES},
    ("see-on-profile", "view"): _on_profile,
    ("say", "page"): _say,
    ("see-village", "admin"): lambda case: _admin(case, "communes_village_change", case.village.pk),
    ("see-village-history", "admin"): lambda case: _admin(
        case, "communes_village_history", case.village.pk
    ),
    ("list-villages", "admin"): _list("communes_village", _village, "village"),
    ("list-villages", "export"): _export,
    ("add-village", "admin"): lambda case: _admin(
        case, "communes_village_add", data=_typed(case, "Kon Mới")
    ),
    ("add-village", "import"): _import,
    ("change-village", "admin"): lambda case: _admin(
        case, "communes_village_change", case.village.pk, data=_typed(case, "Kon Đổi")
    ),
    ("delete-village", "admin"): lambda case: _admin(
        case, "communes_village_delete", case.village.pk, data={"post": "yes"}
    ),
    ("see-standing", "admin"): lambda case: _admin(
        case, "criteria_villagestanding_change", case.standing.pk
    ),
    ("list-standings", "admin"): _list("criteria_villagestanding", _standing, "villagestanding"),
    ("change-standing", "admin"): lambda case: _admin(
        case, "criteria_villagestanding_change", case.standing.pk, data={"outcomes": "MM"}
    ),
    ("say", "action"): lambda case: _record(
        case.commune, case.village, "MM", Officer.objects.get(username=case.role)
    ),
}  # fmt: skip
READS = {
    "see-villages", "see-on-profile", "see-village", "see-village-history", "list-villages", "see-standing",
    "list-standings",
}  # fmt: skip


def do(case: Case, action: str, through: str) -> str:
    """Try the act through its door: what was answered, or what was refused."""
    try:
        return str(DOORS[action, through](case))
    except ActionRefused as refusal:
        return str(refusal)
