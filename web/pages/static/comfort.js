// A little comfort; every page works without it.
"use strict";

// What is typed stays in its form until it is sent and taken, so that to send one form loses nothing
// of another. It is kept in this tab alone, for the page's reader alone, and until they sign out.
const reader = document.querySelector("meta[name=reader]")?.content;
const done = new URLSearchParams(location.search).get("done");

const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem("typed")) ?? { forms: {} };
  } catch {
    return { forms: {} };
  }
};

const keep = (found) => {
  try {
    sessionStorage.setItem("typed", JSON.stringify(found));
  } catch {
    // This browser keeps nothing, or no more.
  }
};

const nameOf = (form) => form.elements._form && `${location.pathname} ${form.elements._form.value}`;
const own = (form) => [...form.elements].filter((each) => each.name && !each.name.startsWith("_"));
const fields = (form) => own(form).filter((each) => each.type !== "hidden");
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const now = (field) => (isTicked(field) ? field.checked : field.value);

const before = (field) => {
  if (isTicked(field)) return field.defaultChecked;
  const options = [...(field.options ?? [])];
  return field.options
    ? (options.find((each) => each.defaultSelected) ?? options[0])?.value
    : field.defaultValue;
};

const fresh = (form) => JSON.stringify(own(form).map((each) => [each.name, before(each)]));

const putBack = (field, value) => {
  if (isTicked(field)) field.checked = value;
  else if (!field.options || [...field.options].some((each) => each.value === value)) field.value = value;
};

// A form that was sent, and led to what was done, is taken. Into the others goes back what was typed,
// if they are as they were before; a form that was not taken has it from the server.
const goOn = () => {
  const found = kept();
  if (reader && found.reader !== reader) {
    keep({ reader, forms: {} });
    return;
  }
  if (found.sent && done && done !== found.sent.done) {
    delete found.forms[found.sent.name];
    delete found.sent;
    keep(found);
  }
  for (const form of reader ? document.forms : []) {
    const draft = found.forms[nameOf(form)];
    if (draft && draft.fresh === fresh(form)) {
      fields(form).forEach((field, place) => putBack(field, draft.values[place]));
    }
  }
};

const typed = (event) => {
  const form = event.target.form;
  if (!reader || !form || !nameOf(form)) return;
  const found = kept();
  const failed = document.getElementById("problem") && found.forms[nameOf(form)];
  const draft = { fresh: failed ? failed.fresh : fresh(form), values: fields(form).map(now) };
  if (!failed && fields(form).every((each) => now(each) === before(each))) delete found.forms[nameOf(form)];
  else found.forms[nameOf(form)] = draft;
  keep({ ...found, reader });
};

document.addEventListener("input", typed);
document.addEventListener("change", typed);

// A button that was pressed is not pressed again while its form is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  if (form.action.endsWith("/sign-out")) keep({ forms: {} });
  else if (nameOf(form)) keep({ ...kept(), sent: { name: nameOf(form), done } });
});

// Coming back to a page makes its forms fresh again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
  document.getElementById("problem")?.focus();
});

goOn();
