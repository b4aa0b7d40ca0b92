import type { ReactNode } from 'react';
import classes from './DataTable.module.css';

/** A column of a {@link DataTable}. @public */
export interface DataColumn<T> {
  header: string;
  cell: (row: T) => ReactNode;
}

/** Properties of {@link DataTable}. @public */
export interface DataTableProps<T> {
  /** What the table lists, for screen readers. */
  label: string;
  /** The first column names the row. */
  columns: ReadonlyArray<DataColumn<T>>;
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/** A table that becomes a list of cards where there is little room. @public */
export function DataTable<T>(props: DataTableProps<T>) {
  const [first, ...others] = props.columns;
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={props.label}>
        <thead>
          <tr>
            {props.columns.map(column => (
              <th key={column.header} scope="col">
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(row => (
            <tr key={props.rowKey(row)}>
              <th scope="row" data-label={first.header}>
                <div>{first.cell(row)}</div>
              </th>
              {others.map(column => (
                <td key={column.header} data-label={column.header}>
                  <div>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
