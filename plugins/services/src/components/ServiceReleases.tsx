import {
  RiCheckLine,
  RiCloseLine,
  RiLoader4Line,
  RiQuestionLine,
  RiSkipForwardLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import { ButtonLink, Link } from '@backstage/ui';
import {
  Badge,
  Code,
  DataTable,
  EmptyState,
  PagedPanel,
  RelativeTime,
  isoDurationLabel,
  paths,
  shortCommit,
  useCapabilityQuery,
  usePages,
  userLabel,
  type DataColumn,
  type Release,
  type ReleaseOutcome,
  type Tone,
} from '@mctl/plugin-platform-react';

const OUTCOMES: Record<
  ReleaseOutcome,
  { label: string; tone: Tone; icon: RemixiconComponentType }
> = {
  healthy: { label: 'Healthy', tone: 'success', icon: RiCheckLine },
  failed: { label: 'Failed', tone: 'danger', icon: RiCloseLine },
  superseded: {
    label: 'Superseded',
    tone: 'neutral',
    icon: RiSkipForwardLine,
  },
  running: { label: 'Rolling out', tone: 'info', icon: RiLoader4Line },
  unknown: { label: 'Unknown', tone: 'warning', icon: RiQuestionLine },
};

const COLUMNS: ReadonlyArray<DataColumn<Release>> = [
  { header: 'Release', cell: release => <Code>{release.tag}</Code> },
  {
    header: 'Outcome',
    cell: release => {
      const { label, tone, icon } = OUTCOMES[release.outcome];
      return (
        <Badge tone={tone} icon={icon} isBusy={release.outcome === 'running'}>
          {label}
        </Badge>
      );
    },
  },
  {
    header: 'Deployed',
    cell: release => <RelativeTime time={release.deployedAt} />,
  },
  {
    header: 'By',
    cell: release =>
      release.operation ? (
        <Link href={paths.operation(release.operation.id)}>
          {userLabel(release.operation.actor)}
        </Link>
      ) : (
        'a commit beside the platform'
      ),
  },
  {
    header: 'Ran for',
    cell: release =>
      release.current && release.ranFor === null
        ? 'Still running'
        : isoDurationLabel(release.ranFor),
  },
  {
    header: 'Commit',
    cell: release => (
      <Code title={release.commit}>{shortCommit(release.commit)}</Code>
    ),
  },
];

const PAGE_SIZE = 10;

/** What a service ran, newest first, and the way back. */
export function ServiceReleases(props: {
  tenant: string;
  service: string;
  mayRollBack: boolean;
}) {
  const { tenant, service, mayRollBack } = props;
  const pages = usePages(`${tenant}/${service}`);
  const query = useCapabilityQuery('get-service-history', {
    tenant,
    service,
    limit: PAGE_SIZE,
    cursor: pages.cursor,
  });
  return (
    <PagedPanel
      title="Releases"
      query={query}
      pages={pages}
      isNewestFirst
      empty={<EmptyState title="No release yet" />}
    >
      {items => (
        <DataTable
          label="Releases"
          columns={[
            ...COLUMNS,
            {
              header: 'Back',
              cell: release =>
                release.current
                  ? 'Current'
                  : mayRollBack && (
                      <ButtonLink
                        size="small"
                        variant="secondary"
                        href={paths.rollback(tenant, service, release.release)}
                        aria-label={`Roll back to ${release.tag} (${shortCommit(release.commit)})`}
                      >
                        Roll back
                      </ButtonLink>
                    ),
            },
          ]}
          rows={items}
          rowKey={release => release.release}
        />
      )}
    </PagedPanel>
  );
}
