import fc from 'fast-check';
import { cleanLine } from './cleanLine';

describe('cleanLine', () => {
  it.each([
    ['colors', '\u001b[31mERROR\u001b[0m no', 'ERROR no'],
    ['links of terminals', '\u001b]8;;http://x\u0007a\u001b]8;;\u0007', 'a'],
    ['cursor movements', 'a\u001b[2Kb\u001b[1A', 'ab'],
    ['NUL and bells', 'a\0b\u0007c', 'abc'],
    ['carriage returns', 'progress 1\rprogress 2\r', 'progress 1progress 2'],
    ['marks that turn the reading direction', 'a\u202eb\u2066c', 'abc'],
    ['separators of lines', 'a\u2028b', 'ab'],
    ['half a character', 'a\ud800', 'a\ufffd'],
  ])('takes out %s', (_, line, clean) => {
    expect(cleanLine(line)).toBe(clean);
  });

  it('leaves tabs and other languages as they are', () => {
    const line = '\tat Größe (файл.ts:1) 日本 👍🏽';
    expect(cleanLine(line)).toBe(line);
  });

  it('cuts long lines and says how long they were', () => {
    expect(cleanLine('x'.repeat(4_000))).toBe('x'.repeat(4_000));
    expect(cleanLine('x'.repeat(50_000))).toBe(
      `${'x'.repeat(4_000)}… [cut: 50000 characters in all]`,
    );
    expect(cleanLine('\u001b[31m'.repeat(10_000))).toBe(
      '… [cut: 50000 characters in all]',
    );
  });

  it('gives one line that can be shown, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), line => {
        const clean = cleanLine(line);
        // eslint-disable-next-line no-control-regex
        expect(clean).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        expect(cleanLine(clean)).toBe(clean);
      }),
    );
  });
});
