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
