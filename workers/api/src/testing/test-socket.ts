const DEADLINE_MS = 8_000;
const POLL_MS = 10;

/** Polls until `isRight`; fails after a deadline. */
export const until = async <T>(read: () => T | Promise<T>, isRight: (value: T) => boolean): Promise<T> => {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > deadline) throw new Error(`Not reached in time: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** An accepted upgrade with everything that came in, in order. */
export class TestSocket<F extends { type: string }> {
  readonly frames: F[] = [];
  readonly #ws: WebSocket;
  #listener: (frame: F) => void = () => undefined;

  constructor(response: Response) {
    if (!response.webSocket) throw new Error(`The upgrade was refused with ${response.status}.`);
    this.#ws = response.webSocket;
    this.#ws.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as F;
      this.frames.push(frame);
      this.#listener(frame);
    });
    this.#ws.accept();
  }

  onFrame(listener: (frame: F) => void): void {
    this.#listener = listener;
  }

  send(frame: unknown): void {
    this.#ws.send(JSON.stringify(frame));
  }

  of<T extends F['type']>(type: T): Extract<F, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<F, { type: T }> => frame.type === type);
  }

  close(): void {
    this.#ws.close(1000);
  }
}
