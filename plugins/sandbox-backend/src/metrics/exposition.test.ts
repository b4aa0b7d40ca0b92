import fc from 'fast-check';
import { exposition } from './exposition';
import type { MetricFamily } from './families';

/** What a scraper reads of a value in quotes. */
function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, character) =>
    character === 'n' ? '\n' : character,
  );
}

/** Reads the text format by its grammar, and fails at all that is not of it. */
function parse(body: string): Array<{
  name: string;
  labels: Record<string, string>;
  value: number;
}> {
  return body
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const match =
        /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/.exec(
          line,
        );
      if (!match) {
        throw new Error(`This is no sample: ${line}`);
      }
      const [, name, labels = '', value] = match;
      return {
        name,
        labels: Object.fromEntries(
          [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
            ([, label, quoted]) => [label, unescape(quoted)],
          ),
        ),
        value: Number(value),
      };
    });
}

const family = (fields: Partial<MetricFamily>): MetricFamily => ({
  name: 'm',
  type: 'gauge',
  help: 'help',
  samples: [],
  ...fields,
});

describe('the exposition of metrics', () => {
  it('reads back as it was, whatever the labels say', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'\\n"\n{}=, #') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(value, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('gauge' as const, 'counter' as const),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        async (pods, type, number) => {
          const samples = pods.map(pod => ({
            labels: { namespace: 'acme', pod },
            value: number,
          }));
          const { body } = await exposition([family({ type, samples })]);
          expect(parse(body)).toEqual(
            samples.map(sample => ({ name: 'm', ...sample })),
          );
        },
      ),
    );
  });

  it('tells type and help of each family', async () => {
    const { body, contentType } = await exposition([
      family({
        name: 'a_total',
        type: 'counter',
        help: 'Ends\nhere \\',
        samples: [{ labels: {}, value: 3 }],
      }),
    ]);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body.split('\n').slice(0, 3)).toEqual([
      '# HELP a_total Ends\\nhere \\\\',
      '# TYPE a_total counter',
      'a_total 3',
    ]);
  });

  it('takes series of one family with other labels', async () => {
    const samples: MetricFamily['samples'] = [
      { labels: { pod: 'a' }, value: 1 },
      { labels: { pod: 'a', container: 'b' }, value: 2 },
    ];
    const { body } = await exposition([family({ samples })]);
    expect(parse(body)).toEqual(
      samples.map(sample => ({ name: 'm', ...sample })),
    );
  });
});
