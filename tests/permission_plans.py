"""The acts of the table of permissions of yearly plans: pages, files, sheets, the administration, actions."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from criteria.actions import ActionRefused
from criteria.actions.carrying import carry_over
from criteria.actions.target_sheets import apply_target_sheet, undo_target_sheet
from criteria.actions.targets import TargetEntry, approve_targets, record_targets, withdraw_target
from criteria.target_sheet import preview_targets
from tests.permission_directives_files import cells_of
from tests.permission_pages import said
from tests.permission_plans_world import DOCUMENT, Case, content_of

FILES = ("json", "csv", "xlsx")
WAITS = "chờ duyệt"


def _get(case: Case, rest: str) -> str:
    return said(case.client.get(case.url(rest)))


def _post(case: Case, rest: str, **sent) -> str:
    return said(case.client.post(case.url(rest), {**sent, "document": DOCUMENT}))


def _listed(response, text: str) -> str:
    """200 and whether the page or file says the text; else what was answered."""
    if response.status_code != 200:
        return said(response)
    content = response.content.decode(errors="replace")
    return f"200 {'có' if text in content else 'không có'} dòng"


def _file(ending: str) -> Callable[[Case], str]:
    def read(case: Case) -> str:
        response = case.client.get(f"/ke-hoach/{case.place.province.code}.{ending}?nam={case.year}")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        there = case.place.name in cells_of(content, ending)
        return f"{response.status_code} {'có' if there else 'không có'} dòng"

    return read


def _proposal(case: Case) -> str:
    """The commune's page: whether the version that waits is on it."""
    return _listed(case.client.get(case.url(f"/xa/{case.place.code}/")), WAITS)


def _template(case: Case) -> str:
    """The sheet to fill in: whether the commune is in it."""
    response = case.client.get(case.url("/nhap/bieu-mau/"))
    if not response.get("Content-Disposition"):
        return said(response)
    there = case.place.code in cells_of(response.content, "xlsx")
    return f"200 {'có' if there else 'không có'} dòng"


def _enter(case: Case) -> str:
    pk = case.place.pk
    return _post(case, "/nhap/", **{f"seen-{pk}": "", f"dk-{pk}": "on", f"q1-{pk}": "1"})


def _import(case: Case) -> str:
    """Upload, preview, apply."""
    sent = {"file": SimpleUploadedFile("kh.xlsx", content_of(case.place)), "document": DOCUMENT}
    first = case.client.post(case.url("/nhap/bieu/"), sent)
    if first.status_code != 302 or "dang-nhap" in first["Location"]:
        return said(first)
    shown = case.client.get(first["Location"])
    sent = {"fingerprint": shown.context["preview"].fingerprint}
    return f"{said(case.client.post(first['Location'], sent))} {said(shown)}"


def _undo(case: Case) -> str:
    return said(case.client.post(case.url(f"/nhap/bieu-so/{case.sheet.number}/")))


def _admin(case: Case, name: str, *args, data: dict | None = None) -> str:
    address = reverse(f"admin:criteria_{name}", args=args)
    return said(case.client.get(address) if data is None else case.client.post(address, data))


def _admin_list(case: Case) -> str:
    response = case.client.get(reverse("admin:criteria_target_changelist"))
    return _listed(response, f"/target/{case.target.pk}/change/")


PAGES = {
    ("see-plan", "view"): lambda case: _listed(case.client.get(case.url("/")), case.place.name),
    **{("see-plan", ending): _file(ending) for ending in FILES},
    ("see-commune", "view"): lambda case: _get(case, f"/xa/{case.place.code}/"),
    ("see-proposal", "view"): _proposal,
    ("see-proposal", "json"): _file("json"),
    ("see-version", "admin"): lambda case: _admin(case, "target_change", case.target.pk),
    ("see-history", "admin"): lambda case: _admin(case, "target_history", case.target.pk),
    ("list-versions", "admin"): _admin_list,
    ("change-version", "admin"): lambda case: _admin(
        case, "target_change", case.target.pk, data={"document": "2/KH"}
    ),
    ("see-sheet", "view"): lambda case: _get(case, f"/nhap/bieu-so/{case.sheet.number}/"),
    ("see-sheet", "admin"): lambda case: _admin(case, "targetsheet_change", case.sheet.pk),
    ("template", "export"): _template,
    ("enter", "page"): _enter,
    ("apply-sheet", "import"): _import,
    ("undo-sheet", "page"): _undo,
    ("approve", "page"): lambda case: _post(case, "/duyet/", ban=case.target.pk),
    ("withdraw", "page"): lambda case: _post(case, f"/rut/{case.target.pk}/", reason="Nhầm"),
    ("carry", "page"): lambda case: _post(case, f"/chuyen-tiep/{case.target.pk}/", reason="Mưa lũ"),
}
READS = {
    "see-plan", "see-commune", "see-proposal", "see-version", "see-history", "list-versions", "see-sheet",
    "template",
}  # fmt: skip


def _apply(case: Case):
    content = content_of(case.place)
    seen = preview_targets(content, case.order, case.officer, len(content)).fingerprint
    apply_target_sheet(content=content, file_name="kh", order=case.order, seen=seen, by=case.officer)


ACTS = {
    "enter": lambda case: record_targets(
        order=case.order, entries=[TargetEntry(case.place, True, {})], by=case.officer
    ),
    "apply-sheet": _apply,
    "undo-sheet": lambda case: undo_target_sheet(sheet=case.sheet, by=case.officer),
    "approve": lambda case: approve_targets(
        province=case.place.province, targets=[case.target.pk], document=DOCUMENT, by=case.officer
    ),
    "withdraw": lambda case: withdraw_target(target=case.target, reason="Nhầm", by=case.officer),
    "carry": lambda case: carry_over(
        target=case.target, reason="Mưa", document=DOCUMENT, by=case.officer
    ),
}  # fmt: skip
DOORS = {**PAGES, **{(name, "action"): act for name, act in ACTS.items()}}


def do(case: Case, action: str, through: str) -> str:
    """Try the act through its door: what was answered, or what was refused."""
    try:
        return str(DOORS[action, through](case))
    except ActionRefused as refusal:
        return str(refusal)
