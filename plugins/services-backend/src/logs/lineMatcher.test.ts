import { toPlatformError } from '@mctl/plugin-platform-node';
import { lineMatcher } from './lineMatcher';

function faultOf(pattern: string) {
  try {
    lineMatcher({ pattern });
  } catch (error) {
    return toPlatformError(error);
  }
  throw new Error('It was taken');
}

describe('lineMatcher', () => {
  const lines = [
    'INFO GET /cart 200',
    'ERROR GET /cart 500',
    'ERROR POST /pay 502',
    '    at pay (shop.js:7)',
  ];

  it.each([
    [{ text: 'CART' }, [0, 1]],
    [{ text: '(shop.js' }, [3]],
    [{ level: 'warn' as const }, [1, 2]],
    [{ pattern: '5\\d\\d$' }, [1, 2]],
    [{ pattern: '(?i)get' }, [0, 1]],
    [{ text: 'get', level: 'error' as const, pattern: '^E' }, [1]],
    [{ text: 'nothing like it' }, []],
  ])('keeps by %j', (filter, kept) => {
    const matches = lineMatcher(filter);
    expect(lines.filter(line => matches?.(line))).toEqual(
      kept.map(index => lines[index]),
    );
  });

  it('has nothing to do without a filter', () => {
    expect(lineMatcher({})).toBeUndefined();
  });

  it.each([
    '(a+)+$',
    '(a|aa)+$',
    '(a|a?)+b',
    '(.*)*x',
    '([a-zA-Z]+)*$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(x+x+)+y',
    '(a|b)*a(a|b){12}c',
  ])('is not stopped by %s', pattern => {
    const matches = lineMatcher({ pattern });
    const line = `${'a'.repeat(50_000)}!`;
    // The first time the engine makes its tables.
    matches?.(line);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      matches?.(line);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(10);
  });

  it.each(['(', '[a', 'a{2000}', '(?=a)', '\\1', '*'])(
    'refuses %s and says where',
    pattern => {
      expect(faultOf(pattern)).toMatchObject({
        code: 'invalid_input',
        faults: [
          {
            path: 'pattern',
            message: expect.stringMatching(/^is not a regular expression: ./),
          },
        ],
        hint: expect.stringContaining('RE2 syntax'),
      });
    },
  );
});
