import { open, seal } from '@waqtor/core/sealed-box';

/** Never cookies: a repetition must not sign anybody in. */
const KEPT_HEADERS = ['content-type', 'content-language', 'location', 'etag', 'link', 'www-authenticate'];

interface StoredAnswer {
  headers: Record<string, string>;
  body: string;
}

/** Refused before anything was done, or to be judged anew by who asks: another try may be another answer. */
const PASSING = new Set([400, 401, 403, 413, 415, 422, 429]);

/** Is this the outcome of the request, so that a repetition gets the same? Our own failures are not. */
export const isOutcome = (status: number): boolean => status >= 200 && status < 500 && !PASSING.has(status);

/** The answer under the data key, because it may hold a secret that is shown once. */
export const sealAnswer = async (dataKey: string, keyHash: string, answer: Response): Promise<string> => {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const stored: StoredAnswer = { headers, body: await answer.text() };
  return seal(dataKey, keyHash, JSON.stringify(stored));
};

/** The answer again, marked with `Idempotency-Replayed`. */
export const openAnswer = async (
  dataKey: string,
  keyHash: string,
  { status, sealedAnswer }: { status: number; sealedAnswer: string },
): Promise<Response> => {
  const { headers, body } = JSON.parse(await open(dataKey, keyHash, sealedAnswer)) as StoredAnswer;
  return new Response(body === '' ? null : body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });
};
