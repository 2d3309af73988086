"""Activities with the people, and what residents said, in the demonstration."""

from communes.models import Agency, Commune, District, Province
from directives.actions import answer_comment, publish_comment, record_activity, refuse_comment, send_comment
from directives.models import CommentState
from ntm_portal.demo_directive_cast import Cast
from ntm_portal.demo_directive_files import rows_of
from ntm_portal.demo_directive_moments import dated, day, happened

COUNTS = ("people", "women", "minority", "households", "labour_days", "land_m2")
TEXTS = ("village", "kind", "name", "practice", "model_name", "model_outcome")
SENDER, MODERATOR = "Người dân (minh họa)", "minh"
# An address nobody has: RFC 2606 keeps the domain for examples.
EMAIL = "nguoi-dan@example.com"


def hold_activities(cast: Cast) -> None:
    """Every activity, written down by somebody of the unit that held it."""
    for row in rows_of("activities"):
        commune = cast.units[row["commune"]]
        unit = cast.unit(row["unit"], commune)
        days = -int(row["ago"])
        facts = {name: int(row[name]) if row[name] else None for name in COUNTS}
        facts |= {name: row[name] for name in TEXTS}
        with happened(days) as at:
            activity = record_activity(
                unit=unit,
                commune=commune,
                facts={**facts, "held_on": day(days)},
                by=cast.person_of(unit),
                criteria=[cast.criteria[int(number)] for number in row["criteria"].split()],
            )
            dated(activity, entered_at=at, illustrative=True)


def receive_comments(cast: Cast) -> None:
    """Every comment as a resident sent it, then what became of it a day later."""
    for number, row in enumerate(rows_of("comments"), start=1):
        days = -int(row["ago"])
        with happened(days) as at:
            comment, _ = send_comment(
                text=row["text"],
                name=SENDER,
                email=EMAIL,
                # One of the addresses kept for documents (RFC 5737), another for each resident.
                address=f"192.0.2.{number}",
                province=cast.province,
                commune=cast.units[row["commune"]] if row["commune"] else None,
                criterion=cast.criteria[int(row["criterion"])] if row["criterion"] else None,
            )
            dated(comment, sent_at=at, illustrative=True)
        if row["state"] != CommentState.WAITING:
            _moderate(cast, comment, row, days + 1)


def _moderate(cast: Cast, comment, row: dict, days: int) -> None:
    by = cast.officer(MODERATOR)
    with happened(days) as at:
        if row["state"] == "refused":
            dated(refuse_comment(comment=comment, reason=row["reason"], by=by), moderated_at=at)
            return
        dated(publish_comment(comment=comment, by=by), moderated_at=at)
        if row["answer"]:
            dated(answer_comment(comment=comment, answer=row["answer"], by=by), answered_at=at)


def name_heads(province: Province) -> int:
    """Heads who cannot be taken for anybody, where nobody entered one; how many."""
    named = 0
    for model, column, of in (
        (District, "head", {"province": province}),
        (Agency, "head", {"province": province}),
        (Commune, "chairman", {"province": province, "kind": "Xã"}),
    ):
        for number, unit in enumerate(model.objects.filter(**of, **{column: ""}).order_by("pk")):
            setattr(unit, column, _head(number))
            unit.save(update_fields=[column])
            named += 1
    return named


def _head(number: int) -> str:
    """ "Ông Nguyễn Văn A (minh họa)", another letter for each."""
    letter = chr(ord("A") + number // 2 % 26)
    return f"{'Bà Trần Thị' if number % 2 else 'Ông Nguyễn Văn'} {letter} (minh họa)"
