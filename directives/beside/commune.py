"""On a commune's page: for each criterion who deals with it, and what the commune's committee owes."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.timezone import localdate

from communes.models import Commune
from criteria.beside import BesideCommune, CellNotes, Note
from criteria.grid import CommuneRow
from criteria.reading import Reading
from directives.beside.cells import (
    NO_SOLUTION,
    Dealing,
    assignment_due,
    assignment_url,
    dealings,
    forms_about,
    is_bad,
    is_late,
    obstacle_due,
    obstacle_url,
    open_words,
)
from directives.beside.elsewhere import elsewhere
from directives.beside.readers import OVERDUE, agency_pages, assignments, covers, obstacles, reads
from directives.following import Followed, follow
from directives.models import Assignment
from directives.orders import made_up
from directives.solutions import covering_obstacles, is_newest, unmet_cells


def beside_commune(
    officer, reading: Reading, commune: Commune, row: CommuneRow | None, criteria: Sequence[int]
) -> BesideCommune:
    """What an officer of the commune, its district or province sees; nobody else sees anything."""
    if row is None or not reads(officer) or not covers(officer, commune):
        return BesideCommune()
    if note := elsewhere(reading, commune):
        return BesideCommune(page_of=agency_pages(officer), heads=True, notes=[note])
    today = localdate()
    found = list(covering_obstacles(officer).filter(commune=commune).with_names())
    given = Assignment.objects.visible_to(officer).standing()
    rows = list(given.filter(Q(commune=commune) | Q(unit_commune=commune)).with_names())
    followed = follow(rows, today)
    about = [item for item in followed if item.row.commune_id == commune.pk]
    dealt = dealings(found, about, today, "criterion_id")
    newest = is_newest(reading.round, reading.rounds)
    unmet = {criterion for _, criterion in unmet_cells([row], criteria)} if newest else set()
    return BesideCommune(
        page_of=agency_pages(officer),
        heads=True,
        notes=_owed(reading, commune, followed, [line for deal in dealt.values() for line in deal.obstacles]),
        of={
            criterion: CellNotes(
                _notes(dealt[criterion]),
                NO_SOLUTION if criterion in unmet and not dealt[criterion].covers else "",
                forms_about(officer, commune.pk, criterion) if criterion in unmet else (),
            )
            for criterion in criteria
        },
        illustrative=made_up(found, rows),
    )


def _owed(reading: Reading, commune: Commune, followed: list[Followed], lines) -> list[Note]:
    """What the committee was given and how much of it is late; the obstacles about the commune."""
    own = [item for item in followed if item.row.unit_commune_id == commune.pk]
    left = [item for item in own if not item.is_done]
    late = sum(is_late(item) for item in own)
    words = f"{len(own)} việc, {len(left)} chưa xong, {late} quá hạn"
    owed = Note(
        words,
        assignments(OVERDUE if late else "tat-ca", don_vi=f"x-{commune.pk}"),
        f"Việc của UBND xã{reading.beside_words}",
        bad=late > 0,
    )
    open_lines = [line for line in lines if line.row.is_open]
    old = sum(is_bad(line) for line in open_lines)
    said = f"{old} tồn đọng lâu hoặc quá hạn" if old else ""
    return [
        owed,
        Note(
            f"{len(open_lines)} đang mở",
            obstacles(xa=commune.pk),
            f"Vướng mắc{reading.beside_words}",
            said,
            bad=old > 0,
        ),
    ]


def _notes(dealing: Dealing) -> list[Note]:
    notes = [
        Note(
            line.row.text,
            obstacle_url(line),
            "Vướng mắc",
            f"{open_words(line)}, {line.row.unit_name} xử lý, {obstacle_due(line)}",
            is_bad(line),
        )
        for line in dealing.obstacles
    ]
    return notes + [
        Note(
            item.row.task.name,
            assignment_url(item),
            "Việc được giao",
            f"{item.row.unit_name}, {assignment_due(item)}, {item.label.lower()}",
            is_late(item),
        )
        for item in dealing.assignments
    ]
