// Means of neurons, and numbers as they are written on the page.

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Values below which a share of them lies, linear in between.
export function quantiles(values, shares) {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}
export const median = (values) => quantiles(values, [0.5])[0];

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
