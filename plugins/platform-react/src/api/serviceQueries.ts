import type {
  Observed,
  Resources,
  ServiceDocument,
} from '@mctl/plugin-platform-common';

/** What a service is configured to be. @public */
export interface ServiceConfig {
  tenant: string;
  service: string;
  /** Where the document is in the repository. */
  path: string;
  commit: string;
  document: ServiceDocument;
  /** What holds in effect; null when there is no such profile. */
  resources:
    | (Resources & {
        from: 'document' | 'profile' | 'default';
        profile: string | null;
      })
    | null;
  renderedWith: number | null;
  renderer: number;
  drift: {
    state: 'none' | 'not_rendered' | 'renderer_outdated' | 'not_renderable';
    files: string[];
    message: string | null;
  };
  /** Sizes that a service may have. */
  profiles: Array<Resources & { name: string }>;
}

/** Levels of log lines, the most urgent first. @public */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;

/** Level of a log line. @public */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line that a service wrote. @public */
export interface ServiceLogLine {
  /** ISO 8601 with nanoseconds. */
  time: string;
  pod: string;
  container: string;
  /** What the line states itself. */
  level: LogLevel | null;
  text: string;
}

/** What a service wrote. @public */
export interface ServiceLogs {
  /** Newest last. */
  lines: Observed<ServiceLogLine[]>;
  sources: Observed<
    Array<
      | { pod: string; container: string; lines: number }
      | { pod: string; container: string; unknown: string }
    >
  >;
  /** There are older lines that match. */
  more: boolean;
}

/** Something Kubernetes reports about an object of a service. @public */
export interface ServiceEvent {
  type: string;
  reason: string;
  /** Kind and name. */
  object: string;
  message: string;
  count: number;
  firstSeen: string | null;
  lastSeen: string | null;
  component: string | null;
}

/** CPU in cores and memory in bytes. @public */
export interface Amounts {
  cpuCores: number;
  memoryBytes: number;
}

/** A moment of a trend. @public */
export interface TrendPoint {
  time: string;
  cpuCores: number | null;
  memoryBytes: number | null;
}

/** What a tenant or a service uses. @public */
export interface ResourceUsage {
  used: Observed<Amounts & { pods: number }>;
  requested: Observed<{ pods: number; requests: Amounts; limits: Amounts }>;
  pods: Observed<Array<Amounts & { pod: string; measuredAt: string }>>;
  /** Of the whole tenant; null while it has none. */
  quota: Observed<Array<{
    resource: string;
    used: string;
    hard: string;
    percent: number | null;
  }> | null>;
  trend: Observed<{ stepSeconds: number; points: TrendPoint[] }>;
}

/** Which size fits what a service used. @public */
export interface SizingRecommendation {
  lookbackSeconds: number;
  current: ServiceConfig['resources'];
  figures: Observed<{
    cpuP95Cores: number;
    memoryMaxBytes: number;
    coveredSeconds: number;
  }>;
  recommendation: Observed<{
    profile: string | null;
    change: 'none' | 'apply' | 'too_large_for_profiles';
    message: string;
  }>;
  formula: string;
}

interface OfService {
  tenant: string;
  service: string;
}

/** Input and result of the queries about one service. @public */
export interface ServiceQueries {
  'get-service-config': { input: OfService; result: ServiceConfig };
  'get-service-logs': {
    input: OfService & {
      since?: string;
      level?: LogLevel;
      text?: string;
      previous?: boolean;
      limit?: number;
    };
    result: ServiceLogs;
  };
  'get-service-events': {
    input: OfService & { type?: 'Normal' | 'Warning'; limit?: number };
    result: { events: Observed<ServiceEvent[]> };
  };
  'get-resource-usage': {
    input: { tenant: string; service?: string; window?: string };
    result: ResourceUsage;
  };
  'get-sizing-recommendation': {
    input: OfService & { lookback?: string };
    result: SizingRecommendation;
  };
}
