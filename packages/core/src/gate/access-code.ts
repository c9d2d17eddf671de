const CODES = 10_000;
const DIGITS = 4;
/** The largest multiple of 10,000 in 16 bits: numbers above it would favour the first codes. */
const UNBIASED = 60_000;

/** Four random digits, each code equally likely. */
export const newAccessCode = (): string => {
  for (;;) {
    const [number = UNBIASED] = crypto.getRandomValues(new Uint16Array(1));
    if (number < UNBIASED) return String(number % CODES).padStart(DIGITS, '0');
  }
};
