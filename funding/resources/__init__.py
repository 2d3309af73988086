"""Import and export of what funding keeps; money by place has a sheet of its own."""

from funding.resources.counterpart import CounterpartRuleResource
from funding.resources.work import ArrearsResource, WorkFundingResource, WorkItemResource

__all__ = ["ArrearsResource", "CounterpartRuleResource", "WorkFundingResource", "WorkItemResource"]
