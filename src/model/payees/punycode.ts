/** Punycode of host names (RFC 3492): the decoder only, because browsers give every host in its encoded form. */

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 0x80;
const LAST_CODE = 0x10ffff;
const PREFIX = 'xn--';

/** Decodes a host's label; returns it unchanged if it is not valid punycode. */
export function decodeLabel(label: string): string {
  const lower = label.toLowerCase();
  if (!lower.startsWith(PREFIX)) return lower;
  return decode(lower.slice(PREFIX.length)) ?? lower;
}

function decode(text: string): string | undefined {
  const dash = text.lastIndexOf('-');
  const codes = Array.from(text.slice(0, Math.max(dash, 0)), (character) => character.codePointAt(0) ?? 0);
  let position = dash < 0 ? 0 : dash + 1;
  let code = FIRST_CODE;
  let index = 0;
  let bias = FIRST_BIAS;
  while (position < text.length) {
    const before = index;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(text.codePointAt(position++));
      if (digit === undefined) return undefined;
      index += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (weight > Number.MAX_SAFE_INTEGER / BASE) return undefined;
    }
    const length = codes.length + 1;
    bias = adapt(index - before, length, before === 0);
    code += Math.floor(index / length);
    index %= length;
    if (code > LAST_CODE) return undefined;
    codes.splice(index++, 0, code);
  }
  return codes.length === 0 ? undefined : String.fromCodePoint(...codes);
}

function adapt(step: number, length: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(step / DAMP) : Math.floor(step / 2);
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}

/** `a` to `z` are 0 to 25, `0` to `9` are 26 to 35. */
function digitOf(code: number | undefined): number | undefined {
  if (code === undefined) return undefined;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : undefined;
}
