"use strict";
// Shows the newest pages in the frame, where the reader was: at the same height, with the same details open.
const frame = document.querySelector("iframe");
const status = document.querySelector("[role=status]");
const alert_ = document.querySelector("[role=alert]");
let shown = 0;

function inside() {
  return frame.contentWindow && frame.contentWindow.location.href !== "about:blank" ? frame.contentWindow : null;
}

function details(page) {
  return [...page.document.querySelectorAll("details")];
}

function load(page) {
  const before = inside();
  if (!before) {
    frame.src = page;
    return;
  }
  const top = before.scrollY;
  const open = details(before).map((one) => one.open);
  frame.addEventListener("load", () => {
    const now = inside();
    details(now).forEach((one, number) => { one.open = open[number] ?? one.open; });
    now.scrollTo(0, top);
  }, { once: true });
  before.location.reload();
}

const news = new EventSource("/.news");
news.onerror = () => { status.textContent = status.dataset.lost; };
news.onmessage = (message) => {
  const state = JSON.parse(message.data);
  status.textContent = state.busy ? status.dataset.busy : status.dataset.ready;
  if (!state.busy) {
    alert_.hidden = state.problems.length === 0;
    alert_.textContent = state.problems.join("\n");
  }
  // After a new start the server counts anew: any other number is news.
  if (state.version > 0 && state.version !== shown) {
    shown = state.version;
    load("/" + state.page);
  }
};
