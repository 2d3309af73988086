"""Builders of what `directives` keeps; each takes what matters and fills in the rest."""

import datetime

from communes.models import Agency, Commune, District, Province
from criteria.models import Criterion
from directives.models import (
    Activity,
    ActivityPhoto,
    Assignment,
    Comment,
    Directive,
    ExplanationRequest,
    Extension,
    Obstacle,
    ObstacleStep,
    ProgressReport,
    Task,
    unit_columns,
)
from tests import builders

SIGNED_ON, DUE_ON = datetime.date(2024, 1, 22), datetime.date(2024, 6, 28)


def directive(province: Province, number="05/CT-UBND", **fields) -> Directive:
    given = {"issuer": "Ủy ban nhân dân tỉnh", "signed_on": SIGNED_ON, "title": "Về xây dựng nông thôn mới"}
    return Directive.objects.create(province=province, number=number, **{**given, **fields})


def task(of: Directive, position=1, **fields) -> Task:
    return Task.objects.create(directive=of, position=position, **{"name": f"Nhiệm vụ {position}", **fields})


def assignment(of: Task, unit: Agency | District | Commune, **fields) -> Assignment:
    given = {"due_on": DUE_ON, "given_at": builders.MOMENT}
    return Assignment.objects.create(task=of, **unit_columns(unit), **{**given, **fields})


def extension(of: Assignment, **fields) -> Extension:
    given = {"until": datetime.date(2024, 9, 30), "reason": "Mưa lũ", "asked_at": builders.MOMENT}
    return Extension.objects.create(assignment=of, **{**given, **fields})


def report(of: Assignment, **fields) -> ProgressReport:
    given = {"text": "Đang làm", "percent": 40, "at": builders.MOMENT}
    return ProgressReport.objects.create(assignment=of, **{**given, **fields})


def obstacle(place: Commune, criterion: Criterion, unit=None, **fields) -> Obstacle:
    given = {
        "text": "Thiếu vốn đối ứng",
        "cause": "capital",
        "raised_at": builders.MOMENT,
        "open_since": builders.DATA_ON,
    }
    return Obstacle.objects.create(
        commune=place, criterion=criterion, **unit_columns(unit or place), **{**given, **fields}
    )


def step(of: Obstacle, **fields) -> ObstacleStep:
    return ObstacleStep.objects.create(obstacle=of, **{"action": "raise", "at": builders.MOMENT, **fields})


def explanation(unit, **fields) -> ExplanationRequest:
    given = {"question": "Vì sao chưa xong?", "due_on": DUE_ON, "asked_at": builders.MOMENT}
    return ExplanationRequest.objects.create(**unit_columns(unit), **{**given, **fields})


def activity(place: Commune, **fields) -> Activity:
    given = {
        "kind": "meeting",
        "held_on": builders.DATA_ON,
        "name": "Họp thôn",
        "entered_at": builders.MOMENT,
    }
    return Activity.objects.create(commune=place, **unit_columns(place), **{**given, **fields})


def photo(of: Activity, **fields) -> ActivityPhoto:
    given = {
        "file": "activities/2023/12/anh.png",
        "name": "anh.png",
        "content_type": "image/png",
        "sha256": "a" * 64,
        "added_at": builders.MOMENT,
    }
    return ActivityPhoto.objects.create(activity=of, **{**given, **fields})


def comment(place: Commune, **fields) -> Comment:
    given = {
        "text": "Đường thôn 3 còn lầy lội.",
        "name": "Y Hằng",
        "sent_at": builders.MOMENT,
        "sender_key": "b" * 64,
        "erase_key_hash": "c" * 64,
    }
    return Comment.objects.create(commune=place, province_id=place.province_id, **{**given, **fields})
