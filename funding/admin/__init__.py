"""The administration of programmes, sources, rules of counterpart capital, money and work items."""

from funding.admin import allocations, counterpart, programmes, work

__all__ = ["allocations", "counterpart", "programmes", "work"]
