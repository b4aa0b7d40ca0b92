import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import {
  CheckedForm,
  ReviewedChange,
  paths,
  type ServiceConfig,
} from '@mctl/plugin-platform-react';
import {
  scaleFaults,
  scaleInput,
  scaleOf,
  type ScaleFields,
} from './scaleFields';
import { ServiceConfigLoader } from './ServiceConfigLoader';

const BOUNDS = [
  ['min', 'Fewest replicas', 'At least 1'],
  ['max', 'Most replicas', 'At most 50'],
  ['cpu', 'CPU', 'Wanted use in percent of what is requested'],
] as const;

/** Sets how many pods a service runs in, or lets its load decide. */
export function ScalePage() {
  return (
    <ServiceConfigLoader
      title={service => `Scale ${service}`}
      description="Scaling starts no new release. 0 puts the service to sleep."
      path={paths.scaleService}
    >
      {config => <ScaleForm config={config} />}
    </ServiceConfigLoader>
  );
}

function ScaleForm(props: { config: ServiceConfig }) {
  const { tenant, service, document } = props.config;
  const navigate = useNavigate();
  const [fields, setFields] = useState<ScaleFields>(() =>
    scaleOf(document.spec),
  );
  return (
    <ReviewedChange
      request={{
        operation: 'scale-service',
        input: scaleInput({ tenant, service }, fields),
      }}
      confirmLabel="Scale"
    >
      {review => (
        <CheckedForm
          title="Replicas"
          label="Scale"
          faults={scaleFaults(fields)}
          onSubmit={review}
          onCancel={() => navigate(paths.service(tenant, service))}
        >
          {({ fault }) => {
            const field = (name: Exclude<keyof ScaleFields, 'mode'>) => ({
              value: fields[name],
              onChange: (value: string) =>
                setFields({ ...fields, [name]: value }),
              inputMode: 'numeric' as const,
              isRequired: true,
              ...fault(name, fields[name]),
            });
            return (
              <>
                <RadioGroup
                  label="How many"
                  value={fields.mode}
                  onChange={mode =>
                    setFields({
                      ...fields,
                      mode: mode === 'autoscaling' ? 'autoscaling' : 'fixed',
                    })
                  }
                >
                  <Radio value="fixed">A fixed number</Radio>
                  <Radio value="autoscaling">As many as the load needs</Radio>
                </RadioGroup>
                {fields.mode === 'fixed' ? (
                  <TextField
                    label="Replicas"
                    description="From 0 (asleep) to 50"
                    {...field('replicas')}
                  />
                ) : (
                  BOUNDS.map(([name, label, description]) => (
                    <TextField
                      key={name}
                      label={label}
                      description={description}
                      {...field(name)}
                    />
                  ))
                )}
              </>
            );
          }}
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
