import type { Product } from '../../packages/testing/src/product.ts';
import type { Described } from './described.ts';

export interface Reply {
  status: number;
  contentType: string;
  text: string;
}

/** Calls the API as the owner of the demo workspace: with a key where keys are served, else with a login. */
export class Caller {
  readonly #key: string;
  readonly #cookie: string;
  readonly #origin: string;

  constructor(key: string, cookie: string, origin: string) {
    this.#key = key;
    this.#cookie = cookie;
    this.#origin = origin;
  }

  static async signIn(product: Product): Promise<Caller> {
    const { apiUrl, email, password, apiKey } = product.dev;
    const response = await fetch(`${apiUrl}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: apiUrl },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return new Caller(apiKey, cookie, apiUrl);
  }

  async call(operation: Described, url: string, body?: string): Promise<Reply> {
    const who: Record<string, string> = operation.isForPeople
      ? { cookie: this.#cookie, origin: this.#origin }
      : operation.isPublic
        ? { origin: this.#origin }
        : { 'x-api-key': this.#key };
    const response = await fetch(url, {
      method: operation.method,
      redirect: 'manual',
      headers: { ...who, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    const contentType = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType, text: await response.text() };
  }
}
