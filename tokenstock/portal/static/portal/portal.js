/* What a page does beyond htmx: it opens popups, closes menus and copies. Every page works without it. */
"use strict";

document.documentElement.classList.add("js");

const popup = () => document.getElementById("popup");

/* The address of the link that opened the popup: the page under it may be swapped while it is open, the link with it. */
let opener = "";

document.addEventListener("htmx:after:swap", (event) => {
  const dialog = popup();
  const { target, sourceElement } = event.detail.ctx ?? {};
  if (dialog && target?.id === "popup-body") {
    if (!dialog.open) {
      opener = sourceElement?.getAttribute("href") ?? "";
      dialog.showModal();
    }
    focusWithin(dialog);
  }
});

document.addEventListener("close", (event) => event.target === popup() && focusOpener(), true);

/* What is wrong comes first, then what is asked first. */
function focusWithin(dialog) {
  const wanted = ['[aria-invalid="true"]', "[data-first]", ".panel-body input:not([type=hidden])", "[data-close]"];
  const found = wanted.map((selector) => dialog.querySelector(selector)).find(Boolean);
  if (found) found.focus();
}

/* Unless the focus is somewhere already; what had it in the popup may have it for a moment still. */
function focusOpener() {
  const focused = document.activeElement;
  if (focused && focused !== document.body && !popup().contains(focused)) return;
  const link = document.querySelector(`a[href="${CSS.escape(opener)}"]`);
  (link ?? document.getElementById("main"))?.focus({ preventScroll: !link });
}

document.addEventListener("click", (event) => {
  const dialog = popup();
  if (dialog?.open && (event.target === dialog || event.target.closest("#popup [data-close]"))) {
    event.preventDefault();
    dialog.close();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(() => say(copy.dataset.copied));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* Rows that are chosen: how many, and all of the page at once. */
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-choose-all]");
  const form = event.target.form;
  if (!form?.matches("[data-chosen]")) return;
  const boxes = [...form.elements].filter((element) => ["uid", "serial"].includes(element.name));
  if (all) for (const box of boxes) box.checked = all.checked;
  const number = boxes.filter((box) => box.checked).length;
  const whole = form.querySelector("[data-choose-all]");
  whole.checked = number === boxes.length;
  form.toggleAttribute("data-any", number > 0);
  whole.indeterminate = number > 0 && number < boxes.length;
  form.querySelector("[data-chosen-none]").hidden = number > 0;
  form.querySelector("[data-chosen-some]").hidden = number === 0;
  form.querySelector("[data-chosen-number]").textContent = number.toLocaleString(document.documentElement.lang);
});

/* A slash leads to the search; arrows up and down from a row to the next, in the same column. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || popup()?.open) return;
  const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !typing) {
    const search = document.querySelector('[role="search"] input[type="search"]');
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const cell = !typing && event.target.closest?.("tbody td, tbody th");
  if (!step || !cell) return;
  const place = [...cell.parentElement.children].indexOf(cell);
  const next = cell.parentElement[step]?.children[place]?.querySelector("a, button, input");
  if (!next) return;
  event.preventDefault();
  next.focus();
});

/* A screen reader is told what was swapped in: the words of the first [data-say] within it. */
document.addEventListener("htmx:after:settle", (event) => {
  if (["account", "accounts"].includes(event.target.id) && !popup().open) focusOpener();
  const words = event.target.querySelector?.("[data-say]")?.dataset.say;
  if (words) say(words);
});

function say(words) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = words;
}
