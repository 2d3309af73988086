"""What becomes of a resident's comment: sent, published or not, answered, made an obstacle, erased.

The e-mail is written once and read by nobody: no action returns it, tells it or puts it in a sentence.
"""

import datetime
import hashlib
import ipaddress
import secrets
import unicodedata

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from communes.models import Commune, Notice, Officer, Province
from criteria.actions import ActionRefused
from criteria.actions.permissions import refuse_without
from criteria.actions.telling import officers_with, tell
from criteria.models import Criterion
from directives.models import Comment, CommentState
from directives.officer_units import officer_unit_label

MODERATE = "directives.moderate_comment"
NAMELESS = "Người dân"
HOUR = datetime.timedelta(hours=1)
# Neither 0, 1, I nor O: a code is copied by hand.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LETTERS, CODE_GROUP = 16, 4
LONGEST_REASON = Comment._meta.get_field("refusal").max_length
LONGEST_ANSWER = 4000
UNKNOWN_CODE = "Không có góp ý nào mang mã này; kiểm tra lại từng chữ trong mã."


@transaction.atomic
def send_comment(
    *,
    text: str,
    name: str,
    email: str,
    address: str,
    province: Province,
    commune: Commune | None = None,
    criterion: Criterion | None = None,
) -> tuple[Comment, str]:
    """Keep a resident's comment until somebody reads it: the comment, and the code that erases it.

    Raises ActionRefused when the sender (`address`, of today) left COMMENTS_PER_HOUR within an hour.
    """
    now = timezone.now()
    key = sender_key(address, timezone.localdate(now))
    # Two posts at once take turns, so that neither slips past the limit.
    Province.objects.select_for_update(no_key=True).get(pk=province.pk)
    sent = Comment.objects.filter(sender_key=key, sent_at__gt=now - HOUR).count()
    if sent >= settings.COMMENTS_PER_HOUR:
        raise ActionRefused(
            f"Mạng bạn đang dùng đã gửi {sent} góp ý trong một giờ qua; chờ đến giờ sau rồi gửi lại."
        )
    code = new_code()
    comment = Comment.objects.create(
        province=province,
        commune=commune,
        criterion=criterion,
        text=text,
        name=name,
        email=email,
        sent_at=now,
        sender_key=key,
        erase_key_hash=code_hash(code),
    )
    _tell_moderators(comment)
    return comment, code


def sender_key(address: str, on: datetime.date) -> str:
    """What tells one sender from another for a day, and says nothing of the address without the secret."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        parsed = None
    if parsed and parsed.version == 6:
        # A household holds a whole /64 and may change its address at will.
        address = str(ipaddress.ip_network((address, 64), strict=False))
    return salted_hmac("directives.comments", f"{address} {on}", algorithm="sha256").hexdigest()


def new_code() -> str:
    """A code of 80 bits in groups of four: "7KQM-2XWD-…"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return "-".join(letters[at : at + CODE_GROUP] for at in range(0, CODE_LETTERS, CODE_GROUP))


def code_hash(code: str) -> str:
    """What is kept of a code, however its letters were grouped."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(bare.encode("utf-8", "ignore")).hexdigest()


def composed(text: str) -> str:
    """NFC, line ends as one character, nothing invisible that turns a line around."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    kept = (letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
    return "".join(kept).strip()


@transaction.atomic
def publish_comment(*, comment: Comment, by: Officer, seen: str = "") -> Comment:
    """Show a comment on its page. Raises ActionRefused when somebody else judged it meanwhile (`seen` is
    the state the officer saw), when it is published or withdrawn, and for whoever may not moderate it."""
    comment = locked_comment(comment, by, seen)
    if comment.state == CommentState.PUBLISHED:
        raise ActionRefused("Góp ý này đã được đăng.")
    comment.state, comment.refusal = CommentState.PUBLISHED, ""
    return _judged(comment, by)


@transaction.atomic
def refuse_comment(*, comment: Comment, reason: str, by: Officer, seen: str = "") -> Comment:
    """Keep a comment off its page, or take it off, with the reason. Raises as `publish_comment`."""
    comment = locked_comment(comment, by, seen)
    if comment.state == CommentState.REFUSED:
        raise ActionRefused("Góp ý này đã được quyết định không đăng.")
    reason = _needed(reason, "Ghi lý do không đăng.", LONGEST_REASON)
    comment.state, comment.refusal = CommentState.REFUSED, reason
    return _judged(comment, by)


@transaction.atomic
def answer_comment(*, comment: Comment, answer: str, by: Officer) -> Comment:
    """Answer a published comment in public, signed by the officer's unit; a later answer replaces it."""
    comment = locked_comment(comment, by)
    if comment.state != CommentState.PUBLISHED:
        raise ActionRefused("Đăng góp ý trước khi trả lời.")
    answer = _needed(answer, "Ghi nội dung trả lời.", LONGEST_ANSWER)
    comment.answer, comment.answered_as = answer, officer_unit_label(by)
    comment.answered_at, comment.answered_by = timezone.now(), by
    comment.save()
    return comment


def erase_by_code(*, code: str, with_text: bool = False) -> Comment:
    """What the resident asks for with the code: name and e-mail erased, or the comment withdrawn.

    Raises ActionRefused for a code no comment has.
    """
    found = Comment.objects.filter(erase_key_hash=code_hash(code)).first()
    if found is None:
        raise ActionRefused(UNKNOWN_CODE)
    return _erase(found, None, with_text)


@transaction.atomic
def erase_comment(*, comment: Comment, by: Officer, with_text: bool = False) -> Comment:
    """The same, done by an officer whom the resident asked. Raises ActionRefused outside the scope."""
    refuse_without(by, MODERATE, "duyệt góp ý")
    _refuse_outside(comment, by)
    return _erase(comment, by, with_text)


@transaction.atomic
def _erase(comment: Comment, by: Officer | None, with_text: bool) -> Comment:
    """Forget who sent it; `with_text` also what was said, and the answer that may repeat it."""
    comment = Comment.objects.select_for_update(of=["self"]).get(pk=comment.pk)
    if comment.state == CommentState.WITHDRAWN or (comment.erased_at and not with_text):
        raise ActionRefused("Thông tin này đã được xóa.")
    comment.name, comment.email, comment.sender_key = NAMELESS, "", ""
    if not comment.erased_at:
        comment.erased_at, comment.erased_by = timezone.now(), by
    if with_text:
        comment.state = CommentState.WITHDRAWN
        comment.text = comment.answer = comment.answered_as = ""
        comment.answered_at = comment.answered_by = None
    comment.save()
    return comment


def locked_comment(comment: Comment, by: Officer, seen: str = "") -> Comment:
    """The comment as it is now, locked, for an officer who may moderate it."""
    refuse_without(by, MODERATE, "duyệt góp ý")
    _refuse_outside(comment, by)
    found = Comment.objects.select_for_update(of=["self"]).get(pk=comment.pk)
    if found.state == CommentState.WITHDRAWN:
        raise ActionRefused("Người gửi đã rút góp ý này.")
    if seen and found.state != seen:
        raise ActionRefused("Góp ý này vừa được người khác xử lý; xem lại rồi quyết định.")
    return found


def _needed(text: str, sentence: str, longest: int) -> str:
    """The text as it is kept; ActionRefused with the sentence when there is none, or it is too long."""
    text = composed(text)
    if not text:
        raise ActionRefused(sentence)
    if len(text) > longest:
        raise ActionRefused(f"Nội dung dài quá {longest} chữ cái; viết gọn lại.")
    return text


def _refuse_outside(comment: Comment, by: Officer) -> None:
    if not Comment.objects.visible_to(by).filter(pk=comment.pk).exists():
        raise ActionRefused("Góp ý này ở ngoài phạm vi phụ trách của bạn.")


def _judged(comment: Comment, by: Officer) -> Comment:
    comment.moderated_at, comment.moderated_by = timezone.now(), by
    comment.save()
    return comment


def moderators(comment: Comment) -> QuerySet[Officer]:
    """Active officers who moderate and whose scope the comment is in."""
    inside = Q(scope_province=comment.province_id)
    if comment.commune_id:
        inside |= Q(scope_commune=comment.commune_id)
        if comment.commune.district_id:
            inside |= Q(scope_district=comment.commune.district_id)
    return officers_with(MODERATE).filter(inside)


def _tell_moderators(comment: Comment) -> None:
    """One unread line for each page, however many comments wait there."""
    if comment.commune_id:
        where, which = comment.commune.prose_name, f"xa={comment.commune_id}"
    else:
        where, which = f"tiêu chí {comment.criterion.number}", f"tc={comment.criterion_id}"
    url = f"{reverse('comments')}?{which}"
    told = Notice.objects.unread().filter(url=url).values("recipient")
    tell(moderators(comment).exclude(pk__in=told), f"Có góp ý của người dân về {where} chờ duyệt.", url)
