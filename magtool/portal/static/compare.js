// One version over another: how much of the newer shows; two beside each other move as one.
export function compare(form) {
  const newer = document.querySelector(".laid .new");
  const mix = form.querySelector("#mix");
  const set = () => { newer.style.opacity = mix.value / 100; };
  mix.addEventListener("input", set);
  set();

  const [left, right] = document.querySelectorAll(".pair .pane");
  const follow = (from, to) => from.addEventListener("scroll", () => {
    if (to.scrollLeft !== from.scrollLeft) to.scrollLeft = from.scrollLeft;
    if (to.scrollTop !== from.scrollTop) to.scrollTop = from.scrollTop;
  });
  follow(left, right);
  follow(right, left);
}
