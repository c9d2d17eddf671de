/** As far as we need it. Loaded by address: its types belong to the Workers runtime, not to Node. */
interface AppModule {
  createApp: () => { request: (path: string, init: RequestInit, settings: unknown) => Promise<Response> };
}
const APP = new URL('../../workers/api/src/app.ts', import.meta.url).href;

/** Placeholders: the description depends on none of them, but the app refuses to start without its settings. */
const SETTINGS = {
  WAQTOR_ENVIRONMENT: 'local',
  WAQTOR_MODE: 'simulator',
  WAQTOR_PUBLIC_URL: 'http://localhost:8080',
  WAQTOR_AUTH_SECRET: 'only-to-describe-the-api-only-to-describe',
  WAQTOR_DATA_KEY: Buffer.alloc(32).toString('base64'),
};

/** A description, asked of the app itself as any client would. */
const documentAt = async (path: string): Promise<string> => {
  const { createApp } = (await import(APP)) as AppModule;
  const response = await createApp().request(path, {}, SETTINGS);
  if (!response.ok) throw new Error(`The app answered ${response.status} when asked for ${path}.`);
  return `${JSON.stringify(await response.json(), null, 2)}\n`;
};

export const openapiDocument = (): Promise<string> => documentAt('/api/openapi.json');
export const asyncapiDocument = (): Promise<string> => documentAt('/api/asyncapi.json');
