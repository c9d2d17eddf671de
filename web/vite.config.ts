import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

const NO_NODE = '\0mediabunny-without-node';
/**
 * What mediabunny has for Node alone, and takes out of browsers by its `browser` field: Vite puts a CommonJS module in
 * that place, whose shim would come with the first script of every page.
 */
const mediabunnyWithoutNode = (): Plugin => ({
  name: 'waqtor:mediabunny-without-node',
  enforce: 'pre',
  resolveId: (source, importer) => (source === './node.js' && importer?.includes('/mediabunny/') ? NO_NODE : null),
  load: (id) => (id === NO_NODE ? 'export const fs = undefined;' : null),
});

export default defineConfig({
  plugins: [
    mediabunnyWithoutNode(),
    tailwindcss(),
    sveltekit(),
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['url', 'cookie', 'preferredLanguage', 'baseLocale'],
      // Both languages carry a prefix; `/` alone is answered by a redirect.
      urlPatterns: [
        {
          pattern: '/:path(.*)?',
          localized: [
            ['ar', '/ar/:path(.*)?'],
            ['en', '/en/:path(.*)?'],
          ],
        },
      ],
    }),
  ],
  build: {
    minify: true,
    // An icon is some hundred bytes, and a file of its own costs as much again: those of three pages and more share one.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'icons', test: /@lucide\/svelte\/dist\/icons/, minShareCount: 3 }] },
      },
    },
  },
});
