import type { SQLInputValue } from 'node:sqlite';

/** The rows of the network's one file, as parts of the store read and write them. What is written joins the turn. */
export interface Rows {
  run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number };
  all<T>(sql: string, ...values: SQLInputValue[]): T[];
  one<T>(sql: string, ...values: SQLInputValue[]): T | null;
}
