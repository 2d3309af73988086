"""A form of the portal, opened, recalculated and saved by LibreOffice, must read as if nobody touched it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.figures import order_of
from bench.measuring import Line
from bench.pages import round_under_way
from communes.models import Officer
from criteria.figure_ground import figure_ground
from criteria.figure_import import preview_figures
from criteria.figure_template import figure_template

WHAT = "Form of 85 communes saved anew by LibreOffice"
PATIENCE = 300


def round_trip() -> list[Line]:
    """Changes and errors the portal sees in its own form after LibreOffice; raises when there are any."""
    if not shutil.which("soffice"):
        return [Line(WHAT, "not measured", said="soffice is not installed")]
    round, officer = round_under_way(), Officer.objects.get(username="minh")
    ground = figure_ground(round, officer)
    mine = [dossier for dossier in ground.dossiers if dossier.in_scope]
    content = resaved(figure_template(ground, mine, unit=round.province.full_name))
    found = preview_figures(order_of(round, content, officer)).as_json()
    wrong = found["changed"] + found["conflicts"] + found["warnings"] + len(found["errors"])
    if wrong or found["rows"] != len(mine) * len(ground.law.measures):
        raise RuntimeError(f"LibreOffice changed the form: {found}")
    said = f"{found['rows']:,} rows, {found['unchanged']:,} unchanged, no error"
    return [Line(WHAT, f"{wrong} changes", "0", True, said)]


def resaved(content: bytes) -> bytes:
    """The workbook as LibreOffice writes it after loading it."""
    with tempfile.TemporaryDirectory() as folder:
        sent, back = Path(folder) / "form.xlsx", Path(folder) / "back"
        sent.write_bytes(content)
        command = ["soffice", f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "xlsx", "--outdir", str(back), str(sent)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        return (back / "form.xlsx").read_bytes()
