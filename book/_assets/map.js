// The map lights up what a node rests on, what rests on it and the claims that test these.
"use strict";
for (const drawing of ["map-desk", "map-phone"]) {
  const says = document.querySelector(".map-says");
  const pictures = [...document.querySelectorAll(`.${drawing} svg`)];
  const nodes = [...document.querySelectorAll(`.${drawing} [data-node]`)];
  const lines = [...document.querySelectorAll(`.${drawing} .line`)];
  const reached = (start, from, to) => {
    const found = new Set(start);
    for (const name of found)
      for (const { dataset } of lines) if (dataset[from] === name) found.add(dataset[to]);
    return found;
  };
  let shown;
  const light = (node) => {
    const tests = (node.dataset.tests ?? node.dataset.node).split(" ").filter(Boolean);
    const down = reached(tests, "from", "to");
    const up = reached(tests, "to", "from");
    for (const picture of pictures) picture.classList.add("lit");
    for (const line of lines) {
      const { from, to } = line.dataset;
      line.classList.toggle("on", down.has(from) && down.has(to));
      line.classList.toggle("up", up.has(from) && up.has(to));
    }
    for (const one of nodes) {
      const { node: name, tests: tested = "" } = one.dataset;
      const own = down.has(name) || up.has(name) || tested.split(" ").some((x) => down.has(x) || up.has(x));
      one.classList.toggle("on", own || name === node.dataset.node);
      one.classList.toggle("here", name === node.dataset.node);
    }
    says.textContent = node.getAttribute("aria-label");
  };
  const dark = () => {
    for (const picture of pictures) picture.classList.remove("lit");
    for (const one of nodes) one.classList.remove("here");
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => light(node));
    node.addEventListener("focus", () => light(node));
    node.addEventListener("pointerleave", dark);
    node.addEventListener("blur", dark);
    // The first tap shows, the second follows.
    node.addEventListener("click", (click) => {
      if (click.pointerType === "touch" && shown !== node) click.preventDefault();
      shown = node;
      light(node);
    });
  }
  // A link to a node finds the drawing that is shown.
  const go = () => {
    const node = nodes.find((one) => `#node-${one.dataset.node}` === decodeURIComponent(location.hash));
    if (node?.checkVisibility()) node.focus();
  };
  window.addEventListener("hashchange", go);
  go();
}
