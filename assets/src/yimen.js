// Everything here is an improvement: each page works without it.
import htmx from "htmx.org";
import { drafts, forgetDrafts, tidyDrafts } from "./drafts.js";
import { itemForm } from "./item-form.js";
import { edit } from "./editor.js";
import { batch, keySwitch, lettersOff, opener, rows } from "./keys.js";
import { pages } from "./pages.js";
import { passkey } from "./passkey.js";

window.htmx = htmx;
document.documentElement.classList.add("scripted");

// data-live="/stream": on each event of the stream the element is fetched anew, from data-fragment
// or this page, and replaced by the element with the same id.
function live(element) {
  const stream = new EventSource(element.dataset.live);
  const address = element.dataset.fragment || location.href;
  let waiting = false;
  let again = false;
  const refresh = async () => {
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true", Accept: "text/html" } });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(element.id);
        if (fresh && !element.contains(document.activeElement)) element.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The stream reconnects by itself, and the next event brings the page up to date.
    }
    setTimeout(() => {
      waiting = false;
      if (again) {
        again = false;
        refresh();
      }
    }, 500);
  };
  stream.onopen = () => (element.dataset.liveState = "open");
  stream.onerror = () => (element.dataset.liveState = "lost");
  stream.onmessage = refresh;
  stream.addEventListener("changed", refresh);
  addEventListener("pagehide", () => stream.close());
}

// data-keep="name": what is typed into the form outlives a lost connection or a closed lid, in this
// tab only, until the server has answered.
const KEPT = "kept:";
const keepable = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
const isBlank = (form, field) =>
  field.type === "radio" || field.type === "checkbox"
    ? ![...form.elements].some((one) => one.name === field.name && one.defaultChecked)
    : field.type === "select-one"
      ? !field.value
      : !field.defaultValue;

function keep(form) {
  const key = KEPT + form.dataset.keep;
  const stored = JSON.parse(sessionStorage.getItem(key) || "null");
  if (stored) {
    for (const field of [...form.elements].filter(keepable)) {
      const value = stored.fields[field.name];
      if (value === undefined || !isBlank(form, field)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = value.includes(field.value);
      else field.value = value[0] ?? "";
    }
  }
  const save = (sent) => {
    const fields = {};
    for (const field of [...form.elements].filter(keepable)) {
      fields[field.name] ??= [];
      if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) fields[field.name].push(field.value);
    }
    sessionStorage.setItem(key, JSON.stringify({ fields, sent }));
  };
  form.addEventListener("input", () => save(false));
  form.addEventListener("submit", () => save(true));
}

// A form that was sent and answered by a page need not be kept; going back or loading again is no answer.
// data-kept-unsent: the form was not taken because the session was over; its words wait for the way back.
function forgetAnswered() {
  if (document.querySelector("[data-kept-unsent]")) {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT))) {
      sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), sent: false }));
    }
    return;
  }
  const [navigation] = performance.getEntriesByType("navigation");
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(KEPT))) {
    const stored = JSON.parse(sessionStorage.getItem(key) || "null");
    const here = document.querySelector(`form[data-keep="${CSS.escape(key.slice(KEPT.length))}"]`);
    if (!stored || (stored.sent && (!here || navigation?.type === "navigate"))) sessionStorage.removeItem(key);
  }
}

// data-key="F2", "Alt+n" or "j": presses a button or link, or goes to a field. A bare letter does
// nothing while somebody types.
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

function pressed(event) {
  const parts = [];
  if (event.ctrlKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  parts.push(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return parts.join("+");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.metaKey) return;
  const bare = event.key.length === 1 && !event.ctrlKey && !event.altKey;
  if (bare && (event.target.closest?.(TYPING) || lettersOff() || document.querySelector("dialog[open]"))) return;
  const name = pressed(event);
  const target = [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key === name && !one.disabled && one.offsetParent !== null,
  );
  if (!target) return;
  event.preventDefault();
  if (target.matches(TYPING)) target.focus();
  else target.click();
});

// One click sends a form once, however often it is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
  if (form.getAttribute("action") === "/sign-out") {
    sessionStorage.clear();
    forgetDrafts();
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// data-idle-home="/kiosk" on any element: after a minute without a touch, back to the start.
function idle(element) {
  let timer;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      sessionStorage.clear();
      location.replace(element.dataset.idleHome);
    }, 60_000);
  };
  ["pointerdown", "keydown", "scroll"].forEach((kind) => addEventListener(kind, restart, { passive: true }));
  restart();
}

function ready() {
  forgetAnswered();
  tidyDrafts();
  document.querySelectorAll("form[data-keep]").forEach(keep);
  document.querySelectorAll("form[data-item-form]").forEach(itemForm);
  document.querySelectorAll("form[data-passkey]").forEach(passkey);
  document.querySelectorAll("[data-pages]").forEach(pages);
  document.querySelectorAll("[data-live]").forEach(live);
  document.querySelectorAll("[data-editor]").forEach(edit);
  document.querySelectorAll("[data-idle-home]").forEach(idle);
  document.querySelectorAll("[data-drafts]").forEach(drafts);
  document.querySelectorAll("[data-opens]").forEach(opener);
  document.querySelectorAll("[data-keys-on]").forEach(keySwitch);
  document.querySelectorAll("[data-rows]").forEach(rows);
  document.querySelectorAll("[data-batch]").forEach(batch);
  document.querySelectorAll("[data-key]").forEach((one) => one.setAttribute("aria-keyshortcuts", one.dataset.key.replace("Ctrl", "Control")));
  document.querySelector("[data-focus]")?.focus();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
