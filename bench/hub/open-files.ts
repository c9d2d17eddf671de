import { readFileSync } from 'node:fs';

/** Beside the sockets: modules, pipes, databases. */
const SPARE = 200;

/** How many files a process may open. Node raises the soft limit to the hard one by itself, and children inherit it. */
const hardLimit = (): number => {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
};

/** Throws where so many sockets cannot be open at once in one process. */
export const needSockets = (count: number): void => {
  const limit = hardLimit();
  if (limit >= count + SPARE) return;
  throw new Error(`${count} sockets need ulimit -Hn of ${count + SPARE} or more; here it is ${limit}.`);
};
