/*
 * Comments on selected words. Without this script the words are typed into the form's own field;
 * with it, selecting them in the text is enough, and the words a comment quotes light up.
 *
 * The three strings are a W3C TextQuoteSelector. Any run of white space counts as one space, in and
 * between paragraphs, since a form field keeps no line breaks.
 */
const CONTEXT = 32;
const BLOCKS = "p, li, h1, h2, h3, h4, dd, dt, blockquote, div";
const NOT_THE_TEXT = ".vh, [hidden]";

/** The text of `root`, and for each of its characters the node and the offset it comes from. */
function flatten(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const characters = [];
  const places = [];
  let block = null;
  const add = (character, node, offset) => {
    if (character === " " && (!characters.length || characters.at(-1) === " ")) return;
    characters.push(character);
    places.push([node, offset]);
  };
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(NOT_THE_TEXT)) continue;
    const here = node.parentElement.closest(BLOCKS);
    if (here !== block) add(" ", node, 0);
    block = here;
    for (let offset = 0; offset < node.length; offset += 1) {
      const character = node.data[offset];
      add(/\s/.test(character) ? " " : character, node, offset);
    }
  }
  return { text: characters.join(""), places };
}

/** Whether a range holds the character at `offset` of `node`. */
function holds(range, node, offset) {
  if (!range.intersectsNode(node)) return false;
  if (node === range.startContainer && offset < range.startOffset) return false;
  return node !== range.endContainer || offset < range.endOffset;
}

/** The selector of the current selection, or null if it does not lie wholly in `root`. */
function selectorIn(root) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const { text, places } = flatten(root);
  const inside = places.map(([node, offset]) => holds(range, node, offset));
  let start = inside.indexOf(true);
  let end = inside.lastIndexOf(true) + 1;
  if (text[start] === " ") start += 1;
  if (text[end - 1] === " ") end -= 1;
  if (start < 0 || start >= end) return null;
  // Pressing three times selects up to the next paragraph, past the end of the text too.
  const beyond = range.toString().replace(/\s/g, "").length;
  if (beyond > text.slice(start, end).replace(/\s/g, "").length) return null;
  return {
    exact: text.slice(start, end),
    prefix: text.slice(Math.max(0, start - CONTEXT), start),
    suffix: text.slice(end, end + CONTEXT),
  };
}

/** How many characters two strings share from their ends (or their beginnings). */
function shared(a, b, fromEnd) {
  let length = 0;
  const at = (s) => (fromEnd ? s[s.length - 1 - length] : s[length]);
  while (length < a.length && length < b.length && at(a) === at(b)) length += 1;
  return length;
}

/** The range a selector means: of all places with its words, the one in the likest surroundings. */
function rangeOf({ text, places }, { exact, prefix, suffix }) {
  if (!exact) return null;
  let best = null;
  for (let at = text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
    const before = shared(text.slice(0, at), prefix, true);
    const after = shared(text.slice(at + exact.length), suffix, false);
    if (!best || before + after > best.score) best = { at, score: before + after };
  }
  if (!best) return null;
  const range = document.createRange();
  range.setStart(...places[best.at]);
  const [node, offset] = places[best.at + exact.length - 1];
  range.setEnd(node, offset + 1);
  return range;
}

/** White space as `flatten` gives it. */
function collapse(words) {
  return words.replace(/\s+/g, " ");
}

let quoted = new Map();

/** Finds in the text what the comments on the page quote, and marks it; call again when comments come or go. */
function markQuotes(root) {
  const flat = flatten(root);
  quoted = new Map();
  for (const quote of document.querySelectorAll("[data-quote]")) {
    const range = rangeOf(flat, {
      exact: collapse(quote.textContent).trim(),
      prefix: collapse(quote.dataset.prefix ?? ""),
      suffix: collapse(quote.dataset.suffix ?? ""),
    });
    if (range) quoted.set(quote, range);
  }
  // The server may have marked them already, with links to the comments.
  if (!root.querySelector("mark")) CSS.highlights.set("anchor", new Highlight(...quoted.values()));
}

/** Marks more strongly the words of the quote that is pointed at, or whose comment has focus. */
function showQuote(event) {
  const quote =
    event.target.closest?.("[data-quote]") ??
    event.target.closest?.(".comment")?.querySelector(":scope > [data-quote]");
  const range = quoted.get(quote);
  if (range) CSS.highlights.set("anchor-current", new Highlight(range));
  else CSS.highlights.delete("anchor-current");
}

function offerToComment(root) {
  const bar = document.querySelector("[data-anchor-bar]");
  const fields = () => document.querySelector("[data-anchor-fields]");
  if (!bar || !fields()) return;
  const words = bar.querySelector("[data-anchor-bar-words]");
  let chosen = null;

  const input = (name) => fields().querySelector(`[name$="anchor_${name}"]`);
  const clearer = () => fields().querySelector("[data-anchor-clear]");
  const fill = (selector) => {
    for (const part of ["exact", "prefix", "suffix"]) input(part).value = selector?.[part] ?? "";
    clearer().hidden = !selector;
  };

  document.addEventListener("selectionchange", () => {
    const selector = selectorIn(root);
    // Pressing the button empties the selection in some browsers: keep the last words while it has focus.
    if (!selector && bar.contains(document.activeElement)) return;
    chosen = selector;
    bar.hidden = !selector;
    if (selector) {
      const { exact } = selector;
      words.textContent = exact.length > 120 ? `${exact.slice(0, 119)}…` : exact;
    }
  });
  // Some browsers drop the selection when a button is pressed, before its click arrives.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.querySelector("[data-anchor-use]").addEventListener("click", () => {
    if (!chosen || !fields()) return;
    fill(chosen);
    bar.hidden = true;
    const body = fields().closest("form").querySelector("textarea");
    // A form folded away takes no focus.
    const fold = body.closest("details");
    if (fold) fold.open = true;
    body.focus();
    body.scrollIntoView({ block: "center" });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-anchor-clear] button")) {
      fill(null);
      input("exact").focus();
    }
  });
  // Words typed by hand no longer stand where the selected ones stood.
  document.addEventListener("input", (event) => {
    if (!fields() || event.target !== input("exact")) return;
    input("prefix").value = "";
    input("suffix").value = "";
    clearer().hidden = !event.target.value;
  });
  if (input("exact").value) clearer().hidden = false;
}

const root = document.querySelector("[data-anchor-text]");
if (root) {
  offerToComment(root);
  if ("highlights" in CSS) {
    markQuotes(root);
    document.addEventListener("htmx:afterSettle", () => markQuotes(root));
    document.addEventListener("pointerover", showQuote);
    document.addEventListener("focusin", showQuote);
  }
}
