import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { writeFileAtomic } from './data-dir.ts';

const MAX_MAIL_BYTES = 256 * 1024;
const ID = /^mai_[0-9A-Za-z]{10,64}$/;

export interface MailCatcher {
  url: string;
  token: string;
  close: () => void;
}

const bodyOf = async (request: IncomingMessage): Promise<string | null> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_MAIL_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const idIn = (text: string): string | null => {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' && ID.test(id) ? id : null;
  } catch {
    // Not JSON: not a mail of ours.
    return null;
  }
};

const isToken = (given: string, token: string): boolean =>
  given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));

/**
 * Takes the mails of a local run in place of a mail service: each is a file `<id>.json` in `dir`, readable by this
 * user alone, because links in it open accounts. On loopback, with a token of its own at every start.
 */
export const startMailCatcher = async (dir: string): Promise<MailCatcher> => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const token = randomBytes(24).toString('base64url');
  const answer = async (request: IncomingMessage): Promise<number> => {
    if (request.method !== 'POST') return 405;
    if (!isToken(request.headers.authorization ?? '', `Bearer ${token}`)) return 401;
    const text = await bodyOf(request);
    const id = text === null ? null : idIn(text);
    if (text === null || id === null) return 400;
    // The id is the file: a repeated attempt is one mail.
    writeFileAtomic(path.join(dir, `${id}.json`), text);
    return 204;
  };
  const server: Server = createServer((request, response) => {
    answer(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A local run ends when its parts have ended, whether or not a mail is on its way.
  server.unref();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token, close: () => server.close() };
};
