/** Messages that one `message_states` fact tells of. Apart from the schemas, as content-limits.ts is (ADR 011). */
export const MAX_STATES_PER_FACT = 50;
/** Reactions to one of them. */
export const MAX_REACTIONS_PER_STATE = 50;
