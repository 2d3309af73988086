"""Two provinces that become one, and sheets of reorganisation as offices write them."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from communes.models import Agency, AgencyKind, Commune, Officer
from ntm_portal.reorganisation_headers import HEIRS, LINES
from ntm_portal.reorganisation_sheet import SheetOrder, SheetPreview, preview_sheet
from tests import builders
from tests.sheet_builders import xlsx

NEW_DAY = datetime.date(2025, 7, 1)
LINES_SHEET, HEIRS_SHEET = "Đơn vị", "Kế thừa"


class World:
    """Kon Tum with two districts until 30/06/2025; Quảng Ngãi, which has had one commune of its own since."""

    def __init__(self):
        old = {"valid_to": builders.LAST_DAY}
        self.kon_tum = builders.province(**old)
        self.dak_ha = builders.district(self.kon_tum, **old)
        self.dak_to = builders.district(self.kon_tum, "Đăk Tô", "612", **old)
        self.town = builders.commune(self.dak_ha, "Đắk Hà", "23500", kind="Thị trấn", **old)
        self.pxi = builders.commune(self.dak_ha, "Đăk Pxi", "23503", **old)
        self.ui = builders.commune(self.dak_ha, "Đăk Ui", "23506", **old)
        self.binh = builders.commune(self.dak_to, "Diên Bình", "23428", **old)
        self.quang_ngai = builders.province("Quảng Ngãi", "51", valid_from=NEW_DAY)
        self.son_tinh = builders.commune(self.quang_ngai, "Sơn Tịnh", "21289", valid_from=NEW_DAY)
        self.committee = Agency.objects.create(
            province=self.kon_tum, district=self.dak_ha, name="UBND huyện Đăk Hà", short_name="UBND Đăk Hà",
            kind=AgencyKind.PEOPLES_COMMITTEE,
        )  # fmt: skip
        self.department = builders.agency(self.kon_tum)
        self.taking_over = builders.agency(
            self.quang_ngai, "Sở Nông nghiệp và Môi trường", short_name="Sở NN&MT"
        )
        self.nam = builders.officer("nam", self.dak_ha, last_name="A", first_name="Nam")
        self.quoc = builders.officer("quoc", "nation", is_superuser=True)

    def preview(self, rows, heirs=None, *, by: Officer | None = None, on=NEW_DAY, **fields) -> SheetPreview:
        return preview_sheet(SheetOrder(workbook(rows, heirs, **fields), on), by or self.quoc)

    def lines(self) -> list[list]:
        """Three of Đăk Hà's units into xã Đăk Hà; Diên Bình in two parts."""
        dak_ha, part = ("23500", "Đăk Hà", "Xã", "51"), "Một phần"
        return [
            line(self.town, *dak_ha), line(self.pxi, *dak_ha), line(self.ui, *dak_ha),
            line(self.binh, "23430", "Đăk Tô", "Xã", "51", part), line(self.binh, *dak_ha, part),
        ]  # fmt: skip


def line(commune: Commune, code, name, kind, province, whole="Toàn bộ") -> list:
    """A row under LINES without a district of today."""
    return [commune.code, commune.full_name, code, name, kind, province, "", whole]


def workbook(rows, heirs=None, *, headings=None, heir_headings=None) -> bytes:
    """A workbook with the lines, and with a second sheet where heirs are given."""
    first = [headings or list(LINES.values()), *rows]
    if heirs is None:
        return xlsx(first, names=[LINES_SHEET])
    second = [heir_headings or list(HEIRS.values()), *heirs]
    return xlsx(first, second, names=[LINES_SHEET, HEIRS_SHEET])


def sent(content: bytes, **fields) -> dict:
    """What the form of a sheet sends."""
    usual = {"name": "Sắp xếp năm 2025", "decision": "", "effective_on": "01/07/2025", "note": ""}
    return usual | {"file": SimpleUploadedFile("sap-xep.xlsx", content)} | fields
