import { samplePlan } from '../testing/samples';
import { diffLines } from './diffLines';

describe('diffLines', () => {
  it('keeps what changes and leaves out the names of the files', () => {
    expect(diffLines(samplePlan().changes[0].diff)).toEqual([
      { kind: 'place', text: '@@ -1,2 +1,2 @@' },
      { kind: 'keep', text: ' image: shop' },
      { kind: 'delete', text: '-tag: 1.4.0' },
      { kind: 'add', text: '+tag: 1.3.0' },
    ]);
  });

  it('does not mistake changed lines for names of files', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- old\n+++ new\n';

    expect(diffLines(diff).map(({ kind }) => kind)).toEqual([
      'place',
      'delete',
      'add',
    ]);
  });

  it('tells notes from content', () => {
    const diff = '@@ -1 +1 @@\n+a\n\\ No newline at end of file\n';

    expect(diffLines(diff).at(-1)).toEqual({
      kind: 'place',
      text: '\\ No newline at end of file',
    });
  });

  it('has nothing to say of an empty diff', () => {
    expect(diffLines('')).toEqual([]);
  });
});
