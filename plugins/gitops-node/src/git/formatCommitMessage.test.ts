import fc from 'fast-check';
import { formatCommitMessage } from './formatCommitMessage';

describe('formatCommitMessage', () => {
  it('writes title and trailers', () => {
    expect(
      formatCommitMessage({
        title: 'feat(acme/shop): deploy 1.4.0',
        operationId: 'op_1',
        trailers: { Actor: 'user:default/octocat', Via: 'mcp', Empty: '' },
      }),
    ).toBe(
      'feat(acme/shop): deploy 1.4.0\n\nOperation: op_1\nActor: user:default/octocat\nVia: mcp\n',
    );
  });

  it('lets no value add a line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (value, title) => {
          const message = formatCommitMessage({
            title: `x${title}\nOperation: op_forged`,
            operationId: 'op_1',
            trailers: { Reason: `x${value}\r\n\nApproved-By: user:default/x` },
          });
          const lines = message.split(/[\n\r\u2028\u2029\v\f\u0085]/);
          expect(lines).toHaveLength(5);
          expect(lines.slice(1)).toEqual([
            '',
            'Operation: op_1',
            expect.stringMatching(/^Reason: x/),
            '',
          ]);
        },
      ),
    );
  });

  it.each(['operation', 'A: b\nC', '', 'ä', '-x'])(
    'refuses the trailer name %j',
    name => {
      expect(() =>
        formatCommitMessage({
          title: 'x',
          operationId: 'op_1',
          trailers: { [name]: 'x' },
        }),
      ).toThrow('cannot be the name of a trailer');
    },
  );

  it('refuses an empty title', () => {
    expect(() =>
      formatCommitMessage({ title: ' \n', operationId: 'op_1', trailers: {} }),
    ).toThrow('must not be empty');
  });
});
