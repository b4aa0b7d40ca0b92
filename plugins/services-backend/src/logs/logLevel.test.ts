import fc from 'fast-check';
import { isAtLeast, LOG_LEVELS, readLogLevel } from './logLevel';

describe('readLogLevel', () => {
  it.each([
    ['{"time":"x","level":"error","msg":"no"}', 'error'],
    ['{"level":30,"time":1,"msg":"hello"}', 'info'],
    ['{"level":60,"msg":"fatal"}', 'error'],
    ['{"severity": "WARNING", "message": "x"}', 'warn'],
    ['{"log.level":"debug"}', 'debug'],
    ['time=x level=warn msg="ERROR is only a word here"', 'warn'],
    ['ts=1 lvl=dbug msg=x', 'debug'],
    ['2026-01-31 12:00:00.000  ERROR 1 --- [main] c.a.Shop : no', 'error'],
    ['[WARN] disk is full', 'warn'],
    ['INFO: started', 'info'],
    ['FATAL:  password authentication failed', 'error'],
    ['E0131 12:00:00.000000       1 main.go:7] no', 'error'],
    ['W0131 12:00:00.000000       1 main.go:7] hm', 'warn'],
    ['SEVERE: x', 'error'],
  ])('reads %s', (line, level) => {
    expect(readLogLevel(line)).toBe(level);
  });

  it.each([
    '',
    'GET /errors 200',
    '    at Object.<anonymous> (/app/index.js:1:1)',
    'no error here',
    `${'x'.repeat(100)} ERROR`,
    '{"level":"loud"}',
  ])('reads none in "%s"', line => {
    expect(readLogLevel(line)).toBeNull();
  });

  it('says something of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), line => {
        expect([null, ...LOG_LEVELS]).toContain(readLogLevel(line));
      }),
    );
  });
});

describe('isAtLeast', () => {
  it('follows the order of the levels, and no level is below all', () => {
    expect(isAtLeast('error', 'warn')).toBe(true);
    expect(isAtLeast('warn', 'warn')).toBe(true);
    expect(isAtLeast('info', 'warn')).toBe(false);
    expect(isAtLeast(null, 'trace')).toBe(false);
  });
});
