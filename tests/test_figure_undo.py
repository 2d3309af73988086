"""Undoing a batch of figures: what goes back, and what is kept because somebody needs it."""

from decimal import Decimal

import pytest

from criteria.actions import ActionRefused, foreseen_undo, undo_batch
from criteria.actions.figure_batches import figures_not_undoable
from criteria.models import ChangeSource, IndicatorChange, Round
from criteria.stages import Stage
from tests import builders
from tests.entry_builders import entry_world
from tests.figure_sheet_builders import applied, change, kept, preview, typed


@pytest.fixture
def world(db):
    return entry_world()


FILLED = {"i1_2": {"Kỳ này": 55}, "i1_4": {"Kỳ này": "Có"}}


def said(world, indicator) -> tuple:
    row = kept(world, world.communes[0], indicator)
    return row.value, row.answer, row.outcome


def test_undo_puts_back_what_was_there(world):
    typed(world, world.communes[0], world.loose, world.officer, value=Decimal(50), note="Cũ")
    batch = applied(world.round, change(world, **FILLED))
    hoa = builders.officer("hoa", "nation", permissions=["change_indicatorresult", "view_importbatch"])
    undone = undo_batch(batch=batch, by=hoa)
    assert [undone.restored, undone.kept, undone.communes, undone.withdrawn] == [2, [], 1, False]
    loose = kept(world, world.communes[0], world.loose)
    assert [loose.value, loose.note, loose.version, loose.updated_by] == [50, "Cũ", 3, world.officer]
    assert said(world, world.asked) == (None, "", "")
    assert world.standing().entered == 1
    log = IndicatorChange.objects.filter(result=loose).first()
    assert [log.source, log.by, log.reason] == [ChangeSource.UNDO, hoa, "Hoàn tác lô số 1"]


def test_undo_keeps_and_lists_what_changed_since(world):
    batch = applied(world.round, change(world, **FILLED))
    typed(world, world.communes[0], world.loose, world.officer, value=Decimal(60))
    assert [change.result.indicator for change in figures_not_undoable(batch)] == [world.loose]
    undone = undo_batch(batch=batch, by=None)
    assert [undone.restored, [one.result.indicator for one in undone.kept]] == [1, [world.loose]]
    assert said(world, world.loose)[0] == 60
    batch.refresh_from_db()
    assert [change.result.indicator for change in figures_not_undoable(batch)] == [world.loose]


def test_undo_keeps_the_figures_of_a_dossier_sent_since(world):
    batch = applied(world.round, change(world, **FILLED))
    dossier = world.round.standings.filter(commune=world.communes[0])
    dossier.update(submitted_at=builders.MOMENT, submitted_by=world.officer)
    assert len(figures_not_undoable(batch)) == 2
    undone = undo_batch(batch=batch, by=None)
    assert [undone.restored, len(undone.kept)] == [0, 2]
    assert said(world, world.loose)[0] == 55


def test_undo_in_any_order_leaves_nothing_of_either(world):
    first = applied(world.round, change(world, i1_2={"Kỳ này": 55}))
    second = applied(world.round, change(world, i1_2={"Kỳ này": 56}))
    assert len(undo_batch(batch=first, by=None).kept) == 1
    assert said(world, world.loose)[0] == 56
    undo_batch(batch=second, by=None)
    assert said(world, world.loose)[0] is None
    first.refresh_from_db()
    assert len(figures_not_undoable(first)) == 1


def test_undo_one_after_the_other(world):
    first = applied(world.round, change(world, i1_2={"Kỳ này": 55}))
    second = applied(world.round, change(world, i1_2={"Kỳ này": 56}))
    undo_batch(batch=second, by=None)
    assert said(world, world.loose)[0] == 55
    assert undo_batch(batch=first, by=None).restored == 1
    assert said(world, world.loose)[0] is None


def test_sheet_undone_can_be_applied_again(world):
    content = change(world, **FILLED)
    undo_batch(batch=applied(world.round, content), by=None)
    again = preview(world.round, content)
    assert [len(again.changed), len(again.conflicts)] == [2, 0]
    assert applied(world.round, content).number == 2
    assert said(world, world.asked) == (None, "yes", "M")


def test_undo_twice_is_refused(world):
    batch = applied(world.round, change(world, **FILLED))
    undo_batch(batch=batch, by=None)
    with pytest.raises(ActionRefused, match="đã được hoàn tác"):
        undo_batch(batch=batch, by=None)


def test_undo_keeps_figures_of_a_dossier_appraised_without_being_sent(world):
    batch = applied(world.round, change(world, **FILLED))
    type(world.round).objects.get(pk=world.round.pk).standings.update(stage=Stage.APPRAISED)
    assert foreseen_undo(batch=batch, by=None).restored == 0
    undo_batch(batch=batch, by=None)
    assert said(world, world.loose)[0] == 55


def test_undo_in_a_closed_round_is_refused(world):
    batch = applied(world.round, change(world, **FILLED))
    Round.objects.filter(pk=world.round.pk).update(closed_at=builders.MOMENT)
    with pytest.raises(ActionRefused, match="đã khóa"):
        undo_batch(batch=batch, by=None)


def test_undo_beyond_ones_scope_or_group_is_refused(world):
    batch = applied(world.round, change(world, **FILLED), world.officer, valid_only=True)
    reader = builders.officer("lam", world.round.province)
    mover = world.officer
    mover.scope_commune = world.foreign
    mover.save()
    for officer in (reader, mover):
        with pytest.raises(ActionRefused):
            undo_batch(batch=batch, by=officer)
    assert said(world, world.loose)[0] == 55


def test_foreseen_undo_changes_nothing(world):
    batch = applied(world.round, change(world, **FILLED))
    assert foreseen_undo(batch=batch, by=None).restored == 2
    assert said(world, world.loose)[0] == 55
    batch.refresh_from_db()
    assert batch.undone_at is None
