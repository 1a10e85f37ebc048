// The editing screens of items: saves by itself, shows who else is at it, adds and moves rows without a new page.
// Each works without this.

const PAUSE = 3000;
const LOOKED = 400;
const LOOK = 15_000;

// In the order in which a browser would send them, without the names that are ours.
function typed(form) {
  const own = new Set(["csrf", "serial", "before"]);
  return [...new FormData(form)].filter(([name, value]) => !own.has(name) && typeof value === "string");
}

// A browser sends lines that end in CR LF; what stood before must be read in the same way.
const inLines = (pairs) => pairs.map(([name, value]) => [name, value.replace(/\r?\n/g, "\r\n")]);

export function edit(page) {
  let form = page.querySelector("form.edit-form");
  let kept;
  let state;
  let timer;
  let leaving = false;

  const status = (words) => {
    const line = document.getElementById("edit-status");
    if (line && words) line.textContent = words;
  };

  const body = (more = {}) => {
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    return data;
  };

  const post = (address, data) =>
    fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "follow" });

  function begin() {
    form = page.querySelector("form.edit-form");
    const before = form.elements.before;
    kept = before.value ? null : JSON.stringify(inLines(typed(form)));
    state = "kept";
    grow();
  }

  // Fields as tall as what is in them.
  function grow() {
    if (CSS.supports("field-sizing", "content")) return;
    for (const area of form.querySelectorAll("textarea")) {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
    }
  }

  function changed() {
    return kept === null || JSON.stringify(inLines(typed(form))) !== kept;
  }

  // What stood in the form when it was last kept: only what differs from it is a change.
  function remember() {
    form.elements.before.value = kept ?? form.elements.before.value;
  }

  async function keep() {
    clearTimeout(timer);
    if (state !== "kept" || !changed()) return;
    const now = JSON.stringify(inLines(typed(form)));
    remember();
    try {
      const answer = await post(`${page.dataset.editor}/auto`, body());
      if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) throw new Error(answer.status);
      const said = await answer.json();
      if (said.state === "saved" || said.state === "faults") kept = now;
      else state = said.state;
      status([said.words, said.others].filter(Boolean).join(" "));
      if (changed()) wait();
    } catch {
      status(page.dataset.lost);
      wait(2 * PAUSE);
    }
  }

  function wait(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  }

  // A rule or a test case: what is found in it as it is typed. Only the answer to the last question is shown.
  let asked = 0;
  const looks = new Map();

  async function look(place) {
    const mine = ++asked;
    looks.set(place, mine);
    remember();
    try {
      const answer = await post(`${page.dataset.editor}/check`, body({ at: place }));
      if (!answer.ok || looks.get(place) !== mine) return;
      const found = await answer.text();
      const line = document.getElementById(`${place}-looked`);
      if (line && line.innerHTML.trim() !== found.trim()) line.innerHTML = found;
    } catch {
      // The button below asks once more.
    }
  }

  const waits = new Map();
  function lookAfter(target) {
    const panels = [...form.querySelectorAll("[data-looked]")];
    const place = panels.map((panel) => panel.dataset.looked).find((name) => target.name?.startsWith(`${name}.`));
    if (!place) return;
    clearTimeout(waits.get(place));
    waits.set(place, setTimeout(look, LOOKED, place));
  }

  // An input is put where the cursor stood in the rule.
  function put(button) {
    const rule = document.getElementById(button.dataset.into);
    if (!rule) return;
    const [start, end] = [rule.selectionStart, rule.selectionEnd];
    const before = rule.value.slice(0, start);
    const apart = before && !/[\s(!]$/.test(before) ? " " : "";
    rule.setRangeText(apart + button.dataset.put, start, end, "end");
    rule.focus();
    rule.dispatchEvent(new Event("input", { bubbles: true }));
  }

  page.addEventListener("input", (event) => {
    if (!form.contains(event.target)) return;
    lookAfter(event.target);
    if (changed()) status(page.dataset.unsaved);
    if (state === "kept") wait();
  });

  // A button beside a row: the page that answers takes the place of this one, and the row is shown.
  async function press(button) {
    clearTimeout(timer);
    remember();
    const address = form.getAttribute("action");
    const place = window.scrollY;
    try {
      const answer = await fetch(address, { method: "POST", body: body({ do: button.value }), redirect: "follow" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("editor");
      if (!fresh) throw new Error(answer.status);
      page.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      begin();
      window.scrollTo({ top: place });
      show(new URL(answer.url).searchParams.get("row"));
    } catch {
      leaving = true;
      remember();
      button.dataset.plain = "yes";
      button.click();
    }
  }

  function show(name) {
    const row = name && document.getElementById(name);
    if (!row) return;
    row.querySelector("details")?.setAttribute("open", "");
    const first = [...row.querySelectorAll("textarea, input:not([type=hidden]), select, button")].find((one) => one.offsetParent);
    first?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const putting = event.target.closest("[data-put]");
    if (putting) {
      put(putting);
      return;
    }
    if (button && /^(add|up|down|copy|remove|check):/.test(button.value) && !button.dataset.plain) {
      event.preventDefault();
      press(button);
      return;
    }
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || state !== "kept" || !changed()) return;
    event.preventDefault();
    keep().then(() => location.assign(link.href));
  });

  page.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    leaving = true;
    clearTimeout(timer);
    remember();
  });

  addEventListener("beforeunload", (event) => {
    if (!leaving && form && changed()) event.preventDefault();
  });
  addEventListener("pageshow", () => (leaving = false));

  setInterval(async () => {
    if (document.hidden) return;
    try {
      const data = new URLSearchParams({ csrf: form.elements.csrf.value });
      const answer = await post(`${page.dataset.editor}/here`, data);
      if (!answer.ok) return;
      const { words } = await answer.json();
      const line = document.getElementById("edit-others");
      if (line && line.textContent.trim() !== words) line.textContent = words;
    } catch {
      // The next look, or the next save, says that the connection is lost.
    }
  }, LOOK);

  begin();
  page.querySelector(".edit-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  show(new URLSearchParams(location.search).get("row"));
}
