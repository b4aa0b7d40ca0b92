import { ButtonLink, Text } from '@backstage/ui';
import { Panel, paths } from '@mctl/plugin-platform-react';
import classes from './FirstSteps.module.css';

const STEPS = [
  [
    'Create a tenant',
    'Your team gets a namespace of its own, with a quota and closed network policies.',
  ],
  [
    'Deploy a service',
    'Name a container image and a tag. You see the plan before anything happens.',
  ],
  [
    'Watch it become healthy',
    'Every change is one commit, and counts as done once the cluster shows that it works.',
  ],
] as const;

/** How to begin, for somebody who has no tenant. */
export function FirstSteps() {
  return (
    <Panel title="First steps">
      <ol className={classes.steps}>
        {STEPS.map(([title, description]) => (
          <li key={title}>
            <Text as="span" weight="bold">
              {title}
            </Text>
            <Text as="p" color="secondary">
              {description}
            </Text>
          </li>
        ))}
      </ol>
      <ButtonLink variant="primary" href={paths.newTenant()}>
        Create your tenant
      </ButtonLink>
    </Panel>
  );
}
