import { describe, expect, test } from 'vitest';
import { cloudEnvironment } from '../cloud-environment.ts';
import { environmentsWithOpenSearch } from '../testing/open-search-resources.ts';
import { createMemoryCommands } from '../testing/memory-commands.ts';
import { createCloudFacts } from './cloud-facts.ts';
import { CommandError } from './commands.ts';
import type { DeployContext } from './deploy-context.ts';
import { DEPLOY_STEPS } from './deploy-steps.ts';
import { runSteps } from './run-steps.ts';

function aDeploy(name: 'dev' | 'prod', changed: Partial<DeployContext> = {}) {
  const environment = cloudEnvironment(name);
  const commands = createMemoryCommands();
  const said: string[] = [];
  const asked: string[] = [];
  const context: DeployContext = {
    environment,
    commands,
    facts: createCloudFacts(environment, commands),
    say: (line) => void said.push(line),
    tag: 'abc',
    revision: 'abcdef',
    given: {},
    repository: 'owner/name',
    hasSampleData: false,
    kubeconfig: '.deploy/kubeconfig',
    manifests: '.deploy/manifests',
    smokeTest: async (urlOf) => void asked.push(urlOf('/healthz')),
    withPortForwards: (work) => work((path) => `http://forwarded${path}`),
    ...changed,
  };
  const run = (from?: string) =>
    runSteps({ steps: DEPLOY_STEPS, context, from, say: context.say, now: () => 0 });
  const optionsOf = (pattern: RegExp) =>
    commands.given[commands.ran.findIndex((line) => pattern.test(line))];
  return { commands, said, asked, run, optionsOf };
}

describe('a deploy', () => {
  test('goes from stacks to images to manifests to a product that answers', async () => {
    const { commands, asked, run } = aDeploy('dev');
    await run();
    const kinds = [
      /cdk bootstrap/,
      /infra:synth/,
      /cdk deploy .*-network .*-data .*-cluster .*-identity .*-edge/,
      /docker login/,
      /docker buildx build .*SERVICE=search-api .*linux|docker buildx build .*SERVICE=search-api/,
      /docker buildx build .*SERVICE=worker/,
      /eks update-kubeconfig/,
      /charts\/platform\/install.sh dev/,
      /kubectl .*apply --server-side .*-f -$/,
      /npm run synth -- dev --strict/,
      /kubectl .*apply --server-side .*-f .deploy\/manifests\/dev/,
      /rollout status deployment\/worker/,
      /route53 change-resource-record-sets/,
    ];
    const places = kinds.map((kind) => commands.ran.findIndex((line) => kind.test(line)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(asked).toEqual(['http://forwarded/healthz']);
  });

  test('asks prod at its own name, through the internet', async () => {
    const { asked, run } = aDeploy('prod');
    await run();
    expect(asked).toEqual(['https://books.example/healthz']);
  });

  test('writes passwords into no argument', async () => {
    const { commands, run, optionsOf } = aDeploy('dev');
    commands.answer(
      /get-secret-value/,
      JSON.stringify({ username: 'books', password: 'hush-hush' }),
    );
    commands.answer(/get-login-password/, 'token-of-ecr');
    await run();
    expect(commands.ran.join('\n')).not.toMatch(/hush-hush|token-of-ecr/);
    expect(optionsOf(/-f -$/)?.input).toContain(
      '"cache-url":"rediss://books:hush-hush@cache.example:6379"',
    );
    expect(optionsOf(/docker login/)?.input).toBe('token-of-ecr');
  });

  test('gives the manifests what only AWS knows', async () => {
    const { run, optionsOf } = aDeploy('prod');
    await run();
    expect(optionsOf(/npm run synth/)?.env).toMatchObject({
      IMAGE_REGISTRY: '123456789012.dkr.ecr.us-west-2.amazonaws.com',
      FILES_BUCKET: 'files-example',
      LOGS_BUCKET: 'logs-example',
      CERTIFICATE_ARN: expect.stringContaining(':certificate/'),
      WEB_ACL_ARN: expect.stringContaining('/webacl/'),
      IMAGE_DIGESTS: expect.stringContaining('"worker":"sha256:'),
    });
  });

  test('says where OpenSearch is when that searches, and not otherwise', async () => {
    const [environment] = environmentsWithOpenSearch();
    const withIt = aDeploy('dev', { environment });
    await withIt.run();
    expect(withIt.optionsOf(/npm run synth/)?.env).toMatchObject({
      OPENSEARCH_URL: 'https://search.example',
    });
    const without = aDeploy('dev');
    await without.run();
    expect(without.optionsOf(/npm run synth/)?.env).not.toHaveProperty('OPENSEARCH_URL');
  });

  test('builds no image twice, since a tag stays what it is', async () => {
    const { commands, run } = aDeploy('dev');
    commands.answer(/ecr list-images/, 'sha256:there');
    await run();
    expect(commands.ran.filter((line) => line.startsWith('docker'))).toEqual([]);
  });

  test('changes nothing when a tool is missing, or a value that people give', async () => {
    const without = aDeploy('dev');
    without.commands.answer(/^helm/, new CommandError('helm', 'did not start', ''));
    await expect(without.run()).rejects.toThrow('helm is needed: https://helm.sh');
    expect(without.commands.ran).toEqual([]);

    const unset = aDeploy('dev', { given: { 'token-issuer': 'https://issuer.example' } });
    unset.commands.answer(/get-parameters-by-path/, '{"Parameters": []}');
    await expect(unset.run()).rejects.toThrow('--domain-name, --hosted-zone-id, --token-audience.');
    expect(unset.commands.ran).toEqual([]);
  });

  test('keeps what people give', async () => {
    const { commands, run } = aDeploy('dev', { given: { 'domain-name': 'dev.books.example' } });
    await run();
    expect(commands.ran[0]).toContain(
      'put-parameter --name /book-recommendation/dev/domain-name --value dev.books.example',
    );
  });

  test('goes on with the step that failed', async () => {
    const { commands, said, run } = aDeploy('dev');
    commands.failAt(/charts\/platform/);
    await expect(run()).rejects.toMatchObject({ name: 'StepError', step: 'platform' });
    expect(commands.ran.some((line) => line.includes('apply'))).toBe(false);
    commands.mend();
    const before = commands.ran.length;
    await run('platform');
    expect(commands.ran.slice(before)[0]).toContain('charts/platform/install.sh');
    expect(said).toContain('[4/13] stacks: left out');
  });

  test('says which steps there are when asked for another', async () => {
    await expect(aDeploy('dev').run('launch')).rejects.toThrow(
      'there is no step "launch"; there are check, settings, bootstrap',
    );
  });
});
