import { RiFlaskLine } from '@remixicon/react';
import { useWhoAmI } from '@mctl/plugin-platform-react';
import classes from './Layout.module.css';

/** Says so on every page when the cluster is not a real one. */
export function SandboxBadge() {
  const { data } = useWhoAmI();
  if (data?.cluster.type !== 'sandbox') {
    return null;
  }
  return (
    <span
      className={classes.sandbox}
      title="The cluster is a sandbox inside the platform. Nothing runs outside this machine."
    >
      <RiFlaskLine aria-hidden="true" />
      sandbox
    </span>
  );
}
