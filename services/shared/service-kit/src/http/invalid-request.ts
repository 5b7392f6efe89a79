import { DomainError, type FieldFault } from '@books/domain/errors';
import type { z } from 'zod';

/** The failure that a list of zod issues stands for; the message names every faulty field. */
export function invalidRequest(issues: readonly z.core.$ZodIssue[]): DomainError {
  const faults = issues.map(faultOf);
  const detail = faults
    .map((fault) =>
      fault.pointer === '#' ? fault.detail : `${fault.pointer.slice(2)}: ${fault.detail}`,
    )
    .join('; ');
  return new DomainError('invalid_request', detail, { faults });
}

function faultOf(issue: z.core.$ZodIssue): FieldFault {
  const steps = issue.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return { pointer: ['#', ...steps].join('/'), detail: lowerFirst(issue.message) };
}

const lowerFirst = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);
