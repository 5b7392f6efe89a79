// What makes a spreadsheet take the text of a cell for a formula.
const FORMULA_START = /^[=+\-@\t\r]/;
const GUARDED = /^'[=+\-@\t\r']/;

/** A text that no spreadsheet takes for a formula; {@link withoutFormulaGuard} gives it back. */
export function withFormulaGuard(text: string): string {
  return FORMULA_START.test(text) || GUARDED.test(text) ? `'${text}` : text;
}

export function withoutFormulaGuard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
