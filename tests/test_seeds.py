"""The seed files of places, without a database."""

import unicodedata
from collections import Counter

from communes.periods import FIRST_DAY
from communes.seed_files import FOLDER, NEW_TREE_STARTS, Seeds, first_day, rows

COUNTRY = Seeds.read()
KON_TUM = Seeds.read("62")
REGION_SIZES = {"TDMNPB": 14, "DBSH": 11, "BTB": 6, "DHNTB": 8, "TN": 5, "DNB": 6, "DBSCL": 13}
ISLAND_DISTRICTS = {"318", "471", "498", "536", "755"}
ZONES_WITHOUT_PREDECESSOR = {"11948", "19742", "20333", "21548", "26732"}
UNIT_WORDS = ("xã ", "phường ", "thị trấn ", "đặc khu ", "huyện ", "quận ", "thị xã ", "thành phố ", "tỉnh ")


def successors_of(code):
    return {row["successor_code"] for row in COUNTRY.successions if row["predecessor_code"] == code}


def test_seeds_have_official_counts():
    trees = Counter(first_day(row) for row in COUNTRY.provinces)
    assert trees == {FIRST_DAY: 63, NEW_TREE_STARTS: 34}
    assert len(COUNTRY.districts) == 696
    assert len(COUNTRY.old_communes) == 10_035
    assert len(COUNTRY.new_communes) == 3_321


def test_seeds_have_official_kinds_since_2025():
    kinds = Counter(row["kind"] for row in COUNTRY.new_communes)
    assert kinds == {"Xã": 2_621, "Phường": 687, "Đặc khu": 13}


def test_seeds_are_nfc_without_byte_order_mark():
    for path in FOLDER.glob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        assert unicodedata.is_normalized("NFC", text), path.name
        assert not text.startswith("\ufeff"), path.name
        assert "\r" not in text, path.name


def test_seeds_names_go_without_the_unit_word():
    places = [*COUNTRY.provinces, *COUNTRY.districts, *COUNTRY.old_communes, *COUNTRY.new_communes]
    prefixed = [row["code"] for row in places if row["name"].lower().startswith(UNIT_WORDS)]
    assert prefixed == ["19780"]  # phường Phường Đúc of Huế bears the word in its name
    assert [row for row in places if "(" in row["name"] or row["name"] != row["name"].strip()] == []


def test_seeds_codes_are_sorted_and_unique():
    for name in ("districts", "communes-until-2025-06", "communes-since-2025-07"):
        codes = [row["code"] for row in rows(name)]
        assert codes == sorted(set(codes)), name


def test_seeds_parents_exist():
    provinces = {(row["code"], first_day(row)) for row in COUNTRY.provinces}
    districts = {row["code"]: row["province_code"] for row in COUNTRY.districts}
    assert all((row["province_code"], FIRST_DAY) in provinces for row in COUNTRY.districts)
    assert all(districts[row["district_code"]] == row["province_code"] for row in COUNTRY.old_communes)
    assert all((row["province_code"], NEW_TREE_STARTS) in provinces for row in COUNTRY.new_communes)


def test_seeds_put_each_old_province_in_one_of_seven_regions():
    regions = Counter(row["region"] for row in COUNTRY.provinces if first_day(row) == FIRST_DAY)
    assert regions == REGION_SIZES
    assert {row["region"] for row in COUNTRY.provinces if first_day(row) == NEW_TREE_STARTS} == {""}


def test_seeds_island_districts_have_no_communes():
    empty = {row["code"] for row in COUNTRY.districts} - {
        row["district_code"] for row in COUNTRY.old_communes
    }
    assert empty == ISLAND_DISTRICTS


def test_successions_map_every_predecessor():
    assert {row["predecessor_code"] for row in COUNTRY.successions} == {
        row["code"] for row in COUNTRY.old_communes
    }


def test_successions_reach_every_successor_but_the_islands():
    reached = {row["successor_code"] for row in COUNTRY.successions}
    assert {row["code"] for row in COUNTRY.new_communes} - reached == ZONES_WITHOUT_PREDECESSOR


def test_successions_whole_means_one_successor():
    times = Counter(row["predecessor_code"] for row in COUNTRY.successions)
    assert all(
        (row["whole"] == "yes") == (times[row["predecessor_code"]] == 1) for row in COUNTRY.successions
    )
    assert len({(row["predecessor_code"], row["successor_code"]) for row in COUNTRY.successions}) == 10_566


def test_successions_unite_no_two_old_provinces():
    province = {row["code"]: row["province_code"] for row in COUNTRY.old_communes}
    members = {}
    for row in COUNTRY.successions:
        members.setdefault(row["successor_code"], set()).add(province[row["predecessor_code"]])
    assert [code for code, provinces in members.items() if len(provinces) > 1] == []


def test_successions_tell_namesakes_apart():
    assert successors_of("27691") == {"27694"}  # phường 4 of Tân An, not that of Tây Ninh
    assert successors_of("25462") == {"25459"}
    assert successors_of("29908") == {"29905"}  # phường 4 of Sa Đéc, not that of Cao Lãnh


def test_kon_tum_counts():
    assert len(KON_TUM.districts) == 10
    assert Counter(row["kind"] for row in KON_TUM.old_communes) == {"Xã": 85, "Phường": 10, "Thị trấn": 7}


def test_kon_tum_became_forty_communes_of_quang_ngai_undivided():
    assert len(KON_TUM.new_communes) == 40
    assert {row["province_code"] for row in KON_TUM.new_communes} == {"51"}
    assert {row["whole"] for row in KON_TUM.successions} == {"yes"}
    assert len(KON_TUM.successions) == 102


def test_kon_tum_names_differ_from_the_official_ones():
    official = {("commune", row["code"]): row["name"] for row in KON_TUM.old_communes}
    official |= {("district", row["code"]): row["name"] for row in KON_TUM.districts}
    names = rows("kon-tum-names")
    assert all(official[row["level"], row["code"]] == row["name"] != row["local_name"] for row in names)
    assert {"level": "commune", "code": "23503", "name": "Đắk PXi", "local_name": "Đăk Pxi"} in names


def test_aliases_name_existing_communes():
    communes = {(row["code"], "2016-01-01") for row in COUNTRY.old_communes}
    communes |= {(row["code"], "2025-07-01") for row in COUNTRY.new_communes}
    aliases = rows("aliases")
    assert all((row["commune_code"], row["valid_from"]) in communes and row["source"] for row in aliases)
    assert ("23503", "Đăk Psi") in {(row["commune_code"], row["name"]) for row in aliases}
