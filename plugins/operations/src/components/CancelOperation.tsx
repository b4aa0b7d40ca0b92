import { Button } from '@backstage/ui';
import { isFinal, type Operation } from '@mctl/plugin-platform-common';
import {
  ErrorPanel,
  Stack,
  useCommand,
  useMay,
  useWhoAmI,
} from '@mctl/plugin-platform-react';

/**
 * Stops an operation that has not reached the repository. What is committed
 * already is not undone, so nothing is offered then.
 */
export function CancelOperation(props: { operation: Operation }) {
  const { operation } = props;
  const isOwner = useMay(operation.tenant ?? '', 'owner');
  const you = useWhoAmI().data?.user;
  const cancel = useCommand('cancel-operation');
  const isAllowed = isOwner || operation.actor.user === you;
  const isOffered =
    isAllowed && !isFinal(operation.state) && operation.commit === null;
  if (!isOffered && !cancel.error) {
    return null;
  }
  return (
    <Stack>
      {cancel.error && (
        <ErrorPanel error={cancel.error} title="It was not cancelled" />
      )}
      {isOffered && (
        <div>
          <Button
            variant="secondary"
            isPending={cancel.isPending}
            onPress={() => cancel.run({ id: operation.id })}
          >
            Cancel this operation
          </Button>
        </div>
      )}
    </Stack>
  );
}
