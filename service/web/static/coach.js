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
    if (said && said.textContent !== place.textContent) place.replaceChildren(...said.childNodes);
  }
  // Whoever fills the last field gets another blank one.
  for (const field of page.querySelectorAll("[data-field]")) {
    const before = field.previousElementSibling;
    if (!document.getElementById(field.id)) document.getElementById(before.id)?.after(field);
  }
}

function checkAfterPause() {
  clearTimeout(timer);
  // Asked anew at the next pause; a network that fails for a moment is no reason to disturb the writer.
  timer = setTimeout(() => check().catch(() => {}), PAUSE);
}

form.addEventListener("input", checkAfterPause);
// Somebody may have begun to write before this script had come.
if ([...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)) checkAfterPause();
