/* Says in standing words that a request of the page failed; the next one that works takes them away. */
const alert = document.querySelector("[data-request-failed]");

function say(kind) {
  if (!alert) return;
  for (const words of alert.querySelectorAll("[data-failed]")) {
    words.hidden = words.dataset.failed !== kind;
  }
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:sendError", () => say("network"));
document.addEventListener("htmx:timeout", () => say("network"));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status >= 500 ? "server" : "refused");
});
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (alert && event.detail.xhr.status < 400) alert.hidden = true;
});
