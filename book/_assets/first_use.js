// Terms and symbols on a touch screen, where there is no hover: the first tap shows what the link
// leads to, the second follows it. And Escape closes every preview, wherever the focus is.
"use strict";
(() => {
  const shown = (link) => Boolean(link._tippy && link._tippy.state.isVisible);
  let before = null;
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a.first-use, .board-picture svg a");
    before = link && { link, shown: shown(link), touch: event.pointerType !== "mouse" };
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.first-use, .board-picture svg a");
    if (!link || !link._tippy || !before || before.link !== link) return;
    if (before.touch && !before.shown) {
      event.preventDefault();
      link._tippy.show();
    }
    before = null;
  });
  // What the register says of a claim, and what a row of the picture of the board stands for: on
  // hover, on focus and on a tap. Without scripts the title does.
  for (const mark of document.querySelectorAll(".register-mark[title], .board-picture svg a")) {
    if (!window.tippy) break;
    const title = mark.querySelector("title");
    window.tippy(mark, { content: title?.textContent ?? mark.title, maxWidth: 360 });
    if (title) mark.setAttribute("aria-label", title.textContent);
    title?.remove();
    mark.removeAttribute("title");
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && window.tippy) window.tippy.hideAll();
  });
})();
