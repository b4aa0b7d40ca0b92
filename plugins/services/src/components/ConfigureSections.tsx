import {
  Radio,
  RadioGroup,
  Switch,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import type { Faults, showFault } from '@mctl/plugin-platform-react';
import type { ConfigureFault, ConfigureFields } from './configureFields';
import { RowsEditor } from './RowsEditor';

const PROBES = [
  ['liveness', 'Liveness', 'Restarts a container that does not answer'],
  ['readiness', 'Readiness', 'Only pods that answer get requests'],
  ['startup', 'Startup', 'Gives a slow start its time'],
] as const;
const PROBE_HELP = 'a path such as /healthz, :9090/healthz or tcp:8080';

/** The parts of the form of a service's settings. */
export function ConfigureSections(props: {
  type: ServiceDocument['spec']['type'];
  fields: ConfigureFields;
  onChange: (fields: ConfigureFields) => void;
  showFault: (
    name: ConfigureFault,
    value: string,
  ) => ReturnType<typeof showFault>;
  /** Faults of rows, which have no field of their own to show them. */
  faults: Faults<ConfigureFault>;
}) {
  const { type, fields, onChange, faults } = props;
  const change = (part: Partial<ConfigureFields>) =>
    onChange({ ...fields, ...part });
  const text = (name: 'port' | (typeof PROBES)[number][0]) => ({
    value: fields[name],
    onChange: (value: string) => change({ [name]: value }),
    autoComplete: 'off',
    spellCheck: 'false' as const,
    ...props.showFault(name, fields[name]),
  });
  return (
    <>
      <RowsEditor
        title="Environment variables"
        noun="variable"
        rows={fields.env}
        empty={{ name: '', value: '' }}
        fault={faults.env}
        onChange={env => change({ env })}
      >
        {(row, set, index) => (
          <>
            <TextField
              placeholder="Name"
              aria-label={`Name of variable ${index + 1}`}
              value={row.name}
              onChange={name => set({ name })}
            />
            <ValueField
              aria-label={`Value of variable ${index + 1}`}
              value={row.value}
              onChange={value => set({ value })}
            />
          </>
        )}
      </RowsEditor>
      {type !== 'cron' && (
        <>
          <TextField
            label="Port"
            description="Where the container listens"
            inputMode="numeric"
            {...text('port')}
          />
          {PROBES.map(([name, label, description]) => (
            <TextField
              key={name}
              label={label}
              description={`${description}: ${PROBE_HELP}`}
              {...text(name)}
            />
          ))}
          <RadioGroup
            label="Strategy"
            value={fields.strategy}
            onChange={strategy =>
              change({
                strategy: strategy === 'recreate' ? 'recreate' : 'rolling',
              })
            }
          >
            <Radio value="rolling">Rolling: pods are replaced one by one</Radio>
            <Radio value="recreate">
              Recreate: the old pods stop first; needed with volumes
            </Radio>
          </RadioGroup>
          <Lines
            label="Before each deploy"
            description="A command that must succeed first, such as a migration; one part in a line"
            value={fields.beforeDeploy}
            onChange={beforeDeploy => change({ beforeDeploy })}
          />
        </>
      )}
      <Lines
        label="Command"
        description="What runs instead of the image's own; one part in a line"
        value={fields.command}
        onChange={command => change({ command })}
      />
      <Lines
        label="Arguments"
        description="One in a line"
        value={fields.args}
        onChange={args => change({ args })}
      />
      <RowsEditor
        title="Files"
        noun="file"
        rows={fields.files}
        empty={{ name: '', value: '' }}
        fault={faults.files}
        onChange={files => change({ files })}
      >
        {(row, set, index) => (
          <>
            <TextField
              placeholder="Path"
              aria-label={`Path of file ${index + 1}`}
              value={row.name}
              onChange={name => set({ name })}
            />
            <TextAreaField
              placeholder="Content"
              aria-label={`Content of file ${index + 1}`}
              value={row.value}
              onChange={value => set({ value })}
            />
          </>
        )}
      </RowsEditor>
      <RowsEditor
        title="Volumes"
        noun="volume"
        rows={fields.volumes}
        empty={{ name: '', path: '', size: '1Gi' }}
        fault={faults.volumes}
        onChange={volumes => change({ volumes })}
      >
        {(row, set, index) => (
          <>
            <TextField
              placeholder="Name"
              aria-label={`Name of volume ${index + 1}`}
              value={row.name}
              onChange={name => set({ name })}
            />
            <TextField
              placeholder="Path"
              aria-label={`Path of volume ${index + 1}`}
              value={row.path}
              onChange={path => set({ path })}
            />
            <TextField
              placeholder="Size"
              aria-label={`Size of volume ${index + 1}`}
              value={row.size}
              onChange={size => set({ size })}
            />
          </>
        )}
      </RowsEditor>
      <Switch
        label="Automatic deploys"
        isSelected={fields.autoDeploys}
        onChange={autoDeploys => change({ autoDeploys })}
      />
    </>
  );
}

function Lines(props: {
  label: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return <TextAreaField {...props} spellCheck="false" />;
}

/** A field of one line would lose the line breaks of a value that has some. */
function ValueField(props: {
  'aria-label': string;
  value: string;
  onChange: (value: string) => void;
}) {
  return props.value.includes('\n') ? (
    <TextAreaField placeholder="Value" {...props} />
  ) : (
    <TextField placeholder="Value" {...props} />
  );
}
