import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The bundle is committed, so it must come out the same wherever it is built.
export default defineConfig({
  base: "/static/",
  plugins: [react()],
  build: {
    outDir: process.env.PAGE_OUT ?? "../static",
    emptyOutDir: true,
    chunkSizeWarningLimit: 800,
    modulePreload: false,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: "page.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
