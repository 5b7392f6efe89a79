import { DomainError, type FieldFault } from '@books/domain/errors';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { z } from 'zod';
import type { ServiceEnv } from './service-env.ts';

/**
 * A router whose routes answer invalid input with a problem document. Every route file makes its own, because the
 * validation hook belongs to the router and is not inherited by mounting.
 */
export function createRouter(): OpenAPIHono<ServiceEnv> {
  return new OpenAPIHono<ServiceEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result.error.issues);
    },
  });
}

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
