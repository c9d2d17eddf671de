import { createHash } from 'node:crypto';
import type { DBAdapter, Where } from 'better-auth';

/**
 * ADR-005: the sign-in library stores the token of a login as it is in the cookie. This wrapper stands between it and
 * the database: what is stored and searched is SHA-256 of the token, what the library sees is the token itself. A
 * copy of the table therefore opens no login. Tokens have 190 random bits, so a fast hash is right.
 */
const LOGIN_MODEL = 'session';

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Remembers which hash stands for which token within one call. */
class Tokens {
  readonly #clear = new Map<string, string>();

  hide(token: string): string {
    const hash = hashToken(token);
    this.#clear.set(hash, token);
    return hash;
  }

  hideIn<T extends Record<string, unknown>>(data: T): T {
    return typeof data.token === 'string' ? { ...data, token: this.hide(data.token) } : data;
  }

  hideWhere<T extends Where[] | undefined>(where: T): T {
    return where?.map((clause) => {
      if (clause.field !== 'token') return clause;
      if (typeof clause.value === 'string') return { ...clause, value: this.hide(clause.value) };
      if (Array.isArray(clause.value))
        return { ...clause, value: clause.value.map((token) => this.hide(String(token))) };
      return clause;
    }) as T;
  }

  /** Rows found by anything but their token keep the hash: nobody needs the token of another login. */
  reveal<T>(row: T): T {
    if (typeof row !== 'object' || row === null) return row;
    const clear = this.#clear.get(String((row as { token?: unknown }).token));
    return clear === undefined ? row : { ...row, token: clear };
  }
}

/** `adapter` with the tokens of logins hashed; every other model passes untouched. */
export const withHashedTokens = (adapter: DBAdapter): DBAdapter => {
  const wrapped: DBAdapter = {
    ...adapter,
    create: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.create(query);
      const tokens = new Tokens();
      return tokens.reveal(await adapter.create({ ...query, data: tokens.hideIn(query.data) }));
    },
    findOne: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.findOne(query);
      const tokens = new Tokens();
      return tokens.reveal(await adapter.findOne({ ...query, where: tokens.hideWhere(query.where) }));
    },
    findMany: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.findMany(query);
      const tokens = new Tokens();
      const rows = await adapter.findMany<never>({ ...query, where: tokens.hideWhere(query.where) });
      return rows.map((row) => tokens.reveal(row));
    },
    update: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.update(query);
      const tokens = new Tokens();
      const hidden = { ...query, where: tokens.hideWhere(query.where), update: tokens.hideIn(query.update) };
      return tokens.reveal(await adapter.update<never>(hidden));
    },
    consumeOne: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.consumeOne(query);
      const tokens = new Tokens();
      return tokens.reveal(await adapter.consumeOne<never>({ ...query, where: tokens.hideWhere(query.where) }));
    },
    incrementOne: async (query) => {
      if (query.model !== LOGIN_MODEL) return adapter.incrementOne(query);
      const tokens = new Tokens();
      return tokens.reveal(await adapter.incrementOne<never>({ ...query, where: tokens.hideWhere(query.where) }));
    },
    count: (query) => adapter.count(hideQuery(query)),
    updateMany: (query) => adapter.updateMany(hideQuery(query)),
    delete: (query) => adapter.delete(hideQuery(query)),
    deleteMany: (query) => adapter.deleteMany(hideQuery(query)),
    // Inside a transaction the library would otherwise get the bare adapter back.
    transaction: (callback) => adapter.transaction(() => callback(wrapped)),
  };
  return wrapped;
};

const hideQuery = <T extends { model: string; where?: Where[] | undefined; update?: Record<string, unknown> }>(
  query: T,
): T => {
  if (query.model !== LOGIN_MODEL) return query;
  const tokens = new Tokens();
  return {
    ...query,
    where: tokens.hideWhere(query.where),
    ...(query.update ? { update: tokens.hideIn(query.update) } : {}),
  };
};
