"""Addresses of the pages of capital; each also answers with .json, .csv or .xlsx."""

from django.urls import path

from criteria.urls import screen
from funding.views import capital

urlpatterns = [
    path("von/", capital.home, name="funding"),
    *screen("von/ca-nuoc", capital.nation, "funding-nation"),
    *screen("von/tinh/<slug:code>", capital.province, "funding-province"),
    *screen("von/huyen/<slug:code>", capital.district, "funding-district"),
    *screen("von/xa/<slug:code>", capital.commune, "funding-commune"),
]
