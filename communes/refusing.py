"""The refusal an officer reads when an action may not happen."""


class ActionRefused(Exception):
    """An action that may not happen; the message is a Vietnamese sentence for the officer."""
