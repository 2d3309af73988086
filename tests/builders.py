"""Small functions that build a world in a few lines; each takes what matters and fills in the rest."""

import datetime
from itertools import count

from django.contrib.auth.models import Permission

from communes.models import Agency, Commune, District, Officer, Participation, Province
from criteria.models import CriteriaSet, Criterion, CriterionResult, Recognition, Round, Standing
from criteria.outcomes import Judgement, Outcome
from criteria.standings import rewrite_standings

FIRST_DAY = datetime.date(2016, 1, 1)
LAST_DAY = datetime.date(2025, 6, 30)
DATA_ON = datetime.date(2023, 12, 31)
MOMENT = datetime.datetime(2023, 12, 31, 8, 0, tzinfo=datetime.UTC)
PHASE = "2021-2025"

_codes = count(90001)


def province(name="Kon Tum", code="62", **fields) -> Province:
    return Province.objects.create(name=name, code=code, **{"region": "TN", **fields})


def district(of: Province, name="Đăk Hà", code="615", **fields) -> District:
    return District.objects.create(province=of, name=name, code=code, **fields)


def commune(of: District | Province, name="Đăk Pxi", code="", **fields) -> Commune:
    """A commune of a district, or directly of a province as since 01/07/2025; it takes part in the phase."""
    place = {"district": of, "province": of.province} if isinstance(of, District) else {"province": of}
    built = Commune.objects.create(name=name, code=code or str(next(_codes)), **place, **fields)
    Participation.objects.create(commune=built, phase=PHASE, valid_from=built.valid_from)
    return built


def agency(of: Province, name="Sở Nông nghiệp và Phát triển nông thôn", **fields) -> Agency:
    return Agency.objects.create(province=of, name=name, **{"short_name": "Sở NN&PTNT", **fields})


def criteria_set(n=3, code="xa-ntm-2021-2025", **fields) -> CriteriaSet:
    """A set of `n` criteria with bands all / some / none."""
    built = CriteriaSet.objects.create(
        code=code,
        **{
            "name": "Bộ tiêu chí quốc gia về xã nông thôn mới",
            "short_name": "Xã NTM 2021–2025",
            "phase": PHASE,
            "decision": "318/QĐ-TTg",
            "valid_from": datetime.date(2022, 3, 8),
            "bands": [[n, n], [1, n - 1], [0, 0]],
            "threshold_axis": "region",
            **fields,
        },
    )
    Criterion.objects.bulk_create(
        Criterion(
            criteria_set=built, number=number, name=f"Tiêu chí số {number}", short_name=f"TC số {number}"
        )
        for number in range(1, n + 1)
    )
    return built


def officer(username, scope=None, *, groups=(), permissions=(), password=None, **fields) -> Officer:
    """An officer of a place, of "nation", or of nothing (None); `permissions` are codenames of criteria."""
    levels = {Province: "province", District: "district", Commune: "commune"}
    if scope == "nation":
        fields["scope_level"] = "nation"
    elif scope is not None:
        level = levels[type(scope)]
        fields |= {"scope_level": level, f"scope_{level}": scope}
    built = Officer.objects.create_user(username, password=password, **fields)
    built.groups.set(groups)
    if permissions:
        allowed = Permission.objects.filter(content_type__app_label="criteria", codename__in=permissions)
        built.user_permissions.set(allowed)
    return built


def round_with(
    results: dict[Commune, str],
    *,
    of: CriteriaSet,
    data_on=DATA_ON,
    judgement=Judgement.APPRAISED,
    **fields,
) -> Round:
    """A round whose standings say `results`: commune → one letter per criterion ("." is no data)."""
    home = next(iter(results)).province
    built = Round.objects.create(
        criteria_set=of, province=home, data_on=data_on, **{"name": f"Kỳ {data_on:%d/%m/%Y}", **fields}
    )
    _fill(built, results, judgement)
    return built


def stand_in(data_on, results: dict[Commune, str], judgement=Judgement.APPRAISED) -> None:
    """Add communes to the round of that day, with the letters they have in it."""
    _fill(Round.objects.get(data_on=data_on), results, judgement)


def _fill(round: Round, results: dict[Commune, str], judgement) -> None:
    criteria = list(round.criteria_set.criteria.order_by("number"))
    for place, letters in results.items():
        standing = Standing.objects.create(
            round=round,
            commune=place,
            province_id=place.province_id,
            district_id=place.district_id,
            outcomes=letters,
            confirmed_outcomes=letters,
        )
        _judge(standing, criteria, letters, judgement)
    rewrite_standings(round)


def judge(standing: Standing, letters: str, judgement) -> None:
    """Give a standing without results one judgement of every criterion ("." is no data)."""
    _judge(standing, standing.round.criteria_set.criteria.order_by("number"), letters, judgement)
    rewrite_standings(standing.round, [standing.pk])


def _judge(standing: Standing, criteria, letters: str, judgement) -> None:
    CriterionResult.objects.bulk_create(
        CriterionResult(
            standing=standing,
            criterion=criterion,
            **{f"{judgement}_outcome": letter, f"{judgement}_at": MOMENT},
        )
        for criterion, letter in zip(criteria, letters, strict=True)
        if letter in Outcome.values
    )


def stand_in_round(round: Round, results: dict[Commune, str]) -> None:
    """Add communes to a round, appraised."""
    _fill(round, results, Judgement.APPRAISED)


def recognise(place: Commune, of: CriteriaSet, **fields) -> Recognition:
    """A decision of 20/12/2022 that recognises the commune."""
    return Recognition.objects.create(
        commune=place,
        criteria_set=of,
        **{
            "decision_number": "100/QĐ-UBND",
            "decided_on": datetime.date(2022, 12, 20),
            "year_achieved": 2022,
            **fields,
        },
    )
