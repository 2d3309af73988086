"""Every screen a reader or an officer can open, with the states that look different."""

MIXED = "?ky=2023-06-30&bo=xa-ntm-2021-2025&so-lieu=tat-ca"
BOARD = "/tinh/62/bang-theo-doi/"
DISTRICT = "/huyen/615/?ngay=2025-06-30"
READING = {
    "overview": "/tinh/62/",
    "board": BOARD,
    "district": DISTRICT,
    "district, every outcome": f"/huyen/612/{MIXED}",
    "district, nothing matches": f"{DISTRICT}&loc=chua-cap-nhat",
    "commune": "/xa/23503/",
    "commune, every outcome": f"/xa/23428/{MIXED}",
    "commune of today": "/xa/23500/",
    "commune that is no more": "/xa/23500/?ngay=2025-06-30",
    "what became of a district": "/huyen/615/",
    "overview without districts": "/tinh/51/?gop=hien-nay",
    "board without districts": "/tinh/51/bang-theo-doi/?huyen-cu=615",
    "as of a day": "/tinh/62/?ngay=2023-06-15",
    "as of a day before any round": "/tinh/62/?ngay=2020-01-01",
    "criteria sets": "/tieu-chi/",
    "criterion": "/tieu-chi/xa-ntm-2021-2025/13/?tinh=62",
    "changes": "/thay-doi/?tinh=62",
    "year's plan": "/ke-hoach/62/?nam=2023",
    "year's plan under way": "/ke-hoach/62/?nam=2024",
    "year without a plan": "/ke-hoach/62/?nam=2021",
    "plan of a commune": "/ke-hoach/62/xa/23503/?nam=2024",
    "first round of a set": "/tinh/62/?ky=2021-12-31&bo=xa-ntm-2016-2020",
    "nation": "/ca-nuoc/",
    "province without rounds": "/tinh/01/",
    "search": "/tim-kiem/?q=dak+ha",
    "search, nothing found": "/tim-kiem/?q=khong-co",
    "not found": "/khong-co/",
}
PUBLIC = {**READING, "sign-in": "/dang-nhap/"}
ENTRY = {
    "my work": "/viec-cua-toi/",
    "notices": "/thong-bao/",
    "batches": "/nhap-lieu/",
    "sheet": "/nhap-lieu/bieu-tong-hop/",
    "administration": "/quan-tri/",
}
# Of the round under way, by its key.
UNDER_WAY = "SELECT id FROM criteria_round WHERE data_on = '2024-03-31'"
GRID = "/nhap-lieu/ky/{round}/xa/23503/"
PLANNING = {"writing plans": "/ke-hoach/62/nhap/?nam=2024", "plans from a sheet": "/ke-hoach/62/nhap/bieu/"}
REVIEW = {
    "review queue": "/tham-tra/?ky={round}",
    "dossier": "/tham-tra/ky/{round}/xa/23510/",
    "dossier, only what changed": "/tham-tra/ky/{round}/xa/23521/?chi=thay-doi",
    "dossier sent back": "/tham-tra/ky/{round}/xa/23518/",
    "criterion over communes": "/tham-tra/ky/{round}/tieu-chi/11/?chon=tat-ca",
}
SENDING = {"entry grid": GRID, "sending": f"{GRID}gui/"}
OF_ROUND = {"thai": SENDING, "nam": {**REVIEW, **PLANNING}, "minh": {**REVIEW, **PLANNING}, "kien": REVIEW}


def open_to(who: str) -> dict[str, str]:
    """The screens of a visitor ("") or of an officer, those of the round under way left out."""
    return {**READING, **ENTRY} if who else PUBLIC


def under_way(who: str, round: int) -> dict[str, str]:
    """The screens of the round under way that an officer works on."""
    return {name: url.format(round=round) for name, url in OF_ROUND[who].items()}


ORDERS = {
    "directives": "/chi-thi/",
    "directive": "/chi-thi/62/05-ct-ubnd-2024/",
    "task": "/chi-thi/62/05-ct-ubnd-2024/nhiem-vu/6/",
    "what my unit was given": "/nhiem-vu/",
    "everything given": "/nhiem-vu/?xem=tat-ca&loc=tat-ca",
    "assignment": "/nhiem-vu/{assignment}/",
    "obstacles": "/vuong-mac/",
    "obstacle": "/vuong-mac/{obstacle}/",
    "raising an obstacle": "/vuong-mac/them/?xa={commune}&tc={criterion}",
    "explanations": "/giai-trinh/",
    "explanation": "/giai-trinh/{explanation}/",
    "activities": "/van-dong/?tu=01/01/2020",
    "activity": "/van-dong/{activity}/",
}
ASKING = {"asking to explain": "/giai-trinh/them/?xa={commune}&tc={criterion}"}
HOLDING = {"writing an activity down": "/van-dong/them/"}
JUDGING = {
    "comments": "/gop-y/",
    "comment": "/gop-y/{comment}/",
    "department": "/don-vi/{agency}/",
}
VERIFYING = {
    "sets that wait to be verified": "/tieu-chi/kiem-chung/",
    "a set to verify": "/tieu-chi/xa-ntm-2021-2025/kiem-chung/",
}
REORGANISING = {
    "reorganisations": "/sap-xep/",
    "reorganisation from a sheet": "/sap-xep/chuan-bi/",
    "reorganisation from the lists": "/sap-xep/chuan-bi/danh-muc/",
}
ORDERS_OF = {
    "thai": {**ORDERS, **HOLDING, "correcting an activity": "/van-dong/{activity}/sua/"},
    "nam": {**ORDERS, **ASKING, **HOLDING},
    "hoa": {**ORDERS, **ASKING, **HOLDING, **JUDGING},
    "lan": {
        **ORDERS,
        **JUDGING,
        **REORGANISING,
        **VERIFYING,
        "sheet of tasks": "/chi-thi/62/05-ct-ubnd-2024/nhap-nhiem-vu/",
    },
}
# Of recognition and keeping what was met.
RECOGNITION = {
    "dossiers for recognition": "/cong-nhan/?loc=tat-ca",
    "dossier for recognition": "/cong-nhan/{recognition}/",
    "conditions of recognition": "/cong-nhan/{recognition}/dieu-kien/",
    "watch over what was met": "/duy-tri/?tinh=62",
    "plans that keep": "/duy-tri/ke-hoach/{commune}/",
    "measure of a plan": "/duy-tri/viec/{measure}/",
    "opening a dossier": "/cong-nhan/mo/?xa={commune}",
    "step of a dossier": "/cong-nhan/{recognition}/buoc/{step}/",
    "withdrawing a dossier": "/cong-nhan/{recognition}/rut/",
    "writing a plan that keeps": "/duy-tri/ke-hoach/{commune}/ghi/",
    "adding a measure": "/duy-tri/ke-hoach/{keeping}/viec/",
    "dropping a measure": "/duy-tri/viec/{measure}/thoi/",
}
SENDING_BACK = {
    "sending a dossier back": "/cong-nhan/{recognition}/tra-lai/",
    "handing a dossier in again": "/cong-nhan/{returned}/nop-lai/",
}
DECIDING = {
    **SENDING_BACK,
    "deciding on recognition": "/cong-nhan/{recognition}/quyet-dinh/",
    "dossier with its decision": "/cong-nhan/{decided}/",
    "publishing a decision": "/cong-nhan/{decided}/buoc/{publication}/",
    "revoking a recognition": "/cong-nhan/quyet-dinh/{recognised}/thu-hoi/",
}
for _who, _more in {"thai": {}, "nam": SENDING_BACK, "hoa": DECIDING, "lan": DECIDING}.items():
    ORDERS_OF[_who] |= RECOGNITION | _more
ORDERS_OF["minh"] = {
    "plans of the home province": "/ke-hoach/",
    "plan of a commune, for who approves": "/ke-hoach/62/xa/23503/?nam=2024",
    "plan of a commune, missed": "/ke-hoach/62/xa/23503/?nam=2023",
    "writing plans of a district": "/ke-hoach/62/nhap/?nam=2024&huyen=615",
}
ORDERS_OF["quoc"] = {
    "reorganisation": "/sap-xep/{reorganisation}/",
    "heirs of a reorganisation": "/sap-xep/{reorganisation}/ke-thua/",
    "applying a reorganisation": "/sap-xep/{reorganisation}/ap-dung/",
    "withdrawing a reorganisation": "/sap-xep/{reorganisation}/huy/",
}
ORDERS_OF["lan"]["reorganisation"] = "/sap-xep/{reorganisation}/"
VILLAGES = {"villages": "/thon/23503/", "villages, set without criteria": "/thon/23503/?bo=thon-dtts-kon-tum"}
for _who in ("thai", "nam", "minh", "lan"):
    ORDERS_OF[_who] |= VILLAGES
ORDERS_OF[""] = {
    "sending a comment": "/gop-y/gui/?xa={commune}",
    "erasing a comment": "/gop-y/xoa/",
}
# One row of each kind; those of Đăk Pxi, which its commune, its district and its province all see.
OWN_COMMUNE = "SELECT id FROM communes_commune WHERE code = '23503' AND district_id IS NOT NULL"
A_ROW = {
    "commune": OWN_COMMUNE,
    "criterion": "SELECT id FROM criteria_criterion WHERE number = 11 AND criteria_set_id = "
    "(SELECT criteria_set_id FROM criteria_round WHERE data_on = '2024-03-31')",
    "assignment": f"SELECT min(id) FROM directives_assignment WHERE unit_commune_id IN ({OWN_COMMUNE})",
    "obstacle": f"SELECT min(id) FROM directives_obstacle WHERE commune_id IN ({OWN_COMMUNE})",
    "explanation": "SELECT min(id) FROM directives_explanationrequest "
    f"WHERE commune_id IN ({OWN_COMMUNE}) OR unit_commune_id IN ({OWN_COMMUNE})",
    "activity": f"SELECT min(id) FROM directives_activity WHERE commune_id IN ({OWN_COMMUNE})",
    "comment": "SELECT min(id) FROM directives_comment",
    "recognition": f"SELECT min(id) FROM criteria_recognitiondossier WHERE commune_id IN ({OWN_COMMUNE})",
    "measure": "SELECT min(id) FROM criteria_keepingitem",
    "keeping": f"SELECT min(id) FROM criteria_keepingplan WHERE commune_id IN ({OWN_COMMUNE})",
    "step": "SELECT min(id) FROM criteria_recognitionstep WHERE procedure = 'three' AND position = 1",
    "publication": "SELECT min(id) FROM criteria_recognitionstep "
    "WHERE procedure = 'three' AND after_decision",
    "returned": "SELECT min(id) FROM criteria_recognitiondossier WHERE state = 'returned'",
    "decided": "SELECT min(id) FROM criteria_recognitiondossier WHERE state = 'decided'",
    "recognised": "SELECT min(id) FROM criteria_recognition WHERE revoked_on IS NULL",
    "reorganisation": "SELECT min(id) FROM communes_reorganisation",
    "agency": "SELECT min(agency_id) FROM criteria_criterionlead",
}


def with_orders(screens: dict[str, str], rows) -> dict[str, str]:
    """The screens with the rows they are about; `rows` asks the portal's database."""
    keys = {name: rows(query)[0][0] for name, query in A_ROW.items()}
    return {name: url.format(**keys) for name, url in screens.items()}


CAPITAL = {
    "overlap questions": "/von/nghi-trung/",
    "works": "/von/cong-trinh/",
    "work": "/von/cong-trinh/{work}/",
}
PAYING = {
    "entering money": "/von/nhap/",
    "money grid": "/von/nhap/xa/23503/2023/",
    "sheet of money": "/von/bieu/",
    "sheets of money applied": "/von/lo/",
    "adding a work": "/von/cong-trinh/them/",
    "correcting a work": "/von/cong-trinh/{work}/sua/",
}
OF_COMMUNE = {"capital of a commune": "/von/xa/23503/"}
OF_DISTRICT = {**OF_COMMUNE, "capital of a district": "/von/huyen/615/"}
OF_PROVINCE = {
    **OF_DISTRICT,
    "capital of a province": "/von/tinh/62/",
    "capital over a phase": "/von/tinh/62/?tu=2021&den=2025",
    "published long ago": "/von/tinh/62/?nam=2016",
}
MONEY_OF = {
    "thai": {**CAPITAL, **OF_COMMUNE},
    "nam": {**CAPITAL, **OF_DISTRICT, **PAYING},
    "minh": {**CAPITAL, **OF_PROVINCE},
    "hoa": {**CAPITAL, **OF_PROVINCE, **PAYING},
    "lan": {**CAPITAL, **OF_PROVINCE, **PAYING},
}
A_ROW["work"] = f"SELECT min(id) FROM funding_workitem WHERE commune_id IN ({OWN_COMMUNE})"
