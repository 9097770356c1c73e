// What the page does beyond links and forms: the source beside the answer, keys, copying, the reader's time.

const source = () => document.getElementById("source");
const markers = () => [...document.querySelectorAll("main .marker")];
const wide = matchMedia("(min-width: 60.01rem)");
let from = null; // the marker that a source was opened from

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
    if (time.textContent.includes(here.split(" at ").pop().split(", ").pop())) continue;
    const told = document.createElement("span");
    told.className = "local soft";
    told.textContent = `(${here} for you)`;
    time.after(told);
  }
}

function close() {
  const pane = source();
  if (!pane?.classList.contains("open")) return;
  pane.classList.remove("open");
  current(null);
  from?.focus();
}

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
  // Without a place for it, as after a page that broke off, the link leads to the article.
  if (marker && source()) from = marker;
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    close();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) copyFrom(copy);
});

document.addEventListener("htmx:after:swap", () => {
  const pane = source();
  if (!pane || !from) return;
  current(from);
  pane.classList.add("open");
  showQuote(pane);
  localTimes(pane);
  // On a phone the source lies over the answer; beside it, the reader stays at the marker.
  if (!wide.matches) pane.querySelector(".title")?.focus({ preventScroll: true });
});

// A list that was searched as it was typed has an address, too.
document.addEventListener("htmx:after:swap", () => {
  const form = document.querySelector("form[hx-target='#found']");
  if (!form) return;
  const given = [...new FormData(form)].filter(([, value]) => value);
  history.replaceState(null, "", given.length ? `${form.action}?${new URLSearchParams(given)}` : form.action);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return close();
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#q, #words, #text")?.focus();
  }
});

// Fields that say nothing do not stand in the address.
document.addEventListener("formdata", ({ formData }) => {
  const said = [...formData].filter(([, value]) => value !== "");
  for (const name of [...formData.keys()]) formData.delete(name);
  for (const [name, value] of said) formData.append(name, value);
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

for (const timeline of document.querySelectorAll("[data-timeline]")) brush(timeline);
localTimes(document);
if (source()) {
  showQuote(source());
  const shown = source().querySelector(".source")?.dataset.marker;
  const last = [...document.querySelectorAll(".turn")].pop();
  if (shown && wide.matches) current(last?.querySelector(`.marker[data-marker="${shown}"]`));
}
