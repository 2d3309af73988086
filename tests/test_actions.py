"""Opening rounds, recording judgements, undoing batches: who may, what is kept, what standings say."""

import datetime

import pytest

from communes.models import Commune, Participation, Province
from criteria.actions import (
    ActionRefused,
    Judged,
    apply_batch,
    judgements_open_to,
    open_round,
    record_results,
)
from criteria.models import ChangeSource, CriterionResult, ImportBatch, LapseReason, ResultChange, Round
from criteria.outcomes import Judgement
from criteria.standings import differences
from tests import builders

SET = "xa-ntm-2021-2025"
EARLIER, LATER = datetime.date(2022, 11, 30), datetime.date(2023, 12, 31)


@pytest.fixture
def home(db) -> Province:
    """Đăk Hà with Đăk Pxi, Đăk Tô with Đăk Rơ Nga, and a set of three criteria."""
    home = builders.province()
    builders.commune(builders.district(home), code="23503")
    builders.commune(builders.district(home, "Đăk Tô", "612"), "Đăk Rơ Nga", code="23428")
    builders.criteria_set(3)
    return home


@pytest.fixture
def hoa(home):
    return builders.officer("hoa", home)


def place(code="23503") -> Commune:
    return Commune.objects.get(code=code)


def opened(home, data_on=LATER, by=None, **more) -> Round:
    of = builders.CriteriaSet.objects.get(code=SET)
    return open_round(criteria_set=of, province=home, data_on=data_on, by=by, **more)


def cells(letters: str, code="23503") -> list[Judged]:
    """One cell per letter; "." says that there is no data, a space leaves the cell alone."""
    criteria = builders.CriteriaSet.objects.get(code=SET).criteria.order_by("number")
    return [
        Judged(place(code).pk, criterion.pk, letter.replace(".", ""))
        for criterion, letter in zip(criteria, letters, strict=True)
        if letter != " "
    ]


def record(round: Round, letters: str, code="23503", judgement=Judgement.APPRAISED, by=None):
    return record_results(
        round=round,
        cells=cells(letters, code),
        judgement=judgement,
        by=by,
        source=ChangeSource.TYPED,
        lapse_reason=LapseReason.RECHECKED,
    )


def apply(round: Round, letters: str, code="23503", by=None, **more) -> ImportBatch:
    sheet = {"file_name": "bieu.xlsx", "sha256": "0" * 64, "blank_means": "not-met"}
    more = {"judgement": Judgement.APPRAISED, "lapse_reason": LapseReason.RECHECKED, **more}
    return apply_batch(round=round, cells=cells(letters, code), by=by, **sheet, **more)


def letters_of(round: Round, code="23503") -> tuple[str, str]:
    """(in force, confirmed), after making sure that the standings are what their results say."""
    assert list(differences(round)) == []
    standing = round.standings.get(commune__code=code)
    return standing.outcomes, standing.confirmed_outcomes


def test_open_first_round_knows_nothing(home, hoa):
    round = opened(home, by=hoa)
    assert round.standings.count() == 2
    assert letters_of(round) == ("...", "...")
    assert not CriterionResult.objects.exists()


def test_open_counts_the_communes_of_its_day(home):
    Participation.objects.filter(commune=place("23428")).update(valid_to=EARLIER)
    assert opened(home, EARLIER).standings.count() == 2
    assert opened(home, LATER).standings.count() == 1


def test_open_carries_over_and_marks(home):
    record(opened(home, EARLIER), "MN.")
    round = opened(home)
    assert letters_of(round) == ("MN.", "MN.")
    assert round.standings.get(commune__code="23503").updated_at is None
    assert [result.carried for result in CriterionResult.objects.filter(standing__round=round)] == [True] * 2


def test_open_carries_nothing_from_another_set_or_a_withdrawn_round(home):
    record(opened(home, EARLIER), "MMM")
    other = builders.criteria_set(3, code="xa-ntm-nang-cao-2021-2025")
    round = open_round(criteria_set=other, province=home, data_on=LATER, by=None)
    assert letters_of(round) == ("...", "...")
    Round.objects.filter(data_on=EARLIER).update(withdrawn_at=builders.MOMENT)
    assert letters_of(opened(home)) == ("...", "...")


def test_open_twice_is_the_same_round(home):
    first = opened(home, name="Năm 2023")
    record(first, "MMM")
    assert opened(home) == first
    assert letters_of(first) == ("MMM", "MMM")


def test_open_remembers_that_it_carries_illustrative_results(home):
    record(opened(home, EARLIER, illustrative_note="Minh họa."), "MMM")
    middle = opened(home, datetime.date(2023, 6, 30))
    assert (middle.illustrative, middle.carries_illustrative) == (False, True)
    assert opened(home).carries_illustrative


@pytest.mark.parametrize("level", ["district", "commune"])
def test_open_is_for_the_province(home, level):
    by = builders.officer("nam", place() if level == "commune" else place().district)
    with pytest.raises(ActionRefused, match="cán bộ cấp tỉnh mở kỳ"):
        opened(home, by=by)
    assert not Round.objects.exists()


def test_open_in_another_province_is_refused(home, hoa):
    elsewhere = builders.province("Gia Lai", "64")
    builders.commune(elsewhere, "Ia Ka")
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        opened(elsewhere, by=hoa)


def test_open_without_communes_says_what_to_check(home):
    with pytest.raises(ActionRefused, match="không có xã nào tham gia chương trình; kiểm tra"):
        opened(builders.province("Gia Lai", "64"))


@pytest.mark.parametrize(
    "scope,judgements",
    [
        ("nation", ["appraised", "verified", "self"]),
        ("province", ["appraised", "verified", "self"]),
        ("district", ["verified", "self"]),
        ("commune", ["self"]),
        (None, []),
    ],
)
def test_judgements_open_to_each_scope(home, scope, judgements):
    places = {"province": home, "district": place().district, "commune": place()}
    by = builders.officer("ai", places.get(scope, scope))
    assert judgements_open_to(by) == judgements
    by.is_active = False
    assert judgements_open_to(by) == []


def test_record_tells_new_changed_and_unchanged(home):
    round = opened(home)
    first, again, other = record(round, "MN."), record(round, "MN."), record(round, "MMN")
    assert (first.new, first.changed, first.unchanged) == (2, 0, 1)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert (other.new, other.changed, other.unchanged) == (1, 1, 1)
    assert letters_of(round) == ("MMN", "MMN")


def test_record_of_a_carried_cell_is_new_even_when_it_says_the_same(home):
    record(opened(home, EARLIER), "MNN")
    assert record(opened(home), "MNN").new == 3


def test_record_logs_who_when_and_from_what_to_what(home, hoa):
    round = opened(home)
    record(round, "N  ", by=hoa)
    record(round, "M  ", by=hoa)
    change = ResultChange.objects.first()
    assert (change.before, change.after, change.by, change.before_by) == ("N", "M", hoa, hoa)
    assert change.before_at < change.at
    assert change.result.appraised_at == change.at


def test_record_no_data_clears_the_cell_with_its_moment(home, hoa):
    round = opened(home)
    record(round, "MMM", by=hoa)
    record(round, ".  ", by=hoa)
    result = CriterionResult.objects.get(criterion__number=1)
    assert (result.appraised_outcome, result.appraised_at, result.appraised_by) == ("", None, None)
    assert letters_of(round) == (".MM", ".MM")


def test_record_self_assessment_of_a_new_round_shows_though_last_years_is_confirmed(home):
    record(opened(home, EARLIER), "MMM")
    round = opened(home)
    record(round, "N  ", judgement=Judgement.SELF)
    assert letters_of(round) == ("NMM", "MMM")
    record(round, "B  ", judgement=Judgement.VERIFIED)
    assert letters_of(round) == ("BMM", "BMM")
    record(round, "M  ", judgement=Judgement.APPRAISED)
    assert letters_of(round) == ("MMM", "MMM")


def test_record_repeats_a_judgement_brought_over(home):
    record(opened(home, EARLIER), "MMM")
    round = opened(home)
    record(round, "N  ", judgement=Judgement.SELF)
    assert record(round, "M  ").new == 1
    assert letters_of(round) == ("MMM", "MMM")
    assert record(round, "M  ").unchanged == 1


def test_record_a_lighter_judgement_of_the_same_round_changes_nothing_in_force(home):
    round = opened(home)
    record(round, "MMM", judgement=Judgement.APPRAISED)
    record(round, "NNN", judgement=Judgement.SELF)
    assert letters_of(round) == ("MMM", "MMM")


def test_record_in_a_closed_round_is_refused(home, hoa):
    round = opened(home)
    Round.objects.update(closed_at=builders.MOMENT)
    with pytest.raises(ActionRefused, match="đã khóa"):
        record(round, "MMM", by=hoa)
    assert not CriterionResult.objects.exists()


def test_record_beyond_the_judgement_of_the_scope_is_refused(home):
    round, thai = opened(home), builders.officer("thai", place())
    for judgement in (Judgement.VERIFIED, Judgement.APPRAISED):
        with pytest.raises(ActionRefused, match="loại đánh giá"):
            record(round, "MMM", judgement=judgement, by=thai)
    assert record(round, "MMM", judgement=Judgement.SELF, by=thai).new == 3


@pytest.mark.parametrize("stranger", ["district", "commune", None])
def test_record_outside_the_scope_writes_nothing(home, stranger):
    round = opened(home)
    own = {"district": place("23428").district, "commune": place("23428")}
    by = builders.officer("ai", own.get(stranger))
    both = cells("MMM", "23428") + cells("MMM", "23503")
    with pytest.raises(ActionRefused):
        record_results(round=round, cells=both, judgement=Judgement.SELF, by=by, source=ChangeSource.TYPED)
    assert not CriterionResult.objects.exists()


def test_record_of_a_commune_without_standing_is_refused(home):
    round = opened(home)
    builders.commune(home, "Ya Chim", code="23317")
    with pytest.raises(ActionRefused, match="1 xã không thuộc kỳ này"):
        record(round, "MMM", "23317")


def test_record_of_another_sets_criterion_is_refused(home):
    round = opened(home)
    foreign = builders.criteria_set(1, code="khac").criteria.get()
    with pytest.raises(ActionRefused, match="không thuộc bộ tiêu chí"):
        record_results(
            round=round,
            cells=[Judged(place().pk, foreign.pk, "M")],
            judgement=Judgement.SELF,
            by=None,
            source=ChangeSource.TYPED,
        )


def test_record_a_cell_twice_or_no_outcome_is_refused(home):
    round = opened(home)
    for wrong in (cells("M  ") + cells("N  "), cells("X  ")):
        with pytest.raises(ActionRefused):
            record_results(
                round=round, cells=wrong, judgement=Judgement.SELF, by=None, source=ChangeSource.TYPED
            )
    assert not CriterionResult.objects.exists()


def test_batches_are_numbered_one_after_the_other(home):
    round = opened(home)
    assert [apply(round, letters).number for letters in ("MMM", "NNN")] == [1, 2]
    assert ImportBatch.objects.first().rows == 1


def test_refused_batch_leaves_nothing(home, hoa):
    round = opened(home)
    Round.objects.update(closed_at=builders.MOMENT)
    with pytest.raises(ActionRefused):
        apply(round, "MMM", by=hoa)
    assert not ImportBatch.objects.exists()
