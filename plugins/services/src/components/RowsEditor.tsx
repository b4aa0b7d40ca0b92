import type { ReactNode } from 'react';
import { Button, Text } from '@backstage/ui';
import classes from './RowsEditor.module.css';

/** Properties of {@link RowsEditor}. */
export interface RowsEditorProps<Row> {
  /** What the rows are, such as "Environment variables". */
  title: string;
  /** One of them, such as "variable". */
  noun: string;
  rows: readonly Row[];
  empty: Row;
  fault: string | undefined;
  onChange: (rows: Row[]) => void;
  /** The fields of a row. */
  children: (
    row: Row,
    change: (part: Partial<Row>) => void,
    index: number,
  ) => ReactNode;
}

/** Rows of a form, to add to and to take from. */
export function RowsEditor<Row>(props: RowsEditorProps<Row>) {
  const { title, noun, rows, empty, fault, onChange, children } = props;
  const replace = (index: number, row: Row) =>
    onChange(rows.map((each, at) => (at === index ? row : each)));
  return (
    <fieldset className={classes.rows}>
      <legend>{title}</legend>
      {rows.map((row, index) => (
        // A row has no name of its own until it is typed.
        <div key={index} className={classes.row}>
          {children(row, part => replace(index, { ...row, ...part }), index)}
          <div>
            <Button
              variant="secondary"
              aria-label={`Remove ${noun} ${index + 1}`}
              onPress={() => onChange(rows.filter((_, at) => at !== index))}
            >
              Remove
            </Button>
          </div>
        </div>
      ))}
      {fault && (
        <Text as="p" color="danger">
          {fault}
        </Text>
      )}
      <div>
        <Button variant="secondary" onPress={() => onChange([...rows, empty])}>
          {`Add a ${noun}`}
        </Button>
      </div>
    </fieldset>
  );
}
