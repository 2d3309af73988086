// Saves the cells of an entry grid one by one. What the server has not confirmed stays in this browser, under
// the officer and the round, and is sent again until it is answered. `entry.js` says when a cell is left.
const entryQueue = ((form) => {
  "use strict";

  if (!form) return null;

  const OFFICER = Number(form.dataset.officer);
  const PREFIX = `ntm-entry:${OFFICER}:${form.dataset.round}:`; // nobody else's figures come back
  const MOST_CELLS = 100; // in one request
  const MOST_KEPT_ALIVE = 30000; // characters a browser still sends while it closes the page
  const PATIENCE = 20000; // milliseconds for an answer
  const LONGEST_WAIT = 30000; // milliseconds between two tries
  const SIGNED_OUT = "Phiên làm việc đã hết; đăng nhập lại ở thẻ khác rồi bấm Gửi lại.";
  const WORDS = {
    saving: "đang lưu…", saved: "đã lưu", waiting: "chờ mạng", warning: "đã lưu, có cảnh báo",
    error: "chưa lưu", conflict: "có người vừa sửa",
  };

  const line = document.querySelector("[data-line]");
  const queue = new Map(); // cell → what is not confirmed; an entry is replaced, never changed
  let sending = []; // entries under way
  let tries = 0; // failed in a row
  let atOnce = MOST_CELLS;
  let stored = true; // whether everything unconfirmed would survive the closing of the page
  let stopped = ""; // why nothing is sent until the officer asks for it
  let savedAt = "";
  let elsewhere = 0; // cells of other pages that wait for those to be opened
  let hint = ""; // what else the line says
  let onConflict;
  let timer;

  // The table. A row is one cell of the portal, an indicator of a commune, with one control per field.

  const all = (selector, root = form) => [...root.querySelectorAll(selector)];
  const controls = (row) => all("[data-field]:enabled:not([type=hidden]):not([readonly])", row);
  const rows = () => all("[data-cell-row]").filter((row) => controls(row).length);
  const rowOf = (cell) => form.querySelector(`[data-cell-row="${cell}"]`);
  const fieldsOf = (row, read) => Object.fromEntries(controls(row).map((one) => [one.dataset.field, read(one)]));
  const typed = (row) => fieldsOf(row, (one) => one.value);
  const saved = (row) => fieldsOf(row, (one) => one.dataset.saved);
  const same = (some, others) => Object.keys(some).every((field) => some[field] === others[field]);
  const write = (row, fields) => controls(row).forEach((one) => {
    const value = fields[one.dataset.field];
    if (value !== undefined && value !== one.value) one.value = value;
  });

  // What the page says.

  function show(row, state) {
    const place = row.querySelector("[data-state-for]");
    [place.textContent, place.dataset.state] = [WORDS[state] || "", state];
  }

  function remark(row, remarks) {
    const place = row.querySelector("[data-messages-for]");
    const severities = remarks.map((one) => one.severity);
    place.className = ["error", "warning"].find((one) => severities.includes(one)) || "info";
    place.textContent = remarks.map((one) => one.message).join(" ");
    place.hidden = !remarks.length;
    for (const control of controls(row)) {
      const own = remarks.filter((one) => one.field === control.dataset.field);
      const wrong = own.some((one) => one.severity === "error");
      const said = { "aria-invalid": wrong && "true", "aria-describedby": own.length && place.id };
      for (const [name, value] of Object.entries(said)) {
        if (value) control.setAttribute(name, value);
        else control.removeAttribute(name);
      }
    }
    all(".conflict", row).forEach((block) => block.remove());
  }

  function tell() {
    const unsaved = [...queue.values()].filter((entry) => !entry.held).length;
    if (unsaved && sending.length && !tries) return; // said when the answer is there
    const parts = [hint, stopped, elsewhere && `${elsewhere} ô gõ ở trang khác của kỳ này chưa gửi.`];
    if (unsaved) parts.push(`${unsaved} ô chưa lưu${tries && !stopped ? ", sẽ tự gửi khi có mạng" : ""}.`);
    else if (savedAt) parts.push(`Đã lưu lúc ${savedAt}`);
    else if (line.dataset.said) parts.push("Không còn ô nào chưa lưu.");
    if (unsaved && !stored) parts.push("Trình duyệt không giữ được số chưa lưu: đừng đóng trang này.");
    const text = parts.filter(Boolean).join(" ");
    if (!text || line.dataset.said === text) return; // a screen reader hears each sentence once
    line.dataset.said = line.textContent = text;
    if (stopped) line.append(" ", ...waysOn());
  }

  function waysOn() {
    const made = (tag, facts) => Object.assign(document.createElement(tag), facts);
    const href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
    const link = made("a", { href, target: "_blank", textContent: "Đăng nhập lại (thẻ khác)" });
    return [link, " ", made("button", { type: "button", textContent: "Gửi lại", onclick: sendAll })];
  }

  // What is not confirmed, here and in the browser's storage.

  // Whether the browser took it; null removes it.
  function store(cell, said) {
    try {
      if (said) localStorage.setItem(PREFIX + cell, JSON.stringify(said));
      else localStorage.removeItem(PREFIX + cell);
      return true;
    } catch {
      return false;
    }
  }

  function keep(entry) {
    queue.set(entry.cell, entry);
    if (!store(entry.cell, { fields: entry.fields, version: entry.version })) stored = false;
  }

  function forget(cell) {
    queue.delete(cell);
    store(cell, null);
    stored = stored || !queue.size;
  }

  function restore() {
    let kept = {};
    try {
      kept = { ...localStorage };
    } catch {
      // A browser without storage has nothing to bring back.
    }
    for (const [name, text] of Object.entries(kept)) {
      if (!name.startsWith(PREFIX)) continue;
      const cell = name.slice(PREFIX.length), row = rowOf(cell);
      if (!row || !controls(row).length) {
        elsewhere += 1;
        continue;
      }
      const { fields, version } = JSON.parse(text);
      write(row, fields);
      if (same(typed(row), saved(row))) forget(cell);
      else keep({ cell, fields: typed(row), version, keep: "" });
      if (queue.has(cell)) show(row, "waiting");
    }
  }

  // Take what is typed in a row as what is to be saved; what was there before, null when nothing changed.
  // `held`: its officer is still at work in the row.
  function take(row, held = false) {
    const cell = row.dataset.cellRow, fields = typed(row), before = queue.get(cell);
    const known = before ? before.fields : saved(row);
    if (same(fields, known)) {
      if (before && before.held && !held) keep({ ...before, held });
      return null;
    }
    if (same(fields, saved(row)) && !sending.includes(before)) {
      forget(cell);
      show(row, "");
      remark(row, []);
    } else {
      keep({ cell, fields, held, version: before ? before.version : Number(row.dataset.version), keep: "" });
      show(row, held ? "" : tries || stopped ? "waiting" : "saving");
    }
    return { cell, fields: known };
  }

  // Sending: one request at a time.

  // Everything, also what was refused before: an officer asked for it.
  function sendAll() {
    stopped = "";
    for (const entry of queue.values()) {
      if (entry.held || entry.refused) keep({ ...entry, held: false, refused: false });
    }
    send();
  }

  async function send() {
    const ready = [...queue.values()].filter((entry) => !entry.held && !entry.refused && !entry.overtaken);
    const cells = ready.slice(0, atOnce);
    if (!ready.length) atOnce = MOST_CELLS;
    if (sending.length || stopped || !cells.length) return tell();
    clearTimeout(timer);
    sending = cells;
    const showAll = (state) => cells.forEach(({ cell }) => show(rowOf(cell), state));
    showAll(tries ? "waiting" : "saving");
    const { status, answer } = await post(cells);
    sending = [];
    if (!status || status === 429 || status >= 500) {
      tries += 1;
      timer = setTimeout(send, Math.min(LONGEST_WAIT, 1000 * 2 ** tries));
      showAll("waiting");
    } else if (!answer || (answer.error && answer.officer !== OFFICER)) {
      stopped = (answer && answer.error) || SIGNED_OUT;
      showAll("error");
    } else {
      tries = 0;
      return hearAll(cells, answer);
    }
    return tell();
  }

  // The status (0: none came) and the JSON of the answer, where it is any.
  async function post(cells) {
    const body = JSON.stringify({
      officer: OFFICER,
      cells: cells.map(({ cell, version, keep, fields }) => {
        const [commune, indicator] = cell.split("-").map(Number);
        return { commune, indicator, version, keep, fields };
      }),
    });
    try {
      const reply = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body,
        keepalive: body.length < MOST_KEPT_ALIVE,
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      const text = await reply.text();
      return { status: reply.status, answer: text.startsWith("{") ? JSON.parse(text) : null };
    } catch {
      return { status: 0 };
    }
  }

  // Signing in again, in another tab, gives the browser another token than the form was written with.
  function token() {
    const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (cookie) form.elements.csrfmiddlewaretoken.value = cookie[1];
    return form.elements.csrfmiddlewaretoken.value;
  }

  // A refusal names no cell. One that met several is asked again of each, so that the others are saved.
  function hearAll(cells, answer) {
    if (answer.cells.some(({ status }) => status === "saved" || status === "warning")) savedAt = answer.saved_at;
    for (const count of all("[data-entered]", document)) count.textContent = answer.entered ?? count.textContent;
    if (answer.error && cells.length > 1) {
      atOnce = 1;
      return send();
    }
    const refusal = { status: "error", remarks: [{ severity: "error", message: answer.error }] };
    for (const sent of cells) {
      const said = answer.cells.find((one) => `${one.commune}-${one.indicator}` === sent.cell);
      hear(sent, said || refusal);
    }
    return send();
  }

  // What became of one cell; meanwhile its officer may have typed over what was sent.
  function hear(sent, said) {
    const row = rowOf(sent.cell), current = queue.get(sent.cell), overtyped = current !== sent;
    remark(row, said.remarks || []);
    if (said.status === "conflict") {
      keep({ ...current, overtaken: true });
      show(row, "conflict");
      onConflict(row, said.theirs);
    } else if (said.status === "error") {
      if (!overtyped) keep({ ...sent, refused: true });
      show(row, overtyped ? "saving" : "error");
    } else {
      confirm(row, sent, said);
      if (!overtyped || same(typed(row), saved(row))) forget(sent.cell);
      else keep({ ...current, version: said.version });
      show(row, queue.has(sent.cell) ? "saving" : said.status);
    }
  }

  function confirm(row, sent, said) {
    renumber(row, said.version);
    for (const one of controls(row)) {
      const field = one.dataset.field, echo = said.fields[field];
      if (echo === undefined) continue;
      one.dataset.saved = echo;
      if (one.value === sent.fields[field] && one.value !== echo) one.value = echo;
    }
    const place = row.querySelector("[data-result-for]");
    [place.textContent, place.dataset.outcome] = [said.result, said.outcome];
  }

  function renumber(row, version) {
    row.dataset.version = row.querySelector("[name$='-version']").value = version;
  }

  // The officer chose "mine" or "theirs". Theirs are sent too: the answer says what they come to.
  function settle(row, theirs, choice) {
    renumber(row, theirs.version);
    if (choice === "theirs") write(row, theirs.fields);
    const kept = choice === "mine" ? choice : "";
    keep({ cell: row.dataset.cellRow, fields: typed(row), version: theirs.version, keep: kept });
    remark(row, []); // the last: it takes away the button, and with it the focus
    send();
  }

  // `ask` puts it to the officer when somebody else saved a row: ask(row, theirs).
  function start(ask) {
    onConflict = ask;
    restore();
    send();
  }

  return {
    start, settle, form, controls, rows, rowOf, write, show, remark, take, send, sendAll,
    held: (cell) => queue.has(cell) && queue.get(cell).held,
    // What a control held when its cell was last taken or saved.
    taken: ({ dataset }) => (queue.has(dataset.cell) ? queue.get(dataset.cell).fields[dataset.field] : dataset.saved),
    say: (text) => (hint = text),
    wouldLose: () => queue.size > 0 && !stored,
  };
})(document.querySelector("form[data-entry]"));
