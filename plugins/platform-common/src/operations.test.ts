import {
  canTransition,
  isFinal,
  OPERATION_STATES,
  OPERATION_TRANSITIONS,
  type OperationState,
} from './operations';

/** Written out apart from the code: a new arrow is decided here, too. */
const ARROWS: ReadonlyArray<readonly [OperationState, OperationState]> = [
  ['awaiting_approval', 'queued'],
  ['awaiting_approval', 'rejected'],
  ['awaiting_approval', 'expired'],
  ['awaiting_approval', 'cancelled'],
  ['awaiting_approval', 'failed'],
  ['queued', 'running'],
  ['queued', 'awaiting_approval'],
  ['queued', 'cancelled'],
  ['queued', 'failed'],
  ['running', 'queued'],
  ['running', 'succeeded'],
  ['running', 'failed'],
  ['running', 'cancelled'],
  ['running', 'superseded'],
];
const FINAL: readonly OperationState[] = [
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'superseded',
];

const everyPair = OPERATION_STATES.flatMap(from =>
  OPERATION_STATES.map(to => [from, to] as const),
);
function isArrow([from, to]: readonly [OperationState, OperationState]) {
  return ARROWS.some(arrow => arrow[0] === from && arrow[1] === to);
}

describe('the states of an operation', () => {
  it.each(everyPair.filter(isArrow))('%s may become %s', (from, to) => {
    expect(canTransition(from, to)).toBe(true);
  });

  it.each(everyPair.filter(pair => !isArrow(pair)))(
    '%s never becomes %s',
    (from, to) => {
      expect(canTransition(from, to)).toBe(false);
    },
  );

  it.each(OPERATION_STATES)('knows whether anything follows %s', state => {
    expect(isFinal(state)).toBe(FINAL.includes(state));
  });

  it('lists no arrow twice', () => {
    for (const targets of Object.values(OPERATION_TRANSITIONS)) {
      expect(new Set(targets).size).toBe(targets.length);
    }
  });

  it('lets every operation come to an end', () => {
    const reached = new Set<OperationState>(FINAL);
    for (const [from, to] of [...ARROWS, ...ARROWS, ...ARROWS]) {
      if (reached.has(to)) {
        reached.add(from);
      }
    }
    expect([...reached].sort()).toEqual([...OPERATION_STATES].sort());
  });
});
