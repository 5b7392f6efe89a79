import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says that a finding of cdk-nag is known and why it stands. Everything else that cdk-nag finds fails the tests, and so
 * does an acknowledgement that nothing needs any more.
 *
 * @param reasons by id of the finding, such as `AwsSolutions-S1`, in a sentence
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>) {
  Validations.of(construct).acknowledge(
    ...Object.entries(reasons).map(([id, reason]) => ({ id, reason })),
  );
}
