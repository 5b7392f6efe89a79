const DATE = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/;
const DATE_AND_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const EARLIEST_MS = Date.UTC(1900, 0, 1);

/**
 * A date of a file, `2026/01/31` or `2026-01-31`, or a time with its zone. One that is not over yet is none.
 *
 * @returns milliseconds since 1970; `undefined` for what is no date of the past
 */
export function readFileDate(text: string, now: Date): number | undefined {
  const trimmed = text.trim();
  const timeMs = DATE_AND_TIME.test(trimmed) ? Date.parse(trimmed) : dayOf(trimmed);
  const isPast = timeMs !== undefined && timeMs >= EARLIEST_MS && timeMs <= now.getTime();
  return isPast ? timeMs : undefined;
}

function dayOf(text: string): number | undefined {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const timeMs = Date.UTC(year, month - 1, day);
  const date = new Date(timeMs);
  // 2026-02-31 would be a day in March.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? timeMs : undefined;
}
