// The normal distribution, and what the closure asks of it: `fc.theory.gaussian`.

const ROOT = Math.sqrt(2 * Math.PI);
const REACH = 9; // beyond, Phi is 0 or 1 to the last bit
const PER_UNIT = 64;

// Density phi.
export const density = (x) => Math.exp(-0.5 * x * x) / ROOT;

// P(X > x) for x >= 0: the continued fraction of Laplace, or near 0 the series of all odd powers.
function tail(x) {
  if (x > 2) {
    let fraction = x;
    for (let n = 200; n > 0; n--) fraction = x + n / fraction;
    return density(x) / fraction;
  }
  let [sum, term] = [0, x];
  for (let n = 3; term > 1e-18; n += 2) [sum, term] = [sum + term, (term * x * x) / n];
  return 0.5 - density(x) * sum;
}

// Phi, however small it is.
export const below = (x) => (x < 0 ? tail(-x) : 1 - tail(x));

// Phi and phi at the nodes, and the mean and the mean square of (u + X)_+ there.
const NODES = Float64Array.from({ length: 2 * REACH * PER_UNIT + 1 }, (_, i) => i / PER_UNIT - REACH);
const CDF = NODES.map(below);
const PDF = NODES.map(density);
const RAMP = NODES.map((u, i) => u * CDF[i] + PDF[i]);
const SQUARE = NODES.map((u, i) => (u * u + 1) * CDF[i] + u * PDF[i]);

// Phi, by Taylor's series at the nearest node u, whose n-th term is
// (-1)^(n-1) He_(n-1)(u) phi(u) t^n / n!; the fifth leaves an error below 1e-15.
export function ndtr(x) {
  if (!(Math.abs(x) < REACH)) return x > 0 ? 1 : 0;
  const i = ((x + REACH) * PER_UNIT + 0.5) | 0;
  const u = NODES[i];
  const t = x - u;
  const u2 = u * u;
  const fifth = (t / 5) * (u2 * (u2 - 6) + 3);
  const third = (t / 3) * (u2 - 1 - (t / 4) * (u * (u2 - 3) - fifth));
  return CDF[i] + PDF[i] * t * (1 - (t / 2) * (u - third));
}

// P(z + X > 0), E[(z + X)_+] and E[(z + X)_+^2] into `out`: the same series, integrated once and
// twice. No exponential and no division: a risk needs millions of these.
export function rampMoments(z, out) {
  if (!(Math.abs(z) < REACH)) {
    out[0] = z > 0 ? 1 : 0;
    out[1] = z > 0 ? z : 0;
    out[2] = z > 0 ? z * z + 1 : 0;
    return;
  }
  const i = ((z + REACH) * PER_UNIT + 0.5) | 0;
  const [u, cdf, pdf, ramp] = [NODES[i], CDF[i], PDF[i], RAMP[i]];
  const t = z - u;
  const [u2, t2] = [u * u, t * t];
  const four = u * (u2 - 3) - t * 0.2 * (u2 * (u2 - 6) + 3);
  const three = u2 - 1 - t * 0.25 * four;
  out[0] = cdf + pdf * t * (1 - t * 0.5 * (u - t * (1 / 3) * three));
  out[1] = ramp + t * cdf + pdf * t2 * 0.5 * (1 - t * (1 / 3) * (u - t * 0.25 * (u2 - 1 - t * 0.2 * u * (u2 - 3))));
  out[2] = SQUARE[i] + 2 * t * ramp + t2 * cdf + pdf * t2 * t * (1 / 3) * (1 - t * 0.25 * (u - t * 0.2 * (u2 - 1)));
}

// Nodes from -reach to reach and weights of the trapezoidal rule for a standard normal mean.
export function normalGrid(reach, count) {
  const nodes = Float64Array.from({ length: count }, (_, i) => (2 * reach * i) / (count - 1) - reach);
  const heights = nodes.map(density);
  const total = heights.reduce((sum, height) => sum + height, 0);
  return { nodes, weights: heights.map((height) => height / total) };
}

// G(M, tau) = E[(M + tau X)_+] = M Phi(M/tau) + tau phi(M/tau).
export function rampMean(mean, tau) {
  if (!(tau > 0)) return Math.max(mean, 0);
  const z = mean / tau;
  return mean * ndtr(z) + tau * density(z);
}

// Gauss-Legendre nodes of [-1, 1] that are above 0, by Newton's method, and their weights.
export function gaussNodes(n) {
  return Array.from({ length: n / 2 }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let round = 0; round < 8; round++) {
      let [before, p] = [1, x];
      for (let k = 2; k <= n; k++) [before, p] = [p, ((2 * k - 1) * x * p - (k - 1) * before) / k];
      slope = (n * (x * p - before)) / (x * x - 1);
      x -= p / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
}

const HALF = gaussNodes(20); // the integrands are even
const SQUARES = Float64Array.from(HALF, ([x]) => x * x);
const WEIGHTS = Float64Array.from(HALF, ([, weight]) => weight);

// Owen's T(h, g/h) from h, g and their Phi. The integral from 0 to a = g/h is smooth for |a| <= 1;
// beyond, T(h, g/h) + T(g, h/g) = (Phi(h) + Phi(g)) / 2 - Phi(h) Phi(g) - 1{h g < 0} / 2.
export function owensT(h, g, belowH, belowG) {
  const steep = Math.abs(g) > Math.abs(h);
  const base = steep ? g : h;
  const a = (steep ? h : g) / base;
  const [square, exponent] = [a * a, -0.5 * base * base];
  let t = 0;
  for (let i = 0; i < SQUARES.length; i++) {
    const height = 1 + SQUARES[i] * square;
    t += (WEIGHTS[i] * Math.exp(exponent * height)) / height;
  }
  t *= a / (2 * Math.PI);
  const opposite = h < 0 !== g < 0 ? 1 : 0;
  return steep ? 0.5 * (belowH + belowG - opposite) - belowH * belowG - t : t;
}
