import { App, Chart, YamlOutputType } from 'cdk8s';
import { LoadTest, type LoadTestProps } from './constructs/load-test.ts';

/** What plays a load test inside of a cluster, as YAML. It is applied by hand, never together with the product. */
export function loadTestManifest(props: LoadTestProps): string {
  const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
  const { namespace } = props.environment;
  const chart = new Chart(app, 'load-test', { namespace, disableResourceNameHashes: true });
  new LoadTest(chart, 'load-test', props);
  return app.synthYaml();
}
