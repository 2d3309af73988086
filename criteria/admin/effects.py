"""Before a level is saved: the page that shows which results it would change, and asks once more."""

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.template.response import TemplateResponse

from criteria.actions.levels import Effect, effects_of, save_threshold
from criteria.judging import profile_label, standard_text
from criteria.levels import level_from, measure_from
from criteria.models import OutcomeBasis, Threshold
from criteria.outcomes import LABELS

SHOWN = 50
SEEN = "effects_seen"
NO_OUTCOME = "Chưa có kết quả"


@dataclass(frozen=True)
class EffectLine:
    """One effect in words."""

    commune: str
    round: str
    indicator: str
    before: str
    after: str
    kept: str


class AsksBeforeLevels:
    """Admin of levels: a change that touches results of open rounds is saved by a second press."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            level = self._level_typed(request, object_id)
            effects = effects_of(level) if level else []
            if effects and request.POST.get(SEEN) != fingerprint(effects):
                return self._ask(request, level, effects)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _level_typed(self, request, object_id) -> Threshold | None:
        """The level as the form would save it; None where it may not, or has faults to show first."""
        level = self.get_object(request, unquote(object_id)) if object_id else None
        may = self.has_change_permission(request, level) if level else self.has_add_permission(request)
        if not may:
            return None
        fields = flatten_fieldsets(self.get_fieldsets(request, level))
        form_class = self.get_form(request, level, change=level is not None, fields=fields)
        form = form_class(request.POST, request.FILES, instance=level)
        return form.instance if form.is_valid() else None

    def _ask(self, request, level: Threshold, effects: list[Effect]) -> TemplateResponse:
        hidden = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", SEEN)
        ]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Kết quả sẽ đổi theo mức đạt chuẩn",
            "level": level,
            "level_words": level_words(level),
            "lines": [effect_line(effect) for effect in effects[:SHOWN]],
            "count": len(effects),
            "recomputed": sum(not effect.kept for effect in effects),
            "hidden": [*hidden, (SEEN, fingerprint(effects))],
            "overtaken": SEEN in request.POST,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/threshold_effects.html", context)

    def save_model(self, request, obj, form, change):
        self.sign(request, obj, form)
        effects = save_threshold(threshold=obj, by=request.user)
        if effects:
            recomputed = sum(not effect.kept for effect in effects)
            messages.info(
                request,
                f"Đã tính lại {recomputed} kết quả nháp; {len(effects) - recomputed} kết quả giữ nguyên, "
                "cần người phụ trách xem lại.",
            )


def level_words(level: Threshold) -> str:
    """ "4.2, Tây Nguyên: ≥ 98 %"."""
    standard = standard_text(measure_from(level.indicator), level_from(level))
    return f"{level.indicator.code}, {profile_label(level.profile)}: {standard}"


def fingerprint(effects: list[Effect]) -> str:
    """What the officer saw: another list, or figures entered since, has another one."""
    return hashlib.sha256("\n".join(effect.key for effect in effects).encode()).hexdigest()


def effect_line(effect: Effect) -> EffectLine:
    """An effect as the page words it."""
    standing = effect.row.standing
    after = _words(effect.after, effect.after_basis)
    if effect.suggested:
        after = f"{after} (mức chưa kiểm chứng chỉ gợi ý: {LABELS[effect.suggested].lower()})"
    return EffectLine(
        commune=standing.commune.full_name,
        round=standing.round.name,
        indicator=effect.row.indicator.code,
        before=_words(effect.before, effect.before_basis),
        after=f"theo mức: {after.lower()}" if effect.kept else after,
        kept=effect.kept,
    )


def _words(outcome: str, basis: str) -> str:
    """ "Đạt (theo mức đã kiểm chứng)"."""
    if not outcome:
        return NO_OUTCOME
    return f"{LABELS[outcome]} ({OutcomeBasis(basis).label.lower()})" if basis else LABELS[outcome]
