/** SvelteKit's Worker, as the adapter builds it (`alias` in wrangler.toml). */
declare module 'virtual:kit-worker' {
  const worker: { fetch(request: Request, env: unknown, context: unknown): Promise<Response> };
  export default worker;
}
