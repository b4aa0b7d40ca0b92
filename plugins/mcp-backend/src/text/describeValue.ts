const MAX_LENGTH = 12_000;
/** Leaves room for what a log comes with. */
const MAX_LOG_LENGTH = 9_000;
const MAX_STRING = 2_000;
/** Length of a time up to its milliseconds. */
const MILLISECONDS_LENGTH = 23;

/**
 * Any JSON value as short indented text, the way people write YAML.
 *
 * @remarks
 * A value from elsewhere becomes its value, or `unknown` and the reason, so that
 * a model does not take it for empty. Absent values are left out.
 */
export function describeValue(value: Record<string, unknown>): string {
  const text = (isPage(value) ? describePage(value) : lines(value)).join('\n');
  return text.length > MAX_LENGTH
    ? `${text.slice(0, MAX_LENGTH)}\n… cut here; structuredContent has all of it`
    : text;
}

interface PageLike {
  items: unknown[];
  nextCursor?: unknown;
  total?: unknown;
}

function isPage(
  value: Record<string, unknown>,
): value is Record<string, unknown> & PageLike {
  return Array.isArray(value.items);
}

function describePage(page: Record<string, unknown> & PageLike): string[] {
  const { items, nextCursor, total, ...rest } = page;
  const count = `${items.length} ${items.length === 1 ? 'item' : 'items'}`;
  return [
    typeof total === 'number' && total > items.length
      ? `${count} of ${total}`
      : count,
    ...lines(items),
    ...(nextCursor === undefined
      ? []
      : [`more: send cursor "${String(nextCursor)}"`]),
    ...lines(rest),
  ];
}

function lines(value: unknown): string[] {
  if (Array.isArray(value)) {
    if (value.every(isLogLine)) {
      return describeLog(value);
    }
    return value.flatMap(item => {
      const [first = '', ...others] = block(item);
      return [`- ${first}`, ...others.map(line => `  ${line}`)];
    });
  }
  return Object.entries(value as Record<string, unknown>)
    .filter(([, item]) => item !== undefined && item !== null)
    .flatMap(([name, item]) => {
      const inner = block(item);
      return isNested(item)
        ? [`${name}:`, ...inner.map(line => `  ${line}`)]
        : [`${name}: ${inner[0] ?? ''}`];
    });
}

/** A line of a log; what else it has is in the structured content. */
interface LogLine {
  time: string;
  pod: string;
  text: string;
}

function isLogLine(value: unknown): value is LogLine {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['time', 'pod', 'text'].every(
      name => name in value && typeof Reflect.get(value, name) === 'string',
    )
  );
}

/** The newest lines, which are last, as far as there is room for them. */
function describeLog(log: readonly LogLine[]): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const line of log.toReversed().map(describeLogLine)) {
    length += line.length + 1;
    if (length > MAX_LOG_LENGTH) {
      break;
    }
    shown.unshift(line);
  }
  const older = log.length - shown.length;
  return older === 0
    ? shown
    : [`… ${older} older lines in structuredContent`, ...shown];
}

/** As a terminal would show it: `2026-01-31T12:00:00.000 shop-6c9f-x7k2p GET /`. */
function describeLogLine({ time, pod, text }: LogLine): string {
  const shown =
    text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}…` : text;
  return `${time.slice(0, MILLISECONDS_LENGTH)} ${pod} ${shown}`;
}

function block(value: unknown): string[] {
  const seen = withoutObservation(value);
  if (typeof seen === 'string') {
    return [seen.length > MAX_STRING ? `${seen.slice(0, MAX_STRING)}…` : seen];
  }
  if (typeof seen !== 'object' || seen === null) {
    return [String(seen)];
  }
  if (!isNested(seen)) {
    return ['none'];
  }
  return lines(seen);
}

function isNested(value: unknown): boolean {
  const seen = withoutObservation(value);
  return (
    typeof seen === 'object' && seen !== null && Object.keys(seen).length > 0
  );
}

function withoutObservation(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('source' in value)) {
    return value;
  }
  if ('observedAt' in value && 'value' in value) {
    return value.value;
  }
  return 'unknown' in value ? describeUnknown(value) : value;
}

function describeUnknown(value: { unknown: unknown; last?: unknown }): string {
  const reason = `unknown (${String(value.unknown)})`;
  const { last } = value;
  return typeof last === 'object' && last !== null && 'observedAt' in last
    ? `${reason}; last seen at ${String(last.observedAt)}`
    : reason;
}
