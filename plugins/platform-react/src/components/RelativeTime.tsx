import { useNow } from '../hooks/useNow';

const UNITS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const FORMAT = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A moment as seen from another, such as "3 minutes ago". @public */
export function relativeTime(time: number, now: number): string {
  const seconds = Math.round((time - now) / 1000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      return FORMAT.format(Math.trunc(seconds / length), unit);
    }
  }
  // Clocks differ by moments; nothing has happened in the future.
  return seconds > -10 ? 'just now' : FORMAT.format(seconds, 'second');
}

/** How long ago something was; the exact time is in its title. @public */
export function RelativeTime(props: { time: string }) {
  const now = useNow(10_000);
  const time = Date.parse(props.time);
  if (Number.isNaN(time)) {
    return <span>{props.time}</span>;
  }
  return (
    <time dateTime={props.time} title={new Date(time).toLocaleString('en')}>
      {relativeTime(time, now)}
    </time>
  );
}
