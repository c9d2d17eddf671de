import { SERIALIZED, isRenamed } from './05-shape.js';
import { OpaqueData } from './25-binary.js';

/** The kernel that the library expects: models and collections in the manner of Backbone. */
export class Emitter {
  constructor() {
    Object.defineProperty(this, 'listeners', { value: new Map() });
  }
  /** `names` may hold several, separated by spaces. */
  on(names, listener) {
    for (const name of names.split(' ')) {
      if (!this.listeners.has(name)) this.listeners.set(name, new Set());
      this.listeners.get(name).add(listener);
    }
    return this;
  }
  off(name, listener) {
    this.listeners.get(name)?.delete(listener);
    return this;
  }
  once(name, listener) {
    const wrapped = (...args) => {
      this.off(name, wrapped);
      listener(...args);
    };
    return this.on(name, wrapped);
  }
  trigger(name, ...args) {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        // One bad listener of the library must not stop the network's frame for the others.
        console.error('listener failed', name, error);
      }
    }
  }
}

export class Model extends Emitter {
  constructor(attributes) {
    super();
    // A message lives in two collections (all messages, those of its chat): its changes must reach both.
    Object.defineProperty(this, 'collections', { value: new Set() });
    // Enumerable on purpose: spreading such a model into other data carries the field along.
    if (isRenamed) Object.defineProperty(this, '__x_id', { get: () => this.id, enumerable: true });
    Object.assign(this, attributes);
  }
  set(attributes) {
    const changed = [];
    for (const [name, value] of Object.entries(attributes)) {
      if (this[name] === value) continue;
      changed.push([name, value, this[name]]);
      this[name] = value;
    }
    for (const [name, value, previous] of changed) this.bubble(`change:${name}`, value, previous);
    if (changed.length > 0) this.bubble('change');
    return this;
  }
  bubble(name, ...args) {
    this.trigger(name, this, ...args);
    for (const collection of this.collections) collection.trigger(name, this, ...args);
  }
  /** Plain data; page.evaluate does not call toJSON, the library calls this instead. */
  serialize() {
    const plain = {};
    for (const [name, value] of Object.entries(this)) {
      if (
        name.startsWith('__x_') ||
        typeof value === 'function' ||
        value instanceof Blob ||
        value instanceof OpaqueData
      )
        continue;
      if (value instanceof Collection) {
        plain[name] = value.getModelsArray().map((model) => (value.isShownWhole ? model.serialize() : model.id));
      } else plain[name] = value instanceof Model ? value.serialize() : value;
    }
    return plain;
  }
  toJSON() {
    return this.serialize();
  }
}

export const serializedOf = (id) => (typeof id === 'string' ? id : id?.[SERIALIZED]);

export class Collection extends Emitter {
  constructor(extras = {}) {
    super();
    this.map = new Map();
    Object.assign(this, extras);
  }
  get length() {
    return this.map.size;
  }
  get(id) {
    return this.map.get(serializedOf(id));
  }
  async find(id) {
    const model = this.get(id) ?? (this.create ? this.add(await this.create(id)) : undefined);
    if (!model) throw new Error('There is no such model.');
    return model;
  }
  add(model) {
    const key = serializedOf(model.id);
    if (this.map.has(key)) return this.map.get(key);
    model.collections.add(this);
    this.map.set(key, model);
    this.trigger('add', model);
    return model;
  }
  remove(model) {
    if (this.map.delete(serializedOf(model.id))) this.trigger('remove', model);
  }
  getModelsArray() {
    return [...this.map.values()];
  }
  toJSON() {
    return undefined;
  }
}
