"""When a recognised commune is at risk of losing its recognition. No database.

The rule is that of Quyết định 18/2022/QĐ-TTg (02/08/2022) on recognising and revoking: the recognition of a
commune is revoked where, of the criteria of the set it was recognised by,
  a) from 30 % to under 50 % are no longer met and one of them at least is a key criterion (xã nông thôn mới:
     10 Thu nhập, 17 Môi trường và an toàn thực phẩm, 19 Quốc phòng và An ninh; nâng cao: 10, 17, 18, 19), or
  b) 50 % or more are no longer met.
Mark: read in published summaries, not compared with the text, hence "chưa kiểm chứng"; the summaries do not
agree on the number of the article, so none is given. Some write "30 % đến 50 %": at exactly 50 % both
readings revoke, with a key criterion or without. Which criteria are key is data: `Criterion.is_key`.

Nothing here revokes. It says which communes to look at; a decision revokes.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices

from criteria.outcomes import NO_DATA, Outcome

RULE = "Quyết định 18/2022/QĐ-TTg, tóm tắt đã công bố, chưa kiểm chứng với nguyên văn"
FAILING = (Outcome.NOT_MET, Outcome.BASICALLY_MET)
FIRST_SHARE, FULL_SHARE = 30, 50


class Risk(TextChoices):
    NONE = "none", "Không thuộc diện thu hồi"
    AT_RISK = "risk", "Nguy cơ bị thu hồi"
    UNKNOWN = "unknown", "Chưa đủ số liệu để kết luận"


@dataclass(frozen=True)
class Finding:
    """What the rule says of one commune.

    `failing` and `key` are positions from 0; `applicable` is what shares are taken of: every criterion
    but those that do not apply; `missing` counts the criteria without data.
    """

    risk: Risk
    failing: tuple[int, ...]
    key: tuple[int, ...]
    applicable: int
    missing: int
    keys_known: bool = True

    @property
    def words(self) -> str:
        """ "7/19 tiêu chí không đạt (36,8 %), có tiêu chí xét thu hồi"; what is not known is said."""
        if not self.applicable:
            return "không có tiêu chí nào áp dụng"
        share = f"{len(self.failing) * 100 / self.applicable:.1f}".replace(".", ",")
        said = [f"{len(self.failing)}/{self.applicable} tiêu chí không đạt ({share} %)"]
        if self.key:
            said.append("trong đó có tiêu chí xét thu hồi")
        if self.missing:
            said.append(f"{self.missing} tiêu chí chưa có số liệu")
        if not self.keys_known:
            said.append("chưa xác định tiêu chí xét thu hồi của bộ tiêu chí này")
        if self.risk == Risk.UNKNOWN:
            said.append("chưa đủ số liệu để kết luận")
        return ", ".join(said)


def find_risk(letters: str, keys: Collection[int]) -> Finding:
    """Judge packed outcomes, one letter per criterion; `keys` are the positions of key criteria.

    "Cơ bản đạt" is not met. What has no data counts neither as met nor as failing: where the answer would
    hang on it, it is unknown. More data can only raise the share that fails if it says "not met", so a
    commune at risk without it stays at risk. A set without any key criterion is one nobody marked them in:
    between the two shares nothing follows.
    """
    failing = tuple(at for at, letter in enumerate(letters) if letter in FAILING)
    missing = [at for at, letter in enumerate(letters) if letter == NO_DATA]
    applicable = len(letters) - letters.count(Outcome.NOT_APPLICABLE)
    key = tuple(at for at in failing if at in keys)
    worst_key = bool(key) or any(at in keys for at in missing) or not keys
    if _revokes(len(failing), applicable, with_key=bool(key)):
        risk = Risk.AT_RISK
    elif _revokes(len(failing) + len(missing), applicable, with_key=worst_key):
        risk = Risk.UNKNOWN
    else:
        risk = Risk.NONE
    return Finding(risk, failing, key, applicable, len(missing), keys_known=bool(keys))


def _revokes(failing: int, applicable: int, *, with_key: bool) -> bool:
    """The rule itself, in whole numbers so that 30 % and 50 % are exact."""
    if not applicable:
        return False
    share = failing * 100
    return share >= FULL_SHARE * applicable or (with_key and share >= FIRST_SHARE * applicable)
