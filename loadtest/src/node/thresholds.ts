import type { LoadOptions, Threshold } from '../load-options.ts';

/** What is told of a metric: `count`, `rate`, `med`, `p(95)` and so on. */
export type Values = Readonly<Record<string, number>>;

const EXPRESSION = /^([a-z]+|p\(\d+(?:\.\d+)?\))(<=|<|>=|>|==|!=)(\d+(?:\.\d+)?)$/;

const COMPARE: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<=': (value, limit) => value <= limit,
  '<': (value, limit) => value < limit,
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
  '==': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

export const expressionOf = (threshold: Threshold): string =>
  typeof threshold === 'string' ? threshold : threshold.threshold;

/**
 * Whether a metric is as it has to be. One of which nothing was seen is.
 *
 * @throws Error for an expression that is none, or asks for a value that the metric does not have
 */
export function holds(expression: string, values: Values): boolean {
  const [, key = '', operator = '', limit] = EXPRESSION.exec(expression) ?? [];
  const compare = COMPARE[operator];
  if (compare === undefined) throw new Error(`${expression} is no threshold`);
  const value = values[key];
  if (value === undefined) throw new Error(`${expression}: nothing is told of ${key}`);
  return Number.isNaN(value) || compare(value, Number(limit));
}

/** The first threshold that ends the run, as `metric: expression`; `undefined` while all that would hold. */
export function whatAborts(
  thresholds: LoadOptions['thresholds'],
  valuesOf: (metric: string) => Values,
): string | undefined {
  for (const [metric, list] of Object.entries(thresholds)) {
    const broken = list.find(
      (threshold) =>
        typeof threshold === 'object' &&
        threshold.abortOnFail &&
        !holds(threshold.threshold, valuesOf(metric)),
    );
    if (broken !== undefined) return `${metric}: ${expressionOf(broken)}`;
  }
  return undefined;
}
