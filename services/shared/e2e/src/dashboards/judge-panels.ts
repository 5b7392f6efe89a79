import type { PanelWithoutData } from '@books/observability/dashboards/without-data';
import type { Dashboard, Panel } from '@books/observability/panels';
import type { Series } from './start-prometheus.ts';

/** What came of one query of a panel. */
export type QueryAnswer =
  | { readonly kind: 'series'; readonly legend: string; readonly series: readonly Series[] }
  | { readonly kind: 'refused'; readonly legend: string; readonly sentence: string };

export type PanelAnswers = {
  readonly dashboard: Dashboard;
  readonly panel: Panel;
  readonly answers: readonly QueryAnswer[];
};

/** Asks everything that the dashboards show, one after the other. */
export async function askPanels(
  dashboards: readonly Dashboard[],
  ask: (expr: string) => Promise<Series[]>,
): Promise<PanelAnswers[]> {
  const all: PanelAnswers[] = [];
  for (const dashboard of dashboards) {
    for (const panel of dashboard.panels) {
      const answers: QueryAnswer[] = [];
      for (const { expr, legend } of panel.queries) {
        answers.push(
          await ask(expr).then(
            (series) => ({ kind: 'series', legend, series }) as const,
            (error: Error) => ({ kind: 'refused', legend, sentence: error.message }) as const,
          ),
        );
      }
      all.push({ dashboard, panel, answers });
    }
  }
  return all;
}

/** What is wrong with panels, in sentences; empty when each shows what it is to show. */
export function faultsOf(
  all: readonly PanelAnswers[],
  withoutData: readonly PanelWithoutData[],
): string[] {
  const unused = new Set(withoutData);
  const faults = all.flatMap(({ dashboard, panel, answers }) => {
    const name = `${dashboard.id} / ${panel.title}`;
    const excuse = withoutData.find(
      (entry) => entry.dashboard === dashboard.id && entry.panel === panel.title,
    );
    if (excuse !== undefined) unused.delete(excuse);
    return answers.flatMap((answer) => {
      const fault = faultOf(answer, excuse !== undefined);
      return fault === undefined ? [] : [`${name}, "${answer.legend}": ${fault}`];
    });
  });
  const gone = [...unused].map(
    ({ dashboard, panel }) => `${dashboard} / ${panel} may be empty, but there is no such panel`,
  );
  return [...faults, ...gone];
}

function faultOf(answer: QueryAnswer, mayBeEmpty: boolean): string | undefined {
  if (answer.kind === 'refused') return answer.sentence;
  const filled = answer.series.filter(hasData);
  if (mayBeEmpty) return filled.length > 0 ? 'has data, though it is said to have none' : undefined;
  if (filled.length === 0) return answer.series.length === 0 ? 'no data' : 'never a number';
  const labels = [...answer.legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  const missing = labels.find((label) => filled.some((series) => !(label in series.labels)));
  return missing && `the legend names ${missing}, which a series does not have`;
}

/** Whether something is drawn: a finite number at one moment at least. */
function hasData({ points }: Series): boolean {
  return points.some(([, value]) => Number.isFinite(value));
}
