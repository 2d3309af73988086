"""The administration of directives, and of what follows from them."""

from directives.admin import directives, followed, tasks

__all__ = ["directives", "followed", "tasks"]
