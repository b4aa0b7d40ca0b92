import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import classes from './TrendChart.module.css';

/** A moment of a trend; null where there is no figure. */
export interface ChartPoint {
  /** ISO 8601. */
  time: string;
  value: number | null;
}

/** How an amount went. Moments without a figure are gaps. */
export default function TrendChart(props: {
  label: string;
  points: readonly ChartPoint[];
  format: (value: number) => string;
}) {
  const { label, points, format } = props;
  return (
    <figure className={classes.chart}>
      <figcaption>{label}</figcaption>
      <ResponsiveContainer width="100%" height={180}>
        <AreaChart
          data={points.map(({ time, value }) => ({
            time: Date.parse(time),
            value,
          }))}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        >
          <CartesianGrid stroke="var(--bui-border-1)" vertical={false} />
          <XAxis
            dataKey="time"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={clockTime}
            stroke="var(--bui-fg-secondary)"
            fontSize={12}
          />
          <YAxis
            tickFormatter={format}
            width={64}
            stroke="var(--bui-fg-secondary)"
            fontSize={12}
          />
          <Tooltip
            formatter={value => [format(Number(value)), label]}
            labelFormatter={time => new Date(Number(time)).toLocaleString('en')}
            contentStyle={{
              background: 'var(--bui-bg-app)',
              border: '1px solid var(--bui-border-1)',
              color: 'var(--bui-fg-primary)',
            }}
          />
          <Area
            dataKey="value"
            name={label}
            stroke="var(--mctl-info-text)"
            fill="var(--mctl-info-text)"
            fillOpacity={0.15}
            connectNulls={false}
            isAnimationActive={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </figure>
  );
}

function clockTime(time: number): string {
  return new Date(time).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  });
}
