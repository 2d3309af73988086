"""Every screen a reader or an officer can open, with the states that look different."""

MIXED = "?ky=2023-06-30&bo=xa-ntm-2021-2025&so-lieu=tat-ca"
BOARD = "/tinh/62/bang-theo-doi/"
DISTRICT = "/huyen/615/"
READING = {
    "overview": "/tinh/62/",
    "board": BOARD,
    "district": DISTRICT,
    "district, every outcome": f"/huyen/612/{MIXED}",
    "district, nothing matches": f"{DISTRICT}?loc=chua-cap-nhat",
    "commune": "/xa/23503/",
    "commune, every outcome": f"/xa/23428/{MIXED}",
    "commune of today": "/xa/23500/?ky=2026-01-01",
    "criteria sets": "/tieu-chi/",
    "criterion": "/tieu-chi/xa-ntm-2021-2025/13/?tinh=62",
    "changes": "/thay-doi/?tinh=62",
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
REVIEW = {
    "review queue": "/tham-tra/?ky={round}",
    "dossier": "/tham-tra/ky/{round}/xa/23510/",
    "dossier, only what changed": "/tham-tra/ky/{round}/xa/23521/?chi=thay-doi",
    "dossier sent back": "/tham-tra/ky/{round}/xa/23518/",
    "criterion over communes": "/tham-tra/ky/{round}/tieu-chi/11/?chon=tat-ca",
}
SENDING = {"entry grid": GRID, "sending": f"{GRID}gui/"}
OF_ROUND = {"thai": SENDING, "nam": REVIEW, "minh": REVIEW, "kien": REVIEW}


def open_to(who: str) -> dict[str, str]:
    """The screens of a visitor ("") or of an officer, those of the round under way left out."""
    return {**READING, **ENTRY} if who else PUBLIC


def under_way(who: str, round: int) -> dict[str, str]:
    """The screens of the round under way that an officer works on."""
    return {name: url.format(round=round) for name, url in OF_ROUND[who].items()}
