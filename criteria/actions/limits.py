"""What may not be recorded though the officer may record: locked dossiers, own entries, silent lapses."""

from collections.abc import Iterable
from dataclasses import replace

from communes.models import Officer
from criteria.actions.permissions import ActionRefused
from criteria.models import CriterionResult, IndicatorResult, LapseReason, ResultChange, Standing
from criteria.outcomes import CONFIRMED, IN_FORCE, JudgedCriterion, Judgement, Outcome

NAMED = 5


def refuse_under_review(standing_ids: Iterable[int]) -> None:
    """Raise ActionRefused when one of the dossiers is with the reviewers: locked for whoever sent it."""
    locked = Standing.objects.filter(
        id__in=set(standing_ids), submitted_at__isnull=False, returned_at__isnull=True
    )
    names = [standing.commune.full_name for standing in locked.select_related("commune")]
    if names:
        raise ActionRefused(
            f"{_first(names)} đã gửi kết quả, đang được xem xét nên số liệu bị khóa; "
            "rút lại hoặc đợi trả lại rồi sửa."
        )


def refuse_locked(standings: Iterable[Standing]) -> None:
    """Raise ActionRefused when the figures of one of the dossiers are locked, and say what to do."""
    locked = [standing for standing in standings if standing.why_locked]
    if locked:
        why = locked[0].why_locked
        names = [standing.commune.full_name for standing in locked if standing.why_locked == why]
        raise ActionRefused(f"{_first(names)} {why}.")


def refuse_own_entries(results: Iterable[CriterionResult], by: Officer | None) -> None:
    """Raise ActionRefused when an officer would judge what they entered themselves in this round."""
    results = list(results)
    if by is None or not results:
        return
    figures = IndicatorResult.objects.filter(
        standing_id__in={result.standing_id for result in results}, updated_by=by
    )
    entered = set(figures.values_list("standing_id", "indicator__criterion_id"))
    own = [
        result
        for result in results
        if (result.standing_id, result.criterion_id) in entered
        or (result.self_by_id == by.pk and not result.is_brought_over(Judgement.SELF))
    ]
    if own:
        raise ActionRefused(
            f"Bạn đã nhập số liệu của {_cells(own)}; người khác thẩm tra, thẩm định phần này."
        )


def stamp(result: CriterionResult | None, judgement: str) -> str:
    """What a reviewer saw of a judgement, compared when they save: two do not overwrite each other."""
    given_at = getattr(result, f"{judgement}_at", None)
    return given_at.isoformat() if given_at else ""


def refuse_overtaken(seen: Iterable[tuple[CriterionResult, str]], judgement: str) -> None:
    """Raise ActionRefused when a judgement is no longer the one the officer saw (`stamp`)."""
    overtaken = [result for result, stamped in seen if stamp(result, judgement) != stamped]
    if overtaken:
        person = getattr(overtaken[0], f"{judgement}_by") or "người khác"
        raise ActionRefused(
            f"{_cells(overtaken)} vừa được {person} ghi kết quả; xem lại rồi quyết định. Chưa ghi gì."
        )


def letters_in_force(result: CriterionResult) -> tuple[str, str]:
    """The outcome in force and the confirmed one, "." for no data."""
    return _letters(_judged(result))


def _judged(result: CriterionResult) -> JudgedCriterion:
    return JudgedCriterion(
        number=0,
        outcomes={name: getattr(result, f"{name}_outcome") for name in Judgement.values},
        carried=result.carried,
        brought_over=frozenset(name for name in Judgement.values if result.is_brought_over(name)),
        moments={name: at for name in Judgement.values if (at := getattr(result, f"{name}_at"))},
    )


def _letters(judged: JudgedCriterion) -> tuple[str, str]:
    return judged.letter(IN_FORCE), judged.letter(CONFIRMED)


def has_lapsed(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether đạt became another known outcome, in force or among the confirmed ones."""
    fallen = (Outcome.NOT_MET, Outcome.BASICALLY_MET)
    return any(was == Outcome.MET and now in fallen for was, now in zip(before, after, strict=True))


def falls_unexplained(result: CriterionResult, judgement: str, outcome: str) -> bool:
    """Whether recording the outcome makes a criterion fall from đạt that carries no reason for it yet."""
    if outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) or result.lapse_reason:
        return False
    before = _judged(result)
    after = replace(
        before,
        outcomes={**before.outcomes, judgement: outcome},
        brought_over=before.brought_over - {judgement},
    )
    return has_lapsed(_letters(before), _letters(after))


def refuse_silent_lapses(silent: list[ResultChange]) -> None:
    """Raise ActionRefused naming the cells that fall from đạt without one of the four reasons."""
    if silent:
        raise ActionRefused(
            f"{_cells([change.result for change in silent])} từ Đạt xuống không đạt; chọn lý do bị tụt "
            f"({', '.join(label.lower() for label in LapseReason.labels)}). Chưa ghi gì."
        )


def refuse_unknown_lapse_reasons(reasons: Iterable[str]) -> None:
    """Raise ActionRefused for a reason of a fall that is none of the four; "" is none given."""
    if set(reasons) - {"", *LapseReason.values}:
        named = ", ".join(label.lower() for label in LapseReason.labels)
        raise ActionRefused(f"Lý do bị tụt không hợp lệ; chọn một trong các lý do: {named}. Chưa ghi gì.")


def _cells(results: list[CriterionResult]) -> str:
    """ "TC 2 của xã Đăk Pxi, TC 4 của xã Đăk Ui và 3 ô khác"."""
    named = [
        f"TC {result.criterion.number} của {result.standing.commune.prose_name}" for result in results[:NAMED]
    ]
    more = len(results) - NAMED
    return ", ".join(named) + (f" và {more} ô khác" if more > 0 else "")


def _first(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" và {more} xã khác" if more > 0 else "")
