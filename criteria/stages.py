"""The steps a commune's dossier goes through in a round. No database.

The stage is never typed: it follows from whether the dossier was sent or returned, and from the
judgements given in the round.
"""

from collections.abc import Iterable

from django.db.models import TextChoices

from criteria.outcomes import JudgedCriterion, Judgement


class Steps(TextChoices):
    """Who looks at a dossier, in order. There are no districts since 01/07/2025, hence no middle step."""

    THREE = "three", "Xã tự đánh giá – huyện thẩm tra – tỉnh thẩm định"
    TWO = "two", "Xã tự đánh giá – tỉnh thẩm định"


class Stage(TextChoices):
    DRAFT = "draft", "Nháp"
    SUBMITTED = "submitted", "Chờ thẩm tra"
    VERIFIED = "verified", "Chờ thẩm định"
    APPRAISED = "appraised", "Đã thẩm định"
    RETURNED = "returned", "Bị trả lại"


def steps_of(steps: str, *, has_district: bool) -> str:
    """The steps of one commune's dossier: the round's, without the district where there is none."""
    return steps if has_district else Steps.TWO


def stage_label(stage: str, steps: str) -> str:
    """How a stage is called; a dossier that skips the district waits for the province at once."""
    if stage == Stage.SUBMITTED and steps == Steps.TWO:
        return Stage.VERIFIED.label
    return Stage(stage).label


def awaited_judgement(stage: str, steps: str) -> str:
    """The judgement a dossier waits for, or "" when it waits for none."""
    if stage == Stage.VERIFIED or (stage == Stage.SUBMITTED and steps == Steps.TWO):
        return Judgement.APPRAISED
    return Judgement.VERIFIED if stage == Stage.SUBMITTED else ""


def stage_of(
    judged: Iterable[JudgedCriterion], *, criteria: int, submitted: bool, returned: bool, steps: str
) -> Stage:
    """The stage of a dossier from its judgements; `criteria` is how many the set has.

    Judgements brought over from an earlier round say nothing about this one. A sheet of the province
    that appraises every criterion settles a dossier nobody sent.
    """
    given = {name: _given_here(judged, name) for name in Judgement.values}
    asked = set().union(*given.values())
    if len(given[Judgement.APPRAISED]) == criteria:
        return Stage.APPRAISED
    if returned:
        return Stage.RETURNED
    if not submitted:
        return Stage.DRAFT
    if asked and asked == given[Judgement.APPRAISED]:
        return Stage.APPRAISED
    if steps == Steps.THREE and asked and asked == given[Judgement.VERIFIED] | given[Judgement.APPRAISED]:
        return Stage.VERIFIED
    return Stage.SUBMITTED


def _given_here(judged: Iterable[JudgedCriterion], judgement: str) -> set[int]:
    """Numbers of the criteria on which the judgement was given in the round itself."""
    return {
        row.number
        for row in judged
        if row.outcomes.get(judgement) and not row.carried and judgement not in row.brought_over
    }
