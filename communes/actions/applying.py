"""Applying a reorganisation: places end and begin, participation, officers' scopes, then what others hold."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from communes.actions.reorganising import locked, mark, refuse_applying
from communes.actions.undoing_records import newest_rows
from communes.journal import Journal
from communes.models import (
    Agency,
    Commune,
    CommuneKind,
    Officer,
    Participation,
    Province,
    Reorganisation,
    Succession,
)
from communes.refusing import ActionRefused
from communes.reorganising import Fault, ReorganisationRefused
from communes.reorganising_plan import Plan
from communes.seeding import PHASES

NO_SCOPE = {"scope_level": "", "scope_province": None, "scope_district": None, "scope_commune": None}


@dataclass(frozen=True)
class Applied:
    """What applying did: (what it is, how many) of each kind, and sentences on what lapsed."""

    counts: Sequence[tuple[str, int]]
    lapsed: Sequence[str]


@transaction.atomic
def apply(reorganisation: Reorganisation, *, by: Officer, followers: Sequence = ()) -> Applied:
    """Bring a prepared reorganisation about, or nothing of it.

    Raises ReorganisationRefused with all that stands against it by now, ActionRefused for whoever may not
    apply it and for one that is not waiting. Each follower moves what its app holds open.
    """
    held = locked(reorganisation)
    if held.applied_at or held.undone_at:
        raise ActionRefused(f"{held.name}: {held.state.label.lower()} nên không áp dụng được nữa.")
    plan = Plan(held)
    refuse_applying(plan.ground, by)
    if faults := plan.faults() + faults_of_followers(plan, followers):
        raise ReorganisationRefused(faults)
    journal, counts, lapsed = Journal(held, by=by), Counter(), []
    for step in (end_places, make_successors, take_part, record_successions):
        counts.update(step(plan, journal))
    move_officers(plan, journal, counts, lapsed)
    for follower in followers:
        for touched in follower.follow(plan, journal, by=by):
            (lapsed.append(str(touched)) if touched.lapses else counts.update({touched.label: touched.count}))
    journal.write()
    held.newest_rows = newest_rows()
    mark(held, reorganisation, "applied", by)
    return Applied([(label, count) for label, count in counts.items() if count], lapsed)


def faults_of_followers(plan: Plan, followers: Sequence) -> list[Fault]:
    """What the other apps have against it: (none, for a follower that never refuses)."""
    return [Fault(text) for follower in followers for text in follower.refusals(plan)]


def end_places(plan: Plan, journal: Journal) -> dict[str, int]:
    """Predecessors, and districts and provinces without a commune left, get their last day."""
    last = plan.day_before
    for row in Participation.objects.in_force(plan.effective_on).filter(commune__in=plan.predecessor_ids):
        if row.valid_from <= last:
            journal.set(row, valid_to=last)
    return {
        "đơn vị cấp xã kết thúc": _end(plan.ground.predecessors.values(), last, journal),
        "huyện kết thúc": _end(plan.ground.ending_districts.values(), last, journal),
        "tỉnh kết thúc": _end(plan.ground.ending_provinces.values(), last, journal),
    }


def _end(places, last: datetime.date, journal: Journal) -> int:
    return sum(journal.set(place, valid_to=last) for place in places)


def make_successors(plan: Plan, journal: Journal) -> dict[str, int]:
    """New units the portal does not know yet."""
    new = [place for place in plan.successors.values() if place.pk is None]
    for place in new:
        place.set_keys()
        journal.create(place)
    return {"đơn vị cấp xã mới": len(new)}


def take_part(plan: Plan, journal: Journal) -> dict[str, int]:
    """Every new xã takes part in the programme as the communes before it did, where nobody said so yet."""
    new = [place for place in plan.successors.values() if place.kind == CommuneKind.COMMUNE]
    said = set(Participation.objects.filter(commune__in=new).values_list("commune_id", "phase"))
    made = 0
    for phase, starts, ends in phases_after(plan):
        for place in new:
            if (place.pk, phase) not in said:
                journal.create(Participation(commune=place, phase=phase, valid_from=starts, valid_to=ends))
                made += 1
    return {"xã tham gia chương trình": made}


def phases_after(plan: Plan) -> list[tuple[str, datetime.date, datetime.date | None]]:
    """The phases for the new communes: those of the national files, else those of the communes before."""
    if plan.effective_on in PHASES:
        return list(PHASES[plan.effective_on])
    running = Participation.objects.filter(commune__in=plan.predecessor_ids, valid_from__lt=plan.effective_on)
    phases = set(running.filter(valid_to__gte=plan.day_before).values_list("phase", flat=True))
    phases |= set(running.filter(valid_to__isnull=True).values_list("phase", flat=True))
    found = []
    for phase in sorted(phases):
        last = datetime.date(int(phase[-4:]), 12, 31)
        if last >= plan.effective_on:
            found.append((phase, plan.effective_on, last))
    return found


def record_successions(plan: Plan, journal: Journal) -> dict[str, int]:
    """What became of each predecessor, with the decision; one recorded without a decision is given it."""
    made = 0
    for line in plan.lines:
        before, after = plan.ground.predecessors[line.predecessor_code], plan.successors[line.successor_code]
        known = next((row for row in plan.ground.recorded[before.pk] if row.successor_id == after.pk), None)
        decision = plan.reorganisation.decision
        if known is None:
            row = Succession(predecessor=before, successor=after, whole=line.whole, decision=decision)
            row.effective_on = plan.effective_on
            journal.create(row)
            made += 1
        elif decision and not known.decision:
            journal.set(known, decision=decision)
    return {"dòng kế thừa": made}


def move_officers(plan: Plan, journal: Journal, counts: Counter, lapsed: list[str]) -> None:
    """Officers' scopes follow their places; one without anywhere to go keeps the account and sees nothing."""
    touched = list(plan.touched_officers().select_for_update(of=["self"]))
    for officer in touched:
        before = officer.get_scope_level_display()
        heir = plan.heir_of_officer(officer)
        journal.set(officer, **scope_after(plan, officer, heir))
        if heir is None:
            lapsed.append(f"{officer} ({officer.username}, {before.lower()}) không còn phạm vi phụ trách.")
        else:
            counts["cán bộ chuyển phạm vi"] += 1
    agencies = [agency.pk for agency in plan.touched_agencies()]
    staying = Officer.objects.filter(agency__in=agencies).exclude(pk__in=[one.pk for one in touched])
    for officer in staying.select_related("agency__district"):
        journal.set(officer, **agency_after(plan, officer))


def scope_after(plan: Plan, officer: Officer, heir: Commune | Province | Agency | None) -> dict:
    """The columns of an officer's scope and agency after it."""
    columns = NO_SCOPE | agency_after(plan, officer)
    if isinstance(heir, Agency):
        columns["agency"], heir = heir, heir.district or heir.province
    if heir is None:
        return columns
    level = type(heir).__name__.lower()
    return columns | {"scope_level": level, f"scope_{level}": heir}


def agency_after(plan: Plan, officer: Officer) -> dict:
    """The agency that takes over from the officer's own, where an agency does."""
    heir = plan.heir_of_agency(officer.agency) if officer.agency_id else None
    return {"agency": heir} if isinstance(heir, Agency) else {}
