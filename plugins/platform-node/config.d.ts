import type { HumanDuration } from '@backstage/types';

export interface Config {
  mctl?: {
    /**
     * Entity references of the people who administer the platform, such as
     * `user:default/guest`. Nobody by default. Backend only: it would tell
     * outsiders whom to attack.
     */
    admins?: string[];
    /** Public names of the platform. Backend only; clients are told by it. */
    urls?: {
      /** Where people open the portal; `app.baseUrl` by default. */
      portal?: string;
      /** The MCP endpoint; `<backend.baseUrl>/mcp` by default. */
      mcp?: string;
      /**
       * Where a host of a service answers, with `{host}` in its place.
       * `https://{host}` by default, on the sandbox `http://{host}` with the
       * ingress port.
       */
      services?: string;
    };
    identity?: {
      /**
       * How old the repository's snapshot may be for a decision on a change;
       * older ones answer 503. `5m` by default.
       */
      maxRoleAge?: string | HumanDuration;
    };
    tenants?: {
      selfService?: {
        /** How many tenants a person may make for themselves; 1 by default. */
        perUser?: number;
      };
    };
    operations?: {
      /** Names of operations that are switched off; they answer 503. */
      disabled?: string[];
      /** Limits for each caller. */
      rateLimit?: {
        /** Reads and plans a minute; 300 by default. */
        reads?: number;
        /** Writes a minute; 60 by default. */
        writes?: number;
        /** How many of either may come at once on top of that; 100 by default. */
        burst?: number;
      };
    };
  };
}
