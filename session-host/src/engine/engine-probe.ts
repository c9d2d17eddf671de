import type { CreateEngine, Engine, EngineBroken, EngineFact, EngineOptions } from './engine.ts';

type FactOf<T extends EngineFact['type']> = Extract<EngineFact, { type: T }>;

const POLL_MS = 20;

/** An engine with everything that it told, for tests: waits for a condition with a deadline instead of sleeping. */
export class EngineProbe {
  readonly engine: Engine;
  readonly facts: EngineFact[] = [];
  broken: EngineBroken | null = null;

  constructor(create: CreateEngine, options: Pick<EngineOptions, 'sessionId' | 'profileDir' | 'takesOver'>) {
    this.engine = create({
      ...options,
      emit: (fact) => this.facts.push(fact),
      onBroken: (error) => (this.broken = error),
    });
  }

  async until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!(await condition())) {
      if (Date.now() > deadline) {
        const told = this.facts.map((fact) => (fact.type === 'state' ? `${fact.status}/${fact.reason}` : fact.type));
        throw new Error(`The condition did not hold in time; facts: ${told.join(', ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #find<F extends EngineFact>(isWanted: (fact: EngineFact) => fact is F, withinMs: number): Promise<F> {
    await this.until(() => this.facts.some(isWanted), withinMs);
    return this.facts.find(isWanted) as F;
  }
  fact = <T extends EngineFact['type']>(type: T, withinMs: number): Promise<FactOf<T>> =>
    this.#find((fact): fact is FactOf<T> => fact.type === type, withinMs);
  message = (keyId: string, withinMs: number): Promise<FactOf<'message'>> =>
    this.#find((fact): fact is FactOf<'message'> => fact.type === 'message' && fact.keyId === keyId, withinMs);
  ready = (withinMs: number): Promise<FactOf<'state'>> =>
    this.#find((fact): fact is FactOf<'state'> => fact.type === 'state' && fact.status === 'ready', withinMs);

  lastState(): FactOf<'state'> | undefined {
    return this.facts.findLast((fact): fact is FactOf<'state'> => fact.type === 'state');
  }
  highestAck(keyId: string): number {
    const acks = this.facts.filter((fact): fact is FactOf<'ack'> => fact.type === 'ack' && fact.keyId === keyId);
    return Math.max(0, ...acks.map((fact) => fact.ack));
  }
}
