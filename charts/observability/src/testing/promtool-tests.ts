import { stringify } from 'yaml';
import { ALERTS } from '../alerts.ts';
import { ALERT_STORIES, type AlertStory } from './alert-stories.ts';

/** How often rules are looked at: seldom where it is about days, which would take promtool minutes otherwise. */
const INTERVALS = ['1m', '5m'] as const;

/**
 * The stories as promtool's `test rules` reads them, a file for each interval.
 *
 * @param rulesFile path of the rules, as seen from where the texts are written to
 */
export function promtoolTests(rulesFile: string): readonly string[] {
  return INTERVALS.map((interval) =>
    stringify({
      rule_files: [rulesFile],
      evaluation_interval: interval,
      tests: ALERT_STORIES.filter((story) => story.interval === interval).map(testOf),
    }),
  );
}

function testOf(story: AlertStory) {
  const { alert, series, firesAt, isOverAt, interval } = story;
  return {
    name: alert,
    interval,
    input_series: series,
    alert_rule_test: [
      { alertname: alert, eval_time: firesAt, exp_alerts: expectedAlerts(story) },
      { alertname: alert, eval_time: isOverAt, exp_alerts: [] },
    ],
  };
}

function expectedAlerts({ alert, fires, summaries }: AlertStory) {
  return fires.map((labels, index) => {
    const rule = ALERTS.find(
      (one) =>
        one.alert === alert &&
        one.labels.severity === labels['severity'] &&
        one.labels.api === labels['api'] &&
        one.labels.window === labels['window'],
    );
    if (rule === undefined) throw new Error(`no alert ${alert} has the labels of its story`);
    return {
      exp_labels: labels,
      exp_annotations: {
        ...rule.annotations,
        summary: summaries?.[index] ?? rule.annotations.summary,
      },
    };
  });
}
