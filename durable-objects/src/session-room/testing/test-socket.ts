export const until = async <T>(read: () => T | Promise<T>, isRight: (value: T) => boolean, ms = 5_000): Promise<T> => {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > deadline) throw new Error(`Not reached in time: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** A socket with everything that came in, in order. */
export class TestSocket<F extends { type: string }> {
  readonly frames: F[] = [];
  closedWith: { code: number; reason: string } | null = null;
  readonly ws: WebSocket;

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.addEventListener('message', ({ data }) => {
      this.frames.push(JSON.parse(data as string) as F);
    });
    ws.addEventListener('close', ({ code, reason }) => {
      this.closedWith = { code, reason };
    });
    ws.accept();
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  of<T extends F['type']>(type: T): Extract<F, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<F, { type: T }> => frame.type === type);
  }

  /** The first frame of this type that fits; waits for it. */
  async next<T extends F['type']>(
    type: T,
    fits: (frame: Extract<F, { type: T }>) => boolean = () => true,
  ): Promise<Extract<F, { type: T }>> {
    const frames = await until(
      () => this.of(type).filter(fits),
      (found) => found.length > 0,
    );
    return frames[0] as Extract<F, { type: T }>;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    return (await until(
      () => this.closedWith,
      (closed) => closed !== null,
    )) as { code: number; reason: string };
  }
}
