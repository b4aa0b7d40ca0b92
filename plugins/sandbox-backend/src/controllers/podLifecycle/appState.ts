import type { AppState, FaultOutcome } from '../../faults/FaultOutcome';
import type { Container } from '../../store/objects';

/** Sooner than the first probe. */
const BOOT_MS = 200;
/** What most requests take. */
const LATENCY_MS = 8;

/** How the program in a container behaves with a fault, or without. */
export function appState({ app }: FaultOutcome): AppState {
  return {
    bootMs: BOOT_MS,
    readiness: 200,
    status: 200,
    latencyMs: LATENCY_MS,
    ...app,
  };
}

/**
 * Whether the program accepts connections on a port. Nothing but the ports of
 * the container says where it would listen.
 */
export function listensOn(options: {
  container: Container;
  app: AppState;
  port: number;
  /** How long it has run; milliseconds. */
  ageMs: number;
}): boolean {
  const { container, app, port, ageMs } = options;
  const declared = container.ports?.some(
    ({ containerPort }) => containerPort === port,
  );
  const given = container.env?.some(
    ({ name, value }) => name === 'PORT' && value === String(port),
  );
  return (
    ageMs >= app.bootMs && Boolean(declared || given || app.opens === port)
  );
}
