import type { Problem } from '../../faults/FaultOutcome';
import { unknownProblem } from './node';
import type { Runtime, Trace } from './Runtime';

/** Go with `log/slog`: text handler or JSON handler. */
export const goRuntime: Runtime = {
  trace,
  plain: ({ time, level, message, fields }, error) => [
    [
      `time=${new Date(time).toISOString()}`,
      `level=${level}`,
      `msg=${JSON.stringify(message)}`,
      ...Object.entries(fields ?? {}).map(([key, value]) => `${key}=${value}`),
      ...(error ? [`err=${JSON.stringify(error.message)}`] : []),
    ].join(' '),
    ...(error?.stack ?? []),
  ],
  json: ({ time, level, message, fields }, error) =>
    JSON.stringify({
      time: new Date(time).toISOString(),
      level,
      msg: message,
      ...fields,
      ...(error && { err: error.message }),
    }),
  fatal: 'fatal error',
  jsonByDefault: true,
};

function trace(problem: Problem): Trace {
  switch (problem.kind) {
    case 'module-missing':
      return {
        message:
          'panic: open /app/config/production.yaml: no such file or directory',
        stack: [
          '',
          'goroutine 1 [running]:',
          'main.main()',
          '\t/src/cmd/server/main.go:27 +0x1c5',
        ],
      };
    case 'connection-refused':
      return {
        message: `dial tcp ${problem.ip}:${problem.port}: connect: connection refused`,
        stack: [],
      };
    case 'no-space':
      return {
        message: `write ${problem.path}: no space left on device`,
        stack: [],
      };
    case 'login-failed':
      return {
        message: `failed SASL auth: FATAL: password authentication failed for user "${problem.user}" (SQLSTATE 28P01)`,
        stack: [],
      };
    case 'migration-failed':
      return {
        message: 'ERROR: relation "orders" already exists (SQLSTATE 42P07)',
        stack: [],
      };
    case 'heap-grows':
      return { message: 'heap grows: 1 % freed by collection', stack: [] };
    case 'slow':
      return {
        message: 'handler took 2.412s: context deadline near',
        stack: [],
      };
    default:
      return unknownProblem(problem);
  }
}
