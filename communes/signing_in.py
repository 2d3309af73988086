"""Who may sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models.functions import Coalesce

from communes.inheriting import held_by_scope
from communes.models import Officer


def _of_own_province(field: str) -> Coalesce:
    paths = ("scope_province", "scope_district__province", "scope_commune__province")
    return Coalesce(*(f"{path}__{field}" for path in paths))


class OfficerBackend(ModelBackend):
    """Passwords, with demonstration accounts shut out of real servers."""

    def user_can_authenticate(self, user):
        """Refuse demonstration accounts (their passwords are printed) unless settings.DEMO is on."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id):
        """The officer of a session, with the places the scope reaches, its province and since when there is
        that, in one query.
        """
        home = {"home_code": _of_own_province("code"), "home_from": _of_own_province("valid_from")}
        officer = Officer.objects.annotate(held=held_by_scope(), **home).filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None

    def get_all_permissions(self, user_obj, obj=None):
        """The officer's own permissions and those of their groups, in one query instead of two."""
        plain = user_obj.is_active and not user_obj.is_superuser and obj is None
        if plain and user_obj.pk and not hasattr(user_obj, "_perm_cache"):
            names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
            held = names.filter(user=user_obj).union(names.filter(group__user=user_obj))
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in held}
        return super().get_all_permissions(user_obj, obj)
