import { z } from 'zod';
import { kubectl, type DeployStep } from '../deploy-context.ts';

const LoadBalancer = z.object({ CanonicalHostedZoneId: z.string(), DNSName: z.string() });

/** Points the environment's name at the load balancer that the controller made of the Ingress. */
export const dns: DeployStep = {
  name: 'dns',
  title: 'point the name at the load balancer',
  async run(context) {
    const { commands, environment, facts } = context;
    const host = await commands.read(
      ...kubectl(
        context,
        '--namespace',
        environment.namespace,
        'get',
        'ingress',
        '--output',
        'jsonpath={.items[0].status.loadBalancer.ingress[0].hostname}',
      ),
      'k8s-books-example.us-west-2.elb.amazonaws.com',
    );
    if (host === '')
      throw new Error(
        'the load balancer is not there yet: wait a minute and go on, or see the log of aws-load-balancer-controller',
      );
    const described = await commands.read(
      'aws',
      [
        'elbv2',
        'describe-load-balancers',
        '--query',
        `LoadBalancers[?DNSName=='${host}'] | [0].{CanonicalHostedZoneId: CanonicalHostedZoneId, DNSName: DNSName}`,
        '--output',
        'json',
        '--region',
        environment.region,
      ],
      JSON.stringify({ CanonicalHostedZoneId: 'Z1EXAMPLE', DNSName: host }),
    );
    const { CanonicalHostedZoneId, DNSName } = LoadBalancer.parse(JSON.parse(described));
    const change = {
      Action: 'UPSERT',
      ResourceRecordSet: {
        Name: await facts.parameter('domain-name'),
        Type: 'A',
        AliasTarget: { HostedZoneId: CanonicalHostedZoneId, DNSName, EvaluateTargetHealth: false },
      },
    };
    await commands.run('aws', [
      'route53',
      'change-resource-record-sets',
      '--hosted-zone-id',
      await facts.parameter('hosted-zone-id'),
      '--change-batch',
      JSON.stringify({ Changes: [change] }),
    ]);
  },
};

export const smoke: DeployStep = {
  name: 'smoke',
  title: 'ask every service for something',
  async run({ environment, facts, smokeTest, withPortForwards }) {
    if (environment.ingress.scheme === 'internal') return withPortForwards(smokeTest);
    const domain = await facts.parameter('domain-name');
    return smokeTest((path) => `https://${domain}${path}`);
  },
};
