/** A JSON object whose members nobody vouches for. */
export type JsonObject = { readonly [name: string]: unknown };

/** The object that a text holds; `undefined` when it is not JSON or something else. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, or the text in `{"type": "/type/text", "value": ...}`; empty for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isObject(value) && typeof value['value'] === 'string') return value['value'];
  return '';
}

/** The texts of a list; a single text counts as a list of one. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(textOf).filter((text) => text !== '');
  const text = textOf(value);
  return text === '' ? [] : [text];
}

/** The `key` of a reference, which may also be the key itself. */
export function referenceOf(value: unknown): unknown {
  return isObject(value) ? value['key'] : value;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
