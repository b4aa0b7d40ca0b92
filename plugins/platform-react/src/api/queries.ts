import type {
  Evidence,
  Health,
  Observed,
  Operation,
  OperationState,
  Page,
  Plan,
  Quota,
  Role,
  ServiceStatus,
  SyncStatus,
} from '@mctl/plugin-platform-common';
import type { ServiceQueries } from './serviceQueries';

/** Who the caller is, and where. @public */
export interface WhoAmI {
  /** Entity reference, such as `user:default/ada`. */
  user: string;
  admin: boolean;
  tenants: Array<{ tenant: string; role: Role }>;
  scopes: string[];
  tokenKind: string;
  server: string;
  cluster: {
    type: 'sandbox' | 'kubernetes';
    /** Where a host of a service answers, for `{host}`. */
    serviceUrl: string;
  };
}

/** What is used of a limit, as Kubernetes quantities. @public */
export interface Usage {
  used: string;
  hard: string;
}

/** A tenant in a list. @public */
export interface TenantSummary {
  tenant: string;
  displayName: string;
  /** The caller's role; null for an admin who is not a member. */
  role: Role | null;
  members: number;
  services: number;
  /** Null while the cluster has no quota for it. */
  quota: Observed<{ cpu: Usage; memory: Usage; pods: Usage } | null>;
}

/** A tenant with what is in it. @public */
export interface TenantDetails {
  tenant: string;
  displayName: string;
  description: string | null;
  contact: string | null;
  members: Array<{ user: string; role: Role }>;
  quota: { hard: Quota; used: Observed<Record<string, string> | null> };
  network: { internetEgress: boolean; allowFrom: string[] };
  namespace: Observed<{ phase: string } | null>;
  services: Array<{
    service: string;
    type: string;
    image: string;
    tag: string;
    host: string | null;
  }>;
  recentOperations: Operation[];
  yourRole: Role | null;
}

/** A service in a list. @public */
export interface ServiceSummary {
  tenant: string;
  service: string;
  type: string;
  image: string;
  tag: string;
  host: string | null;
  health: Observed<{ status: Health; message: string | null }>;
  sync: Observed<SyncStatus>;
}

/** The live status of a service with what happened to it last. @public */
export interface ServiceDetails extends ServiceStatus {
  lastOperation: Operation | null;
  events: Observed<Evidence[]>;
  /** Null while the replicas are fixed. */
  autoscaling: Observed<{
    min: number;
    max: number;
    current: number;
    desired: number;
    cpu: { target: number | null; current: number | null };
  } | null>;
  /** Null when it does not run on a schedule. */
  schedule: Observed<{
    schedule: string;
    paused: boolean;
    active: number;
    lastScheduledAt: string | null;
    lastSucceededAt: string | null;
  } | null>;
  /** Runs of jobs, newest first. */
  jobs: Observed<ServiceJob[]>;
  volumes: Observed<
    Array<{
      name: string;
      phase: string;
      requested: string | null;
      capacity: string | null;
    }>
  >;
}

/** A run of a job of a service. @public */
export interface ServiceJob {
  name: string;
  purpose: 'run' | 'before_deploy' | 'job';
  state: 'running' | 'succeeded' | 'failed' | 'suspended';
  reason: string | null;
  message: string | null;
  startedAt: string | null;
  finishedAt: string | null;
}

/** How a release went. @public */
export type ReleaseOutcome =
  'healthy' | 'failed' | 'superseded' | 'running' | 'unknown';

/** One release of a service. @public */
export interface Release {
  /** The release's id: the commit that made it. */
  release: string;
  tag: string;
  image: string;
  commit: string;
  current: boolean;
  operation: {
    id: string;
    name: string;
    state: OperationState;
    actor: string;
  } | null;
  /** Whether somebody changed the repository beside the platform. */
  external: boolean;
  /** ISO 8601. */
  deployedAt: string;
  outcome: ReleaseOutcome;
  /** How long it ran, ISO 8601 duration. */
  ranFor: string | null;
}

/** A line of an operation's log. @public */
export interface LogLine {
  /** ISO 8601. */
  time: string;
  message: string;
}

/** An operation with its plan and its log. @public */
export interface OperationDetails extends Operation {
  planDetails?: Plan | null;
  log: LogLine[];
}

/** Input and result of every query that the portal asks. @public */
export interface CapabilityQueries extends ServiceQueries {
  whoami: { input: Record<never, never>; result: WhoAmI };
  'list-tenants': {
    input: { limit?: number; cursor?: string };
    result: Page<TenantSummary>;
  };
  'get-tenant': { input: { tenant: string }; result: TenantDetails };
  'list-services': {
    input: {
      tenant?: string;
      search?: string;
      limit?: number;
      cursor?: string;
    };
    result: Page<ServiceSummary>;
  };
  'get-service-status': {
    input: { tenant: string; service: string };
    result: ServiceDetails;
  };
  'get-service-history': {
    input: {
      tenant: string;
      service: string;
      limit?: number;
      cursor?: string;
    };
    result: Page<Release>;
  };
  'list-operations': {
    input: {
      tenant?: string;
      service?: string;
      state?: OperationState;
      limit?: number;
      cursor?: string;
    };
    result: Page<Operation>;
  };
}

/** Name of a query that the portal asks. @public */
export type QueryName = keyof CapabilityQueries;

/** What a query takes. @public */
export type QueryInput<Name extends QueryName> =
  CapabilityQueries[Name]['input'];

/** What a query answers. @public */
export type QueryResult<Name extends QueryName> =
  CapabilityQueries[Name]['result'];
