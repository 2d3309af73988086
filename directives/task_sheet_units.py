"""Which units a cell of a sheet of tasks means. Nothing is guessed: a name two units bear is an error."""

import datetime
import difflib
import re
from collections import defaultdict

from communes.models import Agency, Commune, District, Province
from communes.naming import fold, nfc, search_key

Unit = Agency | District | Commune

_COMMITTEE = re.compile(r"^(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân)\s+", re.IGNORECASE)
_COMMUNE = re.compile(r"^(xã|phường|thị trấn|đặc khu)\s+", re.IGNORECASE)
_DISTRICT = re.compile(r"^(huyện|quận|thị xã|thành phố|tp\.?)\s+", re.IGNORECASE)
_WITHIN = re.compile(r"^(?P<what>[^()]+?)\s*(?:\(\s*(?P<inside>[^()]+?)\s*\))?$")

ALL_DISTRICTS = {"cac huyen thanh pho", "cac huyen thi xa thanh pho", "cac huyen thanh pho thi xa"}
ALL_COMMUNES = {"cac xa"}


class UnknownUnit(Exception):
    """Why a name means no unit, or more than one; the sentence says what to write."""


class Units:
    """The units of a province a directive may speak of: its agencies, and its places on the day `on`."""

    def __init__(self, province: Province, on: datetime.date):
        self.agencies = list(province.agencies.select_related("district"))
        self.districts = list(province.districts.in_force(on))
        communes = province.communes.in_force(on).select_related("district").prefetch_related("aliases")
        self.communes = list(communes)
        self.participating = set(Commune.objects.participating(on).values_list("pk", flat=True))
        self.named = defaultdict(list)
        for agency in self.agencies:
            for name in {fold(agency.name), fold(agency.short_name)}:
                self.named[name].append(agency)

    def find(self, text: str) -> list[Unit]:
        """The units one name means, several only for "các huyện, thành phố" and "các xã".

        Raises UnknownUnit.
        """
        text = nfc(text)
        match = _WITHIN.match(text)
        what = _COMMITTEE.sub("", match["what"]) if match else ""
        inside = _COMMITTEE.sub("", match["inside"]) if match and match["inside"] else ""
        if fold(text) in self.named and not _COMMITTEE.match(text):
            return [self._agency(text)]
        if fold(what) in ALL_DISTRICTS and not inside:
            return self._everything(self.districts, "huyện nào")
        if fold(what) in ALL_COMMUNES:
            return self._all_communes(inside)
        if _COMMUNE.match(what):
            return [self._commune(text, what, inside)]
        if _DISTRICT.match(what) and not inside:
            return [self._place(text, what, self.districts)]
        return [self._agency(text)]

    @staticmethod
    def _everything(units: list, none: str) -> list[Unit]:
        if not units:
            raise UnknownUnit(f"Vào ngày ban hành văn bản tỉnh không có {none}; ghi tên từng đơn vị.")
        return units

    def _all_communes(self, inside: str) -> list[Unit]:
        communes = [commune for commune in self.communes if commune.pk in self.participating]
        if inside:
            district = self._place(inside, inside, self.districts)
            communes = [commune for commune in communes if commune.district_id == district.pk]
        return self._everything(communes, "xã nào tham gia chương trình")

    def _commune(self, text: str, what: str, inside: str) -> Commune:
        communes = self.communes
        if inside:
            district = self._place(inside, inside, self.districts)
            communes = [commune for commune in communes if commune.district_id == district.pk]
        return self._place(text, what, communes)

    def _place(self, text: str, what: str, places: list) -> District | Commune:
        """The one place of that name and kind."""
        key = search_key(what)
        found = [place for place in places if key in keys_of(place) and _kind_agrees(what, place)]
        if len(found) > 1:
            exact = [place for place in found if nfc(what).casefold().endswith(f" {_bare(place)}")]
            found = exact if len(exact) == 1 else found
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownUnit(f"Không tìm thấy “{text}” trong tỉnh vào ngày ban hành văn bản; sửa tên.")
        names = "; ".join(described(place) for place in found)
        raise UnknownUnit(f"“{text}” có thể là nhiều đơn vị: {names}; ghi như vậy, kèm tên huyện.")

    def _agency(self, text: str) -> Agency:
        found = self.named.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(agency.name for agency in found)
            raise UnknownUnit(f"“{text}” có thể là nhiều cơ quan: {names}; ghi tên đầy đủ.")
        near = difflib.get_close_matches(fold(text), self.named, n=1, cutoff=0.7)
        hint = f"; có phải “{self.named[near[0]][0].short_name}”" if near else ""
        raise UnknownUnit(
            f"Không có cơ quan “{text}” trong danh mục của tỉnh{hint}; ghi tên đầy đủ hoặc tên viết tắt, "
            "huyện và xã ghi kèm chữ huyện, xã."
        )


def keys_of(place: District | Commune) -> set[str]:
    """The search keys of a place, of its other spellings too."""
    aliases = place.aliases.all() if isinstance(place, Commune) else []
    return {*place.search_key.split(), *(alias.search_key for alias in aliases)}


def _kind_agrees(what: str, place: District | Commune) -> bool:
    """Whether the unit word is the place's: "thành phố Kon Tum" is no huyện."""
    stated = (_COMMUNE if isinstance(place, Commune) else _DISTRICT).match(what)
    if stated is None:
        return True
    word = stated[1].casefold().rstrip(".")
    return place.kind.casefold() == {"tp": "thành phố"}.get(word, word)


def _bare(place: District | Commune) -> str:
    return nfc(place.display_name).casefold()


def described(unit: Unit) -> str:
    """How a sheet names the unit without doubt: "xã Đăk Pxi (huyện Đăk Hà)", "Sở Y tế"."""
    if isinstance(unit, Agency):
        return unit.short_name
    if isinstance(unit, Commune) and unit.district:
        return f"{unit.prose_name} ({unit.district.prose_name})"
    return unit.prose_name
