const MAX_LENGTH = 12_000;
const MAX_STRING = 2_000;

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
