"""Years in lists of the administration."""

from django.contrib import admin


class OfYear:
    """With the year as people write it: Django would put a point into the number."""

    @admin.display(description="năm", ordering="year")
    def year_said(self, row):
        return str(row.year)
