import fc from 'fast-check';
import { failureOf } from '../../testing/failureOf';
import { parseDuration } from './parseDuration';
import { parseQuery } from './parseQuery';
import { QueryError } from './QueryError';

describe('parseQuery', () => {
  it('reads selectors with every kind of matcher', () => {
    expect(parseQuery(`up{a="1",b!='2',c=~"x.*",d!~\`y\\d\`}`)).toEqual({
      type: 'selector',
      matchers: [
        { label: '__name__', operator: '=', value: 'up' },
        { label: 'a', operator: '=', value: '1' },
        { label: 'b', operator: '!=', value: '2' },
        { label: 'c', operator: '=~', value: 'x.*' },
        { label: 'd', operator: '!~', value: 'y\\d' },
      ],
    });
  });

  it('reads what stands in quotes as Go does', () => {
    expect(parseQuery('up{a="\\"\\\\\\n\\x41\\u00e9"}')).toMatchObject({
      matchers: [{}, { value: '"\\\nAé' }],
    });
  });

  // The shapes that cluster-node's PrometheusMetrics sends.
  it('reads the sum of rates by pod', () => {
    expect(
      parseQuery(
        'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="acme",container!=""}[5m]))',
      ),
    ).toMatchObject({
      type: 'aggregation',
      operator: 'sum',
      grouping: 'by',
      labels: ['pod'],
      of: {
        type: 'function',
        name: 'rate',
        of: { type: 'range', rangeMs: 300_000 },
      },
    });
  });

  it('reads quantiles of subqueries', () => {
    expect(
      parseQuery('quantile_over_time(0.95, (sum by (pod) (up))[3600s:300s])'),
    ).toMatchObject({
      type: 'function',
      name: 'quantile_over_time',
      quantile: 0.95,
      of: {
        type: 'subquery',
        rangeMs: 3_600_000,
        stepMs: 300_000,
        of: { type: 'aggregation' },
      },
    });
  });

  it('reads the grouping also behind the expression', () => {
    expect(parseQuery('max(up) without (pod)')).toMatchObject({
      grouping: 'without',
      labels: ['pod'],
    });
  });

  it.each([
    ['up > 1', 'does not evaluate "up > 1"'],
    ['up offset 5m', 'does not evaluate "up offset 5m"'],
    ['rate(up[5m] offset 5m)', 'does not evaluate "up[5m] offset 5m"'],
    ['topk(3, up)', 'does not evaluate "topk(3, up)"'],
    ['absent(up)', 'does not evaluate "absent(up)"'],
    ['quantile_over_time(up, up[5m])', 'does not evaluate "up"'],
    ['rate(up)', 'expected type range vector in call to function "rate"'],
    ['quantile_over_time(up[5m])', 'expected 2 argument(s)'],
    ['up[5m]', 'does not evaluate "up[5m]"'],
    ['sum(up', 'parse error'],
    ['up{', 'parse error'],
    ['', 'parse error'],
    ['{a=""}', 'must contain at least one non-empty matcher'],
    ['{a=~".*"}', 'must contain at least one non-empty matcher'],
    ['up{a=~"("}', 'error parsing regexp: missing closing )'],
    ['quantile_over_time(-1, up[5m])', 'does not evaluate "-1"'],
    ['up{a=~"(?=x)"}', 'error parsing regexp'],
    [`up{a="${'x'.repeat(4000)}"}`, 'more than 4000 characters'],
  ])('refuses %p', (query, words) => {
    const failure = failureOf(() => parseQuery(query));
    expect(failure).toBeInstanceOf(QueryError);
    expect(failure).toMatchObject({
      type: 'bad_data',
      message: expect.stringContaining(words),
    });
  });

  it('refuses whatever is no query, and with nothing but a QueryError', () => {
    const token = fc.constantFrom(
      ...['sum', 'rate', 'up', '(', ')', '{', '}', '[', ']', '5m', ':', ','],
      ...['"a"', '=', '=~', 'by', '-', '1', ' ', '\\', '"', '@', 'offset'],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token).map(tokens => tokens.join('')),
        ),
        text => {
          const failure = failureOf(() => parseQuery(text));
          expect(failure === undefined || failure instanceof QueryError).toBe(
            true,
          );
        },
      ),
    );
  });
});

describe('parseDuration', () => {
  it.each([
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['2d', 172_800_000],
    ['60', 60_000],
    ['0.5', 500],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '0', '-5m', '5x', 'm5', 'Infinity', 'NaN', '0s'])(
    'refuses %p',
    text => {
      expect(() => parseDuration(text)).toThrow('not a valid duration string');
    },
  );
});
