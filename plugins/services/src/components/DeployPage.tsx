import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { ButtonLink } from '@backstage/ui';
import {
  EmptyState,
  PlatformPage,
  QueryView,
  ReviewedChange,
  paths,
  useCapabilityQuery,
} from '@mctl/plugin-platform-react';
import { DeployForm } from './DeployForm';
import { deployInput, type DeployFields } from './deployFields';

/** Deploys a new service or a new release: first the form, then the plan. */
export function DeployPage() {
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [fields, setFields] = useState<DeployFields>(() => ({
    tenant: parameters.get('tenant') ?? '',
    service: parameters.get('service') ?? '',
    type: 'web',
    image: '',
    tag: '',
    port: '',
    schedule: '',
  }));
  const tenants = useCapabilityQuery('list-tenants', { limit: 200 });
  const services = useCapabilityQuery(
    'list-services',
    fields.tenant ? { tenant: fields.tenant, limit: 200 } : undefined,
  );
  const existing = services.data?.items.find(
    candidate => candidate.service === fields.service,
  );
  return (
    <PlatformPage
      title={existing ? `Deploy ${existing.service}` : 'Deploy a service'}
      path={paths.deploy()}
      description="A container image becomes a service, or a new release of one."
    >
      <ReviewedChange
        request={{
          operation: 'deploy-service',
          input: deployInput(fields, existing),
        }}
        confirmLabel="Deploy"
      >
        {review => (
          <QueryView query={tenants}>
            {({ items }) => {
              const usable = items
                .filter(({ role }) => role !== 'viewer')
                .map(({ tenant }) => tenant);
              return usable.length > 0 ? (
                <DeployForm
                  tenants={usable}
                  fields={fields}
                  existing={existing}
                  services={
                    services.data?.items.map(({ service }) => service) ?? []
                  }
                  onChange={setFields}
                  onSubmit={review}
                  onCancel={() =>
                    navigate(
                      fields.tenant
                        ? paths.tenant(fields.tenant)
                        : paths.services(),
                    )
                  }
                />
              ) : (
                <EmptyState
                  title="You need a tenant first"
                  description="Services run in tenants. Create one, or ask an owner of one to make you a developer."
                  action={
                    <ButtonLink variant="primary" href={paths.newTenant()}>
                      Create a tenant
                    </ButtonLink>
                  }
                />
              );
            }}
          </QueryView>
        )}
      </ReviewedChange>
    </PlatformPage>
  );
}
