// All that runs in the browser: opens the link of a mail, brings a child to a publisher, shows a
// password, counts what it lacks, sends a form once, and keeps the way back open. Where scripts do not
// run, every page works with a step more.

/**
 * A page that answers a form takes an address that can be opened, before anything else gets there: the
 * back button and a reload then lead to a page of ours, and not to a question of the browser. The link
 * that it is about, which stands beside the languages, stays with this entry of the history alone.
 */
function takeAddress() {
  const { foundAt } = document.body.dataset;
  if (!foundAt) return;
  const token = document.querySelector("nav [name=token]")?.value;
  history.replaceState({ token }, "", foundAt);
}

/** The token of the link stands in the fragment; it leaves the address bar, and goes to us by POST. */
function openLink() {
  const form = document.getElementById("open-link");
  if (!form) return;
  const inFragment = location.hash.slice(1);
  const token = document.getElementById(inFragment) ? "" : inFragment || history.state?.token;
  if (!token) return;
  history.replaceState({ token }, "", location.pathname);
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

takeAddress();
launch();
openLink();
addEventListener("hashchange", openLink);
// A jump within the page goes into the history too; its fragment would be taken for a link there.
addEventListener("hashchange", takeAddress);
document.querySelectorAll("button.show").forEach(offerToShow);
document.querySelectorAll("#missing").forEach(countMissing);
document.querySelectorAll("form").forEach(sendOnce);
