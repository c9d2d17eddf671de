import { DurableObject } from 'cloudflare:workers';
import {
  ok,
  refuse,
  type Delivery,
  type EndpointInit,
  type WaqtorEvent,
  type WebhookEndpointRpc,
} from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { Endpoint } from './endpoint.ts';
import { createEndpoint, removeEndpoint, updateEndpoint } from './lifecycle.ts';
import { acceptEvents } from './accept-events.ts';
import { toWebhook, type EndpointPatch } from './settings.ts';
import { sendTest } from './send-test.ts';

/** One webhook endpoint: its settings, queue and attempts (spec §5). Hooks only; each delegates to its file. */
export class WebhookEndpoint extends DurableObject<ObjectsEnv> implements WebhookEndpointRpc {
  readonly #endpoint: Endpoint;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    this.#endpoint = new Endpoint(ctx, env);
  }

  async create(init: EndpointInit) {
    return createEndpoint(this.#endpoint, init);
  }

  async describe() {
    const { settings } = this.#endpoint;
    return settings ? ok(toWebhook(settings)) : refuse('not_found');
  }

  async update(patch: EndpointPatch, ifUpdatedAt?: string) {
    return updateEndpoint(this.#endpoint, patch, ifUpdatedAt);
  }

  async remove() {
    return removeEndpoint(this.#endpoint);
  }

  async enqueue(events: { event: WaqtorEvent; name: string }[]) {
    acceptEvents(this.#endpoint, events);
  }

  async sendTest() {
    return sendTest(this.#endpoint);
  }

  async logs(query: { cursor?: string; limit: number; state?: Delivery['state'] }) {
    if (!this.#endpoint.settings) return refuse('not_found');
    const page = this.#endpoint.deliveries.list(query);
    return page ? ok(page) : refuse('invalid_cursor');
  }

  async log(deliveryId: string) {
    const detail = this.#endpoint.settings && this.#endpoint.deliveries.detail(deliveryId);
    return detail ? ok(detail) : refuse('not_found');
  }

  override async alarm() {
    await this.#endpoint.schedule.run();
  }
}
