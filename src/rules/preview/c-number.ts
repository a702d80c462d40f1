/*
 * C's number formats, as far as analysisd uses them on JSON numbers.
 */

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;
/** analysisd prints fractions into 64 bytes, one of them the terminating zero. */
const MAX_FRACTION_CHARS = 63;

/** A JSON number as analysisd's JSON decoder makes it a field: `%i` when it is a whole 32-bit number, else `%f`, cut after 63 characters. */
export function fieldNumber(value: number): string {
  if (Number.isInteger(value) && value <= INT_MAX && value >= INT_MIN) return String(value === 0 ? 0 : value);
  return fixed(value).slice(0, MAX_FRACTION_CHARS);
}

/** `printf("%f")`. */
function fixed(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  // toFixed goes over to exponents here; numbers of this size have no fraction.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000000`;
  const text = value.toFixed(6);
  // An exact tie goes to the even digit in C, away from zero in JavaScript. Only multiples of 1/128 can be one.
  const scaled = value * 128;
  if (!Number.isInteger(scaled) || Math.abs(scaled) > Number.MAX_SAFE_INTEGER) return signed(text, value);
  const millionths = BigInt(Math.abs(scaled)) * 1_000_000n;
  if (millionths % 128n !== 64n) return signed(text, value);
  const whole = millionths / 128n;
  const even = whole % 2n === 0n ? whole : whole + 1n;
  const digits = even.toString().padStart(7, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** C keeps the sign of a number that rounds to zero. */
function signed(text: string, value: number): string {
  return value < 0 && !text.startsWith('-') ? `-${text}` : text;
}

/**
 * A number as cJSON 1.7.15 prints it: `%1.15g`, or `%1.17g` where that is another number. Not a finite number: `null`.
 *
 * The comparison allows for one epsilon, so 0.30000000000000004 is printed `0.3`.
 */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (Number.isInteger(value) && Math.abs(value) < 1e15 && !Object.is(value, -0)) return String(value);
  const short = general(value, 15);
  const reread = Number(short);
  const tolerance = Math.max(Math.abs(reread), Math.abs(value)) * Number.EPSILON;
  return Math.abs(reread - value) <= tolerance ? short : general(value, 17);
}

/** `printf("%1.<digits>g")`. */
function general(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < digits) return dropZeros(value.toFixed(digits - 1 - exponent));
  const sign = exponent < 0 ? '-' : '+';
  return `${dropZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function dropZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
