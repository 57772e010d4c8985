// Plots as SVG text. Colours and line styles are classes, so the page's scheme decides them.

import { short } from "./numbers.mjs";

const [WIDTH, HEIGHT] = [360, 250];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 10, 10, 40];
const [W, H] = [WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM];

// A variable with an index, such as `italic("C", "k")`.
export function italic(name, below = "", above = "") {
  const index = (text, dy) => `<tspan dy="${dy}" class="ex-index">${text}</tspan><tspan dy="${-dy}">​</tspan>`;
  return `<tspan class="ex-var">${name}</tspan>${above && index(above, -4)}${below && index(below, 3)}`;
}

// Round numbers that divide [low, high] into about `count` parts.
export function ticks(low, high, count = 5) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

// Axes and, inside them, what `marks` draws when it is handed the two scales. An axis is
// { low, high, label } and, if the defaults do not serve, { at, text, middle }: its ticks, their texts
// and the value above which the label stands.
export function plot(x, y, marks) {
  const X = (value) => (W * (value - x.low)) / (x.high - x.low);
  const Y = (value) => H - (H * (value - y.low)) / (y.high - y.low);
  const parts = [];
  for (const value of x.at ?? ticks(x.low, x.high)) {
    const at = (LEFT + X(value)).toFixed(1);
    parts.push(`<path class="ex-grid" d="M${at} ${TOP}v${H}"/>`);
    const text = (x.text ?? short)(value);
    parts.push(`<text x="${at}" y="${TOP + H + 15}" text-anchor="middle">${text}</text>`);
  }
  for (const value of y.at ?? ticks(y.low, y.high)) {
    const at = (TOP + Y(value)).toFixed(1);
    parts.push(`<path class="ex-grid" d="M${LEFT} ${at}h${W}"/>`);
    const text = (y.text ?? short)(value);
    parts.push(`<text x="${LEFT - 6}" y="${+at + 4}" text-anchor="end">${text}</text>`);
  }
  const across = LEFT + (x.middle === undefined ? W / 2 : X(x.middle));
  const up = TOP + H / 2;
  parts.push(`<text x="${across}" y="${HEIGHT - 6}" text-anchor="middle">${x.label}</text>`);
  parts.push(
    `<text transform="translate(11 ${up}) rotate(-90)" text-anchor="middle">${y.label}</text>`,
  );
  // A nested svg cuts off what lies outside of it.
  const inner = `<svg x="${LEFT}" y="${TOP}" width="${W}" height="${H}">${marks(X, Y)}</svg>`;
  return parts.join("") + inner;
}

// The value of both axes at a point of the screen.
export function valueAt(svg, event, x, y) {
  const box = svg.getBoundingClientRect();
  const [right, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return [
    x.low + ((right * WIDTH - LEFT) / W) * (x.high - x.low),
    y.high - ((down * HEIGHT - TOP) / H) * (y.high - y.low),
  ];
}

// Numbers with one decimal, and within the plot's surroundings: a far end would not be drawn.
const px = (value) => Math.min(Math.max(value, -1e4), 1e4).toFixed(1);

export function line(kind, points, X, Y) {
  if (points.length < 2) return "";
  return `<path class="ex-line ${kind}" d="M${points.map(([x, y]) => `${px(X(x))} ${px(Y(y))}`).join("L")}"/>`;
}

export function area(kind, points, X, Y) {
  return `<path class="${kind}" d="M${points.map(([x, y]) => `${px(X(x))} ${px(Y(y))}`).join("L")}Z"/>`;
}

// Segments of length 0: the line's ends make round or square dots.
export function dots(kind, points, X, Y) {
  if (!points.length) return "";
  return `<path class="ex-dots ${kind}" d="${points.map(([x, y]) => `M${px(X(x))} ${px(Y(y))}h0`).join("")}"/>`;
}

// Bars to the right of `foot`, or with a negative `reach` to its left, one for each equal part of [0, 1].
export function bars(kind, shares, foot, reach, X, Y) {
  const shapes = shares.map((share, i) => {
    const [low, high] = [Y(i / shares.length) - 0.5, Y((i + 1) / shares.length) + 0.5];
    return `M${px(X(foot))} ${px(low)}H${px(X(foot + share * reach))}V${px(high)}H${px(X(foot))}Z`;
  });
  return `<path class="ex-bars ${kind}" d="${shapes.join("")}"/>`;
}

export function cross(x, y, X, Y) {
  const [across, up] = [px(X(x)), px(Y(y))];
  return `<path class="ex-cross" d="M${across} ${up}m-6 -6l12 12m-12 0l12 -12"/>`;
}

// A small plot within another: a box at (left, top), and what `marks` draws in it.
export function inset(left, top, width, height, reach, text, marks) {
  const X = (value) => (width * (value + reach)) / (2 * reach);
  const Y = (value) => (height * (reach - value)) / (2 * reach);
  return (
    `<rect class="ex-inset" x="${left}" y="${top}" width="${width}" height="${height}"/>` +
    `<text class="ex-small" x="${left}" y="${top + height + 11}">${text}</text>` +
    `<svg x="${left}" y="${top}" width="${width}" height="${height}">${marks(X, Y)}</svg>`
  );
}

export function label(text, x, y, X, Y, kind = "", anchor = "middle") {
  return `<text class="${kind}" x="${px(X(x))}" y="${px(Y(y))}" text-anchor="${anchor}">${text}</text>`;
}
