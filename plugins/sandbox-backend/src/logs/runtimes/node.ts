import type { Problem } from '../../faults/FaultOutcome';
import type { Runtime, Trace } from './Runtime';

/** Node.js with pino for JSON. Error texts are those of Node.js 24 and pg. */
export const nodeRuntime: Runtime = {
  trace,
  plain: ({ time, level, message }, error) => [
    `${new Date(time).toISOString()} ${level} ${message}`,
    ...(error ? [error.message, ...error.stack] : []),
  ],
  json: ({ time, level, message, fields }, error) =>
    JSON.stringify({
      level: level.toLowerCase(),
      time,
      pid: 1,
      ...fields,
      msg: message,
      ...(error && {
        err: {
          type: 'Error',
          message: error.message,
          stack: [error.message, ...error.stack].join('\n'),
        },
      }),
    }),
  fatal: 'unhandled exception, exiting',
  jsonByDefault: false,
};

function trace(problem: Problem): Trace {
  switch (problem.kind) {
    case 'module-missing':
      return {
        message: `Error: Cannot find module '/app/dist/config/production.js'`,
        stack: [
          'Require stack:',
          '- /app/dist/server.js',
          '    at Module._resolveFilename (node:internal/modules/cjs/loader:1405:15)',
          '    at Module._load (node:internal/modules/cjs/loader:1215:37)',
          '    at Module.require (node:internal/modules/cjs/loader:1491:12)',
          '    at require (node:internal/modules/helpers:135:16)',
          '    at Object.<anonymous> (/app/dist/server.js:3:16) {',
          "  code: 'MODULE_NOT_FOUND',",
          "  requireStack: [ '/app/dist/server.js' ]",
          '}',
        ],
      };
    case 'connection-refused':
      return {
        message: `Error: connect ECONNREFUSED ${problem.ip}:${problem.port}`,
        stack: [
          '    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {',
          '  errno: -111,',
          "  code: 'ECONNREFUSED',",
          "  syscall: 'connect',",
          `  address: '${problem.ip}',`,
          `  port: ${problem.port}`,
          '}',
        ],
      };
    case 'no-space':
      return {
        message: `Error: ENOSPC: no space left on device, write '${problem.path}'`,
        stack: [
          '    at async writeFile (node:internal/fs/promises:1240:7)',
          '    at async store (/app/dist/uploads.js:41:5) {',
          '  errno: -28,',
          "  code: 'ENOSPC',",
          "  syscall: 'write'",
          '}',
        ],
      };
    case 'login-failed':
      return {
        message: `error: password authentication failed for user "${problem.user}"`,
        stack: [
          '    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)',
          '    at Parser.handlePacket (/app/node_modules/pg-protocol/dist/parser.js:122:29) {',
          "  severity: 'FATAL',",
          "  code: '28P01',",
          "  routine: 'auth_failed'",
          '}',
        ],
      };
    case 'migration-failed':
      return {
        message: 'error: relation "orders" already exists',
        stack: [
          '    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)',
          '    at async migrate (/app/dist/migrate.js:27:3) {',
          "  severity: 'ERROR',",
          "  code: '42P07'",
          '}',
        ],
      };
    case 'heap-grows':
      return { message: 'heap grows: full collection freed 1 %', stack: [] };
    case 'slow':
      return { message: 'event loop delayed by 2412 ms', stack: [] };
    default:
      return unknownProblem(problem);
  }
}

/** TypeScript finds a kind of problem that is forgotten above. */
export function unknownProblem(problem: never): Trace {
  return { message: String(problem), stack: [] };
}
