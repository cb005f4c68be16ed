/* What a page does beyond htmx: it opens popups, closes menus and copies. Every page works without it. */
"use strict";

document.documentElement.classList.add("js");

const popup = () => document.getElementById("popup");

document.addEventListener("htmx:after:swap", (event) => {
  const dialog = popup();
  const target = event.detail.ctx?.target;
  if (!dialog || target?.id !== "popup-body" || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[data-first]")?.focus();
});

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
    navigator.clipboard.writeText(copy.dataset.copy).then(() => say("Copied."));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A screen reader is told what was swapped in: the words of the first [data-say] within it. */
document.addEventListener("htmx:after:settle", (event) => {
  const words = event.target.querySelector?.("[data-say]")?.dataset.say;
  if (words) say(words);
});

function say(words) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = words;
}
