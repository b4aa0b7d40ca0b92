import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Alert, SearchField, Select, Switch, Text } from '@backstage/ui';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  LOG_LEVELS,
  ObservedNote,
  ObservedValue,
  Panel,
  QueryView,
  Stack,
  useCapabilityQuery,
  type ServiceLogLine,
  type ServiceLogs,
} from '@mctl/plugin-platform-react';
import { useServiceDetails } from './ServiceFrame';
import classes from './ServiceLogsTab.module.css';
import { useFollow } from './useFollow';

/** Milliseconds between two looks while the log is followed. */
const FOLLOW_INTERVAL = 3_000;
const LIMIT = 500;
const ANY = 'any';

const SPANS = [
  { id: '15m', label: 'Last 15 minutes' },
  { id: '1h', label: 'Last hour' },
  { id: '6h', label: 'Last 6 hours' },
  { id: '1d', label: 'Last day' },
  { id: ANY, label: 'Any time' },
];

const LEVELS = [
  { id: ANY, label: 'Any level' },
  ...LOG_LEVELS.slice(0, 3).map(level => ({
    id: level,
    label: `${level} and worse`,
  })),
];

/** What a service writes. */
export function ServiceLogsTab() {
  const { tenant, service } = useServiceDetails();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const [level, setLevel] = useState<string>(ANY);
  const [since, setSince] = useState('1h');
  const [isPrevious, setIsPrevious] = useState(false);
  const [isFollowing, setIsFollowing] = useState(true);
  const query = useCapabilityQuery('get-service-logs', {
    tenant,
    service,
    text: search || undefined,
    level: LOG_LEVELS.find(known => known === level),
    since: since === ANY ? undefined : since,
    previous: isPrevious || undefined,
    limit: LIMIT,
  });
  useFollow(
    query.refresh,
    isFollowing && !isPrevious ? FOLLOW_INTERVAL : undefined,
  );
  return (
    <Panel title="Logs">
      <Stack>
        <div className={classes.filters}>
          <SearchField
            aria-label="Text in the lines"
            placeholder="Text in the lines"
            value={text}
            onChange={setText}
          />
          <Select
            aria-label="Level"
            value={level}
            options={LEVELS}
            onChange={key => setLevel(String(key ?? ANY))}
          />
          <Select
            aria-label="Time"
            value={since}
            options={SPANS}
            onChange={key => setSince(String(key ?? ANY))}
          />
          <Switch
            label="Before the last restart"
            isSelected={isPrevious}
            onChange={setIsPrevious}
          />
          <Switch
            label="Follow"
            isSelected={isFollowing}
            isDisabled={isPrevious}
            onChange={setIsFollowing}
          />
        </div>
        <QueryView query={query}>
          {logs => (
            <LogView
              logs={logs}
              isFiltered={search !== '' || level !== ANY || isPrevious}
              isFollowing={isFollowing && !isPrevious}
            />
          )}
        </QueryView>
      </Stack>
    </Panel>
  );
}

function LogView(props: {
  logs: ServiceLogs;
  isFiltered: boolean;
  isFollowing: boolean;
}) {
  const { logs, isFiltered, isFollowing } = props;
  const silent = isKnown(logs.sources)
    ? logs.sources.value.flatMap(source =>
        'unknown' in source ? [source] : [],
      )
    : [];
  return (
    <Stack>
      {silent.map(source => (
        <Alert
          key={`${source.pod} ${source.container}`}
          status="warning"
          icon
          title={`The log of ${source.pod} cannot be read`}
          description={source.unknown}
        />
      ))}
      <ObservedValue observed={logs.lines}>
        {lines =>
          lines.length > 0 ? (
            <LogLines lines={lines} isFollowing={isFollowing} />
          ) : (
            <Text as="p">
              {isFiltered
                ? 'No line matches.'
                : 'The service wrote nothing in this time.'}
            </Text>
          )
        }
      </ObservedValue>
      {logs.more && (
        <Text as="p" color="secondary">
          There are older lines that match. Narrow the time or the text to see
          them.
        </Text>
      )}
      <ObservedNote observed={logs.lines} />
    </Stack>
  );
}

function LogLines(props: {
  lines: readonly ServiceLogLine[];
  isFollowing: boolean;
}) {
  const { lines, isFollowing } = props;
  const list = useRef<HTMLOListElement>(null);
  const newest = lines.at(-1)?.time;
  useEffect(() => {
    if (isFollowing && list.current) {
      list.current.scrollTop = list.current.scrollHeight;
    }
  }, [newest, isFollowing]);
  return (
    // Whoever uses a keyboard scrolls it by its arrows.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol ref={list} className={classes.log} aria-label="Log lines" tabIndex={0}>
      {lines.map((line, index) => (
        <li
          key={`${line.pod} ${line.time} ${index}`}
          className={classes.line}
          data-level={line.level ?? undefined}
        >
          <time dateTime={line.time}>{clockTime(line.time)}</time>
          <span className={classes.pod}>{line.pod}</span>
          <span className={classes.text}>{line.text}</span>
        </li>
      ))}
    </ol>
  );
}

function clockTime(time: string): string {
  const parsed = new Date(time);
  return Number.isNaN(parsed.getTime())
    ? time
    : parsed.toLocaleTimeString('en-GB', { hour12: false });
}
