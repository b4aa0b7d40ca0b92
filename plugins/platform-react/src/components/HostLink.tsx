import { Link } from '@backstage/ui';
import { useWhoAmI } from '../hooks/useWhoAmI';

/** The host of a service, as a link to where it answers. @public */
export function HostLink(props: { host: string }) {
  const { host } = props;
  const template = useWhoAmI().data?.cluster.serviceUrl;
  return template ? (
    <Link href={template.replace('{host}', host)} target="_blank">
      {host}
    </Link>
  ) : (
    <span>{host}</span>
  );
}
