// Hands on an entry grid: keys move between its cells, a cell is saved when it is left, a block copied from a
// spreadsheet fills several. Without scripts the grid is a plain form.
((queue) => {
  "use strict";

  if (!queue) return;

  const { form, controls, rows, rowOf, write, show, remark, take, send } = queue;
  const TOGETHER = /^(numerator|denominator|part)$/; // numbers that are sent with the one beside them
  const steps = []; // what Ctrl+Z takes back: lists of { cell, fields } as they were before

  const rowAround = (element) => element.closest("[data-cell-row]");

  const fieldOf = (row, field) => controls(row).find((one) => one.dataset.field === field);
  const main = (row) => fieldOf(row, "value") || fieldOf(row, "answer") || controls(row)[0];

  // The control that continues a column in another row: figures and answers of different rows are one column.
  function counterpart(row, control) {
    if (control === main(rowAround(control))) return main(row);
    const aside = /^(outcome|note)$/.test(control.dataset.field);
    return fieldOf(row, control.dataset.field) || (aside ? null : main(row));
  }

  function inColumn(control, by) {
    const table = rows();
    for (let at = table.indexOf(rowAround(control)) + by; table[at]; at += by) {
      const found = counterpart(table[at], control);
      if (found) return found;
    }
    return null;
  }

  function beside(control, by) {
    const row = controls(rowAround(control));
    return row[row.indexOf(control) + by];
  }

  function go(control) {
    if (!control) return false;
    control.focus();
    if (control.select) control.select();
    return true;
  }

  // Saving, and taking back.

  function leave(row, held) {
    const before = take(row, held);
    if (before) {
      steps.push([before]);
      queue.say("");
    }
  }

  function saveNow() {
    const row = rowAround(document.activeElement);
    if (row) leave(row);
    queue.sendAll();
    return true;
  }

  // A field in which something is typed and not yet taken has an undo of its own.
  function undo(control) {
    if (control.value !== queue.taken(control)) return false;
    const step = steps.pop() || [];
    for (const { cell, fields } of step) {
      write(rowOf(cell), fields);
      take(rowOf(cell));
    }
    if (step.length) {
      go(counterpart(rowOf(step[0].cell), control));
      queue.say(`Đã hoàn lại ${step.length} ô.`);
    }
    send();
    return true;
  }

  // What was typed since the cell was last taken goes first, then what the server does not hold.
  function restore(control) {
    const before = queue.taken(control);
    const isTaken = control.value === before;
    control.value = isTaken ? control.dataset.saved : before;
    if (isTaken && control.value !== before) leave(rowAround(control), queue.held(control.dataset.cell));
    send();
    return true;
  }

  // Keys. Each says whether it did something, which the browser then must not do again.

  const wholeSelected = (one) => one.selectionStart === 0 && one.selectionEnd === one.value.length;
  const inLine = (move) => (control, event) =>
    control.tagName === "INPUT" && !event.shiftKey && go(move(control));

  const KEYS = {
    Enter: (control, event) => control.tagName !== "TEXTAREA"
      && (go(inColumn(control, event.shiftKey ? -1 : 1)) || saveNow()),
    F2: (control) => {
      if (control.setSelectionRange) control.setSelectionRange(control.value.length, control.value.length);
      return true;
    },
    Escape: restore,
    ArrowDown: inLine((control) => inColumn(control, 1)),
    ArrowUp: inLine((control) => inColumn(control, -1)),
    ArrowRight: inLine((control) => wholeSelected(control) && beside(control, 1)),
    ArrowLeft: inLine((control) => wholeSelected(control) && beside(control, -1)),
  };
  const WITH_CTRL = { s: saveNow, z: undo, enter: (control) => control.tagName !== "TEXTAREA" };

  document.addEventListener("keydown", (event) => {
    const control = event.target.closest("[data-field]");
    // 229: an input method is at work and the key is its own.
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    const act = event.ctrlKey || event.metaKey ? WITH_CTRL[event.key.toLowerCase()] : KEYS[event.key];
    if (act && (control || act === saveNow) && act(control, event)) event.preventDefault();
  });

  // A block copied from a spreadsheet: lines of trimmed texts. A quoted text may hold tabs and line ends.
  function block(text) {
    const lines = [[]];
    const pieces = /("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)([\t\n]?)/g;
    for (const [, piece, end] of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(pieces)) {
      const plain = /^".*"$/s.test(piece) ? piece.slice(1, -1).replace(/""/g, '"') : piece;
      if (piece || end) lines[lines.length - 1].push(plain.trim());
      if (end === "\n") lines.push([]);
    }
    return lines;
  }

  // Write a text into a control; false when it has no such choice. Blank changes nothing.
  function put(control, text) {
    if (!control || !text) return !text;
    const plain = (some) => some.normalize("NFC").trim().toLowerCase();
    const choice = [...(control.options || [])].find((one) => plain(one.label) === plain(text));
    if (control.options && !choice) return false;
    control.value = choice ? choice.value : text;
    return true;
  }

  function paste(control, lines) {
    const table = rows(), start = table.indexOf(rowAround(control)), step = [];
    const fitting = table.slice(start, start + lines.length);
    const refused = new Map();
    fitting.forEach((row, at) => {
      const own = controls(row), first = own.indexOf(counterpart(row, control));
      const wrong = lines[at].filter((text, right) => !put(first < 0 ? null : own[first + right], text));
      const before = take(row);
      if (before) step.push(before);
      if (wrong.length) refused.set(row, `Không dán được vào dòng này: ${wrong.join(", ")}.`);
    });
    if (step.length) steps.push(step);
    const parts = [`Đã dán vào ${step.length} dòng`];
    if (lines.length > fitting.length) parts.push(`${lines.length - fitting.length} dòng không vừa bảng`);
    if (refused.size) parts.push(`${refused.size} dòng có giá trị không dán được`);
    queue.say(`${parts.join("; ")}.`);
    send();
    refused.forEach((message, row) => {
      show(row, "error");
      remark(row, [{ severity: "error", message }]);
    });
  }

  form.addEventListener("paste", (event) => {
    const control = event.target.closest("[data-field]");
    const text = control ? event.clipboardData.getData("text/plain") : "";
    const lines = block(text);
    if (!text.includes("\t") && (lines.length < 2 || control.tagName === "TEXTAREA")) return;
    event.preventDefault();
    paste(control, lines);
  });

  // Somebody else saved the cell meanwhile: both values side by side, and the officer chooses.
  function ask(row, theirs) {
    const block = document.getElementById("conflict").content.firstElementChild.cloneNode(true);
    const differing = controls(row).filter((one) => one.value !== theirs.fields[one.dataset.field]);
    const words = (value) => differing.map((one) => labelOf(one, value(one)) || "trống").join("; ");
    const others = `${words((one) => theirs.fields[one.dataset.field])} – ${theirs.by}, ${theirs.at}`;
    const labels = { mine: `Giữ số của tôi (${words((one) => one.value)})`, theirs: `Lấy số mới (${others})` };
    block.querySelectorAll("button").forEach((button) => {
      button.textContent = labels[button.value];
      button.addEventListener("click", (event) => {
        event.preventDefault();
        queue.settle(row, theirs, button.value);
        (differing[0] || controls(row)[0]).focus();
      });
    });
    row.querySelector("[data-messages-for]").after(block);
  }

  const labelOf = (one, value) => one.options
    ? [...one.options].filter((option) => option.value === value).map((option) => option.label).join() : value;

  // Leaving a cell, and leaving the page.

  form.addEventListener("focusout", (event) => {
    const row = rowAround(event.target), next = event.relatedTarget;
    if (!row) return;
    leave(row, Boolean(next && row.contains(next) && TOGETHER.test(next.dataset.field)));
    send();
  });
  form.addEventListener("change", (event) => {
    if (!event.target.options) return;
    leave(rowAround(event.target));
    send();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name !== "save") return;
    event.preventDefault();
    saveNow();
  });
  function leavePage() {
    rows().forEach((row) => leave(row));
    send();
  }
  window.addEventListener("online", send);
  window.addEventListener("pagehide", leavePage);
  document.addEventListener("visibilitychange", () => document.hidden && leavePage());
  window.addEventListener("beforeunload", (event) => {
    leavePage();
    if (queue.wouldLose()) event.preventDefault();
  });

  queue.start(ask);
})(entryQueue);
