import { autoscalingSchema, replicas } from '@mctl/plugin-platform-common';
import { explainFault, type Faults } from '@mctl/plugin-platform-react';

/** The form of a service's size in pods as it is typed. */
export interface ScaleFields {
  mode: 'fixed' | 'autoscaling';
  replicas: string;
  min: string;
  max: string;
  cpu: string;
}

/** The form as a service stands. */
export function scaleOf(spec: {
  replicas?: number;
  autoscaling?: { min: number; max: number; cpu: number };
}): ScaleFields {
  const { min, max, cpu } = spec.autoscaling ?? { min: 1, max: 3, cpu: 80 };
  return {
    mode: spec.autoscaling ? 'autoscaling' : 'fixed',
    replicas: String(spec.replicas ?? min),
    min: String(min),
    max: String(max),
    cpu: String(cpu),
  };
}

/** What is wrong with each field, by the rules the platform checks as well. */
export function scaleFaults(fields: ScaleFields): Faults<keyof ScaleFields> {
  if (fields.mode === 'fixed') {
    return { replicas: explainNumber(replicas, fields.replicas) };
  }
  const { min, max, cpu } = autoscalingSchema.shape;
  return {
    min:
      explainNumber(min, fields.min) ??
      (Number(fields.min) > Number(fields.max)
        ? 'Must not be more than the most'
        : undefined),
    max: explainNumber(max, fields.max),
    cpu: explainNumber(cpu, fields.cpu),
  };
}

/** The input of scale-service. */
export function scaleInput(
  target: { tenant: string; service: string },
  fields: ScaleFields,
): Record<string, unknown> {
  return {
    ...target,
    ...(fields.mode === 'fixed'
      ? { replicas: Number(fields.replicas), autoscaling: false }
      : {
          autoscaling: {
            min: Number(fields.min),
            max: Number(fields.max),
            cpu: Number(fields.cpu),
          },
        }),
  };
}

function explainNumber(
  schema: Parameters<typeof explainFault>[0],
  text: string,
): string | undefined {
  return /^\d{1,6}$/.test(text.trim())
    ? explainFault(schema, Number(text))
    : 'Must be a whole number';
}
