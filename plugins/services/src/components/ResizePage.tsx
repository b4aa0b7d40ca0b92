import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { Radio, RadioGroup, Text } from '@backstage/ui';
import {
  CheckedForm,
  ReviewedChange,
  paths,
  type ServiceConfig,
} from '@mctl/plugin-platform-react';
import { ServiceConfigLoader } from './ServiceConfigLoader';

/** Gives a service one of the sizes of the platform. */
export function ResizePage() {
  return (
    <ServiceConfigLoader
      title={service => `Size of ${service}`}
      description="What each pod requests and may use at most. The pods are replaced one by one."
      path={paths.resizeService}
    >
      {config => <ResizeForm config={config} />}
    </ServiceConfigLoader>
  );
}

function ResizeForm(props: { config: ServiceConfig }) {
  const { tenant, service, profiles, resources } = props.config;
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const [profile, setProfile] = useState(
    parameters.get('profile') ?? resources?.profile ?? '',
  );
  const isKnownProfile = profiles.some(({ name }) => name === profile);
  return (
    <ReviewedChange
      request={{
        operation: 'apply-resource-profile',
        input: { tenant, service, profile },
      }}
      confirmLabel="Change the size"
    >
      {review => (
        <CheckedForm
          title="Size"
          faults={{ profile: isKnownProfile ? undefined : 'Choose a size' }}
          onSubmit={review}
          onCancel={() => navigate(paths.service(tenant, service))}
        >
          {({ isSubmitted }) => (
            <>
              <RadioGroup
                label="Profile"
                value={profile}
                onChange={setProfile}
                isInvalid={isSubmitted && !isKnownProfile}
              >
                {profiles.map(({ name, requests, limits }) => (
                  <Radio key={name} value={name}>
                    {`${name}: CPU ${requests.cpu} to ${limits.cpu}, memory ${requests.memory} to ${limits.memory}`}
                  </Radio>
                ))}
              </RadioGroup>
              {isSubmitted && !isKnownProfile && (
                <Text as="p" color="danger">
                  Choose a size
                </Text>
              )}
            </>
          )}
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
