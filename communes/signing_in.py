"""Who may sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class OfficerBackend(ModelBackend):
    """Passwords, with demonstration accounts shut out of real servers."""

    def user_can_authenticate(self, user):
        """Refuse demonstration accounts (their passwords are printed) unless settings.DEMO is on."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)
