import { hashOf } from '../logs/hash';

const HOUR_MS = 3_600_000;
const MINUTES_MS = 420_000;

/**
 * Requests per second that people make to a service, as they would: another
 * level for each service, with waves of an hour and of some minutes.
 */
export function requestRate(
  namespace: string,
  service: string,
  time: number,
): number {
  const hash = hashOf(`${namespace}/${service}`);
  const level = 2 + (hash % 1000) / 125;
  const phase = ((hash >>> 10) % 1000) / 1000;
  const wave = (periodMs: number) =>
    Math.sin(2 * Math.PI * (time / periodMs + phase));
  return level * (1 + 0.3 * wave(HOUR_MS) + 0.1 * wave(MINUTES_MS));
}
