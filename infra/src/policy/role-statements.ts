import { z } from 'zod';
import type { TemplateResource } from '../templates/read-templates.ts';
import { PolicyDocument } from './policy-document.ts';

export type Statement = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By operator, then by key: the values that are let through. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

const RoleProperties = z.object({ RoleName: z.string().optional() });
const PolicyProperties = z.object({ PolicyDocument, Roles: z.array(z.string()) });

/**
 * What each role is allowed by the policies of these templates, by its name, or by stack and logical id when it has none. Policies of AWS's own are not in it.
 *
 * @param resources with references resolved
 */
export function roleStatements(
  resources: readonly TemplateResource[],
): Record<string, Statement[]> {
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return Object.fromEntries(
    roles.map((role) => {
      const { RoleName } = RoleProperties.parse(role.properties);
      const statements = resources
        .filter(({ stack, type }) => type === 'AWS::IAM::Policy' && stack === role.stack)
        .map(({ properties }) => PolicyProperties.parse(properties))
        .filter(({ Roles }) => Roles.includes(`<${role.logicalId}>`))
        .flatMap(({ PolicyDocument: { Statement: all } }) => all)
        .map(({ Action, Resource, Condition }) => ({
          actions: Action,
          resources: Resource,
          conditions: Condition,
        }));
      return [RoleName ?? `${role.stack}/${role.logicalId}`, statements];
    }),
  );
}
