import { lazy, Suspense, useState } from 'react';
import { ButtonLink, Select, Skeleton, Text } from '@backstage/ui';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  Code,
  Columns,
  DataTable,
  Facts,
  ObservedNote,
  ObservedValue,
  Panel,
  QueryView,
  Stack,
  formatBytes,
  formatCores,
  paths,
  useCapabilityQuery,
  useMay,
  type DataColumn,
  type ResourceUsage,
  type TrendPoint,
} from '@mctl/plugin-platform-react';
import { useServiceDetails } from './ServiceFrame';
import classes from './TrendChart.module.css';
import { useFollow } from './useFollow';

// The charts are as large as all the rest of the page.
const TrendChart = lazy(() => import('./TrendChart'));

/** Milliseconds between two looks: clusters measure no more often. */
const MEASURE_INTERVAL = 15_000;

const WINDOWS = [
  { id: '15m', label: 'Last 15 minutes' },
  { id: '1h', label: 'Last hour' },
  { id: '1d', label: 'Last day' },
  { id: '7d', label: 'Last 7 days' },
];

type PodUsage = { pod: string; cpuCores: number; memoryBytes: number };

const POD_COLUMNS: ReadonlyArray<DataColumn<PodUsage>> = [
  { header: 'Pod', cell: row => <Code>{row.pod}</Code> },
  { header: 'CPU', cell: row => formatCores(row.cpuCores) },
  { header: 'Memory', cell: row => formatBytes(row.memoryBytes) },
];

/** What a service uses, and which size would fit it. */
export function ServiceUsageTab() {
  const { tenant, service } = useServiceDetails();
  const [window, setWindow] = useState('1h');
  const query = useCapabilityQuery('get-resource-usage', {
    tenant,
    service,
    window,
  });
  useFollow(query.refresh, MEASURE_INTERVAL);
  return (
    <QueryView query={query}>
      {usage => (
        <Stack>
          <Columns>
            <UsageNow usage={usage} />
            <Sizing tenant={tenant} service={service} />
          </Columns>
          <Panel
            title="Trend"
            actions={
              <div className={classes.window}>
                <Select
                  aria-label="Time"
                  size="small"
                  value={window}
                  options={WINDOWS}
                  onChange={key => setWindow(String(key ?? '1h'))}
                />
              </div>
            }
          >
            <ObservedValue observed={usage.trend}>
              {({ points }) => <Trend points={points} />}
            </ObservedValue>
          </Panel>
          <Panel title="Pods" actions={<ObservedNote observed={usage.pods} />}>
            <ObservedValue observed={usage.pods}>
              {pods =>
                pods.length > 0 ? (
                  <DataTable
                    label="Use of each pod"
                    columns={POD_COLUMNS}
                    rows={pods}
                    rowKey={row => row.pod}
                  />
                ) : (
                  <Text as="p">No pod runs.</Text>
                )
              }
            </ObservedValue>
          </Panel>
        </Stack>
      )}
    </QueryView>
  );
}

function UsageNow(props: { usage: ResourceUsage }) {
  const { used, requested } = props.usage;
  return (
    <Panel title="Now" actions={<ObservedNote observed={used} />}>
      <Facts
        facts={[
          [
            'Used',
            <ObservedValue key="used" observed={used}>
              {({ cpuCores, memoryBytes, pods }) =>
                `CPU ${formatCores(cpuCores)}, memory ${formatBytes(memoryBytes)} in ${pods} pods`
              }
            </ObservedValue>,
          ],
          [
            'Requested',
            <ObservedValue key="requested" observed={requested}>
              {({ requests }) =>
                `CPU ${formatCores(requests.cpuCores)}, memory ${formatBytes(requests.memoryBytes)}`
              }
            </ObservedValue>,
          ],
          [
            'At most',
            <ObservedValue key="limits" observed={requested}>
              {({ limits }) =>
                `CPU ${formatCores(limits.cpuCores)}, memory ${formatBytes(limits.memoryBytes)}`
              }
            </ObservedValue>,
          ],
        ]}
      />
    </Panel>
  );
}

function Sizing(props: { tenant: string; service: string }) {
  const { tenant, service } = props;
  const mayResize = useMay(tenant, 'developer');
  const query = useCapabilityQuery(
    'get-sizing-recommendation',
    mayResize ? { tenant, service } : undefined,
  );
  if (!mayResize) {
    return null;
  }
  return (
    <Panel title="Size">
      <QueryView query={query}>
        {({ recommendation, current, formula }) => (
          <Stack>
            <Facts
              facts={[
                [
                  'It has',
                  current
                    ? (current.profile ??
                      `CPU ${current.requests.cpu}, memory ${current.requests.memory}`)
                    : 'a profile that is no longer there',
                ],
                [
                  'It needs',
                  <ObservedValue key="needs" observed={recommendation}>
                    {({ message }) => message}
                  </ObservedValue>,
                ],
              ]}
            />
            {isKnown(recommendation) &&
              recommendation.value.change === 'apply' &&
              recommendation.value.profile !== null && (
                <div>
                  <ButtonLink
                    size="small"
                    variant="secondary"
                    href={paths.resizeService(
                      tenant,
                      service,
                      recommendation.value.profile,
                    )}
                  >
                    {`Change to ${recommendation.value.profile}`}
                  </ButtonLink>
                </div>
              )}
            <Text as="p" color="secondary" variant="body-small">
              {formula}
            </Text>
          </Stack>
        )}
      </QueryView>
    </Panel>
  );
}

function Trend(props: { points: readonly TrendPoint[] }) {
  const { points } = props;
  if (points.length === 0) {
    return <Text as="p">There are no figures of this time.</Text>;
  }
  return (
    <Suspense fallback={<Skeleton height={180} />}>
      <Columns>
        <TrendChart
          label="CPU"
          format={formatCores}
          points={points.map(({ time, cpuCores }) => ({
            time,
            value: cpuCores,
          }))}
        />
        <TrendChart
          label="Memory"
          format={formatBytes}
          points={points.map(({ time, memoryBytes }) => ({
            time,
            value: memoryBytes,
          }))}
        />
      </Columns>
    </Suspense>
  );
}
