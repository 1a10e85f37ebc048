// Keys of one letter: they can be switched off, do nothing while somebody types, and leave to the browser and to screen readers what is theirs.
// The wish is a cookie, as those of language and print are: signing out clears the browser's storage.
const OFF = "letters=off";

/** Whether somebody wants no keys of one letter in this browser. */
export const lettersOff = () => document.cookie.split("; ").includes(OFF);

/** The switch in the dialog that tells the keys. */
export function keySwitch(box) {
  box.checked = !lettersOff();
  box.addEventListener("change", () => {
    const age = box.checked ? 0 : 365 * 24 * 60 * 60;
    document.cookie = `${OFF}; Path=/; SameSite=Lax; Max-Age=${age}`;
  });
}

/** data-opens="keys": a button that opens a dialog. */
export function opener(button) {
  const dialog = document.getElementById(button.dataset.opens);
  button.setAttribute("aria-haspopup", "dialog");
  button.addEventListener("click", () => dialog?.showModal());
  dialog?.addEventListener("close", () => button.focus());
}

const isTyping = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

/** data-rows: J and K move through the lines, X ticks the line; Enter opens, because a link has the focus. */
export function rows(list) {
  const lines = [...list.querySelectorAll("[data-row]")];
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && !event.isComposing;
    if (!isPlain || event.defaultPrevented || lettersOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const at = lines.findIndex((line) => line.contains(document.activeElement));
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      const next = at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)));
      lines[next]?.querySelector("a")?.focus();
    } else if (key === "x" && lines[at]?.querySelector("input[type=checkbox]")) {
      const box = lines[at].querySelector("input[type=checkbox]");
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    } else return;
    event.preventDefault();
  });
}

/** data-batch: all lines are ticked at once, and how many are ticked is said. */
export function batch(form) {
  const boxes = [...form.querySelectorAll("[data-row] input[type=checkbox]")];
  const all = form.querySelector("[data-tick-all]");
  const said = form.querySelector("[data-ticked]");
  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    said.textContent = said.dataset.ticked.replace("{0}", count);
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    say();
  });
  boxes.forEach((box) => box.addEventListener("change", say));
  addEventListener("pageshow", say);
  say();
}
