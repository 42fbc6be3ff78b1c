/*
 * Keeps what a person writes in `data-keep` fields, in this tab, until the server has said that it
 * took it, and puts it back after a lost connection or a page left by mistake. Says so in words.
 */
const PREFIX = `draft:${document.body.dataset.person ?? ""}:`;
const SENT = `${PREFIX}sent`;

function keyOf(field) {
  const form = field.form?.getAttribute("action") ?? "";
  return `${PREFIX}${location.pathname}|${form}|${field.name}`;
}

function keptFields(root) {
  return [...root.querySelectorAll("[data-keep]")].filter((field) => field.form);
}

/** Storage may be full or forbidden; writing must go on all the same. */
function store(change) {
  try {
    change(sessionStorage);
  } catch {
    // Nothing to say: the words are still in the field.
  }
}

function forget(keys) {
  store((storage) => keys.forEach((key) => storage.removeItem(key)));
}

function sentKeys() {
  try {
    return JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  } catch {
    return [];
  }
}

/** A line below the field, with the words that base.html holds in every language. */
function sayRestored(field, original) {
  const template = document.querySelector("template[data-draft-note]");
  if (!template) return;
  const note = template.content.cloneNode(true).firstElementChild;
  note.querySelector("button").addEventListener("click", () => {
    field.value = original;
    forget([keyOf(field)]);
    note.remove();
    field.focus();
  });
  field.after(note);
}

function restore(root) {
  for (const field of keptFields(root)) {
    let draft = null;
    store((storage) => {
      draft = storage.getItem(keyOf(field));
    });
    // What the server gave back after an error is newer than what was kept.
    if (draft === null || draft === field.value || field.value !== field.defaultValue) continue;
    if (field.closest(".field-wrong") || field.form.querySelector("[aria-invalid]")) continue;
    const original = field.value;
    field.value = draft;
    sayRestored(field, original);
  }
}

// A page that says "done" answers what was sent before it.
if (document.querySelector('[data-message="success"]')) forget([...sentKeys(), SENT]);
restore(document);

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-keep]");
  if (!field?.form) return;
  if (field.value === field.defaultValue) forget([keyOf(field)]);
  else store((storage) => storage.setItem(keyOf(field), field.value));
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) {
    store((storage) => {
      for (const key of Object.keys(storage)) if (key.startsWith("draft:")) storage.removeItem(key);
    });
    return;
  }
  const keys = keptFields(event.target).map(keyOf);
  if (keys.length) store((storage) => storage.setItem(SENT, JSON.stringify(keys)));
});

document.addEventListener("htmx:afterRequest", (event) => {
  // A form that its own answer replaced is off the page: the event then names an ancestor instead.
  const sender = event.detail.requestConfig?.elt ?? event.detail.elt;
  // A preview shows what was written and takes nothing of it.
  if (sender.closest?.("[data-preview]")) return;
  const form = sender.closest?.("form");
  // A form that comes back with its errors counts as a success for htmx, not here.
  const taken = event.detail.xhr?.status >= 200 && event.detail.xhr.status < 400;
  if (form && taken) forget(keptFields(form).map(keyOf));
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) restore(event.detail.elt);
});
