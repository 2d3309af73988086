"""Yearly targets: writing versions of communes' plans, approving, carrying over, withdrawing.

A plan is never overwritten. A district proposes for its communes; what the province writes is in force at
once, because the document it names is the decision. Whoever writes targets of one province takes turns.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from communes.models import Commune, Officer, Province, ScopeLevel
from communes.scope import covers_place
from criteria.actions.permissions import ActionRefused, refuse_without
from criteria.models import CriteriaSet, Criterion, Target, TargetCriterion, TargetSheet

PROPOSE, APPROVE = "criteria.add_target", "criteria.approve_target"
OUTSIDE = "{} ở ngoài phạm vi phụ trách của bạn."
ABOVE_COMMUNES = "Lập kế hoạch năm là việc của cán bộ huyện, tỉnh được giao."
NO_DOCUMENT = "Ghi văn bản giao kế hoạch (số, ngày): kế hoạch do tỉnh ghi có hiệu lực ngay."
NO_REASON = "{} đã có kế hoạch được duyệt; ghi lý do điều chỉnh. Chưa lưu gì."
OVERTAKEN = "Kế hoạch của {} vừa được người khác sửa; xem lại rồi lưu. Chưa lưu gì."
NAMED = 5


@dataclass(frozen=True)
class TargetEntry:
    """What one commune's plan is to be: criterion id → quarter.

    `seen` is the key of the version the officer saw, None where there was none; `carried_from` and
    `carry_reason` go together.
    """

    commune: Commune
    registered: bool
    quarters: Mapping[int, int] = field(default_factory=dict)
    seen: int | None = None
    carried_from: Target | None = None
    carry_reason: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.registered and not self.quarters

    def says(self, target: Target | None) -> bool:
        """Whether the version already says so."""
        if target is None:
            return self.is_empty
        if self.carried_from and target.carried_from_id != self.carried_from.pk:
            return False
        return (self.registered, dict(self.quarters)) == (target.registered, target.quarters)


@dataclass(frozen=True)
class TargetOrder:
    """Whose plans, of which set and year, by which document, and why an approved one is changed."""

    province: Province
    criteria_set: CriteriaSet
    year: int
    document: str = ""
    reason: str = ""

    @property
    def first_day(self) -> datetime.date:
        """The day whose tree of places a plan of the year is about."""
        return datetime.date(self.year, 1, 1)


def may_approve(officer, province: Province) -> bool:
    """Whether what the officer writes in the province is in force at once."""
    return officer.has_perm(APPROVE) and covers_place(officer, province)


def may_propose(officer, place) -> bool:
    """Whether the officer writes plans of the place's communes, in force at once or to be approved."""
    return officer.has_perm(PROPOSE) and covers_place(officer, place)


def heads(order: TargetOrder, communes: Iterable[int]) -> tuple[dict[int, Target], dict[int, Target]]:
    """Commune id → the version in force, and → the one that waits for approval."""
    rows = Target.objects.of_year(order.province, order.criteria_set, order.year)
    rows = rows.filter(commune__in=list(communes)).prefetch_related("planned")
    in_force = {row.commune_id: row for row in rows.in_force()}
    return in_force, {row.commune_id: row for row in rows.waiting()}


def refuse_planning(by: Officer) -> None:
    """Raise ActionRefused for whoever writes no plans: a commune's plan is its district's and province's."""
    refuse_without(by, PROPOSE, "lập kế hoạch năm của các xã")
    if by.scope_level == ScopeLevel.COMMUNE:
        raise ActionRefused(ABOVE_COMMUNES)


@transaction.atomic
def record_targets(
    *,
    order: TargetOrder,
    entries: Sequence[TargetEntry],
    by: Officer,
    sheet: TargetSheet | None = None,
    illustrative: bool = False,
) -> list[Target]:
    """Write a new version for every entry that says something new; the others are left alone.

    Raises ActionRefused, with nothing written, for a place outside the scope, a missing document or
    reason, a criterion of another set, and a plan somebody else changed since it was seen.
    """
    refuse_planning(by)
    Province.objects.select_for_update(of=["self"], no_key=True).get(pk=order.province.pk)
    _refuse_foreign(order, entries, by)
    in_force, waiting = heads(order, [entry.commune.pk for entry in entries])
    head = {**in_force, **waiting}
    changed = [entry for entry in entries if not entry.says(head.get(entry.commune.pk))]
    at_once = may_approve(by, order.province)
    _refuse_unsaid(order, changed, head, in_force, at_once)
    last, now, written = _last_versions(order), timezone.now(), []
    for entry in changed:
        pk = entry.commune.pk
        target = _version(order, entry, head.get(pk), in_force.get(pk))
        target.version = last.get(pk, 0) + 1
        target.proposed_by, target.proposed_at = by, now
        target.sheet, target.illustrative = sheet, illustrative
        over = [waiting.get(pk), in_force.get(pk) if at_once else None]
        written.append(_write(target, entry.quarters, [row for row in over if row], at_once, by))
    return written


def _refuse_unsaid(order: TargetOrder, changed, head, in_force, at_once: bool) -> None:
    """Raise ActionRefused for plans changed meanwhile, and for a document or reason that is missing."""
    overtaken = [
        entry.commune
        for entry in changed
        if entry.seen != (head[entry.commune.pk].pk if entry.commune.pk in head else None)
    ]
    if overtaken:
        raise ActionRefused(OVERTAKEN.format(_named(overtaken)))
    if changed and at_once and not order.document.strip():
        raise ActionRefused(f"{NO_DOCUMENT} Chưa lưu gì.")
    revised = [entry.commune for entry in changed if entry.commune.pk in in_force]
    if revised and not order.reason.strip():
        raise ActionRefused(NO_REASON.format(_named(revised)))


def _version(order: TargetOrder, entry: TargetEntry, head: Target | None, was: Target | None) -> Target:
    """The new version, unsaved: what it revises with the reason, and what it is carried over from."""
    carried = entry if entry.carried_from else head
    return Target(
        commune=entry.commune,
        criteria_set=order.criteria_set,
        year=order.year,
        registered=entry.registered,
        document=order.document.strip(),
        revises=was,
        reason=order.reason.strip() if was else "",
        carried_from=carried.carried_from if carried else None,
        carry_reason=carried.carry_reason if carried else "",
    )


def _last_versions(order: TargetOrder) -> dict[int, int]:
    rows = Target.objects.of_year(order.province, order.criteria_set, order.year).order_by("version")
    return dict(rows.values_list("commune_id", "version"))


def _write(target: Target, quarters: Mapping[int, int], over: list[Target], at_once: bool, by) -> Target:
    """Save a version in the place of those it replaces; the unique rules hold at every step."""
    target._history_user = by
    # Withdrawn for a moment, outside its history: a version needs its key before those it replaces can
    # name it, and they hold its place until then.
    target.withdrawn_at, target.withdrawn_by, target.withdrawal_reason = target.proposed_at, by, "…"
    target.skip_history_when_saving = True
    target.save()
    del target.skip_history_when_saving
    _replace(over, target, by)
    target.withdrawn_at, target.withdrawn_by, target.withdrawal_reason = None, None, ""
    if at_once:
        target.approved_at, target.approved_by = target.proposed_at, by
    target.save()
    TargetCriterion.objects.bulk_create(
        TargetCriterion(target=target, criterion_id=pk, quarter=quarter) for pk, quarter in quarters.items()
    )
    return target


def _replace(rows: Iterable[Target], by_version: Target, by: Officer) -> None:
    for row in rows:
        row.replaced_by, row._history_user = by_version, by
        row.save()


def _refuse_foreign(order: TargetOrder, entries: Sequence[TargetEntry], by: Officer) -> None:
    outside = [entry.commune for entry in entries if not covers_place(by, entry.commune)]
    if outside:
        raise ActionRefused(OUTSIDE.format(_named(outside)))
    elsewhere = [one.commune for one in entries if one.commune.province_id != order.province.pk]
    if elsewhere:
        raise ActionRefused(f"{_named(elsewhere)} không thuộc {order.province.prose_name}.")
    known = set(Criterion.objects.filter(criteria_set=order.criteria_set).values_list("pk", flat=True))
    if any(set(entry.quarters) - known for entry in entries):
        raise ActionRefused("Có tiêu chí không thuộc bộ tiêu chí của kế hoạch; chọn lại. Chưa lưu gì.")


def _named(communes: Sequence[Commune]) -> str:
    """ "Xã Đăk Pxi (huyện Đăk Hà), xã Đăk Ui (huyện Đăk Hà) và 3 xã khác"."""
    names = ", ".join(_in_prose(commune) for commune in communes[:NAMED])
    more = len(communes) - NAMED
    return names[:1].upper() + names[1:] + (f" và {more} xã khác" if more > 0 else "")


def _in_prose(commune: Commune) -> str:
    """ "xã Đăk Long (huyện Đăk Glei)": two communes of a province may bear one name."""
    district = commune.district
    return f"{commune.prose_name} ({district.prose_name})" if district else commune.prose_name


@transaction.atomic
def approve_targets(
    *, province: Province, targets: Iterable[int], document: str, by: Officer
) -> list[Target]:
    """Put the proposals with those keys in force, each by `document` or by the one it names itself.

    Raises ActionRefused, with nothing approved, for whoever may not, for a proposal that no longer waits,
    and where no document is named.
    """
    refuse_without(by, APPROVE, "duyệt kế hoạch năm")
    if not covers_place(by, province):
        raise ActionRefused(OUTSIDE.format(province.full_name))
    Province.objects.select_for_update(of=["self"], no_key=True).get(pk=province.pk)
    wanted = set(targets)
    rows = list(
        Target.objects.waiting().filter(pk__in=wanted, commune__province=province).select_related("commune")
    )
    if not wanted:
        raise ActionRefused("Chọn ít nhất một bản kế hoạch để duyệt.")
    if len(rows) != len(wanted):
        raise ActionRefused("Có bản kế hoạch không còn chờ duyệt; tải lại trang rồi chọn lại. Chưa duyệt gì.")
    nameless = [row.commune for row in rows if not (document.strip() or row.document)]
    if nameless:
        raise ActionRefused(f"Ghi văn bản giao kế hoạch của {_named(nameless)}. Chưa duyệt gì.")
    now = timezone.now()
    for row in rows:
        same = Target.objects.in_force().filter(
            commune=row.commune, criteria_set=row.criteria_set_id, year=row.year
        )
        _replace(same, row, by)
        row.document = document.strip() or row.document
        row.approved_at, row.approved_by, row._history_user = now, by, by
        row.save()
    return rows


@transaction.atomic
def withdraw_target(*, target: Target, reason: str, by: Officer) -> Target:
    """Take back a proposal that nobody approved, or refuse it; what it was going to replace stays in force.

    Raises ActionRefused without a reason, for a version that does not wait, and outside the scope.
    """
    refuse_planning(by)
    target = Target.objects.select_for_update(of=["self"]).select_related("commune").get(pk=target.pk)
    if not covers_place(by, target.commune):
        raise ActionRefused(OUTSIDE.format(target.commune.full_name))
    if target.approved_at or target.replaced_by_id or target.withdrawn_at:
        raise ActionRefused("Bản kế hoạch này không còn chờ duyệt; muốn đổi thì lập bản điều chỉnh.")
    if not reason.strip():
        raise ActionRefused("Ghi lý do rút hoặc không duyệt bản kế hoạch.")
    take_back(target, reason.strip(), by)
    return target


def take_back(target: Target, reason: str, by: Officer) -> None:
    """Mark a version withdrawn and put back what it had replaced."""
    target.withdrawn_at, target.withdrawn_by = timezone.now(), by
    target.withdrawal_reason, target._history_user = reason, by
    target.save()
    _put_back(target, by)


def _put_back(target: Target, by: Officer) -> None:
    for row in target.replaces.filter(withdrawn_at__isnull=True):
        row.replaced_by, row._history_user = None, by
        row.save()
