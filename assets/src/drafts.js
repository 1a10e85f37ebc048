// What staff write about a case outlives a lost connection, a closed browser and a session that ended: it stays in this browser, for the account
// and the case, until it was sent, thrown away, three days old, or somebody signs out. What applicants said of themselves is not kept.
const KEPT = "draft:";
const AGE = 3 * 24 * 60 * 60 * 1000;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) || "null");
  } catch {
    return null;
  }
};
const write = (key, draft) => {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
    return true;
  } catch {
    return false;
  }
};
const keys = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
  } catch {
    return [];
  }
};

/** Nothing stays behind when somebody signs out. */
export const forgetDrafts = () => keys().forEach((key) => write(key, null));

/** Drafts that are too old, on any page; what was not taken because the session was over waits on. */
export function tidyDrafts() {
  const unsent = document.querySelector("[data-kept-unsent]");
  for (const key of keys()) {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > AGE) write(key, null);
    else if (unsent && draft.sent) write(key, { ...draft, sent: false });
  }
}

const own = (field) =>
  field.name && !field.name.startsWith("form.") && (field.tagName === "TEXTAREA" || /^(what|advice)\./.test(field.name));

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/** data-drafts="account": the forms in it; data-case names the case. */
export function drafts(area) {
  const words = area.dataset;
  const prefix = `${KEPT}${words.drafts}|${words.case}|`;
  const place = document.createElement("div");
  place.className = "stack draft-notices";
  area.prepend(place);
  const line = document.createElement("p");
  line.className = "notice notice-warning draft-line";
  line.setAttribute("role", "status");
  line.hidden = true;
  place.append(line);
  const say = (text) => {
    line.textContent = text;
    line.hidden = !text;
  };

  // An answer that says what was done is the only proof that something arrived.
  if (document.querySelector("main > .notice[role=status]")) {
    for (const key of keys().filter((name) => name.startsWith(prefix))) if (read(key)?.sent) write(key, null);
  }

  for (const form of area.querySelectorAll("form[method=post]")) {
    const fields = [...form.elements].filter(own);
    if (fields.length === 0) continue;
    // Of several proceedings of one kind each has a form, told apart by its number.
    const key = [prefix + new URL(form.action).pathname.split("/").slice(-2).join("/"), form.elements.no?.value].filter(Boolean).join("|");
    const save = (sent) => {
      const typed = fields.filter((field) => field.value.trim());
      const values = Object.fromEntries(typed.map((field) => [field.name, field.value]));
      return write(key, typed.length > 0 ? { at: Date.now(), sent, values } : null);
    };
    const kept = read(key);
    const lost = kept ? fields.filter((field) => kept.values[field.name] && kept.values[field.name] !== field.value) : [];
    if (lost.length > 0) offer(form, key, kept, lost, save);
    form.addEventListener("input", (event) => own(event.target) && save(false));
    form.addEventListener(
      "submit",
      (event) => {
        if (navigator.onLine) {
          save(true);
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        // Told where the hand is.
        (event.submitter?.closest(".button-row") ?? form.lastElementChild).before(line);
        say(save(false) ? words.offline : words.offlineUnkept);
      },
      true,
    );
  }
  addEventListener("offline", () => say(words.lost));
  addEventListener("online", () => line.hidden || say(words.back));

  function offer(form, key, kept, lost, save) {
    const box = document.createElement("section");
    box.className = "notice notice-info draft-found";
    const body = document.createElement("div");
    body.className = "notice-body";
    const title = form.closest("details")?.querySelector("summary")?.textContent.trim() ?? "";
    const when = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const told = document.createElement("p");
    told.textContent = words.found.replace("{0}", title).replace("{1}", when);
    box.setAttribute("aria-label", told.textContent);
    const text = document.createElement("p");
    text.className = "small quiet draft-text";
    text.textContent = lost.map((field) => kept.values[field.name]).join(" / ");
    const row = document.createElement("p");
    row.className = "button-row";
    row.append(
      button(words.putBack, () => {
        for (const field of lost) field.value = kept.values[field.name];
        save(false);
        box.remove();
        const fold = form.closest("details");
        if (fold) fold.open = true;
        lost[0].focus();
      }),
      button(words.throwAway, () => {
        write(key, null);
        box.remove();
      }),
    );
    body.append(told, text, row);
    box.append(body);
    place.append(box);
  }
}
