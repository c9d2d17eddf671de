import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PROMETHEUS_CONTENT_TYPE } from '@waqtor/core/prometheus-metric';
import { type AdminConfig, ConfigError } from '../config.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { hostMetricsText } from './host-metrics.ts';
import type { HostStatus } from './host-status.ts';
import { notReadyReasons } from './readiness.ts';

/** A store that does not take a write by then (full disk) makes the host unhealthy. */
const WRITE_DEADLINE_MS = 2_000;
const LOOP_RESOLUTION_MS = 20;

export interface Observed {
  status: () => Promise<HostStatus>;
  /** Rejects, or does not resolve, when the store cannot be written. */
  proveWritable: () => Promise<void>;
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** `/healthz`, `/readyz`, `/metrics` for the machine's own watchers. Reads only; on loopback unless told otherwise. */
export class HealthServer {
  readonly #observed: Observed;
  readonly #log: Log;
  readonly #server: Server;
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });

  constructor(observed: Observed, log: Log) {
    this.#observed = observed;
    this.#log = log;
    this.#server = createServer((request, response) => {
      this.#answer(request.method ?? '', request.url ?? '/', response).catch((error: unknown) => {
        log.warn('A health page failed', { error: errorName(error) });
        if (!response.headersSent) json(response, 500, { status: 'failed' });
        else response.destroy();
      });
    });
  }

  /** Throws ConfigError when a port that was asked for is taken; goes on without when it is the default. */
  async listen({ host, port, isPortGiven }: AdminConfig): Promise<number | null> {
    if (port === 0) return null;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        this.#server.listen(port, host, resolve);
      });
    } catch (cause) {
      if (isPortGiven)
        throw new ConfigError(
          `Port ${port} of WAQTOR_HOST_ADMIN_PORT cannot be opened; choose another, or 0 for none.`,
          { cause },
        );
      this.#log.warn('The health pages are off: their port is taken; set WAQTOR_HOST_ADMIN_PORT', { port });
      return null;
    }
    this.#loop.enable();
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#loop.disable();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(method: string, url: string, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') return json(response, 405, { status: 'method_not_allowed' });
    switch (new URL(url, 'http://host').pathname) {
      case '/healthz': {
        const isWritable = await this.#isWritable();
        return json(response, isWritable ? 200 : 503, { status: isWritable ? 'ok' : 'store_not_writable' });
      }
      case '/readyz': {
        const reasons = notReadyReasons(await this.#observed.status());
        return json(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
      }
      case '/metrics': {
        const loop = { meanSeconds: this.#delay(this.#loop.mean), maxSeconds: this.#delay(this.#loop.max) };
        this.#loop.reset();
        response.writeHead(200, { 'content-type': PROMETHEUS_CONTENT_TYPE });
        return void response.end(hostMetricsText(await this.#observed.status(), loop));
      }
      default:
        return json(response, 404, { status: 'not_found' });
    }
  }

  /** Node measures the time between two looks, in ns; the delay is what it is longer than wanted. NaN: none yet. */
  #delay(ns: number): number {
    return Math.max(0, ns / 1e9 - LOOP_RESOLUTION_MS / 1000) || 0;
  }

  async #isWritable(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), WRITE_DEADLINE_MS);
    });
    const proved = this.#observed.proveWritable().then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([proved, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
