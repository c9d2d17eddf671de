import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** Locks of a browser that runs; a copy of them would keep the restored one from starting. */
const NOT_COPIED = /^Singleton(Lock|Socket|Cookie)$/;
const MAX_ENTRY_BYTES = 16 * 1024;

/** No way out of the folder, whatever a file claims. */
const safePath = z
  .string()
  .refine((path) =>
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\0')),
  );
const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: safePath }),
  z.object({ kind: z.literal('file'), path: safePath, size: z.int().min(0) }),
  z.object({ kind: z.literal('end') }),
]);
type Entry = z.infer<typeof entrySchema>;

const entryBytes = (entry: Entry): Buffer => {
  const json = Buffer.from(JSON.stringify(entry));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json]);
};

/** Folders and plain files below `root`, one after the other; sockets, links and locks of a browser are left out. */
export async function* listFiles(root: string, below = ''): AsyncGenerator<Buffer> {
  const names = (await readdir(join(root, below))).sort();
  for (const name of names) {
    if (NOT_COPIED.test(name)) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const info = await lstat(join(root, path));
    if (info.isDirectory()) {
      yield entryBytes({ kind: 'folder', path });
      yield* listFiles(root, path);
    } else if (info.isFile()) {
      yield entryBytes({ kind: 'file', path, size: info.size });
      if (info.size > 0) yield* wholeFile(join(root, path), info.size);
    }
  }
  if (below === '') yield entryBytes({ kind: 'end' });
}

async function* wholeFile(path: string, size: number): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>) {
    read += chunk.length;
    yield chunk;
  }
  if (read !== size) throw new Error('A file changed while it was copied');
}

/** Takes exactly as many bytes as asked from a stream of chunks. */
class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** At most `limit` bytes, at least one. Throws at the end of the stream. */
  async some(limit: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) throw new Error('The list of files ends too early');
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(await this.some(left));
    return Buffer.concat(parts);
  }
}

/** Writes what `listFiles` gave below `root`, private to this user. Throws when the list is not whole. */
export const writeFiles = async (chunks: AsyncIterable<Buffer>, root: string): Promise<void> => {
  const reader = new ByteReader(chunks);
  for (;;) {
    const length = (await reader.exactly(4)).readUInt32BE();
    if (length > MAX_ENTRY_BYTES) throw new Error('An entry of the list is too long');
    const entry = entrySchema.parse(JSON.parse((await reader.exactly(length)).toString()));
    if (entry.kind === 'end') return;
    const path = join(root, entry.path);
    if (entry.kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 });
    else await writeOne(reader, path, entry.size);
  }
};

const writeOne = async (reader: ByteReader, path: string, size: number): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true });
  const closed = new Promise<void>((resolve, reject) => {
    file.once('close', resolve);
    file.once('error', reject);
  });
  // Awaited below; without a listener now, an error in between would end the process.
  closed.catch(() => undefined);
  for (let left = size; left > 0;) {
    const part = await reader.some(left);
    left -= part.length;
    if (!file.write(part))
      await Promise.race([new Promise<void>((resolve) => file.once('drain', () => resolve())), closed]);
  }
  file.end();
  await closed;
};
