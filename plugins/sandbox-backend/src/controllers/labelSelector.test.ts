import { matchesLabels } from './labelSelector';

const labels = { app: 'shop', tier: 'web' };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('matchesLabels', () => {
  it.each([
    ['everything', {}, true],
    ['nothing, when there is none', undefined, false],
    ['a label', { matchLabels: { app: 'shop' } }, true],
    ['all labels', { matchLabels: { app: 'shop', tier: 'db' } }, false],
    ['one of', expression('app', 'In', 'shop', 'mail'), true],
    ['one of others', expression('app', 'In', 'mail'), false],
    ['none of', expression('app', 'NotIn', 'mail'), true],
    ['none of, without the label', expression('x', 'NotIn', 'y'), true],
    ['a label there is', expression('app', 'Exists'), true],
    ['a label there is not', expression('x', 'DoesNotExist'), true],
    ['no inherited name', expression('toString', 'Exists'), false],
    ['nothing by an unknown word', expression('app', 'Like', 'shop'), false],
  ])('matches %s', (_, selector, matches) => {
    expect(matchesLabels(selector, labels)).toBe(matches);
  });
});
