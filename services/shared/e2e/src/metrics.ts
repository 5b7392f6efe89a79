import type { Stack } from '@books/stack/start-stack';
import type { ProcessName } from '@books/topology/processes';

/** What a process tells Prometheus at this moment. */
export type ProcessMetrics = {
  /** Names of the labels of each metric; a histogram goes by its name without `_bucket`, `_sum` and `_count`. */
  readonly labelsByName: ReadonlyMap<string, ReadonlySet<string>>;
  /** The sum of all series of a metric that carry the labels. */
  sum(name: string, labels: Readonly<Record<string, string>>): number;
};

const SERIES = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export async function metricsOf(stack: Stack, name: ProcessName): Promise<ProcessMetrics> {
  const response = await fetch(`${stack.instance(name).opsUrl}/metrics`);
  return parseMetrics(await response.text());
}

/** @param text in the format of Prometheus */
export function parseMetrics(text: string): ProcessMetrics {
  const series = text.split('\n').flatMap((line) => {
    const match = SERIES.exec(line);
    if (match === null) return [];
    const [, name = '', labelText = '', value] = match;
    const labels = new Map(
      [...labelText.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text]),
    );
    return [{ name, labels, value: Number(value) }];
  });
  const labelsByName = new Map<string, Set<string>>();
  for (const { name, labels } of series) {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    const known = labelsByName.get(base) ?? new Set();
    for (const label of labels.keys()) if (label !== 'le') known.add(label);
    labelsByName.set(base, known);
  }
  return {
    labelsByName,
    sum: (name, wanted) =>
      series
        .filter((one) => one.name === name)
        .filter(({ labels }) =>
          Object.entries(wanted).every(([key, value]) => labels.get(key) === value),
        )
        .reduce((sum, { value }) => sum + value, 0),
  };
}
