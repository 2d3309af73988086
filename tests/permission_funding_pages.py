"""What the table of permissions of money does and reads through pages, files, JSON and the administration."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funding.entry_places import KIND_OF, grid_url
from funding.models import Arrears, CounterpartRule, PublishedFigure, WorkFunding
from funding.work_entries import seal
from tests.permission_directives_files import cells_of
from tests.permission_funding_acts import REASON, Case
from tests.permission_funding_world import YEAR, item_name
from tests.permission_pages import said

FILES = ("json", "csv", "xlsx")
# The hundred triệu đồng every place holds of one source, as files write it.
HELD = "100000000"


def _get(case: Case, address: str) -> str:
    return said(case.client.get(address))


def _capital(case: Case, ending: str = "") -> str:
    """The page of a place's capital, or its file with the figure of the place in it."""
    level = {"province": "province", "district": "district"}.get(case.unit, "commune")
    name, args = f"funding-{level}", []
    if case.unit == "nation":
        name = "funding-nation"
    else:
        args = [case.place.code]
    if not ending:
        return _get(case, f"{reverse(name, args=args)}?nam={YEAR}")
    address = f"{reverse(f'{name}-file', args=[*args, ending])}?nam={YEAR}"
    response = case.client.get(address)
    if response.status_code != 200:
        return said(response)
    return f"200 {'có' if HELD in _cells(response, ending) else 'không có'} dòng"


def _cells(response, ending: str) -> list[str]:
    content = b"".join(response) if response.streaming else response.content
    return [text.removesuffix(".0") for text in cells_of(content, ending).split("\n")]


def _listed(case: Case, address: str, text: str) -> str:
    """200, and whether the page says the text."""
    response = case.client.get(address)
    if response.status_code != 200:
        return said(response)
    return f"200 {'có' if text in said(response) else 'không có'} dòng"


def _in_file(case: Case, address: str, ending: str) -> str:
    """200, and whether the unit's item is in the file."""
    response = case.client.get(address)
    if response.status_code != 200:
        return said(response)
    there = any(item_name(case.unit, "open") in text for text in _cells(response, ending))
    return f"200 {'có' if there else 'không có'} dòng"


def _list(name: str) -> dict[str, Callable[[Case], str]]:
    """A list of items, as a page and as files."""
    doors = {"view": lambda case: _listed(case, reverse(name), item_name(case.unit, "open"))}
    for ending in FILES:
        doors[ending] = lambda case, ending=ending: _in_file(
            case, reverse(f"{name}-file", args=[ending]), ending
        )
    return doors


def _grid(case: Case) -> str:
    return grid_url(case.place, YEAR, case.world.programme)


def _enter(case: Case) -> str:
    """The grid sent with five triệu đồng of a source nobody entered anything of."""
    source = case.world.people.pk
    sent = {f"version-{source}": "0", f"allocated-{source}": "5", "ct": case.world.programme.code}
    return said(case.client.post(_grid(case), sent))


def _where(case: Case) -> str:
    return f"?tinh={case.province.code}&noi={KIND_OF[type(case.place)]}-{case.place.pk}&nam={YEAR}"


def _apply_sheet(case: Case) -> str:
    """Upload, preview, apply."""
    sent = {"file": SimpleUploadedFile("von.xlsx", case.sheet)}
    first = case.client.post(reverse("funding-sheet") + _where(case), sent)
    if first.status_code != 302 or "dang-nhap" in first["Location"]:
        return said(first)
    shown = case.client.get(first["Location"])
    sent = {"fingerprint": shown.context["preview"].fingerprint}
    return f"{said(case.client.post(first['Location'], sent))} {said(shown)}"


def _template(case: Case) -> str:
    response = case.client.get(reverse("funding-template") + _where(case))
    if response.get("Content-Disposition"):
        return f"{response.status_code} {response['Content-Disposition']}"
    return said(response)


def _batches(case: Case) -> str:
    return _listed(case, reverse("funding-batches"), f"von-{case.unit}-{case.stage}")


def _batch(case: Case, name: str) -> str:
    return reverse(name, args=[case.batch.number])


def _typed_work(case: Case) -> dict:
    return {
        "name": "Nhà văn hóa thôn 2", "commune": case.place.pk, "kind": "works", "group": "culture",
        "code": "", "criterion": "", "year_from": YEAR, "year_to": YEAR, "cost": "900", "save": "1",
        "lines-count": 0, "debts-count": 0,
    }  # fmt: skip


def _change_work(case: Case) -> str:
    """The page as it stands, with another name: the seal of what was seen comes with it."""
    item = case.item
    sent = {**_typed_work(case), "seal": seal(item, item.funding.all(), item.arrears.all())}
    return said(case.client.post(reverse("work-item-change", args=[item.pk]), sent))


def _answer(state: str, answer: str = REASON) -> Callable[[Case], str]:
    def send(case: Case) -> str:
        sent = {"cau-hoi": case.question.pk, "tra-loi": state, "y-kien": answer}
        return said(case.client.post(reverse("overlap"), sent))

    return send


def _admin(case: Case, name: str, *args, data: dict | None = None) -> str:
    address = reverse(f"admin:funding_{name}", args=args)
    return said(case.client.get(address) if data is None else case.client.post(address, data))


def _row(case: Case, model: str):
    """The unit's row of a kind."""
    of_place = {"item": lambda: case.item, "question": lambda: case.world.question(case.unit, "open")}
    if model in of_place:
        return of_place[model]()
    if model == "line":
        return WorkFunding.objects.get(work_item=case.item)
    if model == "arrears":
        return Arrears.objects.get(work_item=case.item)
    if model == "rule":
        return CounterpartRule.objects.get(province=case.province)
    return PublishedFigure.objects.get(province=case.province)


def _allocation(case: Case):
    rows = case.world.central.allocations
    return next(row for row in rows.all() if row.place == case.place)


def _log(case: Case):
    return _allocation(case).changes.get()


def _typed_admin_work(case: Case) -> dict:
    typed = _typed_work(case)
    return {name: typed[name] for name in typed if "-" not in name} | {"cost": 900}


def _typed_line(case: Case) -> dict:
    world = case.world
    return {
        "work_item": case.item.pk, "programme": world.programme.pk, "capital_source": world.people.pk,
        "content": "", "year": YEAR, "amount": 7, "disbursed": "",
    }  # fmt: skip


def _typed_debt(case: Case) -> dict:
    return {
        "work_item": case.item.pk, "amount": 9, "as_of": "31/12/2023", "document": "", "settled_on": "",
    }  # fmt: skip


def _typed_allocation(case: Case) -> dict:
    """Five triệu đồng of a source nobody entered anything of; of a row that is there, the same amount."""
    world, kind = case.world, type(case.place)._meta.model_name
    return {
        kind: case.place.pk, "programme": world.programme.pk, "capital_source": world.people.pk,
        "year": YEAR, "allocated": "5.000.000", "confirmed": "on", "seen": _allocation(case).version,
    }  # fmt: skip


def _typed_rule(case: Case) -> dict:
    return {
        "province": case.province.pk, "programme": case.world.spare.pk, "base": case.world.central.pk,
        "ratio": "15", "document": "15/NQ-HĐND", "valid_from": "01/01/2022", "valid_to": "",
        "source": "seen", "source_note": "", "verified_by": "", "verified_on": "",
    }  # fmt: skip


def _typed_figure(case: Case) -> dict:
    return {
        "province": case.province.pk, "year_from": 2021, "year_to": 2022, "programme": "", "kind": "total",
        "capital_source": "", "amount": 5, "said_in": "Báo cáo năm", "published_on": "",
    }  # fmt: skip


TYPED_PROGRAMME = {
    "phase": "2021-2025", "code": "mtqg", "name": "Chương trình khác", "short_name": "Khác", "decision": "",
    "position": 9,
}  # fmt: skip
TYPED_SOURCE = {
    "phase": "2021-2025", "code": "khac", "parent": "", "name": "Nguồn khác", "short_name": "Khác",
    "nature": "credit", "position": 9, "ends_on": "",
}  # fmt: skip


def _export(case: Case) -> str:
    """The administration's list of works as a file."""
    address = reverse("admin:funding_workitem_export")
    response = case.client.post(address, {"format": "1", "resource": "0"})
    if response.status_code != 200:
        return said(response)
    content = b"".join(response) if response.streaming else response.content
    there = item_name(case.unit, "open") in content.decode(errors="replace")
    return f"200 {'có' if there else 'không có'} dòng"


def _see(model: str, find: Callable[[Case], object]) -> Callable[[Case], str]:
    return lambda case: _admin(case, f"{model}_change", find(case).pk)


def _change(model: str, find: Callable[[Case], object], typed) -> Callable[[Case], str]:
    return lambda case: _admin(case, f"{model}_change", find(case).pk, data=typed(case))


def _add(model: str, typed) -> Callable[[Case], str]:
    return lambda case: _admin(case, f"{model}_add", data=typed(case))


def _doors(action: str, model: str, find, typed) -> dict:
    """Seeing, adding and changing one kind of row in the administration."""
    return {
        (f"see-{action}", "admin"): _see(model, find),
        (f"add-{action}", "admin"): _add(model, typed),
        (f"change-{action}", "admin"): _change(model, find, typed),
    }


def _of(model: str) -> Callable[[Case], object]:
    return lambda case: _row(case, model)


PAGES: dict[tuple[str, str], Callable[[Case], str]] = {
    ("see-home", "view"): lambda case: said(case.client.get(reverse("funding"), follow=True)),
    ("see-capital", "view"): _capital,
    **{("see-capital", end): lambda case, end=end: _capital(case, end) for end in FILES},
    **{("see-works", door): read for door, read in _list("work-items").items()},
    **{("see-questions", door): read for door, read in _list("overlap").items()},
    ("see-works", "export"): _export,
    ("see-work", "view"): lambda case: _get(case, reverse("work-item", args=[case.item.pk])),
    ("add-work", "view"): lambda case: said(case.client.post(reverse("work-item-add"), _typed_work(case))),
    ("change-work", "view"): _change_work,
    ("see-landing", "view"): lambda case: _listed(case, reverse("funding-entry"), case.place.name),
    ("see-grid", "view"): lambda case: _get(case, _grid(case)),
    ("enter", "view"): _enter,
    ("download-template", "file"): _template,
    ("apply-sheet", "import"): _apply_sheet,
    ("see-batches", "view"): _batches,
    ("see-batch", "view"): lambda case: _get(case, _batch(case, "funding-batch")),
    ("undo", "view"): lambda case: said(case.client.post(_batch(case, "funding-undo"))),
    ("answer", "view"): _answer("none"),
    ("answer-adjusted", "view"): _answer("done"),
    ("answer-silently", "view"): _answer("none", " "),
    **_doors("work", "workitem", _of("item"), _typed_admin_work),
    **_doors("line", "workfunding", _of("line"), _typed_line),
    **_doors("arrears", "arrears", _of("arrears"), _typed_debt),
    **_doors("rule", "counterpartrule", _of("rule"), _typed_rule),
    **_doors("published", "publishedfigure", _of("published"), _typed_figure),
    **_doors("programme", "programme", lambda case: case.world.spare, lambda case: TYPED_PROGRAMME),
    **_doors("source", "capitalsource", lambda case: case.world.people, lambda case: TYPED_SOURCE),
    **_doors("allocation", "allocation", _allocation, _typed_allocation),
    **_doors("log", "allocationchange", _log, lambda case: {"version": 9}),
    **_doors("batch", "fundingbatch", lambda case: case.batch, lambda case: {"number": 99}),
    **_doors("question", "overlapquestion", _of("question"), lambda case: {"state": "none", "answer": "Có."}),
}  # fmt: skip
READS = {action for action, _ in PAGES if action.startswith(("see-", "download-"))}
