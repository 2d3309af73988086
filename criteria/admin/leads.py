"""Units in charge of criteria, each from one day to another, by which document."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from communes.admin.filters import InForceFilter, VisibleFilter
from communes.admin.forms import ScopedForm
from communes.admin.scoped import HistoryAdmin
from communes.admin.sheets import SheetAdmin
from criteria.models import CriterionLead
from criteria.resources import CriterionLeadResource
from criteria.resources.leads import check_agency, check_one_lead


class CriterionLeadForm(ScopedForm):
    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        for check in (check_agency, check_one_lead):
            try:
                check(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


@admin.register(CriterionLead)
class CriterionLeadAdmin(SheetAdmin, HistoryAdmin):
    """Who appraises a criterion follows from here; when the unit changes one row ends, another begins."""

    resource_classes = [CriterionLeadResource]
    form = CriterionLeadForm
    place_path = "province"
    joined = ("province", "criterion__criteria_set", "agency")
    autocomplete_fields = ["province", "criterion", "agency"]
    folded_fields = ("criterion__name", "agency__name", "agency__short_name", "decision")
    search_fields = ["criterion__name"]
    list_display = [
        "numbered",
        "agency",
        "role",
        "criteria_set",
        "province",
        "decision",
        "valid_from",
        "valid_to",
    ]
    list_filter = ["criterion__criteria_set", "role", ("province", VisibleFilter), InForceFilter]
    ordering = ["province__sort_key", "criterion__criteria_set", "criterion__number", "role", "valid_from"]
    fields = ["province", "criterion", "agency", "role", "decision", "valid_from", "valid_to"]

    @admin.display(description="tiêu chí", ordering="criterion__number")
    def numbered(self, lead):
        return f"{lead.criterion.number}. {lead.criterion.short_name}"

    @admin.display(description="bộ tiêu chí", ordering="criterion__criteria_set")
    def criteria_set(self, lead):
        return lead.criterion.criteria_set
