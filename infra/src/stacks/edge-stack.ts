import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Certificate,
  CertificateValidation,
  KeyAlgorithm,
} from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import type { GivenName, PublishedName } from '../names.ts';

/** Rule groups that AWS keeps up to date, in the order they are asked. */
const MANAGED_RULES = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
];
/** Requests that one address may make in five minutes; the services have finer limits of their own. */
const REQUESTS_PER_FIVE_MINUTES = 20_000;

export type EdgeStackProps = StackProps & { readonly environment: CloudEnvironment };

/**
 * What stands before the load balancer: the certificate of the environment's domain, and a web ACL where the
 * environment has a firewall. The domain and its zone are parameters that people give once.
 */
export class EdgeStack extends Stack {
  readonly #environment: CloudEnvironment;

  constructor(scope: Construct, id: string, { environment, ...props }: EdgeStackProps) {
    super(scope, id, props);
    this.#environment = environment;
    const domainName = this.given('domain-name');
    const certificate = new Certificate(this, 'Certificate', {
      domainName,
      keyAlgorithm: KeyAlgorithm.EC_PRIME256V1,
      validation: CertificateValidation.fromDns(
        HostedZone.fromHostedZoneAttributes(this, 'Zone', {
          hostedZoneId: this.given('hosted-zone-id'),
          zoneName: domainName,
        }),
      ),
    });
    this.publish('certificate-arn', certificate.certificateArn);
    if (environment.ingress.hasFirewall) this.publish('web-acl-arn', this.addFirewall());
  }

  /** @returns the ARN of the web ACL */
  private addFirewall(): string {
    const { names, settings, removal } = this.#environment;
    const acl = new CfnWebACL(this, 'WebAcl', {
      name: names.webAcl,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('all'),
      rules: [rateRule(), ...MANAGED_RULES.map(managedRule)],
    });
    const log = new LogGroup(this, 'WebAclLog', {
      // WAF writes only to groups whose name begins so.
      logGroupName: `aws-waf-logs-${names.webAcl}`,
      retention: settings.logRetentionDays,
      removalPolicy: removal.logs,
    });
    new CfnLoggingConfiguration(this, 'WebAclLogging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        this.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: log.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      // Who asked is in the log, what proves who they are is not.
      redactedFields: [{ singleHeader: { Name: 'authorization' } }],
    });
    return acl.attrArn;
  }

  private given(name: GivenName): string {
    const parameterName = this.#environment.names.parameter(name);
    return StringParameter.valueForStringParameter(this, parameterName);
  }

  private publish(name: PublishedName, stringValue: string): void {
    const parameterName = this.#environment.names.parameter(name);
    new StringParameter(this, `Parameter-${name}`, { parameterName, stringValue });
  }
}

const rateRule = (): CfnWebACL.RuleProperty => ({
  name: 'rate',
  priority: 0,
  action: { block: { customResponse: { responseCode: 429 } } },
  statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: REQUESTS_PER_FIVE_MINUTES } },
  visibilityConfig: visibility('rate'),
});

const managedRule = (name: string, index: number): CfnWebACL.RuleProperty => ({
  name,
  priority: index + 1,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      // Imports are larger than the 8 KiB that this rule takes for an attack; the services limit bodies.
      ...(name === 'AWSManagedRulesCommonRuleSet' && {
        ruleActionOverrides: [{ name: 'SizeRestrictions_BODY', actionToUse: { count: {} } }],
      }),
    },
  },
  visibilityConfig: visibility(name),
});

const visibility = (name: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName: name,
  sampledRequestsEnabled: true,
});
