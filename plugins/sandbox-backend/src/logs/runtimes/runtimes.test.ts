import type { Problem } from '../../faults/FaultOutcome';
import type { Container } from '../../store/objects';
import { goRuntime } from './go';
import { javaRuntime } from './java';
import { nodeRuntime } from './node';
import type { LogEntry } from './Runtime';
import { runtimeOf, writesJson } from './runtimeOf';

const RUNTIMES = {
  node: nodeRuntime,
  java: javaRuntime,
  go: goRuntime,
} as const;
const refused: Problem = {
  kind: 'connection-refused',
  host: 'database',
  ip: '10.43.7.9',
  port: 5432,
};
const PROBLEMS: Array<[keyof typeof RUNTIMES, Problem, string]> = [
  ['node', refused, 'connect ECONNREFUSED 10.43.7.9:5432'],
  ['java', refused, 'Connection to database:5432 refused'],
  ['go', refused, 'dial tcp 10.43.7.9:5432: connect: connection refused'],
  [
    'node',
    { kind: 'no-space', path: '/data' },
    'ENOSPC: no space left on device',
  ],
  ['java', { kind: 'no-space', path: '/data' }, 'No space left on device'],
  ['go', { kind: 'no-space', path: '/data' }, 'no space left on device'],
  ...(['node', 'java', 'go'] as const).flatMap((name): typeof PROBLEMS => [
    [
      name,
      { kind: 'login-failed', user: 'shop' },
      'password authentication failed for user "shop"',
    ],
    [name, { kind: 'migration-failed' }, 'orders'],
  ]),
  ['node', { kind: 'module-missing' }, 'Cannot find module'],
  ['java', { kind: 'module-missing' }, 'NoClassDefFoundError'],
  ['go', { kind: 'module-missing' }, 'panic: '],
];
const entry: LogEntry = {
  time: Date.parse('2026-01-01T00:00:00Z'),
  level: 'ERROR',
  message: 'GET /cart 502 4ms',
  fields: { status: 502, durationMs: 4 },
};

describe('runtimes', () => {
  it.each(PROBLEMS)('%s tells of %j', (name, problem, words) => {
    const { message } = RUNTIMES[name].trace(problem);
    expect(message).toContain(words);
  });

  it.each(PROBLEMS)('%s writes %j in its two forms', (name, problem) => {
    const runtime = RUNTIMES[name];
    const trace = runtime.trace(problem);
    const plain = runtime.plain(entry, trace);
    expect(plain[0]).toContain('GET /cart 502 4ms');
    expect(plain.slice(-trace.stack.length || undefined)).toEqual(
      trace.stack.length > 0 ? trace.stack : plain,
    );
    const json = runtime.json(entry, trace);
    expect(json).not.toContain('\n');
    expect(JSON.parse(json)).toMatchObject({ status: 502, durationMs: 4 });
    expect(json).toContain(JSON.stringify(trace.message).slice(1, -1));
  });

  it.each(['heap-grows', 'slow'] as const)('%s is a line, no trace', kind => {
    for (const runtime of Object.values(RUNTIMES)) {
      expect(runtime.trace({ kind }).stack).toEqual([]);
      expect(runtime.trace({ kind }).message).not.toBe('');
    }
  });
});

describe('runtimeOf', () => {
  const container = (fields: Partial<Container>): Container => ({
    name: 'a',
    image: 'acme/shop:1.4.0',
    ...fields,
  });

  it.each<[Partial<Container>, keyof typeof RUNTIMES]>([
    [{}, 'node'],
    [{ image: 'acme/shop-java:1' }, 'java'],
    [{ image: 'acme/spring/shop:1' }, 'java'],
    [{ image: 'acme/shop-go:1' }, 'go'],
    [{ image: 'acme/golf:1' }, 'node'],
    [{ image: 'acme/shop:go' }, 'node'],
    [{ image: 'acme/javascript:1' }, 'node'],
    [{ args: ['java', '-jar'] }, 'java'],
    [{ env: [{ name: 'SPRING_PROFILES_ACTIVE' }] }, 'java'],
    [{ env: [{ name: 'GOMAXPROCS' }] }, 'go'],
  ])('%j is %s', (fields, name) => {
    expect(runtimeOf(container(fields))).toBe(RUNTIMES[name]);
  });

  it.each<[string | undefined, keyof typeof RUNTIMES, boolean]>([
    [undefined, 'node', false],
    [undefined, 'java', false],
    [undefined, 'go', true],
    ['json', 'node', true],
    ['JSON', 'java', true],
    ['text', 'go', false],
  ])('LOG_FORMAT=%s in %s is JSON: %p', (value, name, json) => {
    const env = value === undefined ? [] : [{ name: 'LOG_FORMAT', value }];
    expect(writesJson(container({ env }), RUNTIMES[name])).toBe(json);
  });
});
