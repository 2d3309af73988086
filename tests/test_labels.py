"""Every model, field, choice and rule speaks Vietnamese."""

import unicodedata

import pytest
from django.apps import apps
from django.db import models
from django.utils.encoding import force_str

from tests.english import ENGLISH, english_words
from tests.house_rules import MAY_IMPORT

OWN_APPS = [app for app in apps.get_app_configs() if app.name in MAY_IMPORT]
RECORDED = [model for app in OWN_APPS for model in app.get_models()]
# Tables of history are written by a package; only their names are ours to choose.
MODELS = [model for model in RECORDED if not hasattr(model, "instance_type")]


def faults_of(text) -> list[str]:
    """What is wrong with a label: nothing in it, English in it, or letters in pieces."""
    label = force_str(text)
    faults = [f"“{label}” has the English “{word}”" for word in english_words(label)]
    if not label.strip():
        faults.append("empty label")
    if not unicodedata.is_normalized("NFC", label):
        faults.append(f"“{label}” is not in NFC")
    return faults


def own_fields(model):
    return [field for field in model._meta.get_fields() if field.concrete and not field.auto_created]


def faults_of_field(field) -> list[str]:
    if field._verbose_name is None:
        return ["no label"]
    faults = faults_of(field.verbose_name)
    if field.help_text:
        faults += faults_of(field.help_text)
    for _value, label in field.flatchoices:
        faults += faults_of(label)
    return faults


def faults_of_model(model) -> list[str]:
    missing = {"verbose_name", "verbose_name_plural"} - set(model._meta.original_attrs)
    faults = [f"no {name}" for name in sorted(missing)]
    for text in (model._meta.verbose_name, model._meta.verbose_name_plural):
        faults += faults_of(text)
    for _codename, text in model._meta.permissions:
        faults += faults_of(text)
    return faults


def by_name(faults: dict) -> dict:
    return {name: found for name, found in faults.items() if found}


def test_apps_have_vietnamese_names():
    assert OWN_APPS
    assert not by_name({app.name: faults_of(app.verbose_name) for app in OWN_APPS})


def test_models_have_vietnamese_names():
    assert MODELS
    assert not by_name({model.__name__: faults_of_model(model) for model in MODELS})


def test_fields_have_vietnamese_labels():
    assert not by_name(
        {
            f"{model.__name__}.{field.name}": faults_of_field(field)
            for model in MODELS
            for field in own_fields(model)
        }
    )


def test_histories_have_vietnamese_names():
    # Histories of many-to-many relations are shown nowhere; their package names them after the field.
    histories = [model for model in RECORDED if model not in MODELS and not hasattr(model, "m2m_history_id")]
    assert not by_name(
        {
            model.__name__: faults_of(model._meta.verbose_name) + faults_of(model._meta.verbose_name_plural)
            for model in histories
        }
    )


def test_constraints_say_in_vietnamese_what_is_wrong():
    silent = models.BaseConstraint.default_violation_error_message
    assert not by_name(
        {
            constraint.name: ["no message of its own"]
            if constraint.violation_error_message == silent
            else faults_of(constraint.violation_error_message)
            for model in MODELS
            for constraint in model._meta.constraints
        }
    )


def test_constraints_are_used_where_fields_go_together():
    assert not [model.__name__ for model in MODELS if model._meta.unique_together]


def test_relations_stay_inside_what_an_app_may_know():
    assert not [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in own_fields(model)
        if field.related_model
        and (known := field.related_model._meta.app_label) in MAY_IMPORT
        and known not in MAY_IMPORT[model._meta.app_label] | {model._meta.app_label}
    ]


@pytest.mark.parametrize("label", ["", " ", "commune", "tên Commune", "xa\N{COMBINING TILDE}"])
def test_labels_that_are_wrong_are_found(label):
    assert faults_of(label)


@pytest.mark.parametrize("label", ["tên xã", "số quyết định", "in danh sách", "mã GSO", "địa chỉ email"])
def test_labels_that_are_right_pass(label):
    assert not faults_of(label)


def test_fields_without_label_are_found():
    assert faults_of_field(models.CharField(max_length=9)) == ["no label"]
    assert faults_of_field(models.CharField("tên", max_length=9, choices=[("a", "Other")]))
    assert not faults_of_field(models.CharField("tên", max_length=9, choices=[("a", "Khác")]))


def test_stop_list_spares_vietnamese():
    assert not ENGLISH & set("an ban cao do gia in khi không la long no on so tay to trong van xem".split())
