// Filters of the index: without this script all twenty areas are simply shown.
const form = document.querySelector(".kw-filters");
const items = [...document.querySelectorAll("[data-themes]")];
form.hidden = false;
function apply() {
  const wanted = Object.fromEntries(new FormData(form));
  const fits = (item) =>
    ["themes", "studies"].every((kind) => !wanted[kind] || item.dataset[kind].split(" ").includes(wanted[kind]));
  for (const item of items) {
    if (item.tagName === "TR") item.hidden = !fits(item);
    else item.classList.toggle("kw-off", !fits(item));
  }
  const rows = items.filter((item) => item.tagName === "TR");
  const output = form.querySelector("output");
  output.textContent = output.dataset.message.replace("{n}", rows.filter((row) => !row.hidden).length);
}
form.addEventListener("change", apply);
form.addEventListener("reset", () => setTimeout(apply));
form.addEventListener("submit", (event) => event.preventDefault());
apply();
