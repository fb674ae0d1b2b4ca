// Says what the coach says after a pause in typing. Without it the button "Check my texts" does the same.
const PAUSE = 700;
const form = document.querySelector("[data-coached]");
let timer;
let asking;

async function check() {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal: asking.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-coach]")) {
    const said = page.getElementById(place.id);
    if (said && said.textContent !== place.textContent) replace(place, said.childNodes);
  }
  // Whoever fills the last field gets another blank one.
  for (const field of page.querySelectorAll("[data-field]")) {
    const before = field.previousElementSibling;
    if (!document.getElementById(field.id)) document.getElementById(before.id)?.after(field);
  }
}

function replace(place, nodes) {
  const focused = place.contains(document.activeElement) && document.activeElement.id;
  place.replaceChildren(...nodes);
  // Whoever was choosing a theme goes on where he was.
  if (focused) document.getElementById(focused)?.focus();
}

// One theme at a time: what is tapped puts back the list, and what is chosen there may stand above it.
function settle({ target }) {
  const themes = target.closest(".themes");
  if (!themes) return;
  const list = themes.querySelector("select");
  if (target !== list) list.value = "";
  const chip = [...themes.querySelectorAll("input")].find((one) => list.value && one.value === list.value);
  if (chip) {
    chip.checked = true;
    list.value = "";
  }
}

function checkAfterPause() {
  clearTimeout(timer);
  // An answer on its way knows nothing of what was just written or tapped.
  asking?.abort();
  // Asked anew at the next pause; a network that fails for a moment is no reason to disturb the writer.
  timer = setTimeout(() => check().catch(() => {}), PAUSE);
}

form.addEventListener("input", checkAfterPause);
form.addEventListener("change", settle);
// Somebody may have begun to write before this script had come.
if ([...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)) checkAfterPause();
