import { getLocale } from '$lib/paraglide/runtime.js';

/** Latin digits in Arabic too: phone numbers and typed text carry them, and two kinds on one row read badly. */
const localeTag = (): string => (getLocale() === 'ar' ? 'ar-EG-u-nu-latn' : 'en-GB');

const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>();
const cached = <T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: (locale: string) => T,
): T => {
  const locale = localeTag();
  const full = `${locale} ${key}`;
  const known = cache.get(full);
  if (known) return known as T;
  const made = make(locale);
  cache.set(full, made);
  return made;
};

export const formatNumber = (value: number): string =>
  cached('number', (locale) => new Intl.NumberFormat(locale)).format(value);

/** At most one digit behind the point: `12.4`. */
export const formatDecimal = (value: number): string =>
  cached('decimal', (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })).format(value);

/** `0.124` → `12%`. */
export const formatPercent = (share: number): string =>
  cached('percent', (locale) => new Intl.NumberFormat(locale, { style: 'percent' })).format(share);

/** `0.961` → `96.1%`, where a thousandth is a story. */
export const formatPercentFine = (share: number): string =>
  cached(
    'percentFine',
    (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
  ).format(share);

/** `14:08`, in the reader's time zone. */
export const formatTime = (iso: string): string =>
  cached('time', () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false })).format(
    new Date(iso),
  );

export const formatDateTime = (iso: string): string =>
  cached('dateTime', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' })).format(
    new Date(iso),
  );

const MOMENT: Intl.DateTimeFormatOptions = {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

/** `20 Nov, 14:08`: a moment of these days, by the same clock as everywhere. */
export const formatMoment = (iso: string): string =>
  cached('moment', (locale) => new Intl.DateTimeFormat(locale, MOMENT)).format(new Date(iso));

/** `20/11`, for places without room for a word. */
export const formatShortDate = (iso: string): string =>
  cached('shortDate', (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric' })).format(
    new Date(iso),
  );

const DAY_MS = 86_400_000;
const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Whole calendar days between a time and now, in the reader's time zone: 0 today, 1 yesterday. */
export const daysAgo = (iso: string, now = new Date()): number =>
  Math.round((startOfDay(now) - startOfDay(new Date(iso))) / DAY_MS);

/** Today, yesterday, a weekday within the week, else a date. */
export const formatDay = (iso: string, now = new Date()): string => {
  const days = daysAgo(iso, now);
  if (days === 0 || days === 1) {
    const words = cached('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
    return capitalise(words.format(-days, 'day'));
  }
  const date = new Date(iso);
  if (days > 1 && days < 7) {
    return cached('weekday', (locale) => new Intl.DateTimeFormat(locale, { weekday: 'long' })).format(date);
  }
  return cached('date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(date);
};

/** `18 March`, with the year when it is another one. */
export const formatDate = (iso: string, now = new Date()): string => {
  const date = new Date(iso);
  const isThisYear = date.getFullYear() === now.getFullYear();
  return cached(
    isThisYear ? 'dayMonth' : 'dayMonthYear',
    (locale) =>
      new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) }),
  ).format(date);
};

/** In a list: the time today, the day before that. */
export const formatListTime = (iso: string, now = new Date()): string =>
  daysAgo(iso, now) === 0 ? formatTime(iso) : formatDay(iso, now);

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 minutes ago`; below a minute `now`. */
export const formatAgo = (iso: string, nowMs: number): string => {
  const words = cached('ago', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }));
  const passedMs = Math.max(0, nowMs - Date.parse(iso));
  for (const [unit, unitMs] of STEPS) {
    if (passedMs >= unitMs) return words.format(-Math.floor(passedMs / unitMs), unit);
  }
  return words.format(0, 'second');
};

/** The same by seconds while it is less than a minute: `12 sec. ago`. */
export const formatSecondsAgo = (iso: string, nowMs: number): string => {
  const seconds = Math.floor((nowMs - Date.parse(iso)) / 1_000);
  if (seconds <= 0 || seconds >= 60) return formatAgo(iso, nowMs);
  return cached('ago', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })).format(
    -seconds,
    'second',
  );
};

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

const bytesFormat = (power: number): Intl.NumberFormat => {
  const unit = BYTE_UNITS[power] ?? 'byte';
  return cached(
    unit,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        // Short, English has bytes in the singular (`0 byte`), and Arabic some units as letters and some as words.
        unitDisplay: power === 0 || locale.startsWith('ar') ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  );
};
const powerOf = (bytes: number): number =>
  Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));

/** Of 1,024 bytes, with the capital that everybody writes; Intl has the SI one. */
const wordOf = ({ type, value }: Intl.NumberFormatPart): string => (type === 'unit' && value === 'kB' ? 'KB' : value);

export const formatBytes = (bytes: number): string => {
  const power = powerOf(bytes);
  return bytesFormat(power)
    .formatToParts(bytes / 1024 ** power)
    .map(wordOf)
    .join('');
};

/** Whole and with the shortest unit, where a line is narrow: `141 MB`, `141 م.ب`. */
export const formatBytesShort = (bytes: number): string => {
  const power = Math.max(1, powerOf(bytes));
  const unit = BYTE_UNITS[power] ?? 'megabyte';
  return cached(
    `${unit} short`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: power > 2 ? 1 : 0,
      }),
  )
    .formatToParts(bytes / 1024 ** power)
    .map(wordOf)
    .join('');
};

/** In the unit of the larger and without it, for `2.8 of 8 GB`. */
export const bytesInUnitOf = (bytes: number, larger: number): string => formatDecimal(bytes / 1024 ** powerOf(larger));

/** The same with the unit apart, for a figure that is set larger than its unit. */
export const bytesInParts = (bytes: number): { value: string; unit: string } => {
  const power = powerOf(bytes);
  const parts = bytesFormat(power).formatToParts(bytes / 1024 ** power);
  const join = (isUnit: boolean): string =>
    parts
      .filter(({ type }) => type !== 'literal' && (type === 'unit') === isUnit)
      .map(wordOf)
      .join('');
  return { value: join(false), unit: join(true) };
};

/** `+966 50 000 0012` of bare digits: groups for the eye; always shown left to right. */
export const formatPhone = (digits: string): string => {
  const saudi = /^(966)(\d{2})(\d{3})(\d{4})$/.exec(digits);
  if (saudi) return `+${saudi.slice(1).join(' ')}`;
  return `+${digits.replace(/(\d{3})(?=\d{4,})/g, '$1 ')}`;
};

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
