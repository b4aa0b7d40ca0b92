import { z } from 'zod';
import {
  isFinal,
  operationSchema,
  planSchema,
  type Operation,
} from '@mctl/plugin-platform-common';
import { defineQuery } from '@mctl/plugin-platform-node';
import type { OperationEventBus } from '../events/OperationEventBus';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { visibleOperation } from './visibleOperation';

/** Longest wait, in seconds. */
const MAX_WAIT = 60;

/** Shows one operation, waiting for its end when asked to. */
export function getOperation(options: {
  ledger: DatabaseLedger;
  bus: OperationEventBus;
}) {
  const { ledger, bus } = options;
  return defineQuery({
    name: 'get-operation',
    title: 'Get an operation',
    description:
      'Shows one operation: its state, its steps, the plan it carries out with diffs, its log, and why it failed. With wait it answers as soon as the operation is final, or after that many seconds with the state by then.',
    role: 'user',
    input: z.object({
      id: z.string().max(64).describe('Id of the operation, op_…'),
      wait: z
        .number()
        .int()
        .min(0)
        .max(MAX_WAIT)
        .optional()
        .describe('Seconds to wait for a final state, at most 60'),
    }),
    output: operationSchema.extend({
      plan: planSchema.describe('The plan in full'),
      log: z.array(z.object({ time: z.string(), message: z.string() })),
    }),
    async run({ input, caller, access, signal }) {
      const find = () =>
        visibleOperation({ ledger, access, user: caller.user, id: input.id });
      let entry = await find();
      if (input.wait && !isFinal(entry.operation.state)) {
        await waitForEnd({
          bus,
          id: input.id,
          seconds: input.wait,
          signal,
          isOver: async () => isFinal((await find()).operation.state),
        });
        entry = await find();
      }
      const events = await ledger.events(input.id, 0);
      return {
        ...entry.operation,
        plan: entry.plan,
        log: events.flatMap(({ time, data }) =>
          'message' in data ? [{ time, message: data.message }] : [],
        ),
      };
    },
  });
}

/** Waits until an operation is final, time is up, or the caller leaves. */
async function waitForEnd(options: {
  bus: OperationEventBus;
  id: string;
  seconds: number;
  signal?: AbortSignal;
  /** Asked once after listening began: it may have ended before. */
  isOver(): Promise<boolean>;
}): Promise<void> {
  const cleanUp: Array<() => void> = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, options.seconds * 1000);
      cleanUp.push(() => clearTimeout(timer));
      cleanUp.push(
        options.bus.onOperation(options.id, (operation: Operation) => {
          if (isFinal(operation.state)) {
            resolve();
          }
        }),
      );
      const leave = () => resolve();
      if (options.signal?.aborted) {
        leave();
      }
      options.signal?.addEventListener('abort', leave);
      cleanUp.push(() => options.signal?.removeEventListener('abort', leave));
      options.isOver().then(over => over && resolve(), reject);
    });
  } finally {
    cleanUp.forEach(clean => clean());
  }
}
