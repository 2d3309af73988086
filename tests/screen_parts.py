"""Reading a screen as a person does: its heading, sentence, bands and tables; and its files."""

import csv
import html as markup
import io
import re

from django.utils.html import strip_tags

from criteria import workbooks


def html(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def text_of(part: str) -> str:
    """The words of a piece of a page."""
    return markup.unescape(strip_tags(part)).strip()


def heading(page: str) -> str:
    return text_of(re.search(r"<h1>(.*?)</h1>", page, flags=re.DOTALL)[1])


def sentence(page: str) -> str:
    return text_of(re.search(r'<p class="sentence">(.*?)</p>', page, flags=re.DOTALL)[1])


def bands(page: str) -> dict[str, int]:
    """What the list of bands says: label → communes."""
    part = re.search(r'<div class="bands">.*?</div>', page, flags=re.DOTALL)[0]
    found = re.findall(r"</span>([^<]+?) <b>(\d+)</b>", part)
    return {label: int(count) for label, count in found}


def body_rows(page: str, caption: str) -> list[list[str]]:
    """The cells of the table whose caption begins so."""
    table = re.search(rf"<caption[^>]*>{caption}.*?</table>", page, flags=re.DOTALL)[0]
    rows = re.findall(
        r"<tr[^>]*>(.*?)</tr>", re.search(r"<tbody>.*</tbody>", table, flags=re.DOTALL)[0], re.DOTALL
    )
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[text_of(cell) for cell in row] for row in cells]


def csv_rows(client, url: str) -> list[dict]:
    text = client.get(url).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def xlsx_text(client, url: str) -> str:
    """Every cell of every sheet, one after the other."""
    book = workbooks.open_workbook(client.get(url).content)
    return "\n".join(str(cell) for sheet in book for row in sheet.rows for cell in row if cell is not None)
