import { INGRESSES } from '../store/resources';
import { startControllers } from './__testUtils__/startControllers';
import { IngressController } from './IngressController';

describe('IngressController', () => {
  it('gives ingresses an address', () => {
    const { clock, store } = startControllers(context => [
      new IngressController(context),
    ]);
    store.create(INGRESSES, { metadata: { name: 'i', namespace: 'acme' } });
    clock.advance(10);
    expect(store.get(INGRESSES, 'acme', 'i')?.status).toEqual({
      loadBalancer: { ingress: [{ ip: '127.0.0.1' }] },
    });
  });
});
