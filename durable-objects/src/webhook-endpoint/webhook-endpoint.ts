import { DurableObject } from 'cloudflare:workers';
import type { DeliveryQuery, EndpointInit, EndpointPatch, WaqtorEvent, WebhookEndpointRpc } from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { acceptEvents } from './accept-events.ts';
import { Endpoint } from './endpoint.ts';
import { createEndpoint, describeEndpoint, enableEndpoint, removeEndpoint, updateEndpoint } from './lifecycle.ts';
import { expungeDelivery, listDeliveries, resendDelivery, showDelivery } from './log-actions.ts';
import { cancelRecovery, currentRecovery, startRecovery, type RecoveryWish } from './recovery/start.ts';
import { endSecretGrace, rotateSecret } from './secrets.ts';
import { sendTest } from './send-test.ts';
import { readStats } from './stats.ts';

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
    return describeEndpoint(this.#endpoint);
  }

  async update(patch: EndpointPatch, ifUpdatedAt?: string) {
    return updateEndpoint(this.#endpoint, patch, ifUpdatedAt);
  }

  async enable() {
    return enableEndpoint(this.#endpoint);
  }

  async rotateSecret(sealedSecret: string, graceSeconds: number, rotationId?: string) {
    return rotateSecret(this.#endpoint, sealedSecret, { graceSeconds, rotationId });
  }

  async endSecretGrace() {
    return endSecretGrace(this.#endpoint);
  }

  async remove() {
    return removeEndpoint(this.#endpoint);
  }

  async enqueue(events: { event: WaqtorEvent; name: string }[]) {
    acceptEvents(this.#endpoint, events);
  }

  async sendTest(event: WaqtorEvent, name: string) {
    return sendTest(this.#endpoint, event, name);
  }

  async logs(query: DeliveryQuery) {
    return listDeliveries(this.#endpoint, query);
  }

  async log(deliveryId: string) {
    return showDelivery(this.#endpoint, deliveryId);
  }

  async resend(deliveryId: string) {
    return resendDelivery(this.#endpoint, deliveryId);
  }

  async expunge(deliveryId: string) {
    return expungeDelivery(this.#endpoint, deliveryId);
  }

  async stats() {
    return readStats(this.#endpoint, Date.now());
  }

  async recover(window: RecoveryWish) {
    return startRecovery(this.#endpoint, 'recover', window);
  }

  async replayMissing(window: RecoveryWish) {
    return startRecovery(this.#endpoint, 'replay_missing', window);
  }

  async recovery() {
    return currentRecovery(this.#endpoint);
  }

  async cancelRecovery() {
    return cancelRecovery(this.#endpoint);
  }

  override async alarm() {
    await this.#endpoint.schedule.run();
  }
}
