import type { CreateEngine } from './engine.ts';
import { createMemoryEngine } from './memory/memory-engine.ts';

export interface EngineConfig {
  kind: 'memory' | 'simulator' | 'real';
  /** Where the simulator process listens; needed by `memory` and `simulator`, refused by `real`. */
  simulatorUrl: string | null;
  /** Path of the browser; null = found on this machine. */
  chromiumPath: string | null;
}

const simulatorUrlOf = (config: EngineConfig): string => {
  if (!config.simulatorUrl) throw new Error(`The engine "${config.kind}" needs the address of the simulator.`);
  return config.simulatorUrl.replace(/\/$/, '');
};

/** The engine that the configuration names. The real one never gets anything of the simulator. */
export const createEngineFactory = (config: EngineConfig): CreateEngine => {
  switch (config.kind) {
    case 'memory':
      return createMemoryEngine(simulatorUrlOf(config));
    case 'simulator':
    case 'real':
      throw new Error('not built yet');
  }
};
