import { EventEmitter } from 'node:events';
import type { Operation } from '@mctl/plugin-platform-common';

/**
 * Tells this process that an operation changed. The ledger stays the truth:
 * whoever hears it reads there what is new.
 */
export class OperationEventBus {
  // One listener a waiting client; there is no sensible limit to warn at.
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(operation: Operation): void {
    this.#emitter.emit('any', operation);
    this.#emitter.emit(operation.id, operation);
  }

  /** Calls back on changes of one operation; returns how to stop. */
  onOperation(id: string, listener: (operation: Operation) => void) {
    this.#emitter.on(id, listener);
    return () => {
      this.#emitter.off(id, listener);
    };
  }

  /** Calls back on changes of any operation; returns how to stop. */
  onAny(listener: (operation: Operation) => void) {
    this.#emitter.on('any', listener);
    return () => {
      this.#emitter.off('any', listener);
    };
  }
}
