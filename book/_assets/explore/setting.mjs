// One description of a run: `fc.Setting` with uniform strengths, as far as the expected dynamics
// sees it, and initial neurons.

const VARIANCE = (1 - 256 ** -2) / 12; // a strength is the midpoint of one of 256 bins

// Throws a RangeError with one sentence where there is no such setting.
export function makeSetting({ n_core = 64, n_bg = 64, d = 1e6, width = 256, leak = 0, bg_shift = 0 }) {
  const d0 = n_core + n_bg;
  if (d < d0) throw new RangeError(`d must be at least n_core + n_bg = ${d0}, got ${d}`);
  const core = { n: n_core, mean: 0.5, variance: VARIANCE };
  const bg = { n: n_bg, mean: 0.5 + bg_shift, variance: VARIANCE };
  return { n_core, n_bg, d, width, leak, bg_shift, d0, core, bg, eta: (0.05 * width) / d0 };
}

// Output weights: +1/m for the first half (rounded up) of the neurons, -1/m for the rest.
export function outputWeights(width) {
  return Float64Array.from({ length: width }, (_, k) => (k < (width + 1) >> 1 ? 1 : -1) / width);
}

// Uniform numbers in (0, 1) of `fc.CounterRandom`: a counter in steps of the golden ratio, its bits
// mixed (SplitMix32); each call of a seed has its own stream.
export function uniforms(seed, call) {
  let counter = (Math.imul(seed + 1, 0x85ebca6b) + Math.imul(call, 0xc2b2ae35)) | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let bits = counter ^ (counter >>> 16);
    bits = Math.imul(bits, 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (((bits ^ (bits >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
}

// A standard normal number, by the transform of Box and Muller.
export function normal(draw) {
  return Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}

// Four scalars of v_k ~ N(0, I / d), drawn without v_k. On a group of n features the sum is
// sqrt(n / d) X, with X standard normal, and the sum of squares is its square over n plus
// chi2(n - 1) / d, where chi2(2) is -2 log U.
export function initialNeurons({ core, bg, d, width }, seed) {
  const part = ({ n }, call) => {
    const [ofTotal, ofRest] = [uniforms(seed, call), uniforms(seed, call + 1)];
    const total = Float64Array.from({ length: width }, () => Math.sqrt(n / d) * normal(ofTotal));
    const square = total.map((sum) => {
      let rest = (n - 1) % 2 ? normal(ofRest) ** 2 : 0;
      for (let i = 1; i < n - 1; i += 2) rest -= 2 * Math.log(ofRest());
      return sum ** 2 / n + rest / d;
    });
    return { total, square };
  };
  return { core: part(core, 0), bg: part(bg, 2), a: outputWeights(width) };
}
