// What the page does beyond links and forms: the source beside the answer, keys, copying, the reader's time.

document.documentElement.classList.add("js");

const source = () => document.getElementById("source");
const markers = () => [...document.querySelectorAll("main .marker")];
const wide = matchMedia("(min-width: 60.01rem)");
let from = null; // the marker that a source was opened from
let byKeyboard = false;

function current(marker) {
  for (const each of markers()) each.removeAttribute("aria-current");
  marker?.setAttribute("aria-current", "true");
}

// Scrolls the pane and not the page, which stays where it is read.
function showQuote(pane) {
  const quote = pane.querySelector("mark");
  if (!quote) return;
  const top = quote.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += top - pane.clientHeight / 3;
}

function localTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]:not([data-told])")) {
    const moment = new Date(time.dateTime);
    time.dataset.told = "";
    const here = moment.toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    if (time.textContent.includes(here.slice(-5)) && time.textContent.startsWith(here.split(" at ")[0])) continue;
    const told = document.createElement("span");
    told.className = "local soft";
    told.textContent = `(${here} for you)`;
    time.after(told);
  }
}

function say(text) {
  document.getElementById("opened").textContent = text;
}

// Where a source lies over the answer, going back closes it.
function opened(pane) {
  const wasOpen = pane.classList.contains("open");
  pane.classList.add("open");
  current(from);
  showQuote(pane);
  localTimes(pane);
  const title = pane.querySelector(".title");
  say(title ? `Source ${from.dataset.marker}: ${title.textContent}` : pane.textContent);
  const address = new URL(location.href);
  address.searchParams.set("source", from.dataset.marker);
  const ask = from.closest(".turn:last-of-type") !== null && title !== null && location.pathname !== "/draft";
  if (!wide.matches && !wasOpen) history.pushState({ over: true }, "", ask ? address : "");
  else if (ask) history.replaceState(history.state, "", address);
  if (byKeyboard || !wide.matches) (title ?? pane).focus({ preventScroll: true });
}

function close() {
  const pane = source();
  if (!pane) return;
  if (history.state?.over) return history.back();
  closed();
}

function closed() {
  source()?.classList.remove("open");
  setTimeout(() => from?.focus()); // going back moves the focus once more
}

addEventListener("popstate", closed);

function step(by) {
  const all = markers();
  if (!all.length) return;
  const at = all.findIndex((each) => each.hasAttribute("aria-current"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next.scrollIntoView({ block: "nearest" });
  next.click();
}

document.addEventListener("click", (event) => {
  const marker = event.target.closest(".marker");
  if (marker) {
    from = marker;
    byKeyboard = event.detail === 0 && document.activeElement === marker;
    // Not bound yet, while the answer is written or shortly after it: the page is not left, and the source opens then.
    const binding = document.readyState !== "complete" || window.htmx;
    if (binding && !marker.hasAttribute("data-htmx-powered")) {
      event.preventDefault();
      marker.addEventListener("htmx:after:init", () => from === marker && marker.click(), { once: true });
    }
  }
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    close();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) copyFrom(copy);
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const pane = source();
  if (pane && from) return opened(pane);
  // A list that was searched as it was typed has an address, too: of the words that it was searched for, not of those
  // typed since.
  const form = document.querySelector("form[hx-target='#found']");
  if (form) history.replaceState(null, "", form.action + new URL(detail.ctx.request.action, location.href).search);
});

// The session has ended, or the service does not answer.
document.addEventListener("htmx:response:error", ({ detail }) => {
  if (detail.ctx.response.status !== 401) return;
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
});
document.addEventListener("htmx:error", () => {
  say("The service does not answer. Try again in a moment.");
  document.getElementById("opened").classList.remove("unseen");
  setTimeout(() => document.getElementById("opened").classList.add("unseen"), 6000);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return close();
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return document.querySelector("#q, #words, #text")?.focus();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, summary")) return;
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});

// Fields that say nothing do not stand in the address.
document.addEventListener("formdata", ({ formData }) => {
  const said = [...formData].filter(([, value]) => value !== "");
  for (const name of [...formData.keys()]) formData.delete(name);
  for (const [name, value] of said) formData.append(name, value);
});

// Another style of a summary that is there is wanted at once.
document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-at-once] input[type=radio]") && document.getElementById("latest")) target.form.requestSubmit();
});

async function copyFrom(button) {
  const said = button.parentElement.querySelector("[role=status]");
  try {
    const answer = await fetch(button.dataset.copy);
    if (!answer.ok) throw new Error(answer.statusText);
    await navigator.clipboard.writeText(await answer.text());
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Not copied: the browser or the service refused.";
  }
}

// Dragging over bars of the timeline narrows the dates to theirs.
function brush(timeline) {
  const bars = [...timeline.querySelectorAll("[data-first]")];
  let start = -1;
  let end = -1;
  const at = (event) => bars.findIndex((bar) => {
    const box = bar.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  });
  const show = () => bars.forEach((bar, index) => {
    const inside = start >= 0 && index >= Math.min(start, end) && index <= Math.max(start, end);
    bar.classList.toggle("brushed", inside);
  });
  timeline.addEventListener("dragstart", (event) => event.preventDefault());
  timeline.addEventListener("pointerdown", (event) => {
    start = end = at(event);
  });
  timeline.addEventListener("pointermove", (event) => {
    if (start < 0) return;
    const now = at(event);
    if (now >= 0) end = now;
    show();
  });
  document.addEventListener("pointerup", () => {
    if (start >= 0 && start !== end) {
      const [first, last] = [Math.min(start, end), Math.max(start, end)];
      const address = new URL(location.href);
      address.searchParams.set("since", bars[first].dataset.first);
      address.searchParams.set("until", bars[last].dataset.last);
      address.hash = "latest";
      location.assign(address);
    }
    start = end = -1;
    show();
  });
}

function begin() {
  for (const timeline of document.querySelectorAll("[data-timeline]")) brush(timeline);
  localTimes(document);
  const pane = source();
  if (!pane) return;
  const shown = pane.querySelector(".source")?.dataset.marker;
  const last = [...document.querySelectorAll(".turn")].pop();
  if (!wide.matches && shown && new URL(location.href).searchParams.has("source")) pane.classList.add("open");
  if (shown && (wide.matches || pane.classList.contains("open"))) current(last?.querySelector(`.marker[data-marker="${shown}"]`));
  showQuote(pane);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
