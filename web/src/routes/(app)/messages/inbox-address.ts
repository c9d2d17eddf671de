/** `session` and `chat` are the open chat; `filter`, `only` (a session) and `q` the list; `pane` and `message` the rest. */
type Name = 'chat' | 'session' | 'filter' | 'only' | 'q' | 'pane' | 'message' | 'new';

/** What the address of the inbox says, and the address with something of it changed; null takes a part away. */
export const inboxAddress = (path: string, parameters: URLSearchParams) => ({
  get: (name: Name): string | null => parameters.get(name),
  with: (change: Partial<Record<Name, string | null>>): string => {
    const next = new URLSearchParams(parameters);
    next.delete('new');
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    return next.size > 0 ? `${path}?${next}` : path;
  },
});
