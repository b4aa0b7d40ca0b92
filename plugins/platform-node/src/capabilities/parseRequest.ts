import type { z } from 'zod';
import type { InputFault } from '@mctl/plugin-platform-common';
import { PlatformError } from '../errors';
import type { Capability } from './definitions';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
const REASON = /^[^\p{Cc}\p{Cf}]{1,500}$/u;

/**
 * The input of a capability, checked against its schema.
 *
 * @throws PlatformError `invalid_input` with the path of every fault
 */
export function parseInput(
  capability: Capability,
  input: unknown,
): Record<string, unknown> {
  const parsed = capability.input.safeParse(input ?? {});
  if (parsed.success) {
    return parsed.data;
  }
  const faults = parsed.error.issues.flatMap(toFaults);
  throw new PlatformError(
    'invalid_input',
    `The input of ${capability.name} is not valid: ${faults
      .map(({ path, message }) => (path ? `${path}: ${message}` : message))
      .join('; ')}`,
    {
      faults,
      hint: `GET /api/operations/v1/capabilities/${capability.name} or describe-operations shows the schema.`,
    },
  );
}

/**
 * An idempotency key as callers may choose it.
 *
 * @throws PlatformError `invalid_input`
 */
export function parseIdempotencyKey(key: string): string {
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new PlatformError(
      'invalid_input',
      'The idempotency key must be 1 to 200 visible ASCII characters without spaces',
      { hint: 'Use a fresh UUID for each thing you want done.' },
    );
  }
  return key;
}

/**
 * The reason that a caller gives, or null.
 *
 * @throws PlatformError `invalid_input`
 */
export function parseReason(reason: string | undefined): string | null {
  if (reason !== undefined && !REASON.test(reason)) {
    throw new PlatformError(
      'invalid_input',
      'The reason must be 1 to 500 characters on one line',
      { hint: 'Say in a sentence why this is done, or leave the reason out.' },
    );
  }
  return reason ?? null;
}

function toFaults(issue: z.core.$ZodIssue): InputFault[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not known',
    }));
  }
  return [{ path, message: issue.message }];
}
