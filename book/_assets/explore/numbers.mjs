// Means of neurons, and numbers as they are written on the page.

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const minus = (text) => text.replace("-", "−");

// Two decimals; at most four digits; and "10⁶", "3.2·10⁶".
export const two = (x) => minus((Math.abs(x) < 0.005 ? 0 : x).toFixed(2));
export const short = (x) => minus(String(+x.toPrecision(4)));
export function powerOfTen(x) {
  const power = Math.floor(Math.log10(x) + 1e-9);
  const raised = `10${[...String(power)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
  if (x === 10 ** power) return raised;
  return x < 1e4 ? String(x) : `${(x / 10 ** power).toFixed(1)}·${raised}`;
}
