import type { Statement } from './role-statements.ts';

/** What a request needs, with the whole ARN. */
export type RequestedRight = { readonly action: string; readonly arn: string };

/** Those of the rights that no statement grants. */
export const unmetRights = (
  statements: readonly Statement[],
  rights: readonly RequestedRight[],
): RequestedRight[] =>
  rights.filter((right) => !statements.some((statement) => grants(statement, right)));

/** Actions on resources that the statements grant and none of the rights needs, as `action on resource`. */
export const unusedGrants = (
  statements: readonly Statement[],
  rights: readonly RequestedRight[],
): string[] =>
  statements.flatMap((statement) =>
    statement.actions
      .filter(
        (action) => !rights.some((right) => right.action === action && grants(statement, right)),
      )
      .map((action) => `${action} on ${statement.resources.join(', ')}`),
  );

/** Conditions are not looked at: the roles of our processes have none, see the template tests. */
function grants({ actions, resources }: Statement, { action, arn }: RequestedRight): boolean {
  return (
    actions.some((pattern) => matches(pattern, action)) &&
    resources.some((pattern) => matches(pattern, arn))
  );
}

/** As IAM compares: `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}
