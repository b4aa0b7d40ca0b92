import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  CheckedForm,
  ReviewedChange,
  paths,
  type ServiceConfig,
} from '@mctl/plugin-platform-react';
import {
  configurationOf,
  configureFaults,
  configureInput,
} from './configureFields';
import { ConfigureSections } from './ConfigureSections';
import { ServiceConfigLoader } from './ServiceConfigLoader';

/** Changes how a service runs, and leaves its release as it is. */
export function ConfigurePage() {
  return (
    <ServiceConfigLoader
      title={service => `Configure ${service}`}
      description="What you leave as it is stays as it is."
      path={paths.configureService}
    >
      {config => <ConfigureForm config={config} />}
    </ServiceConfigLoader>
  );
}

function ConfigureForm(props: { config: ServiceConfig }) {
  const { tenant, service, document } = props.config;
  const navigate = useNavigate();
  const [fields, setFields] = useState(() => configurationOf(document.spec));
  return (
    <ReviewedChange
      request={{
        operation: 'configure-service',
        input: configureInput({ tenant, service }, fields, document.spec),
      }}
      confirmLabel="Configure"
    >
      {review => (
        <CheckedForm
          title="Settings"
          label="Configure"
          faults={configureFaults(fields)}
          onSubmit={review}
          onCancel={() => navigate(paths.serviceConfig(tenant, service))}
        >
          {({ isSubmitted, fault }) => (
            <ConfigureSections
              type={document.spec.type}
              fields={fields}
              onChange={setFields}
              showFault={fault}
              faults={isSubmitted ? configureFaults(fields) : {}}
            />
          )}
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
