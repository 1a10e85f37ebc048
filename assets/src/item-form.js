// An item's form (data-item-form, with the address of its schema): fields that are not asked are hidden, rows come and go without
// a round trip, and what is wrong is said before the form is sent. Without this script the server does all of it.
import { faults, instance } from "./form-check.js";

const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
const asked = (element) => !element.closest("[hidden]");

// data-when="[[name, [answers]]]": shown only where all hold.
function settle(area) {
  const values = (name) =>
    [...area.elements]
      .filter((field) => field.name === name && asked(field) && (!/^(radio|checkbox)$/.test(field.type) || field.checked))
      .map((field) => field.value);
  for (const element of area.querySelectorAll("[data-when]")) {
    const holds = JSON.parse(element.dataset.when).every(([name, answers]) =>
      values(name).some((value) => answers.includes(value)),
    );
    element.hidden = !holds;
  }
}

const rowsOf = (group) => [...group.querySelectorAll(":scope > [data-row]")];

// Every name, anchor and condition in a row carries its number.
function number(row, group, at) {
  const before = `${group.id}[`;
  const places = [row, ...row.querySelectorAll("*")];
  for (const element of places) {
    for (const attribute of [...element.attributes]) {
      if (!attribute.value.includes(before)) continue;
      const [head, ...rest] = attribute.value.split(before);
      attribute.value = head + rest.map((part) => before + part.replace(/^[^\]]*/, at)).join("");
    }
  }
  for (const shown of row.querySelectorAll("[data-row-number]")) shown.textContent = at + 1;
}

function settleRows(group) {
  const rows = rowsOf(group);
  rows.forEach((row, at) => number(row, group, at));
  group.querySelector(":scope > [data-row-add]").hidden = rows.length >= Number(group.dataset.most);
}

function addRow(area, group) {
  const blank = group.querySelector(":scope > template").content.cloneNode(true);
  group.querySelector(":scope > [data-row-add]").before(blank);
  settleRows(group);
  settle(area);
  rowsOf(group).at(-1)?.querySelector("input, select, textarea")?.focus();
}

function removeRow(area, group, row) {
  const at = rowsOf(group).indexOf(row);
  row.remove();
  settleRows(group);
  settle(area);
  (rowsOf(group)[Math.max(0, at - 1)]?.querySelector("input, select, textarea") ?? group).focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

const isBlank = (row) =>
  [...row.querySelectorAll("input, select, textarea")].every((field) =>
    /^(radio|checkbox)$/.test(field.type) ? !field.checked : !field.value.trim(),
  );

// What was filled in, as texts by code: the tree that the schema describes.
function answers(area, schema, before = "form.") {
  const filled = {};
  for (const [code, property] of Object.entries(schema.properties)) {
    const name = `${before}${code}`;
    const fields = [...area.elements].filter((field) => field.name === name && asked(field));
    if (property["x-kind"] === "group") {
      const group = document.getElementById(name);
      if (!group || group.hidden) continue;
      filled[code] = rowsOf(group).map((_, at) => answers(area, property.items, `${name}[${at}].`));
    } else if (property["x-kind"] === "file") {
      const kept = fields.filter((field) => field.type === "hidden").map((field) => field.value);
      const chosen = fields.flatMap((field) => [...(field.files ?? [])]);
      filled[code] = [...kept, ...chosen.map(() => "0".repeat(64))];
    } else if (property["x-kind"] === "choices") {
      filled[code] = fields.filter((field) => field.checked).map((field) => field.value);
    } else {
      const field = fields.find((one) => one.type !== "radio" || one.checked);
      if (field) filled[code] = field.value;
    }
  }
  return filled;
}

const holder = (name) => {
  const field = document.getElementById(name);
  return field?.matches("[data-rows]") ? field : field?.closest(".field");
};

// Of the form's own fields only: what the server said about anything else on the page stays.
function clear(area) {
  for (const error of area.querySelectorAll('.field-error[id^="form."]')) {
    error.closest(".field-wrong")?.classList.remove("field-wrong");
    error.remove();
  }
  area.querySelectorAll('[aria-invalid][name^="form."]').forEach((field) => field.removeAttribute("aria-invalid"));
}

// data-fills="{code: origin}": fields that the server fills in from what the clerk typed about the applicant on the same page.
function told(area, origin) {
  const said = (name) => {
    const fields = [...area.elements].filter((field) => field.name === `applicant.${name}`);
    return (fields.find((field) => field.type !== "radio" || field.checked)?.value ?? "").trim();
  };
  const person = said("kind") === "person";
  const number = said("id_number");
  const citizen = person && /^[0-9]{17}[0-9Xx]$/.test(number);
  switch (origin) {
    case "person_name":
      return person ? said("name") : "";
    case "citizen_number":
      return citizen ? number.toUpperCase() : "";
    case "birth_day":
      return citizen ? number.replace(/^.{6}(.{4})(..)(..).*$/, "$1-$2-$3") : "";
    case "sex":
      return citizen ? (Number(number[16]) % 2 ? "1" : "2") : "";
    case "phone":
      return said("phone");
    case "company_name":
      return person ? "" : said("name");
    case "credit_code":
      return person ? "" : number;
    case "contact":
      return person ? "" : said("contact");
    default:
      return "";
  }
}

function say(area, name, words) {
  const place = holder(name);
  if (!place) return;
  place.querySelector(":scope > .field-error, :scope > fieldset > .field-error")?.remove();
  const error = area.querySelector("template[data-fault]").content.firstElementChild.cloneNode(true);
  error.id = `${name}-error`;
  error.querySelector("[data-words]").textContent = words;
  place.classList.add("field-wrong");
  const title = place.querySelector(":scope > .field-label, :scope > fieldset > .field-label, :scope > legend");
  (place.querySelector(":scope > .field-hint:last-of-type, :scope > fieldset > .field-hint:last-of-type") ?? title).after(error);
  const input = document.getElementById(name);
  if (input?.matches("input, select, textarea")) {
    input.setAttribute("aria-invalid", "true");
    const told = new Set((input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    input.setAttribute("aria-describedby", [...told.add(error.id)].join(" "));
  }
}

// The summary on top of the page, as the server draws it.
function sumUp(area, found) {
  const before = document.querySelector(".error-summary");
  const links = [...(before?.querySelectorAll("a") ?? [])].filter((link) => !link.hash.startsWith("#form."));
  found = [...links.map((link) => [decodeURIComponent(link.hash.slice(1)), link.textContent]), ...found];
  before?.remove();
  const template = area.querySelector("template[data-summary]");
  const summary = template.content.firstElementChild.cloneNode(true);
  const title = found.length === 1 ? template.dataset.one : template.dataset.many.replace("{0}", found.length);
  summary.querySelector("[data-title]").textContent = title;
  const list = summary.querySelector("ul");
  for (const [name, words] of found) {
    const link = document.createElement("a");
    link.href = `#${name}`;
    link.textContent = words;
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
  }
  (document.querySelector("main .page-width") ?? area).prepend(summary);
  summary.focus();
}

function inOrder(area, found) {
  const names = [...area.querySelectorAll("[id]")].map((element) => element.id);
  return [...found].sort(([a], [b]) => names.indexOf(a) - names.indexOf(b));
}

function check(event, area, schema) {
  const button = event.submitter;
  if (!schema || (button?.name === "then" && /^(add:|remove:|drop:|later$|earlier$)/.test(button.value))) return;
  for (const group of area.querySelectorAll("[data-rows]:not([hidden])")) {
    rowsOf(group).filter((row) => isBlank(row) && rowsOf(group).length > Number(group.dataset.least)).forEach((row) => row.remove());
    settleRows(group);
  }
  clear(area);
  const filled = answers(area, schema);
  for (const [code, origin] of Object.entries(JSON.parse(area.dataset.fills || "{}"))) {
    if (schema.properties[code] && !filled[code]) filled[code] = told(area, origin);
  }
  for (const rows of Object.values(filled).filter(Array.isArray)) {
    while (rows.length && typeof rows.at(-1) === "object" && !Object.keys(instance({}, rows.at(-1))).length) rows.pop();
  }
  const found = inOrder(area, faults(schema, instance(schema, filled), language()));
  if (!found.length) return;
  event.preventDefault();
  found.forEach(([name, words]) => say(area, name, words));
  sumUp(area, found);
}

export function itemForm(area) {
  let schema;
  const fetched = area.dataset.itemForm
    ? fetch(area.dataset.itemForm)
        .then((answer) => (answer.ok ? answer.json() : undefined))
        .then((read) => (schema = read))
        .catch(() => undefined)
    : undefined;
  settle(area);
  area.querySelectorAll("[data-rows]").forEach(settleRows);
  area.addEventListener("change", () => settle(area));
  area.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-add], [data-row-remove]");
    if (!button) return;
    event.preventDefault();
    const group = button.closest("[data-rows]");
    if (button.matches("[data-row-add]")) addRow(area, group);
    else removeRow(area, group, button.closest("[data-row]"));
  });
  area.addEventListener("submit", (event) => check(event, area, schema), true);
  return fetched;
}
