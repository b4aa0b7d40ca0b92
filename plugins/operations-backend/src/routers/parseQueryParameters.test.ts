import fc from 'fast-check';
import { z } from 'zod';
import { parseQueryParameters } from './parseQueryParameters';

const schema = z.strictObject({
  text: z.string().optional(),
  count: z.number().optional(),
  whole: z.int().optional(),
  flag: z.boolean().optional(),
  words: z.array(z.string()).optional(),
  counts: z.array(z.number()).optional(),
  either: z.union([z.number(), z.string()]).optional(),
  maybe: z.number().nullable().optional(),
  deep: z.union([z.boolean(), z.int().min(1)]).optional(),
});
const inputSchema = z.toJSONSchema(schema);
const parse = (query: string) =>
  parseQueryParameters(new URLSearchParams(query), { inputSchema });

describe('parseQueryParameters', () => {
  it.each([
    ['text=7', { text: '7' }],
    ['text=', { text: '' }],
    ['count=1.5', { count: 1.5 }],
    ['count=', { count: '' }],
    ['count=1e999', { count: '1e999' }],
    ['count=NaN', { count: 'NaN' }],
    ['flag=false', { flag: false }],
    ['flag=1', { flag: '1' }],
    ['words=a', { words: ['a'] }],
    ['words=a&words=', { words: ['a', ''] }],
    ['counts=1&counts=x', { counts: [1, 'x'] }],
    ['either=3', { either: '3' }],
    ['maybe=3', { maybe: 3 }],
    ['deep=true', { deep: true }],
    ['deep=4', { deep: 4 }],
    ['other=1', { other: '1' }],
    ['text=a&text=b', { text: ['a', 'b'] }],
    ['constructor=1', { constructor: '1' }],
    ['', {}],
  ])('reads %p', (query, input) => {
    expect(parse(query)).toEqual(input);
  });

  it('gives no parameter power over the object itself', () => {
    const input = parse('__proto__=polluted&count=1');
    expect(Object.getPrototypeOf(input)).not.toBe('polluted');
    expect(input.count).toBe(1);
    expect(schema.safeParse(input).success).toBe(false);
  });

  it('reads back whatever a client writes', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            text: fc.string(),
            count: fc.double({ noNaN: true, noDefaultInfinity: true }),
            whole: fc.maxSafeInteger(),
            flag: fc.boolean(),
            words: fc.array(fc.string(), { minLength: 1 }),
            counts: fc.array(fc.integer(), { minLength: 1 }),
          },
          { requiredKeys: [] },
        ),
        input => {
          const query = new URLSearchParams();
          for (const [name, value] of Object.entries(input)) {
            [value].flat().forEach(each => query.append(name, String(each)));
          }
          const parsed = parse(query.toString());
          // -0 is written as 0.
          expect(JSON.stringify(parsed)).toBe(JSON.stringify(input));
          expect(schema.safeParse(parsed).success).toBe(true);
        },
      ),
    );
  });
});
