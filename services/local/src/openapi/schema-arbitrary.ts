import fc from 'fast-check';

/** A JSON schema as the OpenAPI documents have them, as far as values are made from it. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly example?: unknown;
};

/** Texts that have broken programs: keys of ours, prototypes, encodings, formulas, lines of logs, sizes. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'batch',
  'reco:*',
  '{reco:ann}:gen',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '%2e%2e%2f',
  '%00',
  '\u0000',
  '\uD800',
  '\u202Egnp.exe',
  'a\r\nset-cookie: x=1',
  '\n{"level":60,"msg":"forged"}',
  '=HYPERLINK("http://example.org")',
  '@SUM(1+1)*cmd|calc',
  '$where',
  '{"$gt":""}',
  '(a+)+$',
  '"unclosed',
  '-',
  '🧿👨‍👩‍👧',
  '‎‏',
  '1e309',
  '-1',
  '9'.repeat(30),
  'x'.repeat(5000),
];

const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[[]]]],
  [null],
  { __proto__: null },
  JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'),
  ...HOSTILE_TEXTS,
];

/** Values that mostly fit a schema, and now and then, anywhere in them, do not. */
export function valuesOf(
  schema: JsonSchema,
  resolve: (reference: string) => JsonSchema,
  depth = 0,
): fc.Arbitrary<unknown> {
  const hostile = fc.constantFrom(...HOSTILE_VALUES);
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema, resolve, depth) },
    { weight: 1, arbitrary: hostile },
  );
}

function fitting(
  schema: JsonSchema,
  resolve: (reference: string) => JsonSchema,
  depth: number,
): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  const deeper = (one: JsonSchema) => valuesOf(one, resolve, depth + 1);
  if (schema.$ref !== undefined) return fitting(resolve(schema.$ref), resolve, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map(deeper));
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, deeper)));
}

function ofType(
  type: string,
  schema: JsonSchema,
  deeper: (schema: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {}).map(([name, one]) => [
        name,
        deeper(one),
      ]);
      const model = Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>;
      return fc.record(model, {
        requiredKeys: [...(schema.required ?? [])].filter((name) => name in model),
      });
    }
    case 'array':
      return fc.array(deeper(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 8),
      });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 200 });
    case 'number':
      return fc
        .integer({ min: (schema.minimum ?? -5) * 2, max: (schema.maximum ?? 10) * 2 })
        .map((halves) => halves / 2);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default: {
      const example = typeof schema.example === 'string' ? [fc.constant(schema.example)] : [];
      const maxLength = Math.min(schema.maxLength ?? 20, 40);
      return fc.oneof(
        ...example,
        fc.constantFrom('ann', 'b:0', 'b:1', 'fantasy', 'en', '2026-01-01T00:00:00Z'),
        fc.string({
          unit: 'grapheme',
          minLength: Math.min(schema.minLength ?? 0, maxLength),
          maxLength,
        }),
        fc.constantFrom(...HOSTILE_TEXTS),
      );
    }
  }
}
