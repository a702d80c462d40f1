import type { ContentType } from '../events/content-type.ts';
import type { FaultSetting, FaultSettings, Route } from './fault-setting.ts';
import { FAULTS, type FaultName } from './faults.ts';
import { Rng } from './rng.ts';

/** What a fault could strike: a request, or a blob that comes into being. */
export interface Opportunity {
  readonly route?: Route | undefined;
  readonly contentType?: ContentType | undefined;
}

interface Stream {
  readonly rng: Rng;
  opportunities: number;
  struck: number;
}

/**
 * Decides which request or blob a fault strikes. Each fault has a stream of its own: its n-th opportunity is decided by the seed, the
 * fault and n alone, whatever other faults are on.
 */
export class FaultPlan {
  readonly #seed: number;
  readonly #streams = new Map<FaultName, Stream>();
  readonly #settings = new Map<FaultName, FaultSetting>();
  /** How often each has struck since the start. */
  readonly fired: Partial<Record<FaultName, number>> = {};

  constructor(seed: number, settings: FaultSettings = {}) {
    this.#seed = seed;
    this.set(settings);
  }

  /** Replaces all settings; counts, skips and streams begin anew. */
  set(settings: FaultSettings): void {
    this.#streams.clear();
    this.#settings.clear();
    for (const name of Object.keys(settings) as FaultName[]) {
      const setting = settings[name];
      if (setting === undefined) continue;
      this.#settings.set(name, typeof setting === 'number' ? { rate: setting } : setting);
    }
  }

  /** Whether the fault strikes this opportunity; asking counts as one. */
  fires(name: FaultName, opportunity: Opportunity = {}): boolean {
    const setting = this.#settings.get(name);
    if (setting === undefined || !isMeant(name, setting, opportunity)) return false;
    const stream = this.#streams.get(name) ?? this.#begin(name);
    const number = stream.opportunities;
    stream.opportunities += 1;
    if (number < (setting.skip ?? 0)) return false;
    if (setting.count !== undefined && stream.struck >= setting.count) return false;
    stream.rng.seek(number);
    if (!stream.rng.chance(setting.rate ?? 1)) return false;
    stream.struck += 1;
    this.fired[name] = (this.fired[name] ?? 0) + 1;
    return true;
  }

  #begin(name: FaultName): Stream {
    const stream = { rng: new Rng(this.#seed, 'fault', name), opportunities: 0, struck: 0 };
    this.#streams.set(name, stream);
    return stream;
  }
}

/** Faults of any request spare the login unless they are limited to it: a run needs a token before anything else can go wrong. */
function isMeant(name: FaultName, setting: FaultSetting, { route, contentType }: Opportunity): boolean {
  if (setting.on !== undefined) return setting.on === route || setting.on === contentType;
  return route !== 'token' || ['everywhere', 'login'].includes(FAULTS[name].place);
}
