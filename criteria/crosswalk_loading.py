"""Crosswalks between two sets from `criteria/crosswalks/*.toml`, again and again without harm.

A load adds the pairs that are missing and takes nothing away; a pair somebody ended up editing stays.
"""

import tomllib
from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from criteria.loading import LOAD_REASON
from criteria.models import Criterion, CriterionLink

CROSSWALKS = Path(__file__).resolve().parent / "crosswalks"


@transaction.atomic
def load_crosswalks(folder: Path = CROSSWALKS) -> int:
    """Add the pairs that are not there yet, unverified; returns how many. Unknown sets are passed over."""
    known = set(CriterionLink.objects.values_list("old_id", "new_id"))
    criteria = {
        (row.criteria_set.code, row.number): row for row in Criterion.objects.select_related("criteria_set")
    }
    added = []
    for path in sorted(folder.glob("*.toml")):
        said = tomllib.loads(path.read_text("utf-8"))
        for pair in said["pair"]:
            new = criteria.get((said["new_set"], pair["new"]))
            for number in pair["old"]:
                old = criteria.get((said["old_set"], number))
                if old and new and (old.pk, new.pk) not in known:
                    added.append(
                        CriterionLink(old=old, new=new, source=said["source"], source_note=said["note"])
                    )
    bulk_create_with_history(added, CriterionLink, default_change_reason=LOAD_REASON)
    return len(added)
