"""`manage.py import_status` on real files, and published totals through it."""

import csv
import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command

from communes import seeding
from criteria.actions import undo_batch
from criteria.definition_files import FOLDER, read_definitions
from criteria.loading import load_definitions
from criteria.models import CriteriaSet, ImportBatch, Standing
from tests import builders
from tests.sheet_builders import FILES, xlsx

DEMO = FOLDER.parent / "demo" / "kon-tum.csv"
SET = "xa-ntm-2021-2025"
# Gia Lai, end of 2016 (published): of 184 communes, how many met each of the 19 criteria of 2016–2020.
GIA_LAI = [184, 82, 163, 177, 95, 77, 138, 183, 74, 75, 41, 172, 127, 135, 125, 127, 110, 65, 161]


@pytest.fixture
def kon_tum(db):
    seeding.load("62")
    load_definitions(read_definitions(FOLDER))


def run(path, *more, day="2023-12-31", code=SET, province="62"):
    """(exit code, the JSON the command prints)."""
    out = io.StringIO()
    args = ["--criteria-set", code, "--province", province, "--data-on", day, "--blank", "not-met", "--json"]
    try:
        call_command("import_status", str(path), *args, *more, stdout=out)
    except SystemExit as stop:
        return stop.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def expected(day: str) -> dict[str, str]:
    with DEMO.open(encoding="utf-8") as file:
        return {row["commune_code"]: row[day] for row in csv.DictReader(file)}


def standings(day: str) -> dict[str, str]:
    return dict(
        Standing.objects.filter(round__data_on=day).values_list("commune__code", "confirmed_outcomes")
    )


def test_province_sheets_give_exactly_their_figures(kon_tum):
    first, second = "2022-11-30", "2023-12-31"
    answer = {"rows": 85, "cells": 1615, "new": 1615, "changed": 0, "unchanged": 0, "errors": []}
    assert run(FILES / f"kon-tum-{first}.xlsx", "--dry-run", day=first) == (0, answer)
    assert not ImportBatch.objects.exists()
    assert run(FILES / f"kon-tum-{first}.xlsx", day=first) == (0, answer)
    assert standings(first) == expected(first)
    assert run(FILES / f"kon-tum-{second}.xlsx", "--lapse-reason", "recheck", day=second) == (0, answer)
    assert standings(second) == expected(second)
    again = {**answer, "new": 0, "unchanged": 1615}
    assert run(FILES / f"kon-tum-{first}.xlsx", day=first) == (0, again)
    assert run(FILES / f"kon-tum-{second}.xlsx", day=second) == (0, again)
    assert ImportBatch.objects.count() == 2
    call_command("check_standings", stdout=io.StringIO())


@pytest.mark.parametrize("name", ["dak-ha-2023-12-31.xls", "dak-ha-2023-12-31.csv"])
def test_district_sheets_of_other_forms_say_the_same_and_can_be_undone(kon_tum, name):
    run(FILES / "kon-tum-2022-11-30.xlsx", day="2023-12-31")
    before = standings("2023-12-31")
    assert before == expected("2022-11-30")
    code, answer = run(FILES / name, "--lapse-reason", "figures")
    assert (code, answer["rows"], answer["cells"], answer["new"], answer["errors"]) == (0, 10, 190, 0, [])
    after = standings("2023-12-31")
    dak_ha = set(Standing.objects.filter(district__code="615").values_list("commune__code", flat=True))
    assert {key: after[key] for key in dak_ha} == {
        key: letters for key, letters in expected("2023-12-31").items() if key in dak_ha
    }
    assert run(FILES / name)[1]["unchanged"] == 190
    undo_batch(batch=ImportBatch.objects.first(), by=None)
    assert standings("2023-12-31") == before


def test_published_counts_of_gia_lai_come_out(db, tmp_path):
    province = builders.province("Gia Lai", "64")
    communes = [builders.commune(province, f"Xã số {number}") for number in range(184)]
    criteria_set = builders.criteria_set(
        19, code="xa-ntm-2016-2020", valid_from=datetime.date(2016, 10, 17), phase="2016-2020"
    )
    rows = [["Mã xã", *range(1, 20)]]
    # Which commune met what was not published: each criterion goes to the next communes in turn.
    start, met = 0, [[""] * 19 for _ in communes]
    for at, count in enumerate(GIA_LAI):
        for step in range(count):
            met[(start + step) % 184][at] = "x"
        start += count
    rows += [[commune.code, *marks] for commune, marks in zip(communes, met, strict=True)]
    file = tmp_path / "gia-lai.xlsx"
    file.write_bytes(xlsx(rows))
    code, answer = run(file, day="2016-12-31", code=criteria_set.code, province="64")
    assert (code, answer["cells"]) == (0, 184 * 19), answer["errors"]
    packed = list(standings("2016-12-31").values())
    assert [sum(row[at] == "M" for row in packed) for at in range(19)] == GIA_LAI
    total = sum(Standing.objects.values_list("confirmed_met", flat=True))
    assert (total, round(total / 184, 2)) == (2311, 12.56)


def test_errors_are_printed_in_one_form_and_nothing_is_written(kon_tum, tmp_path):
    missing = tmp_path / "khong-co.xlsx"
    code, answer = run(missing, code="xa-moi", province="99", day="31/12/2023")
    assert code == 1
    assert set(answer) == {"rows", "cells", "new", "changed", "unchanged", "errors"}
    assert [error["cell"] for error in answer["errors"]] == ["", "", "", ""]
    assert "Không mở được tệp" in answer["errors"][0]["message"]
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert run(broken)[1]["errors"][0]["message"].startswith("Tệp bị hỏng")
    assert run(broken, "--officer", "ai-do")[1]["errors"][0]["message"].startswith("Không có cán bộ")
    assert not ImportBatch.objects.exists()


def test_row_errors_stop_the_command_unless_valid_rows_are_asked_for(kon_tum, tmp_path):
    names = [criterion.name for criterion in CriteriaSet.objects.get(code=SET).criteria.all()]
    rows = [
        ["Tên xã", "Mã xã", *names],
        ["Đăk Pxi", 23503, *"x" * 18, "gần xong"],
        ["Đăk La", 23524, *"x" * 19],
    ]
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(xlsx(rows))
    code, answer = run(file)
    assert (code, answer["rows"], answer["cells"]) == (1, 2, 19)
    assert [error["cell"] for error in answer["errors"]] == ["U2"]
    assert not ImportBatch.objects.exists()
    code, answer = run(file, "--valid-only")
    assert (code, answer["new"], ImportBatch.objects.get().rows) == (0, 19, 1)


def test_command_speaks_vietnamese_without_json(kon_tum):
    out = io.StringIO()
    args = ["--criteria-set", SET, "--province", "62", "--data-on", "2023-12-31"]
    path = str(FILES / "dak-ha-2023-12-31.xls")
    call_command("import_status", path, *args, "--blank", "no-data", stdout=out)
    assert "10 dòng xã, 190 ô: 190 mới, 0 thay đổi, 0 giữ nguyên." in out.getvalue()
    assert "Đã áp dụng: Lô số 1." in out.getvalue()
    with pytest.raises(CommandError, match="chưa ghi gì"):
        call_command("import_status", "khong-co.xlsx", *args, "--blank", "no-data", stdout=out)
    with pytest.raises(CommandError, match="--blank"):
        call_command("import_status", path, *args, stdout=out)
