// All that runs in the browser: opens the link of a mail, brings a child to a publisher, shows a
// password, counts what it lacks, and sends a form once. Where scripts do not run, every page works with a step more.

/** The token of the link stands in the fragment; it leaves the address bar, and goes to us by POST. */
function openLink() {
  const form = document.getElementById("open-link");
  const token = location.hash.slice(1);
  if (!form || token === "" || document.getElementById(token)) return;
  history.replaceState(null, "", location.pathname);
  form.elements.token.value = token;
  form.hidden = true;
  document.getElementById("wait").hidden = false;
  form.submit();
}

/** Before the page has loaded, so that the back button leads past it. */
function launch() {
  document.getElementById("launch")?.submit();
}

function offerToShow(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const turn = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(input.type === "password"));
  // What was shown is a password all the same, to a browser that remembers what is typed.
  input.form.addEventListener("submit", () => turn(false));
}

/** Says what is missing when the typing pauses, since a screen reader reads it out. */
function countMissing(status) {
  const input = document.getElementById("password");
  const { lengthMin, one, other, none } = status.dataset;
  let timer;
  const tell = () => {
    const length = [...input.value.normalize("NFC")].length;
    const missing = lengthMin - length;
    const text = missing <= 0 ? none : missing === 1 ? one : other.replace("{count}", missing);
    status.textContent = length === 0 ? "" : text;
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, 400);
  });
}

function sendOnce(form) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  // The back button brings back a page as it was left.
  addEventListener("pageshow", () => {
    isSent = false;
  });
}

launch();
openLink();
addEventListener("hashchange", openLink);
document.querySelectorAll("button.show").forEach(offerToShow);
document.querySelectorAll("#missing").forEach(countMissing);
document.querySelectorAll("form").forEach(sendOnce);
