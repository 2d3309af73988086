"""What may be done to an obstacle in each state, and where it leads: the diagram as a table. No database."""

from directives.models import ObstacleAction, ObstacleState

# Before it is raised for the first time.
NOT_THERE = ""

DIAGRAM = {
    (NOT_THERE, ObstacleAction.RAISE): ObstacleState.RAISED,
    (ObstacleState.RAISED, ObstacleAction.TAKE_UP): ObstacleState.WORKING,
    (ObstacleState.ESCALATED, ObstacleAction.TAKE_UP): ObstacleState.WORKING,
    (ObstacleState.RAISED, ObstacleAction.ESCALATE): ObstacleState.ESCALATED,
    (ObstacleState.WORKING, ObstacleAction.ESCALATE): ObstacleState.ESCALATED,
    (ObstacleState.ESCALATED, ObstacleAction.ESCALATE): ObstacleState.ESCALATED,
    (ObstacleState.RAISED, ObstacleAction.SETTLE): ObstacleState.SETTLED,
    (ObstacleState.WORKING, ObstacleAction.SETTLE): ObstacleState.SETTLED,
    (ObstacleState.ESCALATED, ObstacleAction.SETTLE): ObstacleState.SETTLED,
    (ObstacleState.SETTLED, ObstacleAction.CONFIRM): ObstacleState.CONFIRMED,
    (ObstacleState.SETTLED, ObstacleAction.REJECT): ObstacleState.WORKING,
    (ObstacleState.SETTLED, ObstacleAction.RAISE_AGAIN): ObstacleState.RAISED,
    (ObstacleState.CONFIRMED, ObstacleAction.RAISE_AGAIN): ObstacleState.RAISED,
}


def allows(state: str, action: str) -> bool:
    """Whether the diagram has an arrow for the action from the state."""
    return (state, action) in DIAGRAM


def replay(actions) -> str:
    """The state a row of steps leads to from the first; KeyError where the diagram has no such arrow."""
    state = NOT_THERE
    for action in actions:
        state = DIAGRAM[state, action]
    return state
