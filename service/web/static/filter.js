// Narrows a list of ticks while typing. Without it the whole list stands there, and everything works.
const field = document.querySelector("[data-filter]");
const rows = [...document.querySelectorAll("[data-filtered] > li")];
const texts = rows.map((row) => row.textContent.toLowerCase());

function narrow(event) {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  rows.forEach((row, i) => {
    row.hidden = !words.every((word) => texts[i].includes(word));
  });
}

if (field) {
  field.hidden = false;
  const input = field.querySelector("input");
  input.addEventListener("input", narrow);
  // Enter in the filter must not send the form around it.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
