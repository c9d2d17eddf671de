import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A TCP proxy that loses connections on demand, as networks do: at once, by reset, or in the middle of what is sent. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  #cutsNext = false;
  #isStalled = false;
  readonly #target: { host: string; port: number };

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  static async open(target: { host: string; port: number }): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #accept(near: Socket): void {
    if (this.#isStalled) return void near.destroy();
    const far = connect(this.#target);
    const pair = { near, far };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      // Lost connections are what this is for; 'close' follows.
      socket.on('error', () => undefined);
      socket.on('close', end);
    }
    near.on('data', (chunk) => {
      if (!this.#isStalled) far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (this.#isStalled) return;
      if (!this.#cutsNext) return near.write(chunk);
      this.#cutsNext = false;
      near.end(chunk.subarray(0, Math.floor(chunk.length / 2)));
      far.destroy();
    });
  }

  /** Both ends hear of it: `reset` by a TCP reset, otherwise by an ordinary end. */
  cut(reset: boolean): void {
    for (const { near, far } of this.#pairs) {
      if (reset) near.resetAndDestroy();
      else near.destroy();
      far.destroy();
    }
  }

  /** The next thing that the server says arrives by half, and nothing after it. */
  cutInTheMiddle(): void {
    this.#cutsNext = true;
  }

  /** Nothing passes any more, and neither end is told: a cable that was pulled. New connections are refused. */
  stall(): void {
    this.#isStalled = true;
  }

  /** The cable is back; what stood on the old connections is lost. */
  go(): void {
    this.#isStalled = false;
    this.cut(true);
  }

  close(): void {
    this.cut(false);
    this.#server.close();
  }
}
