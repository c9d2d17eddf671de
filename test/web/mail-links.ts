import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../packages/testing/src/condition.ts';
import type { Product } from '../../packages/testing/src/product.ts';

interface CaughtMail {
  id: string;
  to: string;
  subject: string;
  text: string;
}

/** Every mail that a local run caught for an address. */
const mailsTo = (product: Product, email: string): CaughtMail[] => {
  const dir = path.join(product.dataDir, 'mail');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(path.join(dir, name), 'utf8')) as CaughtMail)
    .filter(({ to }) => to === email);
};

/** The link to a page of the dashboard in a mail to an address, once it is there; each link is answered once. */
export const mailLinks = (product: Product): ((email: string, page: string) => Promise<string>) => {
  const used = new Set<string>();
  return async (email, page) => {
    const link = await until(`a mail to ${email} with a link to ${page}`, () => {
      const links = mailsTo(product, email).flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? []);
      return links.find((url) => new URL(url).pathname.endsWith(`/${page}`) && !used.has(url)) ?? null;
    });
    used.add(link);
    return link;
  };
};
