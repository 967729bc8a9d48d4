// The only script of the web pages: opens the link of a mail, reads the code of a letter, launches a publisher's software,
// shows a password, counts its missing characters, sends a form once, and keeps the back button
// usable. Without scripts every page works with one more step. Its syntax is that of 2018.

/**
 * Gives a page that answers a form a URL that can be opened, before any other URL is stored: the
 * back button and a reload then open a page, without the browser's question whether to send the
 * form again. The token of its link is kept only in this history entry.
 */
function takeAddress() {
  const { foundAt } = document.body.dataset;
  if (!foundAt) return;
  const field = document.querySelector("nav [name=token]");
  history.replaceState({ token: field ? field.value : undefined }, "", foundAt);
}

/**
 * Removes the token of the link, which is the fragment, from the address bar and submits it by
 * POST.
 */
function openLink() {
  const form = document.getElementById("open-link");
  if (!form) return;
  const inFragment = location.hash.slice(1);
  const kept = history.state ? history.state.token : undefined;
  const token = document.getElementById(inFragment) ? "" : inFragment || kept;
  if (!token) return;
  history.replaceState({ token }, "", location.pathname);
  form.elements.token.value = token;
  form.hidden = true;
  document.getElementById("wait").hidden = false;
  form.submit();
}

/**
 * Copies the code of a letter, which is the fragment, to its field, and removes it from the address
 * bar. The history entry keeps it for the back button, and the links to other languages for their pages.
 */
function takeCode() {
  const field = document.getElementById("code");
  if (!field) return;
  const inFragment = location.hash.slice(1);
  const found = document.getElementById(inFragment) ? "" : inFragment;
  const kept = history.state ? history.state.code : "";
  const code = found || field.value || kept || "";
  if (found) {
    const grouped = code.replace(/(.{4})(?=.)/g, "$1-");
    history.replaceState({ code: grouped }, "", location.pathname);
    field.value = grouped;
    document.getElementById("email").focus();
  } else {
    field.value = code;
    history.replaceState({ ...history.state, code }, "");
  }
  for (const link of document.querySelectorAll("nav a")) {
    link.hash = field.value.replace(/-/g, "");
  }
}

/** Runs before the page has loaded, so that the back button skips the page. */
function launch() {
  const form = document.getElementById("launch");
  if (form) form.submit();
}

function offerToShow(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const turn = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.textContent = isShown ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => turn(input.type === "password"));
  // Hides the password again, because a browser may remember the value of a text input.
  input.form.addEventListener("submit", () => turn(false));
}

/** Updates the count when the typing pauses, because a screen reader reads each change. */
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
  // The back button restores a page with its state.
  addEventListener("pageshow", () => {
    isSent = false;
  });
}

/** Older browsers give the focus only to a field. */
function takeFocus() {
  const wanted = document.querySelector("[autofocus]");
  if (wanted && document.activeElement === document.body) wanted.focus();
}

takeAddress();
takeFocus();
launch();
openLink();
takeCode();
addEventListener("hashchange", openLink);
addEventListener("hashchange", takeCode);
// A jump within the page adds a history entry, and its fragment must not be read as the token of a
// link.
addEventListener("hashchange", takeAddress);
document.querySelectorAll("button.show").forEach(offerToShow);
document.querySelectorAll("#missing").forEach(countMissing);
document.querySelectorAll("form").forEach(sendOnce);
