"""Kinds of places, under the words the law uses."""

from django.db import models


class Region(models.TextChoices):
    """The seven regions by which QĐ 318/QĐ-TTg sets its thresholds."""

    TDMNPB = "TDMNPB", "Trung du miền núi phía Bắc"
    DBSH = "DBSH", "Đồng bằng sông Hồng"
    BTB = "BTB", "Bắc Trung Bộ"
    DHNTB = "DHNTB", "Duyên hải Nam Trung Bộ"
    TN = "TN", "Tây Nguyên"
    DNB = "DNB", "Đông Nam Bộ"
    DBSCL = "DBSCL", "Đồng bằng sông Cửu Long"


class ProvinceKind(models.TextChoices):
    PROVINCE = "Tỉnh", "Tỉnh"
    CITY = "Thành phố", "Thành phố trực thuộc Trung ương"


class DistrictKind(models.TextChoices):
    RURAL = "Huyện", "Huyện"
    URBAN = "Quận", "Quận"
    TOWN = "Thị xã", "Thị xã"
    CITY = "Thành phố", "Thành phố"


class CommuneKind(models.TextChoices):
    COMMUNE = "Xã", "Xã"
    WARD = "Phường", "Phường"
    TOWNSHIP = "Thị trấn", "Thị trấn"
    SPECIAL_ZONE = "Đặc khu", "Đặc khu"
