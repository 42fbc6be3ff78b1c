/*
 * Answers the card on the page with one key, for who wants to: pressing it presses the button that
 * names it. Off where one types, and where the person switched it off (remembered in this browser).
 */
const STORED = "shortcuts";
const offer = document.querySelector("[data-shortcuts]");
const toggle = offer?.querySelector("input");

/** Storage may be full or forbidden; the keys then last as long as the page. */
function remembered(value) {
  try {
    if (value === undefined) return localStorage.getItem(STORED) !== "off";
    localStorage.setItem(STORED, value ? "on" : "off");
  } catch {
    // Nothing to say: the switch itself shows how it stands.
  }
  return true;
}

/** The letter, also on a keyboard that writes another script. */
function letterOf(event) {
  const key = event.key.toLowerCase();
  if (/^[a-z]$/.test(key)) return key;
  return key.length === 1 && key > "\u007f" ? event.code.replace(/^Key/, "").toLowerCase() : "";
}

function isTyping(target) {
  return target.isContentEditable || target.closest?.("textarea, select, input:not([type=checkbox])");
}

if (toggle) {
  toggle.checked = remembered();
  toggle.addEventListener("change", () => remembered(toggle.checked));
  offer.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.repeat || event.defaultPrevented || isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = letterOf(event);
    if (letter) document.querySelector(`#card button[data-key="${letter}"]`)?.click();
  });
}
