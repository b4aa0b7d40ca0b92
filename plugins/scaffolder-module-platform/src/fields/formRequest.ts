import { withoutEmptyParts } from '@mctl/plugin-platform-common';
import type {
  OperationRequest,
  PlatformError,
} from '@mctl/plugin-platform-react';

/** What the other fields of a form hold, as the scaffolder hands it on. */
export interface FormContext {
  formData?: Record<string, unknown>;
}

/** The name of the field that holds the hash of the plan. */
const PLAN_FIELD = 'plan';

/**
 * What a form asks for. Its fields are called as the parts of the operation's
 * input are.
 *
 * @param assumed - values of fields that are not filled in yet
 */
export function formRequest(
  operation: string,
  values: Readonly<Record<string, unknown>>,
  assumed: Readonly<Record<string, unknown>> = {},
): OperationRequest {
  const { [PLAN_FIELD]: _plan, ...fields } = values;
  return { operation, input: { ...assumed, ...withoutEmptyParts(fields) } };
}

/**
 * What an error says about one field, as a sentence; undefined when it is about
 * others.
 *
 * @param isSubject - whether the field names what is changed, so that what is
 * about no field is about it
 */
export function faultOf(
  error: PlatformError,
  field: string,
  isSubject: boolean,
): string | undefined {
  const fault = error.faults.find(
    ({ path }) => path === field || path.startsWith(`${field}.`),
  );
  if (!fault && (error.faults.length > 0 || !isSubject)) {
    return undefined;
  }
  const message = fault?.message ?? error.message;
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  // The hint of a bad input says where programs find the schema.
  const helps = error.code !== 'invalid_input' && !fault?.path.includes('.');
  return error.hint && helps ? `${sentence}. ${error.hint}` : sentence;
}
