import fc from 'fast-check';
import { answerJson, answerPage } from './answerPage';
import type { GatewayAnswer } from './ServiceGateway';

const ANSWER: GatewayAnswer = {
  status: 200,
  latencyMs: 8,
  answer: {
    service: 'shop',
    tenant: 'acme',
    release: '1.4.0',
    pod: 'shop-1',
    version: '1.4.0',
    uptimeSeconds: 42,
  },
};

/** The elements of the page, which no text of an answer may add to. */
function elementsOf(page: string): string[] {
  return page.match(/<[^>]*>/g) ?? [];
}

describe('an answer as a page', () => {
  it('has the same elements whatever the cluster says', () => {
    const plain = elementsOf(answerPage({ ...ANSWER, error: 'error' }));
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...`<>&"'/=a `) }),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.record({ service: text, tenant: text, release: text }),
        fc.record({ pod: text, version: text }),
        text.filter(error => error !== ''),
        (first, second, error) => {
          const page = answerPage({
            ...ANSWER,
            answer: { ...first, ...second, uptimeSeconds: 0 },
            error,
          });
          expect(elementsOf(page)).toEqual(plain);
        },
      ),
    );
  });

  it('tells an error to those who hear the page', () => {
    const page = answerPage({ ...ANSWER, status: 502, error: 'It is "down"' });
    expect(page).toContain('<p role="alert">It is &quot;down&quot;</p>');
    expect(answerPage(ANSWER)).not.toContain('role="alert"');
  });

  it('has the status for its title when no service answered', () => {
    const page = answerPage({ status: 404, latencyMs: 0, error: 'No ingress' });
    expect(page).toContain('<title>404</title>');
    expect(page).not.toContain('<dt>');
  });
});

describe('an answer as JSON', () => {
  it('has no error when there is none', () => {
    expect(answerJson(ANSWER)).toEqual({ status: 200, ...ANSWER.answer });
  });

  it('tells nothing of the objects behind it', () => {
    const { answer: _, ...nobody } = ANSWER;
    expect(answerJson({ ...nobody, status: 404, error: 'No' })).toEqual({
      status: 404,
      error: 'No',
    });
  });
});
