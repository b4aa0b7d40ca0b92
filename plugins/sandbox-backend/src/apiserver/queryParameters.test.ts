import fc from 'fast-check';
import { podOf } from '../controllers/scheduling/__testUtils__/nodes';
import { failureOf } from '../testing/failureOf';
import { StatusError } from '../store/StatusError';
import { isConnection, refuseConnection } from './connect';
import { readLogOptions } from './logOptions';
import { readCount, readDryRun, readFlag } from './queryParameters';

const query = (text: string) => new URLSearchParams(text);

describe('readFlag', () => {
  it.each([
    ['follow=true', true],
    ['follow=1', true],
    ['follow=false', false],
    ['follow=', false],
    ['follow=TRUE', false],
    ['', false],
  ])('reads %p as %p', (text, expected) => {
    expect(readFlag(query(text), 'follow')).toBe(expected);
  });
});

describe('readCount', () => {
  it('reads any whole number back, and nothing as nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 15 - 1 }), count => {
        expect(readCount(query(`limit=${count}`), 'limit')).toBe(count);
      }),
    );
    expect(readCount(query('limit='), 'limit')).toBeUndefined();
    expect(readCount(query(''), 'limit')).toBeUndefined();
  });

  it.each(['-1', '1.5', '1e3', ' 1', 'ten', '0x10', '9'.repeat(16)])(
    'refuses %p and says so',
    value => {
      const failure = failureOf(() =>
        readCount(new URLSearchParams({ limit: value }), 'limit'),
      );
      expect(failure).toMatchObject({
        code: 400,
        message: `limit: Invalid value: ${JSON.stringify(value)}: must be a whole number`,
      });
    },
  );
});

describe('readDryRun', () => {
  it.each<[string, string[], boolean]>([
    ['', [], false],
    ['dryRun=', [], false],
    ['dryRun=All', [], true],
    ['', ['All'], true],
    ['dryRun=All&dryRun=All', ['All'], true],
  ])('takes %p and %j for %p', (text, others, expected) => {
    expect(readDryRun(query(text), others)).toBe(expected);
  });

  it.each<[string, string[]]>([
    ['dryRun=all', []],
    ['dryRun=All&dryRun=x', []],
    ['', ['Some']],
  ])('refuses %p and %j rather than to change something', (text, others) => {
    expect(() => readDryRun(query(text), others)).toThrow(
      expect.objectContaining({
        code: 422,
        message: expect.stringMatching(/^dryRun: Unsupported value: /),
      }),
    );
  });
});

describe('readLogOptions', () => {
  const now = new Date('2026-01-01T01:00:00Z');
  const read = (text: string) =>
    readLogOptions(query(text), podOf({ name: 'shop' }), now);

  it('wants all lines when nothing is said', () => {
    expect(read('')).toEqual({
      previous: false,
      follow: false,
      timestamps: false,
      tailLines: undefined,
      limitBytes: undefined,
      since: undefined,
    });
  });

  it('reads everything', () => {
    expect(
      read(
        'previous=true&follow=1&timestamps=true&tailLines=0&limitBytes=9&sinceSeconds=60',
      ),
    ).toEqual({
      previous: true,
      follow: true,
      timestamps: true,
      tailLines: 0,
      limitBytes: 9,
      since: now.getTime() - 60_000,
    });
    expect(read('sinceTime=2026-01-01T00:30:00Z').since).toBe(
      Date.parse('2026-01-01T00:30:00Z'),
    );
  });

  it.each([
    ['limitBytes=0', 422, 'limitBytes: Invalid value: 0: must be greater'],
    ['sinceSeconds=0', 422, 'sinceSeconds: Invalid value: 0: must be greater'],
    [
      'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
      422,
      'sinceSeconds: Forbidden: at most one of',
    ],
    ['sinceTime=yesterday', 400, 'sinceTime: Invalid value: "yesterday"'],
    ['tailLines=-1', 400, 'tailLines: Invalid value: "-1"'],
  ])('refuses %p', (text, code, message) => {
    const failure = failureOf(() => read(text));
    expect(failure).toBeInstanceOf(StatusError);
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('connections', () => {
  it.each(['exec', 'attach', 'portforward', 'proxy', 'ephemeralcontainers'])(
    'has a way out to name instead of %s',
    subresource => {
      expect(isConnection(subresource)).toBe(true);
      const { code, message } = refuseConnection(subresource);
      expect(code).toBe(405);
      expect(message).toContain('kubectl logs');
      expect(message).not.toContain('undefined');
    },
  );

  it.each([undefined, 'log', 'status', 'toString'])(
    'is none at %p',
    subresource => {
      expect(isConnection(subresource)).toBe(false);
    },
  );
});
