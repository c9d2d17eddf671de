import type { CreateEngine } from './engine.ts';
import { createMemoryEngine } from './memory/memory-engine.ts';
import { findChromium } from './wwebjs/chromium.ts';
import { createWwebjsEngine } from './wwebjs/wwebjs-engine.ts';

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

/** The engine that the configuration names. Throws BrowserMissing (code `browser_missing`) when it needs a browser and none is found. */
export const createEngineFactory = (config: EngineConfig): CreateEngine => {
  switch (config.kind) {
    case 'memory':
      return createMemoryEngine(simulatorUrlOf(config));
    case 'simulator': {
      const simulatorUrl = simulatorUrlOf(config);
      return createWwebjsEngine({ kind: 'simulator', simulatorUrl, chromium: findChromium(config.chromiumPath) });
    }
    case 'real':
      if (config.simulatorUrl) throw new Error('The real engine must not be given the address of a simulator.');
      return createWwebjsEngine({ kind: 'real', simulatorUrl: null, chromium: findChromium(config.chromiumPath) });
  }
};
