import { onMount } from 'svelte';

/** False until the scripts are there: before that a form would send what was typed as a plain form to nowhere. */
export const useHydrated = (): { readonly is: boolean } => {
  let is = $state(false);
  onMount(() => void (is = true));
  return {
    get is() {
      return is;
    },
  };
};
