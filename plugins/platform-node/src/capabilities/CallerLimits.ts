import {
  BurstyRateLimiter,
  RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { PlatformError } from '../errors';

/** How much a caller may ask for. */
export interface CallerLimitsOptions {
  /** Reads a minute. */
  reads: number;
  /** Writes a minute. */
  writes: number;
  /** How many of either may come at once on top of it. */
  burst: number;
}

/** Limits requests by the caller's identity, never by an address. @public */
export class CallerLimits {
  readonly #limiters: Record<'read' | 'write', BurstyRateLimiter>;

  static create(options: CallerLimitsOptions) {
    return new CallerLimits(options);
  }

  private constructor(options: CallerLimitsOptions) {
    this.#limiters = {
      read: limiter('read', options.reads, options.burst),
      write: limiter('write', options.writes, options.burst),
    };
  }

  /**
   * Counts one request.
   *
   * @throws PlatformError `rate_limited` when there were too many
   */
  async take(user: string, kind: 'read' | 'write'): Promise<void> {
    try {
      await this.#limiters[kind].consume(user);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) {
        throw refusal;
      }
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new PlatformError(
        'rate_limited',
        `Too many ${kind}s in a short time`,
        {
          hint: `Try again in ${seconds} s.`,
          details: { retryAfterSeconds: seconds },
        },
      );
    }
  }
}

function limiter(kind: string, perMinute: number, burst: number) {
  return new BurstyRateLimiter(
    new RateLimiterMemory({
      keyPrefix: kind,
      points: perMinute,
      duration: 60,
    }),
    new RateLimiterMemory({
      keyPrefix: `${kind}-burst`,
      points: burst,
      duration: 60,
    }),
  );
}
