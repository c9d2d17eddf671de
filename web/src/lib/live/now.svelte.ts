import { onMount } from 'svelte';

/** The time, ticking while a component that shows it is there; epoch ms. Null-safe for rendering on the server. */
export const useNow = (everyMs: number): { readonly ms: number } => {
  let ms = $state(Date.now());
  onMount(() => {
    ms = Date.now();
    const timer = setInterval(() => (ms = Date.now()), everyMs);
    return () => clearInterval(timer);
  });
  return {
    get ms() {
      return ms;
    },
  };
};
