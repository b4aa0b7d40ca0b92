import fc from 'fast-check';
import { describeValue } from './describeValue';

describe('describeValue', () => {
  it('shows a page as its items, and how to get the next', () => {
    expect(
      describeValue({
        items: [{ name: 'one', tags: ['a', 'b'], note: null }, { name: 'two' }],
        nextCursor: 'c1',
        total: 7,
      }),
    ).toBe(
      [
        '2 items of 7',
        '- name: one',
        '  tags:',
        '    - a',
        '    - b',
        '- name: two',
        'more: send cursor "c1"',
      ].join('\n'),
    );
  });

  it('says that a list is empty', () => {
    expect(describeValue({ items: [] })).toBe('0 items');
    expect(describeValue({ pods: [] })).toBe('pods: none');
  });

  it('never shows an unknown value as empty', () => {
    expect(
      describeValue({
        health: {
          value: { status: 'Healthy' },
          source: 'cluster',
          observedAt: '2026-01-01T00:00:00Z',
        },
        pods: { unknown: 'the cluster does not answer', source: 'cluster' },
        sync: {
          value: [],
          source: 'cluster',
          observedAt: '2026-01-01T00:00:00Z',
        },
      }),
    ).toBe(
      [
        'health:',
        '  status: Healthy',
        'pods: unknown (the cluster does not answer)',
        'sync: none',
      ].join('\n'),
    );
  });

  it('says how old the last value of an unknown one is', () => {
    expect(
      describeValue({
        health: {
          unknown: 'the cluster does not answer',
          source: 'cluster',
          last: {
            value: 'Healthy',
            source: 'cluster',
            observedAt: '2026-01-01T00:00:00Z',
          },
        },
      }),
    ).toBe(
      'health: unknown (the cluster does not answer); last seen at 2026-01-01T00:00:00Z',
    );
  });

  it('shows the lines of a log as a terminal does', () => {
    const at = (time: string) => `2026-01-31T12:00:${time}Z`;
    expect(
      describeValue({
        service: 'shop',
        lines: {
          value: [
            {
              time: at('00.000000000'),
              pod: 'shop-a',
              container: 'shop',
              level: 'info',
              text: 'started',
            },
            {
              time: at('01.500000000'),
              pod: 'shop-b',
              container: 'shop',
              level: null,
              text: '    at pay (shop.js:7)',
            },
          ],
          source: 'cluster',
          observedAt: at('02'),
        },
        more: true,
      }),
    ).toBe(
      [
        'service: shop',
        'lines:',
        '  2026-01-31T12:00:00.000 shop-a started',
        '  2026-01-31T12:00:01.500 shop-b     at pay (shop.js:7)',
        'more: true',
      ].join('\n'),
    );
    expect(
      describeValue({
        lines: { unknown: 'no pod could be read', source: 'cluster' },
      }),
    ).toBe('lines: unknown (no pod could be read)');
  });

  it('keeps the newest lines of a long log', () => {
    const log = Array.from({ length: 500 }, (_, index) => ({
      time: '2026-01-31T12:00:00.000000000Z',
      pod: 'shop-a',
      text: `line ${index} ${'x'.repeat(50)}`,
    }));
    const shown = describeValue({ lines: log }).split('\n');
    expect(shown[1]).toBe(
      `  … ${502 - shown.length} older lines in structuredContent`,
    );
    expect(shown.at(-1)).toContain('line 499 ');
    expect(shown.join('\n').length).toBeLessThan(12_000);
  });

  it('stays short whatever it is given', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        expect(
          describeValue(value as Record<string, unknown>).length,
        ).toBeLessThan(12_100);
      }),
    );
    const long = describeValue({ log: Array(500).fill('x'.repeat(5_000)) });
    expect(long.length).toBeLessThan(12_100);
    expect(long).toContain('cut here');
  });
});
