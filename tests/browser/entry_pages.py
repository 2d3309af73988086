"""An entry grid as its officer has it before them, and what of it reached the database."""

import json

from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.world import MIXED_DAY

WAIT = 15_000  # milliseconds

SAVED_FIGURES = """
SELECT standing.commune_id, figure.indicator_id, figure.value, figure.answer
FROM criteria_indicatorresult AS figure
JOIN criteria_standing AS standing ON standing.id = figure.standing_id
JOIN communes_commune AS commune ON commune.id = standing.commune_id
WHERE standing.round_id = ? AND commune.code = ? AND (figure.value IS NOT NULL OR figure.answer <> '')
"""
LOGGED = """
SELECT change.reason FROM criteria_indicatorchange AS change
JOIN criteria_indicatorresult AS figure ON figure.id = change.result_id
JOIN criteria_standing AS standing ON standing.id = figure.standing_id
JOIN communes_commune AS commune ON commune.id = standing.commune_id
WHERE standing.round_id = ? AND commune.code = ? ORDER BY change.id
"""
# The field of a row that holds its figure or its answer, in the order of the page.
MAIN_FIELDS = """rows => rows.flatMap(row => {
  const fields = [...row.querySelectorAll("[data-field]:enabled")].map(one => one.dataset.field);
  const main = ["value", "answer"].find(name => fields.includes(name));
  return main ? [[row.dataset.cellRow, main]] : [];
})"""


class Grid:
    """One commune's grid of the round of 30/06/2023, which nobody has sent."""

    def __init__(self, page: Page, portal: Portal, commune: str):
        self.page, self.portal, self.commune = page, portal, commune
        ((self.round, self.set),) = portal.rows(
            "SELECT id, criteria_set_id FROM criteria_round WHERE data_on = ?", MIXED_DAY.isoformat()
        )
        self.round_url = f"/nhap-lieu/ky/{self.round}/"
        self.url = f"{self.round_url}xa/{commune}/"
        self.keyboard, self.line = page.keyboard, page.locator("[data-line]")

    def indicator_url(self) -> str:
        """The grid of the set's first indicator over the communes of the same district."""
        query = """SELECT min(indicator.id) FROM criteria_indicator AS indicator
            JOIN criteria_criterion AS criterion ON criterion.id = indicator.criterion_id
            WHERE criterion.criteria_set_id = ?"""
        ((indicator,),) = self.portal.rows(query, self.set)
        return f"{self.round_url}chi-tieu/{indicator}/?huyen=615"

    def open(self):
        assert self.page.goto(self.url).status == 200
        return self

    # What is on the page; a cell is named by its row's key, "<commune>-<indicator>".

    def main_fields(self) -> list[tuple[str, str]]:
        found = self.page.locator("[data-cell-row]").evaluate_all(MAIN_FIELDS)
        return [(key, field) for key, field in found]

    def numbers(self) -> list[str]:
        """The rows that hold a number, beginning with two that follow one another."""
        fields = self.main_fields()
        first = next(at for at in range(len(fields)) if fields[at][1] == fields[at + 1][1] == "value")
        return [key for key, field in fields[first:] if field == "value"]

    def control(self, key: str):
        row = self.page.locator(f'[data-cell-row="{key}"]')
        return row.locator("[data-field=value], [data-field=answer]").first

    def value(self, key: str) -> str:
        return self.control(key).input_value()

    def messages(self, key: str):
        return self.page.locator(f'[data-messages-for="{key}"]')

    def conflict(self, key: str):
        return self.page.locator(f'[data-cell-row="{key}"] .conflict')

    def expect_state(self, key: str, words: str) -> None:
        expect(self.page.locator(f'[data-state-for="{key}"]')).to_contain_text(words)

    def expect_all_saved(self) -> None:
        """Wait until nothing is left in the browser, which forgets what the server confirmed."""
        for _ in range(WAIT // 50):
            if not self.stored_in_browser():
                break
            self.page.wait_for_timeout(50)
        assert not self.stored_in_browser(), self.line.inner_text()
        expect(self.line).to_contain_text("Đã lưu lúc")

    # What its officer does.

    def tab_to_first_cell(self) -> None:
        for _ in range(60):
            self.keyboard.press("Tab")
            if self.page.evaluate("Boolean(document.activeElement.dataset.field)"):
                return
        raise AssertionError("no cell can be reached with Tab")

    def focused(self) -> str:
        """The name of the field that has the focus."""
        return self.page.evaluate("document.activeElement.name || ''")

    def type(self, key: str, text: str) -> None:
        """Type a text in place of what a cell holds, and go on to the next row."""
        self.control(key).select_text()
        self.keyboard.type(text)
        self.keyboard.press("Enter")

    def paste(self, lines: list[str]) -> None:
        """Paste what a spreadsheet would have copied: one line per row, its last one ended too."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("text => navigator.clipboard.writeText(text)", "\r\n".join(lines) + "\r\n")
        self.keyboard.press("Control+v")

    # The way to the server, and behind it.

    def block_saving(self) -> None:
        self.page.context.route("**/o/*", lambda route: route.abort())

    def allow_saving(self) -> None:
        self.page.context.unroute("**/o/*")

    def watch_saving(self) -> list[dict]:
        """What is sent from now on, request by request."""
        sent = []
        self.page.on(
            "request",
            lambda request: "/o/" in request.url and sent.append(json.loads(request.post_data)),
        )
        return sent

    def stored_in_browser(self) -> list[str]:
        return self.page.evaluate("Object.keys(localStorage)")

    def log_reasons(self) -> list[str]:
        """Why figures were changed, as the log has it, first change first."""
        return [reason for (reason,) in self.portal.rows(LOGGED, self.round, self.commune)]

    def in_database(self) -> dict[str, str]:
        """Row key → the number or answer that was saved, numbers as plain as can be."""
        return {
            f"{commune}-{indicator}": answer or f"{float(value):g}"
            for commune, indicator, value, answer in self.portal.rows(SAVED_FIGURES, self.round, self.commune)
        }
