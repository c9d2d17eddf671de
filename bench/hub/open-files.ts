import { readFileSync } from 'node:fs';

/** The Workers runtime duplicates the descriptor of each connection (seen in 1.20261023: two of /proc/<pid>/fd a socket). */
const FILES_PER_SOCKET = 2;
/** Beside the sockets: modules, pipes, databases. */
const SPARE = 300;

/** How many files a process may open. Node raises the soft limit to the hard one by itself, and children inherit it. */
const hardLimit = (): number => {
  const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
};

/** So many sockets as the runtime can hold under `ulimit -Hn`, at most `wanted`; `note` says when they are fewer. */
export const socketsThatFit = (wanted: number): { sockets: number; note?: string } => {
  const limit = hardLimit();
  const sockets = Math.min(wanted, Math.floor((limit - SPARE) / FILES_PER_SOCKET));
  if (sockets === wanted) return { sockets };
  const needed = wanted * FILES_PER_SOCKET + SPARE;
  return { sockets, note: `${wanted} sockets need ulimit -Hn of ${needed} for the runtime; here it is ${limit}.` };
};
