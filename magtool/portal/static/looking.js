// The viewer: size, place, lines, outlines and pins over a spread whose unit is the point.

const TRUE = 96 / 72; // CSS pixels of a point at 100 %
const MOST = 3 * TRUE;
const STEP = 1.25;
const TINY = 0.01; // while a page is laid out there may be no room at all; never divide by nothing
const SHARP = 1.4; // device pixels of a point from which the spread's own picture looks soft
const MM = 72 / 25.4;

export function look(viewer) {
  const view = viewer.querySelector(".view");
  const sheet = viewer.querySelector(".sheet");
  const told = viewer.querySelector("[data-zoomed]");
  const full = told.textContent; // "100 %" as the language writes it
  const box = sheet.viewBox.baseVal;
  let size = TRUE;
  let fitted = true;

  // ---- size and place

  const room = () => {
    const style = getComputedStyle(view);
    return {
      width: view.clientWidth - 2 * parseFloat(style.paddingLeft),
      height: view.clientHeight - 2 * parseFloat(style.paddingTop),
    };
  };
  const least = () => Math.max(
    TINY, Math.min(room().width / box.width, room().height / box.height, MOST),
  );

  const toPoint = (x, y) => {
    const at = new DOMPoint(x, y).matrixTransform(sheet.getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  };
  const middle = () => {
    const seen = view.getBoundingClientRect();
    return { x: seen.left + view.clientWidth / 2, y: seen.top + view.clientHeight / 2 };
  };

  function resize(wanted, at = middle()) {
    const held = toPoint(at.x, at.y);
    size = Math.min(MOST, Math.max(least(), wanted));
    fitted = size <= least() * 1.001;
    sheet.style.width = `${box.width * size}px`;
    sheet.style.height = `${box.height * size}px`;
    const now = new DOMPoint(held.x, held.y).matrixTransform(sheet.getScreenCTM());
    view.scrollBy({ left: now.x - at.x, top: now.y - at.y, behavior: "instant" });
    told.textContent = full.replace("100", Math.round((100 * size) / TRUE));
    view.classList.toggle("grab", !fitted);
    steady();
    sharpen();
  }

  function showBox(x, y, width, height, air = 1.06) {
    view.classList.add("grab"); // gives a telephone more room, which is measured next
    const { width: w, height: h } = room();
    resize(Math.min(w / (width * air), h / (height * air), MOST));
    const now = new DOMPoint(x + width / 2, y + height / 2).matrixTransform(sheet.getScreenCTM());
    const at = middle();
    view.scrollBy({ left: now.x - at.x, top: now.y - at.y, behavior: "instant" });
  }

  // Pins and numbers keep their size on the screen.
  function steady() {
    sheet.querySelectorAll(".steady[data-at]").forEach((mark) => {
      mark.setAttribute("transform", `translate(${mark.dataset.at}) scale(${1 / size})`);
    });
  }

  function sharpen() {
    const close = sheet.querySelector(".close");
    if (!close || size * devicePixelRatio < SHARP) return;
    if (!close.hasAttribute("href")) {
      close.addEventListener("load", () => close.classList.add("sharp"), { once: true });
      close.setAttribute("href", close.dataset.href);
    }
  }

  const own = sheet.querySelector("[data-item]");
  const showOwn = () => showBox(...["x", "y", "width", "height"].map((n) => +own.getAttribute(n)));
  const acts = {
    in: () => resize(size * STEP),
    out: () => resize(size / STEP),
    fit: () => resize(0),
    true: () => resize(TRUE),
    item: showOwn,
  };
  viewer.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => acts[button.dataset.zoom]());
  });
  new ResizeObserver(() => { if (fitted) resize(0); else steady(); }).observe(view);

  view.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    resize(size * Math.exp(-event.deltaY / 300), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  // Two fingers: the points under them stay under them.
  let pinch = null;
  const spread = (touches) => {
    const [a, b] = touches;
    return {
      wide: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
      x: (a.clientX + b.clientX) / 2,
      y: (a.clientY + b.clientY) / 2,
    };
  };
  view.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? { ...spread(event.touches), size } : null;
    if (pinch) event.preventDefault();
  }, { passive: false });
  view.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const now = spread(event.touches);
    view.scrollBy({ left: pinch.x - now.x, top: pinch.y - now.y, behavior: "instant" });
    [pinch.x, pinch.y] = [now.x, now.y];
    resize((pinch.size * now.wide) / pinch.wide, now);
  }, { passive: false });

  let drag = null;
  view.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || putting) return;
    if (event.target.closest("a")) return;
    drag = { x: event.clientX, y: event.clientY };
    view.setPointerCapture(event.pointerId);
    view.classList.add("grabbed");
  });
  view.addEventListener("pointermove", (event) => {
    if (!drag) return;
    view.scrollBy({ left: drag.x - event.clientX, top: drag.y - event.clientY, behavior: "instant" });
    drag = { x: event.clientX, y: event.clientY };
  });
  const drop = () => { drag = null; view.classList.remove("grabbed"); };
  view.addEventListener("pointerup", drop);
  view.addEventListener("pointercancel", drop);

  // ---- what is laid over the page

  const toggles = viewer.querySelectorAll("[data-toggle]");
  function toggle(button, on) {
    button.setAttribute("aria-pressed", String(on));
    sheet.classList.toggle(`show-${button.dataset.toggle}`, on);
    if (button.dataset.toggle !== "guides") return;
    // With its lines the sheet is shown as it is printed, before it is cut.
    viewer.classList.toggle("show-guides-key", on);
    sheet.setAttribute("viewBox", on ? sheet.dataset.uncut : sheet.dataset.cut);
    const close = sheet.querySelector(".close");
    if (on) close?.removeAttribute("clip-path");
    else close?.setAttribute("clip-path", "url(#cut)");
    resize(fitted ? 0 : size);
  }
  toggles.forEach((button) => {
    button.addEventListener("click", () => toggle(button, button.getAttribute("aria-pressed") !== "true"));
  });

  function light(element) {
    document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
    element.classList.add("lit");
  }
  document.addEventListener("click", (event) => {
    const fault = event.target.closest("[data-find]");
    if (fault) {
      toggle(viewer.querySelector('[data-toggle="faults"]'), true);
      const outline = document.getElementById(fault.dataset.find);
      const [x, y, width, height] = outline.dataset.box.split(" ").map(Number);
      const air = 20 * MM;
      showBox(x - air, y - air, width + 2 * air, height + 2 * air);
      light(outline);
      viewer.scrollIntoView({ block: "nearest" });
    }
    const found = event.target.closest("[data-find-pin]");
    const mark = found && sheet.querySelector(`#marks a[href="#pin-${found.dataset.findPin}"]`);
    if (mark) {
      const [x, y] = mark.dataset.at.split(" ").map(Number);
      const air = 45 * MM;
      showBox(x - air, y - air, 2 * air, 2 * air);
      light(mark);
      viewer.scrollIntoView({ block: "nearest" });
      mark.focus({ preventScroll: true });
    }
  });
  sheet.addEventListener("click", (event) => {
    const mark = event.target.closest("#marks a");
    if (!mark || putting) return;
    event.preventDefault();
    const thread = document.getElementById(mark.hash?.slice(1) || mark.getAttribute("href").slice(1));
    light(thread);
    thread.scrollIntoView({ block: "center" });
    thread.focus({ preventScroll: true });
  });

  // ---- putting a pin, by hand or by key

  const put = viewer.querySelector("[data-put]");
  const help = viewer.querySelector("#putting");
  const cross = sheet.querySelector("#cross");
  let putting = false;
  let spot = { x: 0, y: 0 };

  function moveTo(x, y) {
    const far = (value, start, length) => Math.min(start + length, Math.max(start, value));
    spot = { x: far(x, box.x, box.width), y: far(y, box.y, box.height) };
    cross.dataset.at = `${spot.x.toFixed(2)} ${spot.y.toFixed(2)}`;
    steady();
    // The page under the spot and the millimetres on it, for who can't see the cross.
    const leaves = viewer.dataset.leaves.split(" ").map(Number);
    const width = viewer.dataset.leafWidth * 1;
    const leaf = Math.min(leaves.length - 1, Math.max(0, Math.floor(spot.x / width)));
    return viewer.dataset.placed
      .replace("{x}", Math.round((spot.x - leaf * width) / MM))
      .replace("{y}", Math.round(spot.y / MM))
      .replace("{page}", leaves[leaf]);
  }
  function begin() {
    putting = true;
    put.setAttribute("aria-pressed", "true");
    view.classList.add("putting-now");
    help.hidden = false;
    const at = middle();
    const { x, y } = toPoint(at.x, at.y);
    moveTo(x, y);
    cross.setAttribute("visibility", "visible");
    view.focus({ preventScroll: true });
  }
  function end(keep = false) {
    putting = false;
    put.setAttribute("aria-pressed", "false");
    view.classList.remove("putting-now");
    help.hidden = true;
    if (!keep) cross.setAttribute("visibility", "hidden");
  }
  function place(where) {
    const form = document.getElementById("new-pin");
    form.elements.x.value = spot.x.toFixed(2);
    form.elements.y.value = spot.y.toFixed(2);
    form.querySelector("[data-where]").textContent = where;
    form.hidden = false;
    end(true);
    form.scrollIntoView({ block: "center" });
    form.elements.text.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#new-pin [data-cancel]")) return;
    document.getElementById("new-pin").hidden = true;
    cross.setAttribute("visibility", "hidden");
    put.focus();
  });
  document.addEventListener("swapped", () => {
    cross.setAttribute("visibility", "hidden");
    steady();
  });
  put.addEventListener("click", () => (putting ? end() : begin()));
  sheet.addEventListener("click", (event) => {
    if (!putting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { x, y } = toPoint(event.clientX, event.clientY);
    place(moveTo(x, y));
  }, true);

  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (putting && way) {
      const step = (event.shiftKey ? 10 : 2) * MM;
      help.textContent = moveTo(spot.x + way[0] * step, spot.y + way[1] * step);
      const at = new DOMPoint(spot.x, spot.y).matrixTransform(sheet.getScreenCTM());
      const seen = view.getBoundingClientRect();
      if (at.x < seen.left || at.x > seen.right || at.y < seen.top || at.y > seen.bottom) {
        const to = middle();
        view.scrollBy({ left: at.x - to.x, top: at.y - to.y, behavior: "instant" });
      }
    } else if (putting && event.key === "Enter") place(moveTo(spot.x, spot.y));
    else if (putting && event.key === "Escape") { end(); put.focus(); }
    else if (event.target !== view) return;
    else if (way) view.scrollBy({ left: 80 * way[0], top: 80 * way[1], behavior: "instant" });
    else if (event.key === "+" || event.key === "=") acts.in();
    else if (event.key === "-") acts.out();
    else if (event.key === "0") acts.fit();
    else return;
    event.preventDefault();
  });

  // A line's number puts a pin at that line.
  document.querySelectorAll("[data-line]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const shift = +viewer.dataset.pageX;
      moveTo(+link.dataset.x + shift, +link.dataset.y);
      cross.setAttribute("visibility", "visible");
      place(link.getAttribute("aria-label").toLowerCase());
    });
  });

  view.style.setProperty("--shape", box.height / box.width);
  resize(0);
}
