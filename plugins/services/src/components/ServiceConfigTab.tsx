import type { ReactNode } from 'react';
import { Alert, ButtonLink, Text } from '@backstage/ui';
import {
  Code,
  Columns,
  DataTable,
  Facts,
  Panel,
  QueryView,
  Stack,
  paths,
  shortCommit,
  useCapabilityQuery,
  useMay,
  type ServiceConfig,
} from '@mctl/plugin-platform-react';
import { useServiceDetails } from './ServiceFrame';

type Spec = ServiceConfig['document']['spec'];

/** What a service is configured to be. */
export function ServiceConfigTab() {
  const { tenant, service } = useServiceDetails();
  const query = useCapabilityQuery('get-service-config', { tenant, service });
  return (
    <QueryView query={query}>
      {config => <ServiceConfigView config={config} />}
    </QueryView>
  );
}

function ServiceConfigView(props: { config: ServiceConfig }) {
  const { config } = props;
  const { tenant, service, drift } = config;
  const { spec } = config.document;
  const mayConfigure = useMay(tenant, 'developer');
  return (
    <Stack>
      {drift.message !== null && (
        <Alert
          status={drift.state === 'renderer_outdated' ? 'info' : 'warning'}
          icon
          title={
            drift.state === 'renderer_outdated'
              ? 'The manifests are of an earlier version of the platform'
              : 'The manifests are not those of the document'
          }
          description={drift.message}
        />
      )}
      <Columns>
        <Panel
          title="Settings"
          actions={
            mayConfigure && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={paths.configureService(tenant, service)}
              >
                Configure
              </ButtonLink>
            )
          }
        >
          <Facts facts={settingsOf(config)} />
        </Panel>
        <Panel title="Checks">
          <Facts
            facts={[
              ['Liveness', describeProbe(spec.probes?.liveness)],
              ['Readiness', describeProbe(spec.probes?.readiness)],
              ['Startup', describeProbe(spec.probes?.startup)],
              [
                'Before a deploy',
                spec.jobs?.beforeDeploy && (
                  <Code>{spec.jobs.beforeDeploy.command.join(' ')}</Code>
                ),
              ],
            ]}
          />
        </Panel>
      </Columns>
      <Environment spec={spec} />
      <Storage spec={spec} />
      <Text as="p" color="secondary">
        From <Code>{config.path}</Code> at{' '}
        <Code title={config.commit}>{shortCommit(config.commit)}</Code>
      </Text>
    </Stack>
  );
}

function settingsOf({
  document,
  resources,
}: ServiceConfig): Array<readonly [string, ReactNode]> {
  const { spec } = document;
  return [
    ['Type', spec.type],
    ['Schedule', spec.schedule && <Code key="schedule">{spec.schedule}</Code>],
    [
      'Image',
      <Code key="image">{`${spec.image.repository}:${spec.image.tag}`}</Code>,
    ],
    ['Digest', spec.image.digest && <Code>{spec.image.digest}</Code>],
    ['Source', spec.source?.repository],
    [
      'Command',
      spec.command && <Code key="command">{spec.command.join(' ')}</Code>,
    ],
    ['Arguments', spec.args && <Code key="args">{spec.args.join(' ')}</Code>],
    ['Port', spec.port],
    ['Replicas', describeScale(spec)],
    [
      'Size',
      resources
        ? `${resources.profile ? `${resources.profile}: ` : ''}CPU ${resources.requests.cpu} to ${resources.limits.cpu}, memory ${resources.requests.memory} to ${resources.limits.memory}`
        : 'a profile that is no longer there',
    ],
    ['Strategy', spec.strategy],
    [
      'Metrics',
      spec.metrics && `port ${spec.metrics.port}, ${spec.metrics.path}`,
    ],
    [
      'Automatic deploys',
      spec.deploys?.auto === false ? 'Paused' : spec.deploys && 'On',
    ],
  ];
}

function describeScale({ type, replicas, autoscaling }: Spec): string {
  if (autoscaling) {
    return `${autoscaling.min} to ${autoscaling.max}, by ${autoscaling.cpu} % CPU`;
  }
  if (replicas === 0) {
    return '0: it sleeps';
  }
  return type === 'cron' ? 'one a run' : String(replicas ?? 1);
}

function describeProbe(probe: NonNullable<Spec['probes']>['liveness']) {
  if (!probe) {
    return 'none';
  }
  if ('tcp' in probe) {
    return `TCP on port ${probe.tcp}`;
  }
  return probe.port ? `${probe.path} on port ${probe.port}` : probe.path;
}

function Environment(props: { spec: Spec }) {
  const { env = {}, secrets = {} } = props.spec;
  const rows = [
    ...Object.entries(env).map(([name, value]) => ({
      name,
      value: <Code>{value}</Code>,
    })),
    ...Object.entries(secrets).map(([name, { version }]) => ({
      name,
      value: `secret, version ${version}`,
    })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <Panel title={`Environment (${rows.length})`}>
      {rows.length > 0 ? (
        <DataTable
          label="Environment variables"
          columns={[
            { header: 'Name', cell: row => <Code>{row.name}</Code> },
            { header: 'Value', cell: row => row.value },
          ]}
          rows={rows}
          rowKey={row => row.name}
        />
      ) : (
        <Text as="p">No environment variable is set.</Text>
      )}
    </Panel>
  );
}

/** Files and volumes; nothing when there are none. */
function Storage(props: { spec: Spec }) {
  const { files = {}, volumes = [] } = props.spec;
  const filePaths = Object.keys(files).sort();
  if (filePaths.length === 0 && volumes.length === 0) {
    return null;
  }
  return (
    <Columns>
      {filePaths.length > 0 && (
        <Panel title={`Files (${filePaths.length})`}>
          <DataTable
            label="Files"
            columns={[
              { header: 'Path', cell: path => <Code>{path}</Code> },
              {
                header: 'Size',
                cell: path => `${files[path].length} characters`,
              },
            ]}
            rows={filePaths}
            rowKey={path => path}
          />
        </Panel>
      )}
      {volumes.length > 0 && (
        <Panel title={`Volumes (${volumes.length})`}>
          <DataTable
            label="Volumes"
            columns={[
              { header: 'Name', cell: volume => volume.name },
              { header: 'Path', cell: volume => <Code>{volume.path}</Code> },
              { header: 'Size', cell: volume => volume.size },
            ]}
            rows={volumes}
            rowKey={volume => volume.name}
          />
        </Panel>
      )}
    </Columns>
  );
}
