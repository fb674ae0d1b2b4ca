// Renews the list as soon as a wish is moved. Without it the form has a button, and everything works.
const form = document.querySelector("[data-wishes]");
const PAUSE = 300; // Milliseconds: whoever moves on over a step with the keys has not asked for its list.
let waiting;
let asked;

function swap(page) {
  for (const part of document.querySelectorAll("[data-renewed]")) {
    part.replaceChildren(...page.getElementById(part.id).childNodes);
  }
}

async function renew() {
  asked?.abort();
  asked = new AbortController();
  const found = document.getElementById("found");
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: asked.signal,
    });
    if (!answer.ok) throw new Error(answer.statusText);
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    // The page is now that of the new list: reloading it, or changing its language, must show the same.
    history.replaceState(null, "", answer.url);
    document.querySelector("[name=back]").value = new URL(answer.url).pathname;
    found.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

if (form) {
  form.querySelector("[data-send]").hidden = true;
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(renew, PAUSE);
  });
}
