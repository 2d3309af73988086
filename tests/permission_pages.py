"""The acts of the table of permissions, done through pages, files and JSON as a browser would."""

import html
import json
from collections.abc import Callable

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from criteria.actions.limits import stamp
from criteria.models import BatchKind, IndicatorChange, IndicatorResult
from criteria.outcomes import Judgement
from tests import sheet_builders
from tests.permission_acts import Case, tomorrow, upload

SHEET = ["STT", "Tên xã", "Mã xã", "TC 1", "TC 2", "TC 3"]


def said(response) -> str:
    """Status, where it leads, what the page and its messages say."""
    body = response.content.decode(errors="replace") if not response.streaming else ""
    told = [str(message) for message in get_messages(response.wsgi_request)]
    return html.unescape(" ".join([str(response.status_code), response.get("Location", ""), *told, body]))


def _address(case: Case, name: str) -> str:
    return reverse(name, args=[case.round.pk, case.commune.code])


def _cell(case: Case) -> dict[str, str]:
    """The cell that may be entered, as the grid sends it."""
    key = f"{case.commune.pk}-{case.indicator.pk}"
    typed = {"answer": "yes", "outcome": "M", "note": "Đã kiểm tra.", "version": "0"}
    return {f"{key}-{name}": text for name, text in typed.items()}


def _enter(case: Case) -> str:
    return said(case.client.post(_address(case, "entry-commune"), {**_cell(case), "save": ""}))


def _enter_by_indicator(case: Case) -> str:
    address = reverse("entry-indicator", args=[case.round.pk, case.indicator.pk])
    return said(case.client.post(address, {**_cell(case), "save": ""}))


def _autosave(case: Case) -> str:
    cell = {
        "commune": case.commune.pk,
        "indicator": case.indicator.pk,
        "version": 0,
        "keep": "",
        "fields": {"answer": "yes", "outcome": "M", "note": "Đã kiểm tra."},
    }
    address = reverse("entry-cell", args=[case.round.pk])
    response = case.client.post(address, json.dumps({"cells": [cell]}), content_type="application/json")
    return f"{response.status_code} {json.dumps(response.json(), ensure_ascii=False)}"


def _copy(case: Case) -> str:
    return said(case.client.post(_address(case, "entry-commune"), {"copy": ""}))


def _submit(case: Case) -> str:
    return said(case.client.post(_address(case, "entry-submit"), {"con-thieu": "1"}))


def _judge(case: Case) -> str:
    """Agree to the first criterion, as the step the dossier waits for."""
    criterion = case.world.criteria[0]
    result = case.standing.results.filter(criterion=criterion).first()
    step = Judgement.APPRAISED if case.stage in ("verified", "appraised") else Judgement.VERIFIED
    sent = {f"ket-qua-{criterion.pk}": "dong-y", f"da-thay-{criterion.pk}": stamp(result, step)}
    return said(case.client.post(_address(case, "review-dossier"), {"do": "decide", **sent}))


def _judge_many(case: Case) -> str:
    """Tick the commune on the page of the first criterion."""
    address = reverse("review-criterion", args=[case.round.pk, 1])
    chosen = {f"chon-{case.standing.pk}": "1", f"da-thay-{case.standing.pk}": ""}
    return said(case.client.post(address, chosen))


def _return(case: Case) -> str:
    indicator = case.world.indicators["1.1"].pk
    step = Judgement.APPRAISED if case.stage == "verified" else Judgement.VERIFIED
    result = case.standing.results.filter(criterion=case.world.criteria[0]).first()
    sent = {
        f"tra-lai-{indicator}": "1",
        f"ly-do-tra-{indicator}": "Thiếu minh chứng.",
        f"da-thay-{case.world.criteria[0].pk}": stamp(result, step),
        "han": f"{tomorrow():%d/%m/%Y}",
    }
    return said(case.client.post(_address(case, "review-dossier"), {"do": "decide", **sent}))


def _evidence(case: Case, sent: dict | None = None) -> str:
    address = reverse("evidence", args=[case.round.pk, case.commune.code, case.indicator.pk])
    return said(case.client.get(address) if sent is None else case.client.post(address, sent))


def _read_evidence(case: Case) -> str:
    response = case.client.get(reverse("evidence-file", args=[case.use.evidence_id]))
    if response.streaming:
        return f"{response.status_code} {b''.join(response.streaming_content).decode(errors='replace')}"
    return said(response)


def _template(case: Case) -> str:
    address = reverse("figures-template", args=[case.round.pk])
    response = case.client.get(address, {"xa": case.commune.code})
    if response["Content-Type"].startswith("application/vnd"):
        return f"{response.status_code} {response['Content-Disposition']}"
    return said(response)


def _apply_figures(case: Case) -> str:
    """A sheet with the one figure, sent and applied."""
    rows = [["Xã", "Mã xã", "Mã", "Kỳ này", "Kết quả", "Ghi chú"]]
    rows += [[case.commune.name, case.commune.code, case.indicator.code, "Có", "Đạt", "Đã kiểm tra."]]
    file = SimpleUploadedFile("xa.xlsx", sheet_builders.xlsx(rows))
    first = case.client.post(reverse("figures-upload", args=[case.round.pk]), {"file": file})
    return _applied(case, first, {})


def _apply_outcomes(case: Case, judgement: str) -> str:
    """The wide sheet with the first criterion met, sent and applied."""
    rows = [SHEET, [1, case.commune.full_name, case.commune.code, "x", "", ""]]
    sent = {
        "file": SimpleUploadedFile("xa.xlsx", sheet_builders.xlsx(rows)),
        "province": case.round.province_id,
        "criteria_set": case.round.criteria_set_id,
        "data_on": f"{case.round.data_on:%d/%m/%Y}",
        "blank": "no-data",
        "judgement": judgement,
    }
    return _applied(case, case.client.post(reverse("import-sheet"), sent), {"lapse_reason": ""})


def _applied(case: Case, first, more: dict) -> str:
    """Go on from the upload to the preview and apply it, faults or none."""
    if first.status_code != 302 or "dang-nhap" in first["Location"]:
        return said(first)
    shown = case.client.get(first["Location"])
    fingerprint = shown.context["preview"].fingerprint
    response = case.client.post(first["Location"], {"fingerprint": fingerprint, **more})
    return f"{said(response)} {said(shown)}"


def _undo(case: Case, kind: str) -> str:
    return said(case.client.post(reverse("import-undo", args=[case.batch(kind).number])))


def _export_self(case: Case) -> str:
    """The table of a district or province with what communes say of themselves: the commune's own line."""
    name, code = ("district-file", case.commune.district.code)
    asked = {"ky": case.round.key, "so-lieu": "tat-ca"}
    response = case.client.get(reverse(name, args=[code, "csv"]), asked)
    lines = response.content.decode("utf-8-sig").splitlines()
    return " ".join([str(response.status_code), *(line for line in lines if case.commune.code in line)])


def _figure(case: Case) -> IndicatorResult:
    return case.standing.figures.get(indicator__code="1.1")


def _admin(case: Case, name: str, *args, data: dict | None = None) -> str:
    address = reverse(f"admin:{name}", args=args)
    return said(case.client.get(address) if data is None else case.client.post(address, data))


def _admin_export(case: Case) -> str:
    """The administration's list of results as a file: 200 with the commune's code where it is inside."""
    address = reverse("admin:criteria_criterionresult_export")
    response = case.client.post(address, {"format": "1", "resource": "0"})
    if response.status_code != 200:
        return said(response)
    inside = case.commune.code in b"".join(response).decode(errors="replace")
    return f"200 {'có' if inside else 'không có'} xã {case.commune.code}"


def _admin_judge(case: Case) -> str:
    """Appraise the second criterion in the administration's form of the result."""
    result = case.standing.results.get(criterion=case.world.criteria[1])
    kept = {f"{name}_outcome": getattr(result, f"{name}_outcome") for name in Judgement.values}
    sent = {**kept, "appraised_outcome": "N", "reason": "Kiểm tra lại.", "lapse_reason": "recheck"}
    return _admin(case, "criteria_criterionresult_change", result.pk, data=sent)


def _admin_threshold(case: Case) -> str:
    level = case.world.thresholds[case.unit]
    sent = {
        "indicator": level.indicator_id,
        "profile": "",
        "province": level.province_id or "",
        "comparator": ">=",
        "value": "",
        "text": "Có",
        "valid_from": f"{level.valid_from:%d/%m/%Y}",
        "source": "recalled",
    }
    address = reverse("admin:criteria_threshold_change", args=[level.pk])
    response = case.client.post(address, sent)
    if response.status_code == 200 and "hidden" in (response.context or {}):
        response = case.client.post(address, dict(response.context["hidden"]))
    return said(response)


def _admin_lead(case: Case) -> str:
    sent = {
        "province": case.round.province_id,
        "criterion": case.world.criteria[1].pk,
        "agency": case.round.province.agencies.first().pk,
        "role": "lead",
        "decision": "12/QĐ-UBND",
        "valid_from": "08/03/2022",
    }
    return _admin(case, "criteria_criterionlead_add", data=sent)


def _admin_round(case: Case, action: str, **more) -> str:
    sent = {"action": action, "_selected_action": case.round.pk, **more}
    return _admin(case, "criteria_round_changelist", data=sent)


def _others_notice(case: Case) -> str:
    return said(case.client.post(reverse("notices"), {"thong-bao": case.world.notice.pk}))


def _change_of(case: Case) -> IndicatorChange:
    return _figure(case).changes.first()


PAGES: dict[tuple[str, str], Callable[[Case], str]] = {
    ("see-board", "view"): lambda case: said(
        case.client.get(reverse("district", args=[case.commune.district.code]), {"ky": case.round.key})
    ),
    ("see-profile", "view"): lambda case: said(
        case.client.get(reverse("commune", args=[case.commune.code]), {"ky": case.round.key})
    ),
    ("see-draft", "view"): lambda case: said(case.client.get(_address(case, "entry-commune"))),
    ("see-draft", "admin"): lambda case: _admin(case, "criteria_indicatorresult_change", _figure(case).pk),
    ("see-history", "admin"): lambda case: _admin(
        case, "criteria_indicatorchange_change", _change_of(case).pk
    ),
    ("see-self", "export"): _export_self,
    ("see-result", "export"): _admin_export,
    ("see-dossier", "view"): lambda case: said(case.client.get(_address(case, "review-dossier"))),
    ("enter", "view"): _enter,
    ("enter-by-indicator", "view"): _enter_by_indicator,
    ("enter", "json"): _autosave,
    ("copy-previous", "view"): _copy,
    ("submit", "view"): _submit,
    ("withdraw", "view"): lambda case: said(case.client.post(_address(case, "entry-withdraw"))),
    ("take-up", "view"): lambda case: said(
        case.client.post(_address(case, "review-dossier"), {"do": "take-up"})
    ),
    ("verify", "view"): _judge,
    ("appraise", "view"): _judge,
    ("verify-many", "view"): _judge_many,
    ("appraise-many", "view"): _judge_many,
    ("return", "view"): _return,
    ("see-evidence", "view"): _evidence,
    ("read-evidence", "file"): _read_evidence,
    ("attach", "view"): lambda case: _evidence(case, {"files": upload()}),
    ("remove-evidence", "view"): lambda case: _evidence(case, {"remove": case.use.pk}),
    ("download-template", "file"): _template,
    ("apply-figures", "import"): _apply_figures,
    ("apply-self", "import"): lambda case: _apply_outcomes(case, Judgement.SELF),
    ("apply-verified", "import"): lambda case: _apply_outcomes(case, Judgement.VERIFIED),
    ("apply-appraised", "import"): lambda case: _apply_outcomes(case, Judgement.APPRAISED),
    ("undo-figures", "import"): lambda case: _undo(case, BatchKind.FIGURES),
    ("undo-outcomes", "import"): lambda case: _undo(case, BatchKind.OUTCOMES),
    ("appraise", "admin"): _admin_judge,
    ("change-threshold", "admin"): _admin_threshold,
    ("assign-lead", "admin"): _admin_lead,
    ("close", "admin"): lambda case: _admin_round(case, "close", confirmed="1", reason="Hết hạn báo cáo"),
    ("reopen", "admin"): lambda case: _admin_round(case, "reopen", confirmed="1", reason="Bổ sung số liệu"),
    ("read-others-notice", "view"): _others_notice,
    ("read-others-notice", "admin"): lambda case: _admin(
        case, "communes_notice_change", case.world.notice.pk
    ),
}
READS = {action for action, _ in PAGES if action.startswith(("see-", "read-", "download-"))}
