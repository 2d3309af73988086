"""A form that is refused says which file to choose again: a browser does not keep it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import builders
from tests.crawling import Document

pytestmark = pytest.mark.django_db


def test_chosen_file_is_asked_for_again_beside_what_is_missing(client):
    officer = builders.officer(
        "minh", builders.province(), permissions=["add_importbatch", "appraise_standing"]
    )
    client.force_login(officer)
    sent = {"file": SimpleUploadedFile("bieu.xlsx", b"x" * 50)}
    page = Document(client.post("/nhap-lieu/bieu-tong-hop/", sent).content.decode()).text
    assert "Còn thiếu thông tin" in page
    assert page.count("Chọn lại tệp “bieu.xlsx”") == 2, "in the summary and at the field"
