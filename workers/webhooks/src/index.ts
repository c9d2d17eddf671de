/** waqtor-webhooks: signs and sends what the endpoint objects decide to deliver (design §3). */
export { Deliver } from './deliver.ts';

export default {
  fetch: () => new Response('This Worker has no public routes.', { status: 404 }),
} satisfies ExportedHandler;
