// What is wider than its place scrolls, and fades where it goes on: book.css draws what is named here.
"use strict";
(() => {
  const wide = ".bd-article :is(.pst-scrollable-table-container, pre, div.math, mjx-container, a.image-reference)";
  const look = (box) => {
    const rest = box.scrollWidth - box.clientWidth - Math.abs(box.scrollLeft);
    const scrolls = box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
    box.classList.toggle("goes-left", scrolls && Math.abs(box.scrollLeft) > 1);
    box.classList.toggle("goes-right", scrolls && rest > 1);
    if (scrolls && box.tagName === "PRE") box.tabIndex = 0; // The theme looks once, before it is filled.
  };
  const sized = new ResizeObserver((found) => found.forEach(({ target }) => look(target)));
  const watch = () => document.querySelectorAll(wide).forEach((box) => sized.observe(box));
  document.addEventListener("scroll", ({ target }) => target.matches?.(wide) && look(target), true);
  watch();
  // Formulas are there, and as wide as they will be, once they are typeset.
  window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(watch));
})();
