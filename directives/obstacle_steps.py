"""Which steps an officer may take with an obstacle now: each with its form, and what carries it out."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from communes.models import Officer
from criteria.actions import ActionRefused
from directives.actions.obstacle_rights import may_confirm, may_handle, may_raise, units_above
from directives.actions.obstacles import confirm, escalate, raise_again, reject, settle, take_up
from directives.models import Obstacle, ObstacleAction
from directives.obstacle_diagram import allows
from directives.obstacle_forms import AgainForm, EscalateForm, RejectForm, SettleForm

Action = ObstacleAction


@dataclass(frozen=True)
class Way:
    """One step as a page offers it: who may take it, the words, and the form."""

    action: str
    title: str
    button: str
    done: str
    allowed: Callable[[Officer, Obstacle], bool]
    run: Callable
    form: type[forms.Form] = forms.Form
    help: str = ""


def _may_raise_again(officer: Officer, obstacle: Obstacle) -> bool:
    return may_raise(officer, obstacle.commune)


WAYS = [
    Way(
        Action.TAKE_UP,
        "Nhận tháo gỡ",
        "Nhận tháo gỡ",
        "Đã nhận tháo gỡ; xã được báo.",
        may_handle,
        take_up,
        help="Đơn vị bắt đầu tháo gỡ; xã thấy ngay ai đang giữ việc.",
    ),
    Way(
        Action.SETTLE,
        "Báo đã giải quyết",
        "Báo đã giải quyết",
        "Đã báo giải quyết; chờ xã xác nhận.",
        may_handle,
        settle,
        SettleForm,
        "Xã xác nhận thì vướng mắc mới khép lại.",
    ),
    Way(
        Action.ESCALATE,
        "Chuyển cấp trên",
        "Chuyển",
        "Đã chuyển; đơn vị nhận được báo.",
        may_handle,
        escalate,
        EscalateForm,
    ),
    Way(
        Action.CONFIRM,
        "Xác nhận đã giải quyết",
        "Xác nhận đã giải quyết",
        "Đã xác nhận; vướng mắc khép lại.",
        may_confirm,
        confirm,
        help="Chọn khi vướng mắc đã được giải quyết dứt điểm ở xã.",
    ),
    Way(
        Action.REJECT,
        "Chưa đồng ý",
        "Gửi lại đơn vị xử lý",
        "Đã gửi lại đơn vị xử lý.",
        may_confirm,
        reject,
        RejectForm,
    ),
    Way(
        Action.RAISE_AGAIN,
        "Nêu lại",
        "Nêu lại vướng mắc",
        "Đã nêu lại; đơn vị xử lý được báo.",
        _may_raise_again,
        raise_again,
        AgainForm,
        "Chọn khi vướng mắc trở lại; các bước trước vẫn giữ trong cùng hồ sơ này.",
    ),
]


@dataclass
class Offered:
    """A step the reader may take, with its form as it is filled in."""

    way: Way
    form: forms.Form

    def carry_out(self, obstacle: Obstacle, by: Officer) -> bool:
        """Take the step; False, the reason beside the form, where the form or the action refuses."""
        if not self.form.is_valid():
            return False
        try:
            self.way.run(obstacle=obstacle, by=by, **self.form.cleaned_data)
        except ActionRefused as refusal:
            self.form.add_error(None, str(refusal))
            return False
        return True


def steps_open_to(officer: Officer, obstacle: Obstacle, data=None) -> list[Offered]:
    """The steps the officer may take now; `data` fills in the form of the step it names as `do`."""
    offered = []
    for way in WAYS:
        if allows(obstacle.state, way.action) and way.allowed(officer, obstacle):
            bound = data if data and data.get("do") == way.action else None
            more = {"units": units_above(obstacle)} if way.form is EscalateForm else {}
            offered.append(Offered(way, way.form(bound, prefix=str(way.action.value), **more)))
    return offered
