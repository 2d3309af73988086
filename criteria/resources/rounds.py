"""Rounds and recognitions, to and from sheets."""

from communes.models import Commune, Province
from communes.resources import PortalResource
from communes.resources.columns import Column, Day, Text, Whole, YesNo
from communes.resources.keys import Key, PlaceKey
from communes.resources.places import COMMUNE_WIDTH, PROVINCE_WIDTH
from criteria.actions import ActionRefused, open_round
from criteria.models import CriteriaSet, Recognition, Round
from criteria.recorded_recognitions import (
    NO_SOURCE,
    ask_for_dossier,
    dossier_of,
    dossiers_under_way,
    has_source,
)

SET, DATA_ON = "Mã bộ tiêu chí", "Số liệu đến ngày"


class RoundResource(PortalResource):
    """A new round is opened as on its page: with a standing for every participating commune."""

    related = ("criteria_set", "province")

    criteria_set = Column("criteria_set", SET, Key(CriteriaSet, {SET: ("code", Text())}))
    province = Column("province", "Mã tỉnh", PlaceKey(Province, PROVINCE_WIDTH, DATA_ON))
    province_name = Column("province__name", "Tên tỉnh", Text(), readonly=True)
    data_on = Column("data_on", DATA_ON, Day())
    name = Column("name", "Tên kỳ", Text())
    opens_on = Column("opens_on", "Mở từ ngày", Day())
    due_on = Column("due_on", "Hạn báo cáo", Day())
    illustrative = Column("illustrative", "Số liệu minh họa", YesNo())
    illustrative_note = Column("illustrative_note", "Ghi chú minh họa", Text())
    closed_on = Column("closed_at", "Khóa ngày", Day(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Round
        import_id_fields = ("criteria_set", "province", "data_on")

    def create_new(self, instances, result):
        for wanted in instances:
            try:
                opened = open_round(
                    criteria_set=wanted.criteria_set,
                    province=wanted.province,
                    data_on=wanted.data_on,
                    name=wanted.name,
                    by=self.officer,
                )
            except ActionRefused as refusal:
                self.refuse(wanted, str(refusal), result)
                continue
            for name in ("opens_on", "due_on", "illustrative", "illustrative_note"):
                setattr(opened, name, getattr(wanted, name))
            opened._change_reason = self.reason
            opened.save()
            wanted.pk = opened.pk


class RecognitionResource(PortalResource):
    related = ("commune", "criteria_set")

    commune = Column("commune", "Mã xã", PlaceKey(Commune, COMMUNE_WIDTH, "Xã có từ ngày", "Tên xã"))
    commune_since = Column("commune__valid_from", "Xã có từ ngày", Day(), readonly=True)
    commune_name = Column("commune__full_name", "Tên xã", Text(), readonly=True)
    criteria_set = Column("criteria_set", SET, Key(CriteriaSet, {SET: ("code", Text())}))
    decision_number = Column("decision_number", "Số quyết định", Text())
    decided_on = Column("decided_on", "Ngày quyết định", Day())
    year_achieved = Column("year_achieved", "Năm đạt chuẩn", Whole())
    published_url = Column("published_url", "Trang công bố", Text())
    source_note = Column("source_note", "Nguồn", Text())
    revoked_on = Column("revoked_on", "Thu hồi từ ngày", Day())
    revocation_decision = Column("revocation_decision", "Quyết định thu hồi", Text())
    illustrative = Column("illustrative", "Minh họa", YesNo())

    class Meta(PortalResource.Meta):
        model = Recognition
        import_id_fields = ("commune", "criteria_set", "decided_on")

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.dossiers = dossiers_under_way()

    def check_rules(self, instance):
        super().check_rules(instance)
        if self.before is not None:
            return
        if dossier := dossier_of(instance, self.dossiers):
            self.faults.append(ask_for_dossier(dossier))
        elif not has_source(instance):
            self.faults.append(NO_SOURCE)
