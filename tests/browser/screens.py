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


def open_to(who: str) -> dict[str, str]:
    """The screens of a visitor ("") or of an officer."""
    return {**READING, **ENTRY} if who else PUBLIC
