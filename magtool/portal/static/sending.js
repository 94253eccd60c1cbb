// Forms without a new page: the answer's own parts are put in the place of the old ones.

const said = document.getElementById("said");
const csrf = document.body.dataset.csrf;

function tell(text, bad = false) {
  const line = document.createElement("p");
  line.textContent = text;
  line.className = bad ? "bad" : "";
  said.replaceChildren(line);
  dismissible();
  if (bad) { said.tabIndex = -1; said.focus(); said.scrollIntoView({ block: "nearest" }); }
}

// What was said stays in sight for a while or until it is put away.
function dismissible() {
  const line = said.querySelector("p");
  if (!line) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", document.body.dataset.close);
  button.addEventListener("click", () => line.remove());
  line.append(button);
  // What went well shows in the page too; what didn't stays until it is read.
  if (line.className !== "bad") setTimeout(() => line.remove(), 8000);
}

function swap(text, ids) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of ids) {
    const [old, renewed] = [document.getElementById(id), page.getElementById(id)];
    if (old && renewed) old.replaceWith(document.adoptNode(renewed));
  }
  const words = page.getElementById("said");
  if (words) said.replaceChildren(...words.childNodes);
  dismissible();
  document.dispatchEvent(new Event("swapped"));
}

function refused(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const why = page.getElementById("reason-told");
  if (why) tell(why.textContent, true);
  else location.reload();
}

async function sendForm(form, submitter) {
  const ids = form.dataset.swap.split(" ");
  const body = new URLSearchParams(new FormData(form, submitter));
  const thread = form.closest(".thread")?.id;
  submitter?.setAttribute("disabled", "");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRF-Token": csrf } });
    const text = await answer.text();
    if (!answer.ok) { refused(text); return; }
    swap(text, ids);
    const at = thread ? document.getElementById(thread) : document.querySelector("#pins .thread:last-of-type");
    at?.focus({ preventScroll: true });
    at?.scrollIntoView({ block: "nearest" });
  } catch {
    tell(document.body.dataset.failed, true);
  } finally {
    submitter?.removeAttribute("disabled");
  }
}

function sendFile(form) {
  const shown = form.querySelector("[data-progress]");
  const [bar, line] = [shown.querySelector("progress"), shown.querySelector("p")];
  const file = form.elements.artwork.files[0];
  if (file && file.size > +form.dataset.most) {
    tell(form.dataset.tooLarge.replace("{size}", `${Math.ceil(file.size / 1e6)} MB`), true);
    return;
  }
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  const done = () => { button.disabled = false; shown.hidden = true; };
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRF-Token", csrf);
  request.upload.onprogress = (event) => {
    const percent = Math.round((100 * event.loaded) / event.total);
    bar.value = percent;
    line.textContent = percent < 100 ? form.dataset.sending.replace("{percent}", percent) : form.dataset.examining;
  };
  request.onload = () => {
    done();
    if (request.status !== 200) { refused(request.responseText); return; }
    swap(request.responseText, ["artwork"]);
    const newest = document.querySelector("#artwork .upload");
    newest?.focus({ preventScroll: true });
    newest?.scrollIntoView({ block: "nearest" });
  };
  request.onerror = () => { done(); tell(form.dataset.failed, true); };
  button.disabled = true;
  shown.hidden = false;
  bar.value = 0;
  line.textContent = "";
  request.send(new FormData(form));
}

function weigh(form) {
  const reason = form.querySelector("[data-reason]");
  const pinned = form.querySelector("[data-pinned]");
  const renew = () => {
    const chosen = form.querySelector("[name=verdict]:checked");
    const needs = Boolean(chosen?.dataset.needs);
    reason.hidden = !needs;
    form.elements.reason.required = needs;
    if (pinned) pinned.hidden = !chosen || needs;
  };
  form.addEventListener("change", renew);
  renew();
}

export function send() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.swap) { event.preventDefault(); sendForm(form, event.submitter); }
    else if (form.dataset.upload) { event.preventDefault(); sendFile(form); }
    else if (form.dataset.verdict !== undefined) {
      // One answer for one click: a second would only be told that it is locked.
      form.querySelector("button").disabled = true;
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim());
      tell(copy.dataset.copied);
    }
  });
  document.querySelectorAll("[data-verdict]").forEach(weigh);
  dismissible();
  const here = new URL(location.href);
  if (here.searchParams.has("said")) {
    here.searchParams.delete("said");
    history.replaceState(null, "", here);
  }
  addEventListener("pageshow", () => {
    document.querySelectorAll("[data-verdict] button").forEach((button) => { button.disabled = false; });
  });
  if (document.body.dataset.look) seen();
}

// Told by script alone, when the page has been in sight for a moment: mail scanners run none.
function seen() {
  const tellSeen = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", later);
    fetch("/seen", { method: "POST", headers: { "X-CSRF-Token": csrf } }).catch(() => {});
  };
  const later = () => setTimeout(tellSeen, 1500);
  document.addEventListener("visibilitychange", later);
  later();
}
