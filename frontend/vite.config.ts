import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** One folder with two entries that Home Assistant loads, and what they share. */
export default defineConfig({
  build: {
    target: "es2022",
    outDir: resolve(import.meta.dirname, "../custom_components/placa/frontend"),
    emptyOutDir: true,
    modulePreload: false,
    reportCompressedSize: false,
    lib: {
      entry: {
        "placa-panel": resolve(import.meta.dirname, "src/panel.ts"),
        "placa-card": resolve(import.meta.dirname, "src/card/index.ts"),
      },
      formats: ["es"],
    },
    rollupOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
      },
    },
    minify: true,
    sourcemap: false,
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
  },
});
